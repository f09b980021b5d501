//! 头发: what grows behind the head, over it and down the shoulders.

use super::canvas::{Canvas, Matter};
use super::head::HEAD_DEPTH;
use super::maths::{Point, Triple, bell, linear3, mix, noise, rough, scale3, step, unit};
use super::skull::Skull;
use super::spec::{FaceSpec, HairStyle};
use super::view::View;

/// Lays what hangs behind neck and ears, and the knot on the crown.
pub(super) fn lay_back(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let end = match spec.hair.style {
        HairStyle::Bob => 1.55,
        HairStyle::Long => 3.0,
        _ => 0.0,
    };
    let wide = 1.13 + 0.35 * spec.hair.volume;
    if end > 0.0 {
        let jag = |x: f32| 0.05 * noise(x * 14.0, 3.0, 21) + 0.16 * x * x;
        let inside = |(x, y): Point| {
            let narrow = wide - 0.10 * step(0.6, 1.8, y) + 0.02 * noise(y * 3.0, x.signum(), 5);
            (narrow - x.abs()).min(end - jag(x) - y).min(y + 0.9)
        };
        lay(canvas, view, spec, &Growth { inside, depth: |_| -0.45, strands: fall }, 1.0);
    }
    if spec.hair.style == HairStyle::Bun {
        let middle = -spec.head.crown - 0.20;
        let radius = |(x, y): Point| {
            let v = (y - middle) / 0.9;
            (x * x + v * v).sqrt()
        };
        let inside = |at: Point| 0.36 - radius(at) + 0.01 * noise(at.0 * 9.0, at.1 * 9.0, 4);
        let depth = |at: Point| 0.1 + (0.14 - radius(at) * radius(at)).max(0.0).sqrt();
        let strands = |(x, y): Point| (radius((x, y)) * 26.0 + x * 6.0, x * 3.0 + y * 3.0);
        lay(canvas, view, spec, &Growth { inside, depth, strands }, 1.0);
    }
}

/// Lays the locks that fall over the shoulders.
pub(super) fn lay_locks(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    if spec.hair.style != HairStyle::Long {
        return;
    }
    let outer = 1.16 + 0.35 * spec.hair.volume;
    let inside = |(x, y): Point| {
        let sway = 0.05 * noise(y * 1.4, x.signum() * 9.0, 6);
        let inner = 0.86 - 0.18 * step(0.8, 2.2, y) + sway;
        let out = outer - 0.05 * step(0.6, 1.8, y) + sway;
        let tip = 3.25 + 0.10 * noise(x * 12.0, 1.0, 8) - 1.2 * (x.abs() - 0.9) * (x.abs() - 0.9);
        (out - x.abs()).min(x.abs() - inner).min(tip - y).min(y - 0.25)
    };
    let depth = |(x, _): Point| {
        let across = (x.abs() - 0.93) / 0.3;
        0.22 + 0.22 * (1.0 - across * across).max(0.0).sqrt()
    };
    lay(canvas, view, spec, &Growth { inside, depth, strands: fall }, 1.0);
}

/// Lays the cap over skull and forehead.
pub(super) fn lay_cap(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    let hair = &spec.hair;
    let sides = match hair.style {
        HairStyle::Stubble => 0.2,
        HairStyle::Bun | HairStyle::Ponytail => 0.35,
        HairStyle::Bob | HairStyle::Long => 0.75,
        _ => 0.45,
    };
    let grown = |(x, y): Point| {
        let lean = 1.0 + 0.18 * (x * hair.parting).clamp(-0.5, 0.5);
        let rise = mix(sides, 1.0, step(-0.3, -1.1, y)) * lean;
        hair.volume * rise * step(0.45, 0.0, y)
    };
    let depth = |at: Point| {
        let outside = grown(at);
        let lifted = (at.0 * (1.0 - 0.5 * outside), at.1 * (1.0 - 0.6 * outside));
        skull.base(lifted) + 0.06 + 0.5 * outside
    };
    let inside = |at: Point| {
        let ragged = 0.012 * noise(at.0 * 28.0, at.1 * 28.0, 14) * step(0.02, 0.1, hair.volume);
        let outer = skull.inside(at, grown(at) + ragged);
        outer.min(hairline(spec, at) - at.1)
    };
    let root = match hair.style {
        HairStyle::SidePart | HairStyle::Bob | HairStyle::Long => (hair.parting, -1.55),
        HairStyle::Bun | HairStyle::Ponytail => (0.0, -1.75),
        _ => (0.15 * hair.parting, -1.7),
    };
    let strands = |(x, y): Point| {
        let (dx, dy) = (x - root.0, y - root.1);
        let r = (dx * dx + dy * dy).sqrt().max(0.05);
        (dx / r * 17.0 + 0.7 * noise(x * 2.0, y * 2.0, 2), r * 1.6)
    };
    let strength = if hair.style == HairStyle::Stubble { 0.72 } else { 1.0 };
    lay(canvas, view, spec, &Growth { inside, depth, strands }, strength);
}

/// The height where the hair ends on the forehead and the temples.
fn hairline(spec: &FaceSpec, at: Point) -> f32 {
    let hair = &spec.hair;
    let x = at.0;
    let ragged = 0.022 * noise(x * 26.0, at.1 * 4.0, 17) + 0.012 * noise(x * 60.0, 0.0, 19);
    let temple = step(0.60, 0.93, x.abs());
    let burn = match hair.style {
        HairStyle::Stubble => 0.05,
        HairStyle::Bun | HairStyle::Ponytail => -0.12,
        HairStyle::Bob | HairStyle::Long => 0.35,
        _ => 0.12,
    };
    let front = match hair.style {
        HairStyle::Fringe => -0.55 + 0.05 * x * x + 1.5 * ragged + 0.04 * noise(x * 9.0, 1.0, 23),
        HairStyle::SidePart | HairStyle::Bob | HairStyle::Long => {
            let away = x - hair.parting;
            -hair.hairline - 0.02 + 0.30 * away * away + ragged
        }
        _ => -hair.hairline + 0.12 * x * x + ragged,
    };
    mix(front.min(-0.45), burn, temple)
}

/// Hanging strands.
fn fall((x, y): Point) -> (f32, f32) {
    (x * 17.0 + 0.8 * noise(x * 2.0, y * 0.9, 12), y * 1.1)
}

/// One piece of hair in head coordinates: distance inside, height over the head's plane, and the
/// coordinates across and along its strands.
struct Growth<I, D, S> {
    inside: I,
    depth: D,
    strands: S,
}

fn lay<I, D, S>(
    canvas: &mut Canvas,
    view: &View,
    spec: &FaceSpec,
    growth: &Growth<I, D, S>,
    strength: f32,
) where
    I: Fn(Point) -> f32,
    D: Fn(Point) -> f32,
    S: Fn(Point) -> (f32, f32),
{
    let from = view.pixel_of_body((-2.6, -2.8));
    let to = view.pixel_of_body((2.6, 3.6));
    let colour = linear3(spec.hair.colour);
    let area = canvas.area(from, to);
    for (x, y, at_px) in area.pixels() {
        let body = view.body(at_px);
        let at = view.head(body);
        let inside = (growth.inside)(at);
        // Single hairs make the edge softer than skin has it.
        let share = (inside * view.unit_px * 0.35 + 0.5).clamp(0.0, 1.0) * strength;
        if share <= 0.0 {
            continue;
        }
        let (across, along) = (growth.strands)(at);
        let fine = noise(across * 5.0, along * 1.3, 41);
        let strand = 0.6 * rough(across, along, 43) + 0.4 * fine;
        let height = (growth.depth)(at);
        let side = (growth.depth)(view.head((body.0 + 0.02, body.1))) - height;
        let down = (growth.depth)(view.head((body.0, body.1 + 0.02))) - height;
        let normal = unit([-side / 0.02 + 0.5 * strand, -down / 0.02 + 0.15 * fine, 1.0]);
        let matter = Matter {
            albedo: hair_colour(colour, strand, &normal),
            normal,
            depth: HEAD_DEPTH + height + 0.02 * strand,
            gloss: 0.20 + 0.12 * strand,
            flesh: 0.15,
        };
        canvas.lay(canvas.index(x, y), &matter, share);
    }
}

/// Dark between the strands, with the band of sheen that lies across a combed head.
fn hair_colour(base: Triple, strand: f32, normal: &Triple) -> Triple {
    let lit = (0.75 + 0.7 * strand).max(0.15);
    let band = bell(normal[1] + 0.50, 0.0, (0.16, 1.0)) * (0.35 + 0.65 * strand).max(0.0);
    scale3(base, lit).map(|part| part + 0.035 * band)
}
