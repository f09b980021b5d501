//! 背景面: the background as one evenly lit wall, and how its cells depart from that.

use super::cells::{Cells, Ground};
use crate::colour::Lab;

/// Fewer cells than this tell nothing of a wall.
const CELLS_NEEDED: usize = 400;

/// Cells from the silhouette up to which a shadow may lie.
pub const NEAR_CELLS: u8 = 9;

/// So many cells from the silhouette, or more.
const FAR: u8 = NEAR_CELLS + 1;

/// The wall is fitted to every so-manieth cell: a prime, so that no column is left out.
const EVERY: usize = 5;

/// Cells farther than this from the wall, ΔE, are not taken for it: from the first guess to
/// the last. The first must let a wall in whose two ends differ.
const STRAY: [f64; 4] = [40.0, 30.0, 20.0, 10.0];

/// A wall and the light on it: a colour that changes evenly across the picture.
#[derive(Debug, Clone)]
pub struct Wall {
    /// Cells of the background, by their index.
    pub cells: Vec<usize>,
    /// For each of them, colour minus the wall's colour there.
    pub off: Vec<Lab>,
    /// For each of them, cells to the silhouette, up to one more than [`NEAR_CELLS`].
    pub distance: Vec<u8>,
}

impl Wall {
    /// `None` where too little background shows.
    pub fn of(cells: &Cells) -> Option<Self> {
        let indices: Vec<usize> = cells.of_ground(Ground::Background).collect();
        if indices.len() < CELLS_NEEDED {
            return None;
        }
        let steps = distances(cells);
        let distance: Vec<u8> = indices.iter().map(|cell| steps[*cell]).collect();
        let far = |i: &usize| distance[*i] > NEAR_CELLS;
        let mut kept: Vec<usize> = (0..indices.len()).step_by(EVERY).filter(far).collect();
        if kept.len() < CELLS_NEEDED / EVERY {
            kept = (0..indices.len()).step_by(EVERY).collect();
        }
        let place = |i: usize| {
            let (x, y) = (indices[i] % cells.columns, indices[i] / cells.columns);
            [1.0, x as f64 / cells.columns as f64 - 0.5, y as f64 / cells.rows as f64 - 0.5]
        };
        let lab = |i: usize| cells.labs[indices[i]];
        let mut surface = Plane::level(&kept, lab);
        for near in STRAY {
            let close = |i: &&usize| surface.at(place(**i)).distance(lab(**i)) <= near;
            let fitting: Vec<usize> = kept.iter().filter(close).copied().collect();
            let Some(better) = Plane::fit(&fitting, place, lab) else { break };
            surface = better;
        }
        let off = (0..indices.len())
            .map(|i| {
                let (is, wall) = (lab(i), surface.at(place(i)));
                Lab { l: is.l - wall.l, a: is.a - wall.a, b: is.b - wall.b }
            })
            .collect();
        Some(Self { cells: indices, off, distance })
    }
}

/// A colour that changes evenly: for each channel its middle and its slopes.
#[derive(Debug, Clone, Copy)]
struct Plane([[f64; 3]; 3]);

impl Plane {
    /// The median colour everywhere.
    fn level(kept: &[usize], lab: impl Fn(usize) -> Lab) -> Self {
        let median = |of: fn(Lab) -> f64| {
            let mut values: Vec<f64> = kept.iter().map(|i| of(lab(*i))).collect();
            let middle = values.len() / 2;
            *values.select_nth_unstable_by(middle, f64::total_cmp).1
        };
        Self([median(|c| c.l), median(|c| c.a), median(|c| c.b)].map(|c| [c, 0.0, 0.0]))
    }

    fn at(&self, [one, x, y]: [f64; 3]) -> Lab {
        let [l, a, b] = self.0.map(|c| c[0] * one + c[1] * x + c[2] * y);
        Lab { l, a, b }
    }

    /// Least squares; `None` when the places do not span a plane.
    fn fit(
        kept: &[usize],
        place: impl Fn(usize) -> [f64; 3],
        lab: impl Fn(usize) -> Lab,
    ) -> Option<Self> {
        let (mut normal, mut sides) = ([[0.0; 3]; 3], [[0.0; 3]; 3]);
        for i in kept {
            let (at, colour) = (place(*i), lab(*i));
            for row in 0..3 {
                for column in 0..3 {
                    normal[row][column] += at[row] * at[column];
                }
                sides[0][row] += at[row] * colour.l;
                sides[1][row] += at[row] * colour.a;
                sides[2][row] += at[row] * colour.b;
            }
        }
        let whole = determinant(&normal);
        if kept.len() < 30 || whole.abs() < 1e-6 {
            return None;
        }
        Some(Self(sides.map(|side| {
            std::array::from_fn(|column| {
                let mut replaced = normal;
                for row in 0..3 {
                    replaced[row][column] = side[row];
                }
                determinant(&replaced) / whole
            })
        })))
    }
}

fn determinant(m: &[[f64; 3]; 3]) -> f64 {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
}

/// Cells from each cell to the nearest that is the person's, in kings' moves, up to one more
/// than [`NEAR_CELLS`]: beyond, all are far away.
fn distances(cells: &Cells) -> Vec<u8> {
    let columns = cells.columns.max(1);
    let person = |ground: &Ground| if *ground == Ground::Person { 0 } else { FAR };
    let mut along: Vec<u8> = cells.grounds.iter().map(person).collect();
    for row in along.chunks_exact_mut(columns) {
        spread(row.iter_mut());
        spread(row.iter_mut().rev());
    }
    let mut nearest = along.clone();
    for rows in 1..=NEAR_CELLS {
        let shift = usize::from(rows) * columns;
        if shift >= along.len() {
            break;
        }
        // As many rows away, it is at least so many moves.
        let lower = |cells: &mut [u8], others: &[u8]| {
            for (cell, other) in cells.iter_mut().zip(others) {
                *cell = (*cell).min((*other).max(rows));
            }
        };
        lower(&mut nearest[shift..], &along);
        lower(&mut nearest, &along[shift..]);
    }
    nearest
}

/// Makes each cell at most one farther than the one before it.
fn spread<'a>(row: impl Iterator<Item = &'a mut u8>) {
    let mut before = FAR;
    for cell in row {
        *cell = (*cell).min(before + 1);
        before = *cell;
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn light_that_falls_off_evenly_is_the_wall_and_a_stripe_on_it_is_not() {
        let fixture = Fixture::plain().with(|x, _, ground, rgb| match (ground, x) {
            ('w', 20..40) => [60, 60, 60],
            ('w', _) => rgb.map(|v| (f64::from(v) * (1.0 - f64::from(x) / 2400.0)) as u8),
            _ => rgb,
        });
        let view = fixture.view();
        let wall = view.wall().unwrap();
        let (mut stripe, mut rest) = (f64::MAX, 0.0_f64);
        for (cell, off) in wall.cells.iter().zip(&wall.off) {
            let away = off.l.hypot(off.a).hypot(off.b);
            match view.cells.middle(*cell).0 {
                20.0..40.0 => stripe = stripe.min(away),
                _ => rest = rest.max(away),
            }
        }
        assert!(stripe > 25.0 && rest < 2.5, "{stripe} {rest}");
    }

    #[test]
    fn a_distance_is_that_to_the_nearest_of_the_person_in_kings_moves() {
        let fixture = Fixture::plain();
        let cells = fixture.view().cells;
        let steps = distances(&cells);
        let place = |cell: usize| (cell % cells.columns, cell / cells.columns);
        let person: Vec<_> = cells.of_ground(Ground::Person).map(place).collect();
        for cell in (0..steps.len()).step_by(97) {
            let (x, y) = place(cell);
            let moves = person.iter().map(|(u, v)| x.abs_diff(*u).max(y.abs_diff(*v))).min();
            let moves = moves.map(|moves| moves.min(usize::from(FAR)));
            assert_eq!(Some(usize::from(steps[cell])), moves, "{x} {y}");
        }
    }
}
