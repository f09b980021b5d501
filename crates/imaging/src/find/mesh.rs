//! The attention mesh: 468 points of a face, with finer lips, eyes and irises.
//!
//! Grishchenko et al., Attention Mesh (2020); the cut follows `MediaPipe`'s `face_landmark`
//! graphs. Indices are those of its canonical face model.

use image::RgbImage;
use tflite::Model;

use super::detector::Detection;
use crate::assessment::Point;
use crate::sample::{self, Border, Map};

/// Side of the net's input.
const SIDE: u32 = 192;

/// Points of the base mesh; two irises of five points each follow them.
pub const BASE_POINTS: usize = 468;

/// Points of the base mesh and both irises.
pub const POINTS: usize = BASE_POINTS + 10;

/// The cut is this much wider than the points it is made from.
const MARGIN: f64 = 1.5;

/// The cut around a detector's box, in its longer side: width, and how much higher than the
/// box its centre lies. `MediaPipe` takes 1.5 and 0; these come nearer to the cut around the
/// points, so that a second look is rarely needed.
const BOX_MARGIN: f64 = 1.61;
const BOX_LIFT: f64 = 0.06;

/// A cut moved by less than this share of its side, scaled by less than this factor's
/// logarithm or turned by less than this sine is as good as the one around the points.
const NEAR: f64 = 0.06;

/// Index of the centre of the iris at the picture's left, and at its right.
pub const IRISES: [usize; 2] = [468, 473];

/// Outer corners of the eye at the picture's left and right: the cut's own horizontal.
const OUTER_CORNERS: [usize; 2] = [33, 263];

/// Outputs of the net, in its order.
const BASE: usize = 0;
const REFINED: std::ops::RangeInclusive<usize> = 1..=3;
const IRIS: [usize; 2] = [4, 5];
const PRESENCE: usize = 6;

/// The points of one face in pixels of the image, and whether it is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Mesh {
    /// [`POINTS`] of them.
    pub points: Vec<Point>,
    /// Depth of the first [`BASE_POINTS`], away from the camera, in pixels of the image; only
    /// differences mean anything.
    pub depths: Vec<f64>,
    /// Probability, 0 to 1, that the cut shows a face; `MediaPipe` wants at least 0.5.
    pub presence: f64,
}

impl Mesh {
    /// Point `index` of the canonical face model.
    pub fn at(&self, index: usize) -> Point {
        self.points[index]
    }

    /// The distance between two points.
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        self.at(a).distance(self.at(b))
    }
}

/// The square of the image the net looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    centre: Point,
    side_px: f64,
    radians: f64,
}

impl Cut {
    /// Around a detection, its eyes made level.
    pub fn around(face: &Detection) -> Self {
        let (width, height) =
            (face.right_bottom.x - face.left_top.x, face.right_bottom.y - face.left_top.y);
        let side = width.max(height);
        let radians = angle(face.points[0], face.points[1]);
        let (sin, cos) = radians.sin_cos();
        let middle = face.left_top.middle(face.right_bottom);
        let lift = side * BOX_LIFT;
        Self {
            centre: Point { x: middle.x + lift * sin, y: middle.y - lift * cos },
            side_px: side * BOX_MARGIN,
            radians,
        }
    }

    /// Whether `other` shows the face in about the same place, size and angle, so that a
    /// second look would see what the first one saw.
    pub fn is_near(&self, other: &Self) -> bool {
        let moved = self.centre.distance(other.centre) / other.side_px;
        let turned = (self.radians - other.radians).sin().abs();
        let resized = (self.side_px / other.side_px).ln().abs();
        moved < NEAR && turned < NEAR && resized < NEAR
    }

    /// Around the points of a first look, which are surer than a box.
    pub fn around_points(mesh: &Mesh) -> Self {
        let radians = angle(mesh.at(OUTER_CORNERS[0]), mesh.at(OUTER_CORNERS[1]));
        let (sin, cos) = radians.sin_cos();
        let level = mesh.points[..BASE_POINTS]
            .iter()
            .map(|p| (p.x * cos + p.y * sin, p.y * cos - p.x * sin));
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in level {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let (x, y) = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
        Self {
            centre: Point { x: x * cos - y * sin, y: x * sin + y * cos },
            side_px: (high.0 - low.0).max(high.1 - low.1) * MARGIN,
            radians,
        }
    }
}

/// Runs the net on a cut. `subsets` are the mesh indices its finer outputs replace.
pub fn look(model: &mut Model, image: &RgbImage, cut: &Cut, subsets: &[Vec<usize>]) -> Mesh {
    let map = Map::turned(cut.centre, cut.side_px, cut.radians, SIDE);
    sample::fill(image, &map, Border::Nearest, (0.0, 1.0), SIDE as usize, model.input_mut(0));
    model.run();
    let place = |xy: &[f32]| map.at(f64::from(xy[0]), f64::from(xy[1]));
    let mut points: Vec<Point> = model.output(BASE).chunks_exact(3).map(place).collect();
    let depth = |xyz: &[f32]| f64::from(xyz[2]) * cut.side_px / f64::from(SIDE);
    let depths = model.output(BASE).chunks_exact(3).map(depth).collect();
    for (output, subset) in REFINED.zip(subsets) {
        for (index, xy) in subset.iter().zip(model.output(output).chunks_exact(2)) {
            points[*index] = place(xy);
        }
    }
    for output in IRIS {
        points.extend(model.output(output).chunks_exact(2).map(place));
    }
    let logit = f64::from(model.output(PRESENCE)[0]);
    Mesh { points, depths, presence: 1.0 / (1.0 + (-logit).exp()) }
}

/// Whether a model has the outputs this module reads; checked once, at load.
pub fn fits(model: &Model) -> bool {
    let numbers = |output: usize| {
        model.outputs().get(output).map_or(0, |tensor| tensor.dims.iter().product::<usize>())
    };
    let subsets = model.landmark_subsets();
    numbers(BASE) == BASE_POINTS * 3
        && subsets.len() == REFINED.count()
        && REFINED.zip(&subsets).all(|(output, subset)| numbers(output) == subset.len() * 2)
        && subsets.iter().flatten().all(|index| *index < BASE_POINTS)
        && IRIS.iter().all(|output| numbers(*output) == 10)
        && numbers(PRESENCE) == 1
}

/// Angle of the line from `a` to `b` against the horizontal.
fn angle(a: Point, b: Point) -> f64 {
    (b.y - a.y).atan2(b.x - a.x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_around_points_is_level_with_the_eyes_and_holds_them_all() {
        // A tilted square of points: the corners of the eyes are two of its corners.
        let mut points = vec![Point { x: 100.0, y: 100.0 }; POINTS];
        points[OUTER_CORNERS[0]] = Point { x: 80.0, y: 80.0 };
        points[OUTER_CORNERS[1]] = Point { x: 120.0, y: 120.0 };
        let cut = Cut::around_points(&Mesh { points, depths: Vec::new(), presence: 1.0 });
        assert!((cut.radians.to_degrees() - 45.0).abs() < 1e-9);
        assert!((cut.side_px - 3200.0_f64.sqrt() * MARGIN).abs() < 1e-9);
        assert!(cut.centre.distance(Point { x: 100.0, y: 100.0 }) < 1e-9);
    }
}
