//! 构图: from pixels to the person and back.

use super::canvas::{Area, Canvas};
use super::maths::{Point, bell, sin_cos};
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
    /// How much nearer than a portrait's the camera is, in one over units; 0 at its distance.
    near: f32,
}

/// Half a face width, for distances of cameras.
const UNIT_MM: f32 = 70.0;

/// The distance from which a drawing without perspective looks right.
const PORTRAIT_MM: f32 = 1500.0;

/// The nose before the plane of the ears, and where it is.
const NOSE: f32 = 1.45;
const MIDDLE: Point = (0.0, 0.35);

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
            near: nearness(spec.lens.distance_mm) - nearness(PORTRAIT_MM),
        }
    }

    /// Body coordinates of a pixel.
    pub(super) fn body(&self, at_px: Point) -> Point {
        let (x, y) = (at_px.0 - self.centre_px.0, at_px.1 - self.centre_px.1);
        let seen = (x / self.unit_px, y / self.unit_px);
        if self.near <= 0.0 {
            return seen;
        }
        // The way back from what is enlarged by its nearness: each step errs a third as much.
        (0..8).fold(seen, |at, _| {
            let larger = self.enlarged(at);
            (seen.0 / larger, MIDDLE.1 + (seen.1 - MIDDLE.1) / larger)
        })
    }

    /// How much larger than in a portrait a near camera shows a place of the body: a head is a
    /// dome before the plane of ears and shoulders.
    fn enlarged(&self, body: Point) -> f32 {
        let dome = NOSE * bell(body.0 - MIDDLE.0, body.1 - MIDDLE.1, (0.65, 0.85));
        1.0 / (1.0 - self.near * dome)
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
        let larger = if self.near > 0.0 { self.enlarged(body) } else { 1.0 };
        let seen = (body.0 * larger, MIDDLE.1 + (body.1 - MIDDLE.1) * larger);
        (x + seen.0 * self.unit_px, y + seen.1 * self.unit_px)
    }

    /// The pixels on the canvas of an upright box of the head, however it is tilted.
    pub(super) fn area(&self, canvas: &Canvas, one: Point, other: Point) -> Area {
        let middle = ((one.0 + other.0) * 0.5, (one.1 + other.1) * 0.5);
        // Sides bulge when the camera is near: their middles count as well.
        let edge = [
            one,
            other,
            (one.0, other.1),
            (other.0, one.1),
            (middle.0, one.1),
            (middle.0, other.1),
            (one.0, middle.1),
            (other.0, middle.1),
        ]
        .map(|place| self.pixel(place));
        let low = edge.iter().fold((f32::MAX, f32::MAX), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        let high = edge.iter().fold((f32::MIN, f32::MIN), |a, b| (a.0.max(b.0), a.1.max(b.1)));
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

/// One over the distance from the camera to the plane of the ears, in units.
fn nearness(distance_mm: f32) -> f32 {
    1.0 / (distance_mm.max(150.0) / UNIT_MM + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_of_a_place_shows_that_place_from_near_and_far() {
        for distance_mm in [150.0, 300.0, 1500.0, 9000.0] {
            let mut spec = FaceSpec::of(1);
            (spec.lens.distance_mm, spec.pose.roll_deg) = (distance_mm, 7.0);
            let view = View::of(&spec);
            for place in [(0.0, 0.0), (-0.45, 0.02), (0.0, 1.6), (0.9, 0.1), (2.0, 3.0)] {
                let back = view.head(view.body(view.pixel(place)));
                let off = (back.0 - place.0).abs().max((back.1 - place.1).abs());
                assert!(off < 2e-3, "{distance_mm} mm: {place:?} came back as {back:?}");
            }
        }
    }
}
