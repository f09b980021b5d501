//! The face's own axes: from the middle of the eyes, along them and down, in eye distances.

use crate::assessment::{Landmarks, Point};

/// Origin between the pupils; x along the line through them to the picture's right, y down
/// the face; 1 is the distance of the pupils.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axes {
    pub origin: Point,
    /// Unit vector along x.
    pub right: [f64; 2],
    /// Length of 1.
    pub unit_px: f64,
}

impl Axes {
    pub fn of(face: &Landmarks) -> Self {
        let (left, right) = (face.left_pupil, face.right_pupil);
        // Two pupils on one spot are no face; a unit of one pixel keeps the arithmetic finite.
        let unit_px = left.distance(right).max(1.0);
        let right = [(right.x - left.x) / unit_px, (right.y - left.y) / unit_px];
        Self { origin: face.eyes(), right, unit_px }
    }

    /// The place of (x, y) in pixels.
    pub fn point(&self, x: f64, y: f64) -> Point {
        let ([cos, sin], unit) = (self.right, self.unit_px);
        Point {
            x: self.origin.x + (x * cos - y * sin) * unit,
            y: self.origin.y + (x * sin + y * cos) * unit,
        }
    }

    /// A place in pixels as (x, y).
    pub fn of_point(&self, place: Point) -> (f64, f64) {
        let (dx, dy) = (place.x - self.origin.x, place.y - self.origin.y);
        let ([cos, sin], unit) = (self.right, self.unit_px);
        ((dx * cos + dy * sin) / unit, (dy * cos - dx * sin) / unit)
    }

    /// Corners of the box from (left, top) to (right, bottom).
    pub fn quad(&self, [left, top, right, bottom]: [f64; 4]) -> [Point; 4] {
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| self.point(x, y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilted_face_keeps_its_own_axes() {
        let at = |x, y| Point { x, y };
        let axes = Axes::of(&Landmarks {
            left_pupil: at(100.0, 100.0),
            right_pupil: at(130.0, 140.0),
            chin: at(0.0, 0.0),
            hair_top_y: None,
            face_left_x: 0.0,
            face_right_x: 0.0,
            face_width_px: 0.0,
        });
        assert!((axes.unit_px - 50.0).abs() < 1e-9);
        assert!(axes.point(0.5, 0.0).distance(at(130.0, 140.0)) < 1e-9);
        assert!(axes.point(0.0, 1.0).distance(at(115.0 - 40.0, 120.0 + 30.0)) < 1e-9);
        let (x, y) = axes.of_point(axes.point(-0.3, 0.7));
        assert!((x + 0.3).abs() < 1e-9 && (y - 0.7).abs() < 1e-9);
    }
}
