//! 眼镜: frames, lenses and what they reflect.

use super::canvas::{Canvas, Matter};
use super::maths::{Point, Triple, bell, mix, mix3, step, unit};
use super::region::Region;
use super::skull::Skull;
use super::spec::{FaceSpec, Glasses};
use super::view::View;

/// Half the size of a lens, and the radius of its corners.
const WIDE: f32 = 0.36;
const HIGH: f32 = 0.245;
const ROUND: f32 = 0.19;

/// Height of a lens's middle below the eyes on a nose that holds it.
const MIDDLE: f32 = 0.025;

/// Tint of sunglasses.
const DARK: f32 = 0.96;

/// Half the thickness of the frame and its albedo.
fn frame_of(glasses: Glasses) -> Option<(f32, Triple)> {
    match glasses {
        Glasses::None => None,
        Glasses::Thin => Some((0.010, [0.16, 0.15, 0.14])),
        Glasses::Rimmed => Some((0.018, [0.02, 0.018, 0.018])),
        Glasses::Heavy => Some((0.052, [0.014, 0.012, 0.012])),
        Glasses::Dark => Some((0.030, [0.01, 0.01, 0.01])),
    }
}

/// Lays the spectacles over eyes and nose.
pub(super) fn lay_glasses(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let Some((thick, colour)) = frame_of(spec.glasses) else { return };
    let skull = Skull::of(spec);
    let area = view.area(canvas, (-1.25, -0.75), (1.25, 0.9));
    for (x, y, at_px) in area.pixels() {
        let head = view.head(view.body(at_px));
        // They sit before the face and turn with it.
        let (dx, dy) = view.turned_by(skull.base(head) + 0.05);
        let at = (head.0 - dx, head.1 - dy - spec.lenses.slip);
        let lens = lens_edge(spec, at);
        let index = canvas.index(x, y);
        if lens < 0.0 {
            canvas.behind_lens[index] = true;
            let seen = &mut canvas.matter[index];
            *seen = through(spec, at, *seen, -lens);
        }
        // Hair and cloth over the ears hide the temples.
        let over = matches!(canvas.matter[index].region, Region::Hair | Region::Headwear);
        let hidden = over && at.0.abs() > spec.eyes.spacing * 0.5 + WIDE + 0.05;
        let share = view.cover(thick - frame_distance(spec, at, lens));
        if share > 0.0 && !hidden {
            let depth = canvas.matter[index].depth + 0.04;
            let normal = unit([lens * 8.0, -0.4, 1.0]);
            let region = Region::Frame;
            let frame = Matter { albedo: colour, normal, depth, gloss: 0.25, flesh: 0.0, region };
            canvas.lay(index, &frame, share);
        }
    }
}

/// What a lens makes of the matter behind it, at `within` from its edge.
fn through(spec: &FaceSpec, at: Point, behind: Matter, within: f32) -> Matter {
    let lenses = &spec.lenses;
    let tint = if spec.glasses == Glasses::Dark { lenses.tint.max(DARK) } else { lenses.tint };
    let mut seen = behind;
    if tint > 0.0 {
        let sky = 0.05 * tint * step(0.3, -0.3, at.1 + 0.4 * at.0.abs());
        seen.albedo = mix3(seen.albedo, mix3([0.006, 0.006, 0.007], [0.5, 0.6, 0.7], sky), tint);
        seen.normal = mix3(seen.normal, [0.0, 0.0, 1.0], tint * tint);
        seen.gloss = mix(seen.gloss, 0.08, tint);
        seen.flesh = mix(seen.flesh, 0.0, tint);
    }
    let strength = lenses.glint[usize::from(at.0 > 0.0)].clamp(0.0, 1.0);
    let glint = strength * window(spec, at) * step(0.0, 0.02, within);
    if lenses.coating > 0.0 {
        let (green, violet) = coating(spec, at);
        let share = lenses.coating.min(1.0);
        // A reflection adds its light to what is seen through the lens.
        let added = [
            0.10 * green + 0.26 * violet,
            0.46 * green + 0.05 * violet,
            0.20 * green + 0.46 * violet,
        ];
        seen.albedo = std::array::from_fn(|i| seen.albedo[i] + share * added[i]);
    }
    seen.albedo = mix3(seen.albedo, [2.4, 2.45, 2.5], glint);
    if tint >= 0.5 || glint >= 0.5 {
        seen.region = Region::Lens;
    }
    seen
}

/// The reflection of a window: four panes on the upper outer part of the lens, leaning.
fn window(spec: &FaceSpec, at: Point) -> f32 {
    let x = at.0.abs() - spec.eyes.spacing * 0.5 - 0.04 + 0.25 * (at.1 - MIDDLE);
    let y = at.1 - MIDDLE + 0.03;
    let pane = step(0.17, 0.15, x.abs()) * step(0.135, 0.115, y.abs());
    let bars = step(0.008, 0.016, x.abs()) * step(0.008, 0.016, y.abs());
    pane * bars
}

/// The two colours an anti-reflection coating throws back, each in an arc.
fn coating(spec: &FaceSpec, at: Point) -> (f32, f32) {
    let x = at.0.abs() - spec.eyes.spacing * 0.5;
    let y = at.1 - MIDDLE;
    (bell(x - 0.12, y + 0.09, (0.12, 0.07)), bell(x + 0.13, y - 0.08, (0.10, 0.08)))
}

/// Distance from the edge of the nearer lens, negative inside: a rounded box.
fn lens_edge(spec: &FaceSpec, at: Point) -> f32 {
    let x = (at.0.abs() - spec.eyes.spacing * 0.5 - 0.01).abs() - (WIDE - ROUND);
    let y = (at.1 - MIDDLE).abs() - (HIGH - ROUND);
    let (u, v) = (x.max(0.0), y.max(0.0));
    (u * u + v * v).sqrt() + x.max(y).min(0.0) - ROUND
}

/// Distance from the nearest wire: rims, bridge and temples.
fn frame_distance(spec: &FaceSpec, at: Point, lens: f32) -> f32 {
    let x = at.0.abs();
    let inner = spec.eyes.spacing * 0.5 + 0.01 - WIDE;
    let outer = spec.eyes.spacing * 0.5 + 0.01 + WIDE;
    let bridge = (at.1 + 0.06 - 0.4 * x * x).abs().max(x - inner - 0.01);
    let temple = (at.1 + 0.06).abs().max(outer - 0.01 - x).max(x - 1.0);
    lens.abs().min(bridge).min(temple)
}
