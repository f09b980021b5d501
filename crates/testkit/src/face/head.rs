//! 面部: skin, ears and all that is on the skin, laid on the canvas.

use super::beard;
use super::brow::paint_brows;
use super::canvas::{Canvas, Matter};
use super::eye::Eye;
use super::maths::{
    Point, Triple, bell, linear3, mix, mix3, noise, rough, scale3, sin_cos, step, times3, unit,
};
use super::region::Region;
use super::relief::{Relief, facing};
use super::skull::{Lips, Skull};
use super::spec::{FaceSpec, HairStyle};
use super::view::View;
use crate::people::Sex;

/// Height of the head's silhouette over the shoulders' plane.
pub(super) const HEAD_DEPTH: f32 = 0.50;

/// Albedo of a skin tone, 0 to 1: photographs of the six Fitzpatrick types, evened out.
pub(super) fn skin_tone(skin: f32) -> Triple {
    const TONES: [[u8; 3]; 6] = [
        [246, 216, 198],
        [238, 202, 178],
        [224, 180, 150],
        [192, 142, 108],
        [142, 96, 70],
        [96, 64, 48],
    ];
    let place = skin.clamp(0.0, 1.0) * 4.999;
    let lower = TONES.iter().enumerate().rev().find(|(i, _)| index(*i) <= place);
    let (i, tone) = lower.unwrap_or((0, &TONES[0]));
    mix3(linear3(*tone), linear3(TONES[(i + 1).min(5)]), place - index(i))
}

#[expect(clippy::cast_precision_loss, reason = "one of six")]
fn index(i: usize) -> f32 {
    i as f32
}

/// Where the face ends and the ears begin.
pub(super) const FACE_SIDE: f32 = 0.955;

/// Lays both ears over the sides of the head.
pub(super) fn lay_ears(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let warm = times3(skin_tone(spec.skin), [1.0, 0.86, 0.82]);
    for side in [-1.0_f32, 1.0] {
        let (one, other) = ((side * 0.9, -0.25), (side * 1.3, 0.6));
        let area = view.area(canvas, one, other);
        // A head that turns away hides one ear and shows more of the other.
        let shown = (1.0 - 2.6 * side * sin_cos(spec.pose.yaw_deg).0).clamp(0.05, 1.8);
        let ear = |at_px: Point| {
            let (x, y) = view.head(view.body(at_px));
            let (inside, height) = ear_shape((x * side - 0.94) / shown - 0.06, y - 0.17);
            (inside.min(x * side - FACE_SIDE), height)
        };
        let relief = Relief::of(area, view.unit_px, 90.0, |at_px| ear(at_px).1);
        for (x, y, at_px) in area.pixels() {
            let share = view.cover(ear(at_px).0);
            if share <= 0.0 {
                continue;
            }
            let [height, across, down] = relief.at(at_px);
            let hollow = 1.0 - 6.0 * (0.055 - height).clamp(0.0, 0.10);
            let matter = Matter {
                albedo: scale3(warm, hollow),
                normal: facing(across - side * 0.35, down),
                depth: HEAD_DEPTH + 0.20 + height,
                gloss: 0.25,
                flesh: 1.0,
                region: Region::Ear,
            };
            canvas.lay(canvas.index(x, y), &matter, share);
        }
    }
}

/// Distance inside the ear's outline and its height, at `x` outwards and `y` down from its middle.
fn ear_shape(x: f32, y: f32) -> (f32, f32) {
    let x = x + 0.22 * y - 0.02;
    let narrow = if y > 0.0 { 0.15 - 0.16 * y } else { 0.15 };
    let (across, down) = (x / narrow, y / 0.33);
    let r = (across * across + down * down).sqrt();
    let rim = 0.07 * bell(r - 0.86, 0.0, (0.10, 1.0));
    let fold = 0.05 * bell(r - 0.50, 0.0, (0.10, 1.0)) * step(0.25, -0.1, y);
    let lobe = 0.05 * bell(x, y - 0.24, (0.08, 0.07));
    ((1.0 - r) * 0.17, rim + fold + lobe)
}

/// Lays the head.
pub(super) fn lay_head(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    let corner = (1.05, spec.head.crown + 0.05);
    let area = view.area(canvas, (-corner.0, -corner.1), (corner.0, skull.chin + 0.05));
    let tone = skin_tone(spec.skin);
    let feature_of = |head: Point| {
        let base = skull.base(head);
        let (dx, dy) = view.turned_by(base);
        // The nose stands out and so goes further than the face behind it.
        let nose = skull.nose_stands_out((head.0 - dx, head.1 - dy));
        let (dx, dy) = view.turned_by(base + nose);
        (base, (head.0 - dx, head.1 - dy))
    };
    let relief = Relief::of(area, view.unit_px, 90.0, |at_px| {
        let (base, at) = feature_of(view.head(view.body(at_px)));
        base + skull.relief(at)
    });
    let eyes = Eye::both(spec);
    for (x, y, at_px) in area.pixels() {
        let head = view.head(view.body(at_px));
        let share = view.cover(skull.inside(head, 0.0));
        if share <= 0.0 {
            continue;
        }
        let (_, at) = feature_of(head);
        let [height, across, down] = relief.at(at_px);
        let mut skin = Matter {
            albedo: tone,
            normal: facing(across, down),
            depth: HEAD_DEPTH + height,
            gloss: 0.42,
            flesh: 1.0,
            region: Region::Skin,
        };
        paint_skin(spec, &skull, at, &mut skin);
        beard::paint(spec, &skull, at, &mut skin);
        if let Some(lips) = skull.lips(at.0) {
            paint_lips(spec, &lips, at, &mut skin, 0.8 / view.unit_px);
        }
        paint_brows(spec, at, &mut skin);
        for eye in &eyes {
            eye.paint(at, &mut skin, (0.8 / view.unit_px).max(0.006));
        }
        canvas.lay(canvas.index(x, y), &skin, share);
    }
}

/// Blood, pores, shadows of a beard, and what the nostrils swallow.
fn paint_skin(spec: &FaceSpec, skull: &Skull, at: Point, skin: &mut Matter) {
    let (x, y) = (at.0.abs(), at.1);
    let seed = (spec.seed & 0xFFFF) as u32;
    let base = spec.head.nose_length;
    let blood = 0.55 * bell(x - 0.55, y - 0.50, (0.22, 0.20))
        + 0.50 * bell(x, y - base + 0.08, (0.15, 0.12))
        + 0.25 * bell(x, y - skull.chin + 0.16, (0.18, 0.12))
        + 0.10 * noise(at.0 * 4.0, at.1 * 4.0, seed);
    skin.albedo = times3(skin.albedo, [1.0 + 0.02 * blood, 1.0 - 0.17 * blood, 1.0 - 0.17 * blood]);
    let pores = 0.030 * noise(at.0 * 55.0, at.1 * 55.0, seed ^ 3)
        + 0.035 * rough(at.0 * 7.0, at.1 * 7.0, seed ^ 5);
    let tired = 0.16 * bell(x - spec.eyes.spacing * 0.46, y - 0.14, (0.17, 0.06));
    skin.albedo = scale3(skin.albedo, 1.0 + pores - tired);
    let bumps = 0.04 * noise(at.0 * 42.0, at.1 * 42.0, seed ^ 7);
    skin.normal = unit([skin.normal[0] + bumps, skin.normal[1] - bumps, skin.normal[2]]);
    let shine = bell(x, y + 0.55, (0.35, 0.2)) + bell(x, y - base + 0.15, (0.08, 0.2));
    skin.gloss += 0.15 * shine - 0.1 * bell(x - 0.7, y - 0.9, (0.3, 0.4));
    if spec.sex == Sex::Male {
        let jaw = step(0.25, 0.75, y - base + 0.12 + 0.5 * x * x).max(bell(
            x,
            y - (base + skull.mouth) * 0.5,
            (0.32, 0.08),
        ));
        let stubble = jaw * (0.09 + 0.9 * pores);
        skin.albedo =
            times3(skin.albedo, [1.0 - stubble, 1.0 - stubble * 0.85, 1.0 - stubble * 0.7]);
    }
    let rise = 0.25 * (x - spec.head.nose_width * 0.40);
    let nostril = bell(x - spec.head.nose_width * 0.42, y - base + 0.012 + rise, (0.050, 0.021));
    let deep = step(0.35, 0.95, nostril);
    skin.albedo = mix3(skin.albedo, times3(skin.albedo, [0.16, 0.08, 0.07]), deep);
    let curl = 0.5 * (y - base + 0.07) * (y - base + 0.07) * 18.0;
    let groove = bell(x - spec.head.nose_width * 1.04 + curl, y - base + 0.075, (0.020, 0.055));
    skin.albedo =
        times3(skin.albedo, [1.0 - 0.16 * groove, 1.0 - 0.24 * groove, 1.0 - 0.24 * groove]);
    skin.gloss *= 1.0 - deep;
    if spec.hair.style == HairStyle::Stubble {
        skin.gloss *= 0.9;
    }
}

/// Lips, the line between them, and what an open mouth shows.
fn paint_lips(spec: &FaceSpec, lips: &Lips, at: Point, skin: &mut Matter, blend: f32) {
    let [top, upper, lower, bottom] = lips.edges;
    let y = at.1;
    let soft = blend + 0.012;
    let on_lip = step(top - soft, top + soft, y) * step(bottom + soft, bottom - soft, y);
    if on_lip <= 0.0 {
        return;
    }
    let female = if spec.sex == Sex::Female { 1.0 } else { 0.0 };
    let depth = mix(0.55, 0.40, female);
    let tint = mix3([0.86, depth, depth], [0.92, 0.72, 0.70], spec.skin);
    let wrinkles = 1.0 + 0.07 * noise(at.0 * 38.0, at.1 * 5.0, 55);
    let lip = scale3(times3(skin.albedo, tint), wrinkles * if y < upper { 0.86 } else { 1.0 });
    let fade = on_lip * step(1.0, 0.86, lips.across.abs());
    if fade >= 0.5 {
        skin.region = Region::Lips;
    }
    skin.albedo = mix3(skin.albedo, lip, fade);
    skin.gloss = mix(skin.gloss, 0.5, fade);
    let gap = lower - upper;
    if gap > 0.012 {
        let inner = step(upper - blend, upper + blend, y) * step(lower + blend, lower - blend, y);
        let row = mix(0.065, 0.105, spec.mouth.teeth);
        let wide = mix(0.67, 0.88, spec.mouth.teeth);
        let teeth = step(row + 0.01, row - 0.005, y - upper)
            * step(wide + 0.08, wide - 0.07, lips.across.abs());
        let gaps = 1.0 - 0.22 * bell((at.0 / 0.058).fract().abs() - 0.5, 0.0, (0.05, 1.0));
        let enamel = scale3([0.62, 0.58, 0.51], gaps);
        let dark = mix3([0.05, 0.012, 0.012], enamel, teeth);
        if inner >= 0.5 {
            skin.region = Region::Mouth;
        }
        skin.albedo = mix3(skin.albedo, dark, inner);
        skin.gloss = mix(skin.gloss, 0.15, inner);
    }
    let corner = step(0.75, 1.0, lips.across.abs());
    let line = bell(y - (upper + lower) * 0.5, 0.0, (0.010 + 0.5 * gap.min(0.02), 1.0));
    let line = line * if gap > 0.012 { 0.4 } else { 0.78 + 0.1 * corner };
    skin.albedo = mix3(skin.albedo, times3(skin.albedo, [0.24, 0.13, 0.13]), line);
}
