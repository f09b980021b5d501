//! 学生: the students a seed draws. What the notice forbids none of them has.

use super::{
    Backdrop, Clothes, Cover, CoverKind, Eyes, FaceSpec, Finish, Garment, Glasses, Hair, HairStyle,
    Head, Headwear, HeadwearKind, Jewellery, LIGHT_BLUE, Lens, Lenses, Light, Mouth, Pose, Print,
    Thing, Tone,
};
use crate::people::Sex;
use crate::random::Random;

/// A student of that sex.
pub(super) fn drawn(seed: u64, sex: Sex, mut random: Random) -> FaceSpec {
    let skin = draw_skin(&mut random);
    // A second row of numbers: what was added later leaves what was there before as it was.
    let mut more = Random::seeded(seed ^ 0xD1CE);
    FaceSpec {
        seed,
        frame_px: (900, 1200),
        face_share: random.between(0.36, 0.40),
        centre: (0.5 + random.between(-0.01, 0.01), 0.39 + random.between(-0.01, 0.01)),
        sex,
        skin,
        beard: 0.0,
        moles: u8::try_from(more.below(12)).unwrap_or(0).saturating_sub(8),
        head: draw_head(&mut random, sex),
        eyes: draw_eyes(&mut random, &mut more, sex),
        mouth: Mouth {
            width: random.between(0.64, 0.78),
            fullness: random.between(0.8, 1.2) + if sex == Sex::Female { 0.1 } else { 0.0 },
            gap: 0.0,
            smile: random.between(0.01, 0.04),
            teeth: 0.0,
        },
        hair: draw_hair(&mut random, sex, skin),
        glasses: match random.below(10) {
            0 | 1 => Glasses::Thin,
            2 => Glasses::Rimmed,
            _ => Glasses::None,
        },
        lenses: Lenses { tint: 0.0, glint: [0.0; 2], coating: 0.0, slip: 0.0 },
        headwear: Headwear { kind: HeadwearKind::None, colour: [58, 62, 74] },
        cover: Cover { kind: CoverKind::None, reach: 0.0 },
        jewellery: Jewellery { earrings: 0.0, necklace: 0.0 },
        clothes: draw_clothes(&mut random, &mut more),
        pose: Pose {
            yaw_deg: random.between(-3.0, 3.0),
            pitch_deg: random.between(-2.5, 2.5),
            roll_deg: random.between(-2.0, 2.0),
            shoulders_deg: more.between(-1.2, 1.2),
            body_deg: more.between(-4.0, 4.0),
        },
        light: Light {
            side: random.between(-0.2, 0.2),
            height: random.between(0.3, 0.6),
            hardness: random.between(0.3, 0.45),
            flash: 0.0,
        },
        backdrop: plain(random.between(0.0, 0.05)),
        lens: Lens { distance_mm: 1500.0, motion_px: 0.0, enlarged: 1.0 },
        exposure: random.between(0.95, 1.05),
        blur_px: random.between(0.5, 0.8),
        noise: random.between(1.0, 2.5),
        tone: Tone { cast: [1.0; 3], veil: 0.0, saturation: 1.0, sepia: 0.0, levels: 256 },
        finish: Finish { jpeg: [0; 2], border_px: 0, stamped: false },
        second_face: None,
        empty: false,
    }
}

/// The light blue of the notice, lit almost evenly.
fn plain(vignette: f32) -> Backdrop {
    Backdrop {
        colour: LIGHT_BLUE,
        vignette,
        gradient: 0.0,
        gradient_across: 0.0,
        shadow: 0.0,
        shadow_offset: (0.35, 0.25),
        shadow_blur: 0.25,
        pattern: 0.0,
        weave: 0.0,
        thing: Thing::None,
    }
}

/// Mostly the tones of the province, now and then any tone there is.
fn draw_skin(random: &mut Random) -> f32 {
    if random.chance(0.8) { random.between(0.08, 0.45) } else { random.between(0.0, 1.0) }
}

fn draw_head(random: &mut Random, sex: Sex) -> Head {
    let male = if sex == Sex::Male { 1.0 } else { 0.0 };
    Head {
        chin: random.between(1.58, 1.72) + 0.05 * male,
        crown: random.between(1.30, 1.40),
        jaw: random.between(0.25, 0.7) + 0.25 * male,
        nose_width: random.between(0.23, 0.28) + 0.015 * male,
        nose_length: random.between(0.76, 0.85),
        nose_height: random.between(0.25, 0.34),
        cheeks: random.between(0.2, 1.0),
    }
}

/// Single and double lids are both common.
fn draw_eyes(random: &mut Random, more: &mut Random, sex: Sex) -> Eyes {
    let open = random.between(0.75, 1.0);
    let male = sex == Sex::Male;
    Eyes {
        spacing: random.between(0.87, 0.95),
        width: random.between(0.40, 0.45),
        openness: [open, open + random.between(-0.04, 0.04)],
        gaze: (random.between(-0.08, 0.08), random.between(-0.05, 0.08)),
        slant: random.between(-0.005, 0.03),
        crease: if more.chance(0.5) { more.between(0.0, 0.35) } else { more.between(0.5, 1.0) },
        hood: more.between(0.0, 0.2),
        iris: *random.pick(&[[58, 36, 22], [44, 28, 18], [72, 46, 26], [84, 56, 30], [50, 34, 24]]),
        red: 0.0,
        brow: if male { random.between(0.06, 0.085) } else { random.between(0.045, 0.06) },
        arch: random.between(0.01, 0.07),
        brow_lift: 0.0,
        frown: 0.0,
    }
}

fn draw_hair(random: &mut Random, sex: Sex, skin: f32) -> Hair {
    use HairStyle::{Bob, Bun, Fringe, Long, Ponytail, Short, SidePart, Stubble};
    let style = if sex == Sex::Male {
        *random.pick(&[Short, Short, SidePart, SidePart, Fringe, Stubble])
    } else {
        *random.pick(&[Bob, Bob, Long, Long, Bun, Ponytail, Ponytail, SidePart])
    };
    let mut shades = vec![[22, 18, 17], [28, 22, 20], [36, 26, 22], [48, 33, 25]];
    if skin < 0.15 {
        shades.extend([[92, 62, 38], [70, 46, 30]]);
    }
    let volume = match style {
        Stubble => 0.015,
        Bun | Ponytail => random.between(0.05, 0.1),
        _ => random.between(0.12, 0.24),
    };
    Hair {
        style,
        colour: *random.pick(&shades),
        volume,
        parting: random.between(0.15, 0.5) * if random.chance(0.5) { 1.0 } else { -1.0 },
        hairline: random.between(0.82, 0.95),
        fringe: 0.0,
        over_eye: [0.0; 2],
        over_ear: [0.0; 2],
    }
}

/// Now and then a high collar instead of a round neck.
fn draw_clothes(random: &mut Random, more: &mut Random) -> Clothes {
    let garment = *random.pick(&[Garment::TShirt, Garment::Shirt, Garment::Jacket]);
    let high = garment == Garment::TShirt && more.chance(0.2);
    let garment = if high { Garment::Turtleneck } else { garment };
    let shades: &[[u8; 3]] = match garment {
        Garment::TShirt | Garment::Turtleneck => {
            &[[30, 32, 38], [120, 30, 36], [236, 232, 226], [52, 70, 54], [90, 92, 98]]
        }
        Garment::Shirt => &[[240, 240, 238], [225, 215, 200], [40, 44, 60], [196, 160, 160]],
        Garment::Jacket => &[[26, 28, 36], [40, 42, 48], [34, 40, 62], [66, 60, 56]],
    };
    Clothes { garment, colour: *random.pick(shades), print: Print::Plain }
}
