//! 胡须: a beard of any length, and moles.

use super::canvas::Matter;
use super::maths::{Point, bell, linear3, mix, mix3, noise, scale3, step};
use super::region::Region;
use super::skull::Skull;
use super::spec::FaceSpec;
use crate::random::Random;

/// Paints beard and moles over the skin at feature coordinates `at`.
pub(super) fn paint(spec: &FaceSpec, skull: &Skull<'_>, at: Point, skin: &mut Matter) {
    if spec.moles > 0 {
        paint_moles(spec, at, skin);
    }
    if spec.beard <= 0.0 {
        return;
    }
    let (x, y) = (at.0.abs(), at.1);
    let base = spec.head.nose_length;
    // From the ears along the jaw; free cheeks, and a patch free below the lower lip.
    let cheek = base + 0.18 - 0.85 * (x - 0.42).max(0.0) + 0.25 * (0.42 - x).max(0.0);
    let jaw = step(cheek - 0.06, cheek + 0.08, y);
    let lip = bell(x, y - (base + skull.mouth) * 0.5 - 0.02, (0.30, 0.055));
    let free = bell(x, y - skull.mouth - 0.02, (0.27, 0.075));
    let grown = (jaw * (1.0 - free)).max(step(0.3, 0.7, lip));
    let strands = noise(at.0 * 44.0 + 3.0 * at.1, at.1 * 15.0, 91);
    let share = grown * mix(0.35, 0.92, spec.beard) * (0.86 + 0.14 * strands);
    let colour = scale3(linear3(spec.hair.colour), 1.2 + 0.5 * strands);
    skin.albedo = mix3(skin.albedo, colour, share);
    skin.gloss *= 1.0 - share;
    skin.flesh = mix(skin.flesh, 0.2, share);
    if share >= 0.5 {
        skin.region = Region::Beard;
    }
}

fn paint_moles(spec: &FaceSpec, at: Point, skin: &mut Matter) {
    let mut random = Random::seeded(spec.seed ^ 0x301E);
    for _ in 0..spec.moles.min(8) {
        let x = random.between(0.3, 0.7) * if random.chance(0.5) { 1.0 } else { -1.0 };
        let y = random.between(0.25, 1.15);
        let radius = random.between(0.012, 0.022);
        let (dx, dy) = (at.0 - x, at.1 - y);
        let dark = step(radius * 1.4, radius * 0.8, (dx * dx + dy * dy).sqrt());
        if dark > 0.0 {
            skin.albedo = mix3(skin.albedo, scale3(skin.albedo, 0.28), 0.85 * dark);
        }
    }
}
