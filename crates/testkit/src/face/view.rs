//! 构图: from pixels to the person and back.

use super::canvas::{Area, Canvas};
use super::maths::{Point, sin_cos};
use super::spec::FaceSpec;

/// Where the person stands in the frame. Body coordinates have their origin between the eyes of an
/// upright head, one half face width as unit, x to the right and y down; head coordinates are the
/// same after undoing the roll; feature coordinates after undoing yaw and pitch as well.
pub(super) struct View {
    /// Pixels of one half face width.
    pub(super) unit_px: f32,
    centre_px: Point,
    roll: (f32, f32),
    turn: Point,
}

/// The head rolls about the root of the neck.
const PIVOT: Point = (0.0, 1.9);

impl View {
    #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
    pub(super) fn of(spec: &FaceSpec) -> Self {
        let (width, height) = (spec.frame_px.0 as f32, spec.frame_px.1 as f32);
        Self {
            unit_px: (width * spec.face_share * 0.5).max(4.0),
            centre_px: (width * spec.centre.0, height * spec.centre.1),
            roll: sin_cos(spec.pose.roll_deg),
            turn: (sin_cos(spec.pose.yaw_deg).0, sin_cos(spec.pose.pitch_deg).0),
        }
    }

    /// Body coordinates of a pixel.
    pub(super) fn body(&self, at_px: Point) -> Point {
        let (x, y) = (at_px.0 - self.centre_px.0, at_px.1 - self.centre_px.1);
        (x / self.unit_px, y / self.unit_px)
    }

    /// Head coordinates of a point of the body.
    pub(super) fn head(&self, body: Point) -> Point {
        let (x, y) = (body.0 - PIVOT.0, body.1 - PIVOT.1);
        let (sin, cos) = self.roll;
        (x * cos + y * sin + PIVOT.0, y * cos - x * sin + PIVOT.1)
    }

    /// The pixel of a point of the head.
    pub(super) fn pixel(&self, head: Point) -> Point {
        let (x, y) = (head.0 - PIVOT.0, head.1 - PIVOT.1);
        let (sin, cos) = self.roll;
        self.pixel_of_body((x * cos - y * sin + PIVOT.0, x * sin + y * cos + PIVOT.1))
    }

    /// The pixel of a point of the body.
    pub(super) fn pixel_of_body(&self, body: Point) -> Point {
        let (x, y) = self.centre_px;
        (x + body.0 * self.unit_px, y + body.1 * self.unit_px)
    }

    /// The pixels on the canvas of an upright box of the head, however it is tilted.
    pub(super) fn area(&self, canvas: &Canvas, one: Point, other: Point) -> Area {
        let corners =
            [one, other, (one.0, other.1), (other.0, one.1)].map(|corner| self.pixel(corner));
        let low = corners.iter().fold((f32::MAX, f32::MAX), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        let high = corners.iter().fold((f32::MIN, f32::MIN), |a, b| (a.0.max(b.0), a.1.max(b.1)));
        canvas.area(low, high)
    }

    /// What a feature at depth `depth` moves by when the head turns.
    pub(super) fn turned_by(&self, depth: f32) -> Point {
        (depth * self.turn.0, depth * self.turn.1)
    }

    /// The share of a pixel's area that is inside an edge `distance` away, in units.
    pub(super) fn cover(&self, distance: f32) -> f32 {
        (distance * self.unit_px * 0.8 + 0.5).clamp(0.0, 1.0)
    }
}
