//! 眉毛: the brows, calm, raised or frowning.

use super::canvas::Matter;
use super::maths::{Point, bell, linear3, mix3, noise, scale3, step};
use super::region::Region;
use super::spec::FaceSpec;

/// Distance from the middle of the face to the inner end of a brow.
const INNER: f32 = 0.16;

/// How far a full frown brings the inner ends in and down.
const FROWN: Point = (0.06, 0.075);

/// Points of an outline along each edge.
const EDGE_POINTS: u8 = 8;

/// The shape of both brows; the viewer's left is the right mirrored.
struct Shape {
    inner: f32,
    outer: f32,
    spec_arch: f32,
    thick: f32,
    lift: f32,
    frown: f32,
}

impl Shape {
    fn of(spec: &FaceSpec) -> Self {
        let eyes = &spec.eyes;
        Self {
            inner: INNER - FROWN.0 * eyes.frown,
            outer: eyes.spacing * 0.5 + 0.33,
            spec_arch: eyes.arch,
            thick: eyes.brow,
            lift: eyes.brow_lift,
            frown: eyes.frown,
        }
    }

    /// Height of the middle line and half the thickness, `along` from 0 inside to 1 outside.
    fn line(&self, along: f32) -> (f32, f32) {
        let rise = self.spec_arch * bell(along - 0.62, 0.0, (0.28, 1.0)) + 0.02 * along;
        let drawn_down = FROWN.1 * self.frown * step(0.75, 0.0, along);
        let lifted = self.lift * (0.75 + 0.25 * bell(along - 0.6, 0.0, (0.4, 1.0)));
        let middle = -0.285 - rise + 0.07 * step(0.62, 1.05, along) + drawn_down - lifted;
        let thick = self.thick * step(-0.25, 0.25, along) * step(1.12, 0.55, along).max(0.08);
        (middle, thick)
    }
}

/// The outlines of both brows in feature coordinates, the viewer's left first: along the upper
/// edge from the inner end, then back along the lower.
pub(super) fn outlines(spec: &FaceSpec) -> [Vec<Point>; 2] {
    let shape = Shape::of(spec);
    [-1.0_f32, 1.0].map(|side| {
        let along = |i: u8| f32::from(i) / f32::from(EDGE_POINTS - 1);
        let x = |along: f32| side * (shape.inner + (shape.outer - shape.inner) * along);
        // Seen, a brow ends where its hairs are half as dense as in the middle.
        let edge = |i: u8, way: f32| {
            let (middle, thick) = shape.line(along(i));
            (x(along(i)), middle + way * 0.6 * thick)
        };
        let upper = (0..EDGE_POINTS).map(|i| edge(i, -1.0));
        upper.chain((0..EDGE_POINTS).rev().map(|i| edge(i, 1.0))).collect()
    })
}

/// Paints the brows over the skin at feature coordinates `at`.
pub(super) fn paint_brows(spec: &FaceSpec, at: Point, skin: &mut Matter) {
    let x = at.0.abs();
    if !(-0.72..-0.1).contains(&at.1) || x > 1.0 {
        return;
    }
    let shape = Shape::of(spec);
    frown_lines(&shape, (x, at.1), skin);
    let along = (x - shape.inner) / (shape.outer - shape.inner);
    if !(-0.1..1.1).contains(&along) {
        return;
    }
    let (middle, thick) = shape.line(along);
    let edge = 1.0 - (at.1 - middle).abs() / thick.max(0.004);
    let ends = step(-0.06, 0.10, along) * step(1.06, 0.94, along);
    // Single hairs lean outwards.
    let strands = noise(x * 75.0 + at.1 * 60.0, at.1 * 12.0 + x * 8.0, 31);
    let cover = (step(0.0, 0.8, edge + 0.14 * strands) * ends * (0.80 + 0.10 * strands)).min(0.9);
    skin.albedo = mix3(skin.albedo, scale3(linear3(spec.hair.colour), 1.1), cover);
    skin.gloss *= 1.0 - cover;
    if cover >= 0.4 {
        skin.region = Region::Brow;
    }
}

/// Two upright furrows between frowning brows; level ones above raised ones.
fn frown_lines(shape: &Shape, (x, y): Point, skin: &mut Matter) {
    let upright = shape.frown * bell(x - 0.055, y + 0.30, (0.012, 0.09));
    let level = bell(y + 0.62, x, (0.010, 0.5)) + bell(y + 0.70, x, (0.010, 0.42));
    let raised = (shape.lift * 8.0).min(1.0) * level;
    skin.albedo = scale3(skin.albedo, 1.0 - 0.34 * upright - 0.13 * raised);
}
