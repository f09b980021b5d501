//! 透视: maps of one plane onto another, from millimetres of the sheet to pixels and back.

/// A place, x before y; its unit is that of the plane it lies in.
pub(crate) type Xy = (f64, f64);

/// A projective map of the plane (Hartley and Zisserman, Multiple View Geometry, 2.3), as nine
/// numbers row by row, the last of them 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plane([f64; 9]);

impl Plane {
    /// The one map that takes four places to four others; `None` when three lie on a line.
    pub(crate) fn through(from: &[Xy; 4], to: &[Xy; 4]) -> Option<Self> {
        let mut rows = [[0.0f64; 9]; 8];
        for (at, ((x, y), (u, v))) in from.iter().zip(to).enumerate() {
            rows[2 * at] = [*x, *y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, *u];
            rows[2 * at + 1] = [0.0, 0.0, 0.0, *x, *y, 1.0, -v * x, -v * y, *v];
        }
        let solved = solve(&mut rows)?;
        let mut numbers = [1.0; 9];
        numbers[..8].copy_from_slice(&solved);
        Some(Self(numbers))
    }

    pub(crate) fn apply(&self, (x, y): Xy) -> Xy {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let depth = g * x + h * y + i;
        ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
    }

    /// The map back; `None` when the plane is seen edge on.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let all = [
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ];
        let scale = all[8];
        (scale.abs() > 1e-12).then(|| Self(all.map(|number| number / scale)))
    }

    /// How far a place moves for a unit step along x, and along y.
    pub(crate) fn steps(&self, at: Xy) -> (Xy, Xy) {
        let here = self.apply(at);
        let (right, down) = (self.apply((at.0 + 0.5, at.1)), self.apply((at.0, at.1 + 0.5)));
        let step = |there: Xy| (2.0 * (there.0 - here.0), 2.0 * (there.1 - here.1));
        (step(right), step(down))
    }
}

/// Gauss' elimination with the largest pivot first.
fn solve(rows: &mut [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for at in 0..8 {
        let size = |row: &usize| rows[*row][at].abs();
        let best = (at..8).max_by(|one, other| size(one).total_cmp(&size(other)))?;
        if rows[best][at].abs() < 1e-9 {
            return None;
        }
        rows.swap(at, best);
        let pivot = rows[at];
        for (other, row) in rows.iter_mut().enumerate() {
            let share = row[at] / pivot[at];
            if other != at {
                row.iter_mut().zip(pivot).for_each(|(number, take)| *number -= share * take);
            }
        }
    }
    Some(std::array::from_fn(|at| rows[at][8] / rows[at][at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: [Xy; 4] = [(10.0, 10.0), (200.0, 10.0), (200.0, 138.0), (10.0, 138.0)];

    #[test]
    fn a_map_takes_its_corners_there_and_back() {
        let seen = [(120.0, 80.0), (1500.0, 190.0), (1420.0, 1100.0), (60.0, 940.0)];
        let map = Plane::through(&SHEET, &seen).unwrap();
        let back = map.inverse().unwrap();
        for (from, to) in SHEET.iter().zip(seen) {
            let there = map.apply(*from);
            assert!((there.0 - to.0).hypot(there.1 - to.1) < 1e-6, "{there:?} for {to:?}");
            let again = back.apply(there);
            assert!((again.0 - from.0).hypot(again.1 - from.1) < 1e-6);
        }
    }

    #[test]
    fn corners_on_a_line_have_no_map() {
        let line = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (5.0, 1.0)];
        assert_eq!(Plane::through(&line, &SHEET), None);
    }
}
