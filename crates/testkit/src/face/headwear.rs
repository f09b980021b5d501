//! 头饰: caps, bands and head scarves, earrings and necklaces.

use super::canvas::Canvas;
use super::maths::{Point, bell, linear3, mix, noise, rough, scale3, step};
use super::piece::{Piece, Surface, bar, joined, lay_piece};
use super::region::Region;
use super::skull::Skull;
use super::spec::{FaceSpec, HeadwearKind};
use super::view::View;

/// Gold, linear.
const GOLD: [f32; 3] = [0.78, 0.50, 0.16];

/// Lays what is on the head.
pub(super) fn lay_headwear(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    match spec.headwear.kind {
        HeadwearKind::None => {}
        HeadwearKind::Cap => lay_cap(canvas, view, spec),
        HeadwearKind::Band => lay_band(canvas, view, spec),
        HeadwearKind::Scarf => lay_scarf(canvas, view, spec),
    }
}

/// How far over the skull headwear lies, above hair that it presses down.
fn over(spec: &FaceSpec) -> f32 {
    0.05 + 0.8 * spec.hair.volume.min(0.24)
}

/// A dome and a peak that ends above the brows.
fn lay_cap(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    let grown = over(spec);
    let brim = |x: f32| -0.62 + 0.16 * x * x;
    let peak = |at: Point| {
        let (u, v) = (at.0 / 0.92, (at.1 - brim(0.0) - 0.03) / 0.17);
        (1.0 - (u * u + v * v).sqrt()) * 0.17
    };
    let inside = |at: Point| {
        let dome = skull.inside(at, grown).min(brim(at.0) - at.1 + 0.06);
        dome.max(peak(at))
    };
    let depth = |at: Point| {
        let lifted = (at.0 / (1.0 + grown), at.1 / (1.0 + grown));
        skull.base(lifted) + 0.12 + step(-0.01, 0.05, peak(at)) * (0.35 + 1.2 * (at.1 + 0.6))
    };
    let cloth = linear3(spec.headwear.colour);
    let colour = |at: Point| {
        let seams = [-0.55_f32, 0.0, 0.55].map(|x| {
            let bent = x * (1.0 - 0.5 * ((-at.1 - 0.6) / 1.2).clamp(0.0, 1.0));
            bell(at.0 - bent, 0.0, (0.010, 1.0))
        });
        let shaded = if peak(at) > 0.0 { 0.62 } else { 1.0 };
        scale3(cloth, shaded * (1.0 - 0.3 * seams.iter().sum::<f32>()))
    };
    let top = -spec.head.crown - grown - 0.1;
    let reach = ((-1.3, top), (1.3, -0.3));
    let surface = Surface::cloth(Region::Headwear);
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
}

/// A band across hair and forehead.
fn lay_band(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    let grown = 0.02 + 0.9 * spec.hair.volume.min(0.24);
    let inside = |at: Point| {
        let middle = -0.86 + 0.34 * at.0 * at.0;
        (0.13 - (at.1 - middle).abs()).min(skull.inside(at, grown))
    };
    let depth = |at: Point| {
        let lifted = (at.0 / (1.0 + grown), at.1 / (1.0 + grown));
        skull.base(lifted) + 0.16 + 0.4 * grown
    };
    let cloth = linear3(spec.headwear.colour);
    let colour = |at: Point| scale3(cloth, 0.92 + 0.08 * noise(at.0 * 30.0, at.1 * 30.0, 93));
    let reach = ((-1.3, -1.2), (1.3, 0.0));
    let surface = Surface::cloth(Region::Headwear);
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
}

/// A scarf round the head that leaves an oval for the face and falls on the shoulders.
fn lay_scarf(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    let grown = over(spec) + 0.10;
    let face = |(x, y): Point| {
        // The oval runs from the middle of the forehead to under the chin.
        let (top, bottom) = (-0.74, skull.chin + 0.02);
        let middle = (top + bottom) * 0.5;
        let (u, v) = (x / 0.93, (y - middle) / ((bottom - top) * 0.5));
        1.0 - (u * u * (1.0 + 0.25 * v.max(0.0)) + v * v).sqrt()
    };
    let inside = |at: Point| {
        let (x, y) = (at.0.abs(), at.1);
        // From the widest line of the head it hangs to the shoulders, and lies on them.
        let hang = 1.0 + grown - 0.28 * bell(y - 1.35, 0.0, (0.42, 1.0)) + 0.50 * step(1.3, 2.7, y);
        let hem = 2.85 + 0.04 * noise(x * 3.0, at.0.signum(), 94) - 0.16 * x * x;
        let fall = (hang - x).min((hem - y) * 0.8).min(y - 0.05);
        joined(skull.inside(at, grown), fall, 0.12).min(-0.55 * face(at))
    };
    let depth = |at: Point| {
        let (x, y) = (at.0, at.1);
        let shell = (1.0 - (x * x) / 1.7).max(0.0).sqrt();
        let fold = 0.05 * rough(x * 2.2 + 0.8 * y, y * 1.1, 95);
        let hem = 0.05 * step(-0.16, -0.02, face(at));
        let below = step(1.2, 2.2, y);
        mix(skull.base((x / (1.0 + grown), (y / (1.0 + grown)).min(1.2))), 0.6 * shell, below)
            + 0.16
            + fold
            + hem
    };
    let cloth = linear3(spec.headwear.colour);
    let colour = |at: Point| {
        let hem = bell(face(at) + 0.035, 0.0, (0.014, 1.0));
        scale3(cloth, (0.95 + 0.06 * noise(at.0 * 40.0, at.1 * 40.0, 97)) * (1.0 - 0.25 * hem))
    };
    let reach = ((-1.6, -spec.head.crown - grown - 0.1), (1.6, 2.9));
    let surface = Surface::cloth(Region::Headwear);
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
}

/// Lays earrings and a necklace.
pub(super) fn lay_jewellery(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let surface = Surface { region: Region::Jewellery, gloss: 1.0, flesh: 0.0 };
    let radius = spec.jewellery.earrings;
    if radius > 0.0 {
        for side in [-1.0_f32, 1.0] {
            let middle = (side * 1.005, 0.47 + radius);
            let inside = |at: Point| bar(at, middle, middle, radius).0;
            let depth = |at: Point| {
                let share = (inside(at) / radius).clamp(0.0, 1.0);
                0.5 + radius * (1.0 - (1.0 - share) * (1.0 - share)).sqrt()
            };
            let colour = |_: Point| GOLD;
            let reach =
                ((middle.0 - radius - 0.02, 0.3), (middle.0 + radius + 0.02, middle.1 + 0.2));
            lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
        }
    }
    let thick = spec.jewellery.necklace;
    if thick > 0.0 {
        let line = |x: f32| 2.22 - 0.95 * x * x;
        let inside = |at: Point| {
            let slope = 1.9 * at.0;
            let chain = thick - (at.1 - line(at.0)).abs() / (1.0 + slope * slope).sqrt();
            let pendant = bar(at, (0.0, 2.30), (0.0, 2.33), 2.2 * thick).0;
            chain.min(0.60 - at.0.abs()).max(pendant)
        };
        let depth = |at: Point| 0.15 + inside(at).max(0.0);
        let colour = |at: Point| {
            let gleam = noise(at.0 * 60.0, at.1 * 60.0, 99);
            scale3(GOLD, 0.85 + 0.3 * gleam)
        };
        let reach = ((-0.7, 1.7), (0.7, 2.5));
        lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
    }
}
