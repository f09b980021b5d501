//! 部分: one thing laid before the person, given by its outline, height and colour.

use super::canvas::{Canvas, Matter};
use super::head::HEAD_DEPTH;
use super::maths::{Point, Triple};
use super::region::Region;
use super::relief::{Relief, facing};
use super::view::View;

/// One thing in head coordinates.
pub(super) struct Piece<I, D, C> {
    /// Two corners of the box it fills.
    pub(super) reach: (Point, Point),
    /// Distance inside its outline.
    pub(super) inside: I,
    /// Height over the head's plane.
    pub(super) depth: D,
    /// Albedo, linear.
    pub(super) colour: C,
    pub(super) surface: Surface,
}

/// What a thing is made of, and what it counts as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surface {
    pub(super) region: Region,
    pub(super) gloss: f32,
    pub(super) flesh: f32,
}

impl Surface {
    /// Cloth that counts as `region`.
    pub(super) fn cloth(region: Region) -> Self {
        Self { region, gloss: 0.02, flesh: 0.0 }
    }
}

/// Lays a thing.
pub(super) fn lay_piece<I, D, C>(canvas: &mut Canvas, view: &View, piece: &Piece<I, D, C>)
where
    I: Fn(Point) -> f32,
    D: Fn(Point) -> f32,
    C: Fn(Point) -> Triple,
{
    let area = view.area(canvas, piece.reach.0, piece.reach.1);
    let relief =
        Relief::of(area, view.unit_px, 60.0, |at_px| (piece.depth)(view.head(view.body(at_px))));
    for (x, y, at_px) in area.pixels() {
        let at = view.head(view.body(at_px));
        let share = view.cover((piece.inside)(at));
        if share <= 0.0 {
            continue;
        }
        let [height, across, down] = relief.at(at_px);
        let matter = Matter {
            albedo: (piece.colour)(at),
            normal: facing(across, down),
            depth: HEAD_DEPTH + height,
            gloss: piece.surface.gloss,
            flesh: piece.surface.flesh,
            region: piece.surface.region,
        };
        canvas.lay(canvas.index(x, y), &matter, share);
    }
}

/// The greater of two distances, rounded where they meet within `reach`.
pub(super) fn joined(one: f32, other: f32, reach: f32) -> f32 {
    let near = (reach - (one - other).abs()).max(0.0) / reach;
    one.max(other) + near * near * reach * 0.25
}

/// Distance inside a rounded bar from `from` to `to`, and how far along it `at` is, 0 to 1.
pub(super) fn bar(at: Point, from: Point, to: Point, radius: f32) -> (f32, f32) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (x, y) = (at.0 - from.0, at.1 - from.1);
    let along = ((x * dx + y * dy) / (dx * dx + dy * dy).max(1e-6)).clamp(0.0, 1.0);
    let (u, v) = (x - along * dx, y - along * dy);
    (radius - (u * u + v * v).sqrt(), along)
}
