//! 标注点: the hand-checked points of a face, and what they say about it.

use imaging::{Crop, Point};

/// Indices of the 189-point template of the webmorph collections. Left and right are the
/// picture's; curves run from left to right.
pub mod index {
    pub const PUPILS: [usize; 2] = [0, 1];
    /// Corner, upper lid, corner.
    pub const UPPER_LIDS: [[usize; 5]; 2] = [[18, 19, 20, 21, 22], [23, 24, 25, 26, 27]];
    /// The same corners with the lower lid between them.
    pub const LOWER_LIDS: [[usize; 5]; 2] = [[18, 28, 29, 30, 22], [23, 31, 32, 33, 27]];
    /// Middle of the fold above the lid.
    pub const FOLDS: [usize; 2] = [36, 41];
    /// Upper edge of the brows, then their lower edge from right to left.
    pub const BROWS: [[usize; 8]; 2] =
        [[71, 72, 73, 74, 75, 76, 84, 83], [77, 78, 79, 80, 81, 82, 86, 85]];
    pub const NOSE_TIP: usize = 55;
    /// Between the eyes.
    pub const NOSE_ROOT: usize = 50;
    pub const INNER_UPPER_LIP: [usize; 7] = [87, 94, 95, 96, 97, 98, 93];
    pub const CHIN: usize = 129;
    /// The sides of the face at the cheekbones.
    pub const CHEEKS: [usize; 2] = [110, 113];
    /// From the left cheekbone round the chin to the right one.
    pub const JAW: [usize; 13] = [110, 111, 125, 126, 127, 128, 129, 130, 131, 132, 133, 114, 113];
    pub const HAIRLINE: [usize; 11] = [134, 135, 136, 137, 138, 139, 140, 141, 142, 143, 144];
}

/// A face as somebody marked it, in pixels of some picture of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hand {
    pub points: Vec<Point>,
    /// The first row of hair, from the wall's matte.
    pub hair_top_y: f64,
}

impl Hand {
    /// A point of the template.
    pub fn at(&self, index: usize) -> Point {
        self.points[index]
    }

    /// A curve of the template.
    pub fn curve(&self, indices: &[usize]) -> Vec<Point> {
        indices.iter().map(|index| self.at(*index)).collect()
    }

    /// The middle between the pupils.
    pub fn eyes(&self) -> Point {
        self.at(index::PUPILS[0]).middle(self.at(index::PUPILS[1]))
    }

    /// Pupil to pupil.
    pub fn eye_distance_px(&self) -> f64 {
        self.at(index::PUPILS[0]).distance(self.at(index::PUPILS[1]))
    }

    /// Cheekbone to cheekbone.
    pub fn face_width_px(&self) -> f64 {
        self.at(index::CHEEKS[0]).distance(self.at(index::CHEEKS[1]))
    }

    /// The middle between the cheekbones.
    pub fn centre_x(&self) -> f64 {
        self.at(index::CHEEKS[0]).middle(self.at(index::CHEEKS[1])).x
    }

    /// Eye line to chin.
    pub fn lower_face_px(&self) -> f64 {
        self.eyes().distance(self.at(index::CHIN))
    }

    /// The line through the pupils against the horizontal, clockwise positive.
    pub fn roll_degrees(&self) -> f64 {
        let [left, right] = index::PUPILS.map(|pupil| self.at(pupil));
        (right.y - left.y).atan2(right.x - left.x).to_degrees()
    }

    /// Widest lid gap over eye width, of the narrower eye.
    pub fn eye_opening(&self) -> f64 {
        let of = |eye: usize| {
            let (upper, lower) = (index::UPPER_LIDS[eye], index::LOWER_LIDS[eye]);
            let gap = self.at(upper[2]).distance(self.at(lower[2]));
            gap / self.at(upper[0]).distance(self.at(upper[4]))
        };
        of(0).min(of(1))
    }

    /// The same face in a cut of the picture.
    #[must_use]
    pub fn cut(&self, crop: Crop) -> Self {
        self.mapped(|p| Point { x: (p.x - crop.x) * crop.scale, y: (p.y - crop.y) * crop.scale })
    }

    /// The same face turned clockwise around `centre`. The hair top moves with the point above
    /// the centre that it is taken to be.
    #[must_use]
    pub fn turned(&self, degrees: f64, centre: Point) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.mapped(|p| {
            let (x, y) = (p.x - centre.x, p.y - centre.y);
            Point { x: centre.x + x * cos - y * sin, y: centre.y + x * sin + y * cos }
        })
    }

    fn mapped(&self, to: impl Fn(Point) -> Point) -> Self {
        let top = Point { x: self.eyes().x, y: self.hair_top_y };
        Self { points: self.points.iter().map(|p| to(*p)).collect(), hair_top_y: to(top).y }
    }
}

/// The height of a curve at `x`: straight between its points, level beyond its ends. Its
/// points run from left to right.
pub fn height_at(curve: &[Point], x: f64) -> f64 {
    let after = curve.iter().position(|p| p.x > x).unwrap_or(curve.len());
    match (after.checked_sub(1).map(|before| curve[before]), curve.get(after)) {
        (Some(a), Some(b)) => a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x),
        (Some(end), None) => end.y,
        (None, Some(start)) => start.y,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A face of plain proportions, cheekbones 240 px apart, eyes at y 265.
    pub(crate) fn face() -> Hand {
        let mut points = vec![Point { x: 240.0, y: 300.0 }; 189];
        let mut put = |index: usize, x: f64, y: f64| points[index] = Point { x, y };
        for (eye, x) in [(0, 185.0), (1, 295.0)] {
            put(index::PUPILS[eye], x, 265.0);
            put(index::FOLDS[eye], x, 253.0);
            for step in 0..5_u8 {
                let along = f64::from(step) - 2.0;
                let lift = 8.0 - 2.0 * along * along;
                put(index::UPPER_LIDS[eye][usize::from(step)], x + 11.0 * along, 265.0 - lift);
                put(index::LOWER_LIDS[eye][usize::from(step)], x + 11.0 * along, 265.0 + lift);
            }
            for (place, brow) in index::BROWS[eye].into_iter().enumerate() {
                let below = place >= 6;
                let along = if below { 7 - place } else { place } as f64;
                let step = if below { 28.0 } else { 14.0 };
                put(brow, x - 35.0 + step * along, if below { 236.0 } else { 226.0 });
            }
        }
        for (place, lip) in index::INNER_UPPER_LIP.into_iter().enumerate() {
            put(lip, 198.0 + 14.0 * place as f64, 400.0);
        }
        for (place, jaw) in index::JAW.into_iter().enumerate() {
            let angle = std::f64::consts::PI * place as f64 / 12.0;
            put(jaw, 240.0 - 120.0 * angle.cos(), 290.0 + 180.0 * angle.sin());
        }
        for (place, hair) in index::HAIRLINE.into_iter().enumerate() {
            let angle = std::f64::consts::PI * place as f64 / 10.0;
            put(hair, 240.0 - 115.0 * angle.cos(), 240.0 - 110.0 * angle.sin());
        }
        Hand { points, hair_top_y: 80.0 }
    }

    #[test]
    fn a_turned_face_rolls_by_as_much() {
        for degrees in [-12.0, -3.0, 6.0, 9.0] {
            let turned = face().turned(degrees, Point { x: 100.0, y: 50.0 });
            assert!((turned.roll_degrees() - degrees).abs() < 1e-9, "{degrees}");
            assert!((turned.face_width_px() - 240.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_cut_face_moves_and_shrinks() {
        let cut = face().cut(Crop { x: 40.0, y: 60.0, scale: 0.5 });
        assert!((cut.face_width_px() - 120.0).abs() < 1e-9);
        assert!((cut.centre_x() - 100.0).abs() < 1e-9 && (cut.hair_top_y - 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_curve_is_straight_between_its_points_and_level_beyond() {
        let curve = [Point { x: 0.0, y: 0.0 }, Point { x: 10.0, y: 20.0 }];
        for (x, y) in [(-5.0, 0.0), (5.0, 10.0), (15.0, 20.0)] {
            assert!((height_at(&curve, x) - y).abs() < 1e-9, "{x}");
        }
    }
}
