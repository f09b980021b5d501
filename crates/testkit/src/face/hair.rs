//! 头发: what grows behind the head, over it and down the shoulders.

use super::canvas::{Canvas, Matter};
use super::head::HEAD_DEPTH;
use super::maths::{Point, Triple, bell, linear3, mix, noise, rough, scale3, step};
use super::region::Region;
use super::relief::{Relief, facing};
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
    let wide = 1.04 + 0.70 * spec.hair.volume;
    if end > 0.0 {
        let jag = |x: f32| 0.02 * noise(x * 22.0, 3.0, 21) + 0.10 * x * x;
        let skull = Skull::of(spec);
        let reach = ((-wide - 0.15, -1.05), (wide + 0.15, end + 0.1));
        let inside = |(x, y): Point| {
            if y < 0.10 {
                return skull.inside((x, y), wide - 1.0).min(y + 1.0);
            }
            let bulge = 0.05 * bell(y - 0.8, 0.0, (0.45, 1.0)) - 0.16 * step(0.9, 2.2, y);
            let sway = 0.03 * noise(y * 1.6, x.signum() * 5.0, 5) * step(0.1, 0.5, y);
            (wide + bulge + sway - x.abs()).min((end - jag(x) - y) * 0.8)
        };
        lay(canvas, view, spec, &Growth { reach, inside, depth: |_| -0.45, strands: fall }, 1.0);
    }
    if spec.hair.style == HairStyle::Ponytail {
        // What is seen of the tail, left and right of the neck.
        let reach = ((-0.9, 0.5), (0.9, 2.6));
        let inside =
            |(x, y): Point| 0.68 + 0.06 * noise(y * 1.3, x.signum(), 3) - x.abs() - 0.1 * y;
        lay(canvas, view, spec, &Growth { reach, inside, depth: |_| -0.6, strands: fall }, 1.0);
    }
    if spec.hair.style == HairStyle::Bun {
        let middle = -spec.head.crown - 0.20;
        let radius = |(x, y): Point| {
            let v = (y - middle) / 0.9;
            (x * x + v * v).sqrt()
        };
        let inside = |at: Point| 0.36 - radius(at) + 0.01 * noise(at.0 * 9.0, at.1 * 9.0, 4);
        let reach = ((-0.4, middle - 0.4), (0.4, middle + 0.4));
        let depth = |at: Point| 0.1 + (0.14 - radius(at) * radius(at)).max(0.0).sqrt();
        let strands = |(x, y): Point| (radius((x, y)) * 26.0 + x * 6.0, x * 3.0 + y * 3.0);
        lay(canvas, view, spec, &Growth { reach, inside, depth, strands }, 1.0);
    }
}

/// Lays the locks that fall over the shoulders.
pub(super) fn lay_locks(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    if spec.hair.style != HairStyle::Long {
        return;
    }
    let outer = 1.06 + 0.70 * spec.hair.volume;
    let inside = |(x, y): Point| {
        let sway = sway(x, y);
        let taper = step(2.0, 3.3, y);
        let inner = 0.93 - 0.30 * step(0.5, 1.9, y) + 0.12 * taper + sway;
        let out = outer + 0.05 * bell(y - 1.2, 0.0, (0.6, 1.0)) - 0.28 * taper + sway
            - 0.25 * step(0.8, 0.3, y);
        let middle = x.abs() - 0.86 - sway;
        let tip = 3.3 + 0.16 * noise(x * 9.0, 1.0, 8) - 3.0 * middle * middle;
        (out - x.abs()).min(x.abs() - inner).min((tip - y) * 0.7).min(y - 0.2)
    };
    let depth = |(x, y): Point| {
        let across = (x.abs() - 0.92 - sway(x, y)) / 0.34;
        -0.16 + 0.24 * (1.0 - across * across).max(0.0).sqrt()
    };
    let reach = ((-1.6, 0.1), (1.6, 3.6));
    let strands = |(x, y): Point| fall((x - x.signum() * sway(x, y), y));
    lay(canvas, view, spec, &Growth { reach, inside, depth, strands }, 1.0);
}

/// How far a lock swings outwards at height `y`.
fn sway(x: f32, y: f32) -> f32 {
    0.09 * noise(y * 1.1, x.signum() * 9.0, 6) * step(0.4, 1.2, y)
}

/// Lays the cap over skull and forehead.
pub(super) fn lay_cap(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    if spec.hair.style == HairStyle::Bald {
        return;
    }
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
        let lifted = (at.0 / (1.0 + 1.1 * outside), at.1 / (1.0 + 0.85 * outside));
        skull.base(lifted) + 0.06 + 0.5 * outside
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
    // Hair drawn back leaves a clean line; hair that falls forward ends where it likes.
    let roots = match hair.style {
        HairStyle::Bun | HairStyle::Ponytail => 0.35,
        HairStyle::Stubble => 0.6,
        _ => 1.0,
    };
    let inside = |at: Point| {
        // Away from every edge there is nothing to fray.
        let plain = skull.inside(at, grown(at));
        let front = (hairline(spec, at, 0.0) - at.1) * 0.45;
        if plain.min(front).abs() > 0.12 {
            return plain.min(front);
        }
        let clumps = 0.10 * hair.volume * noise(at.0 * 5.0, at.1 * 5.0, 14);
        let ragged = clumps + 0.006 * noise(at.0 * 60.0, at.1 * 60.0, 15);
        // Thin at the roots: single hairs end at different heights, along the way they grow.
        let (across, along) = strands(at);
        let wisp = roots * 0.020 * noise(across * 4.0, along * 0.6, 27)
            + roots * 0.010 * noise(across * 1.4, 0.0, 29);
        (plain + ragged).min((hairline(spec, at, 1.0) - at.1) * 0.45 + wisp)
    };
    let top = spec.head.crown + hair.volume + 0.1;
    let reach = ((-1.4, -top), (1.4, 0.6));
    let strength = if hair.style == HairStyle::Stubble { 0.72 } else { 1.0 };
    lay(canvas, view, spec, &Growth { reach, inside, depth, strands }, strength);
}

/// Lays the hair that hangs over ears and eyes.
pub(super) fn lay_strays(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    for (side, place) in [(-1.0_f32, 0), (1.0, 1)] {
        let (ear, eye) = (spec.hair.over_ear[place], spec.hair.over_eye[place]);
        if ear > 0.0 {
            let end = mix(-0.16, 0.64, ear.min(1.0));
            let inside = |at: Point| {
                let (x, y) = (at.0 * side, at.1);
                let hangs = step(-1.0, 0.05, y) - 0.45 * step(end - 0.45, end + 0.05, y);
                let grown = mix(0.5 * spec.hair.volume, 0.25, hangs);
                let sway = 0.012 * noise(y * 6.0, side * 7.0, 45);
                let jag = 0.03 * noise(x * 24.0, side, 47) - 0.6 * (x - 1.05) * (x - 1.05);
                let front = x - 0.92 + 0.05 * step(0.2, -0.5, y) - sway;
                skull.inside(at, grown).min(front).min((end + jag - y) * 0.7).min(y + 1.0)
            };
            let reach = ((side * 0.8, -1.05), (side * 1.4, end + 0.1));
            let depth = |_: Point| 0.34;
            lay(canvas, view, spec, &Growth { reach, inside, depth, strands: fall }, 1.0);
        }
        if eye > 0.0 {
            let middle = |y: f32| {
                let t = ((y + 1.35) / 1.8).clamp(0.0, 1.0);
                0.02 + 0.62 * t * (1.35 - 0.45 * t)
            };
            let inside = |at: Point| {
                let (x, y) = (at.0 * side, at.1);
                let ends = step(0.68, 0.0, y) * step(-1.4, -0.7, y);
                let half = mix(0.06, 0.28, eye.min(1.0)) * ends;
                let frayed = half + 0.05 * half * noise(x * 26.0, y * 2.0, 49);
                (frayed - (x - middle(y)).abs()).min(skull.inside(at, 0.8 * spec.hair.volume))
            };
            let depth = |at: Point| skull.base(at) + 0.20;
            let strands = |(x, y): Point| fall((x - side * middle(y), y));
            let reach = ((-0.4 * side, -1.4), (side * 1.05, 0.7));
            lay(canvas, view, spec, &Growth { reach, inside, depth, strands }, 1.0);
        }
    }
}

/// Where a fringe that hangs further than the style's ends.
fn fringe_end(hangs: f32) -> f32 {
    if hangs <= 1.0 { mix(-0.55, -0.15, hangs) } else { mix(-0.15, 0.10, hangs - 1.0) }
}

/// The height where the hair ends on the forehead and the temples; `fray` is 0 for a smooth line.
fn hairline(spec: &FaceSpec, at: Point, fray: f32) -> f32 {
    let hair = &spec.hair;
    let x = at.0;
    let ragged = if fray > 0.0 { fray * 0.018 * noise(x * 22.0, at.1 * 4.0, 17) } else { 0.0 };
    // The tails of the brows stay free.
    let temple = step(0.77, 1.0, x.abs());
    let burn = match hair.style {
        HairStyle::Stubble => 0.05,
        HairStyle::Bun | HairStyle::Ponytail => -0.05,
        HairStyle::Bob | HairStyle::Long => 0.35,
        _ => 0.12,
    };
    let front = match hair.style {
        HairStyle::Fringe => -0.55 + 0.05 * x * x + 2.5 * ragged,
        HairStyle::SidePart | HairStyle::Bob | HairStyle::Long => {
            let away = x - hair.parting;
            -hair.hairline - 0.02 + 0.30 * away * away + ragged
        }
        HairStyle::Bun | HairStyle::Ponytail => -hair.hairline + 0.40 * x * x + 0.3 * ragged,
        _ => -hair.hairline + 0.12 * x * x + ragged,
    };
    let front = if hair.fringe > 0.0 {
        front.min(-0.50).max(fringe_end(hair.fringe.min(2.0)) + 0.05 * x * x + 2.5 * ragged)
    } else {
        front.min(-0.50)
    };
    mix(front, burn + 4.0 * ragged * temple, temple)
}

/// Hanging strands.
fn fall((x, y): Point) -> (f32, f32) {
    (x * 17.0 + 0.8 * noise(x * 2.0, y * 0.9, 12), y * 1.1)
}

/// One piece of hair in head coordinates: distance inside, height over the head's plane, and the
/// coordinates across and along its strands.
struct Growth<I, D, S> {
    /// Two corners of the box it fills.
    reach: (Point, Point),
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
    let colour = linear3(spec.hair.colour);
    let area = view.area(canvas, growth.reach.0, growth.reach.1);
    let relief =
        Relief::of(area, view.unit_px, 45.0, |at_px| (growth.depth)(view.head(view.body(at_px))));
    for (x, y, at_px) in area.pixels() {
        let at = view.head(view.body(at_px));
        let inside = (growth.inside)(at);
        // Single hairs make the edge softer than skin has it.
        let share = (inside * view.unit_px * 0.35 + 0.5).clamp(0.0, 1.0) * strength;
        if share <= 0.0 {
            continue;
        }
        let (across, along) = (growth.strands)(at);
        let fine = noise(across * 5.0, along * 1.3, 41);
        let strand = 0.6 * rough(across, along, 43) + 0.4 * fine;
        let [height, slope_across, slope_down] = relief.at(at_px);
        let normal = facing(slope_across - 0.5 * strand, slope_down - 0.15 * fine);
        let matter = Matter {
            albedo: hair_colour(colour, strand, &normal),
            normal,
            depth: HEAD_DEPTH + height + 0.02 * strand,
            gloss: 0.20 + 0.12 * strand,
            flesh: 0.15,
            region: Region::Hair,
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
