//! 缺陷: what can be wrong with a frame, and how much of it.

use super::super::maths::mix;
use super::{
    CoverKind, FaceSpec, Garment, Glasses, HairStyle, Headwear, HeadwearKind, Print, Thing,
};

/// Names the faults once, in order, and counts them.
macro_rules! faults {
    ($($(#[$about:meta])* $name:ident,)*) => {
        /// What can be wrong with a frame. Each changes what it says and nothing else, but that
        /// closed eyes take off dark rims and faults of spectacles put some on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Fault {
            $($(#[$about])* $name,)*
        }

        impl Fault {
            /// Every fault once.
            pub const ALL: [Fault; [$(stringify!($name)),*].len()] = [$(Fault::$name),*];
        }
    };
}

faults! {
    EyesClosed,
    /// The viewer's left eye.
    OneEyeClosed,
    MouthOpen,
    HeadTilted,
    HeadTurned,
    WrongBackground,
    GradientBackground,
    PatternedBackground,
    ShadowBehind,
    HeadCutOff,
    TooSmall,
    OffCentre,
    TooDark,
    TooBright,
    SideLight,
    DarkGlasses,
    LookingAway,
    TwoFaces,
    NoFace,
    Blurred,
    Noisy,
    HeadNodded,
    TooLarge,
    ShouldersSloped,
    BodyTurned,
    /// The frame cuts off the viewer's left shoulder.
    ShoulderOut,
    /// Seen from half an arm's length.
    TooNear,
    RedEyes,
    BroadSmile,
    TeethShown,
    Frown,
    BrowsRaised,
    HairOverBrows,
    HairOverEye,
    HairOverEars,
    Cap,
    HeadBand,
    /// Not a fault where belief asks for it.
    HeadScarf,
    HandBeforeMouth,
    FaceMask,
    ScarfOverChin,
    Earrings,
    Necklace,
    TintedGlasses,
    HeavyFrames,
    FrameOverEyes,
    LensGlare,
    /// On the viewer's left lens.
    OneLensGlare,
    CoatingGlare,
    ClothesLikeBackdrop,
    PatternedClothes,
    TopLight,
    FlashSpots,
    WarmCast,
    ColdCast,
    PinkCast,
    GreenCast,
    WashedOut,
    Greyscale,
    Sepia,
    MotionBlurred,
    Enlarged,
    StrongJpeg,
    /// Compressed twice on shifted lattices, the first time strongly.
    DoubleJpeg,
    Posterised,
    GradientAcross,
    WovenBackground,
    /// A picture, a plant or a door.
    ThingBehind,
    Bordered,
    DateStamped,
}

/// Puts `fault` on `spec`; `strength` is above 0 and at most 1.
pub(super) fn put(spec: &mut FaceSpec, fault: Fault, strength: f32) {
    let s = strength;
    place(spec, fault, s);
    face(spec, fault, s);
    worn(spec, fault, s);
    lit(spec, fault, s);
    behind(spec, fault, s);
    finished(spec, fault, s);
}

/// Moves a number towards what the fault makes of it.
fn towards(number: &mut f32, to: f32, strength: f32) {
    *number = mix(*number, to, strength);
}

/// One way or the other, by the seed.
fn either_way(spec: &FaceSpec) -> f32 {
    if spec.seed.is_multiple_of(2) { 1.0 } else { -1.0 }
}

/// How the person stands in the frame.
fn place(spec: &mut FaceSpec, fault: Fault, s: f32) {
    let side = either_way(spec);
    let pose = &mut spec.pose;
    match fault {
        Fault::HeadTilted => towards(&mut pose.roll_deg, 13.0 * side, s),
        Fault::HeadTurned => towards(&mut pose.yaw_deg, 16.0 * side, s),
        Fault::HeadNodded => towards(&mut pose.pitch_deg, 12.0 * side, s),
        Fault::ShouldersSloped => towards(&mut pose.shoulders_deg, 9.0 * side, s),
        Fault::BodyTurned => towards(&mut pose.body_deg, 40.0 * side, s),
        Fault::HeadCutOff => towards(&mut spec.centre.1, 0.11, s),
        Fault::TooSmall => spec.face_share *= mix(1.0, 0.4, s),
        Fault::TooLarge => spec.face_share *= mix(1.0, 1.9, s),
        Fault::OffCentre => spec.centre.0 -= 0.2 * s,
        Fault::ShoulderOut => spec.centre.0 -= 0.28 * s,
        Fault::TwoFaces => spec.second_face = Some(spec.seed ^ 0x5EC0),
        Fault::NoFace => spec.empty = true,
        _ => {}
    }
}

/// What the face does.
fn face(spec: &mut FaceSpec, fault: Fault, s: f32) {
    let (eyes, mouth) = (&mut spec.eyes, &mut spec.mouth);
    match fault {
        Fault::EyesClosed | Fault::OneEyeClosed => {
            let both = if fault == Fault::EyesClosed { 2 } else { 1 };
            for open in eyes.openness.iter_mut().take(both) {
                towards(open, 0.0, s);
            }
            // Behind dark rims face meshes read closed lids as half open.
            if spec.glasses == Glasses::Rimmed {
                spec.glasses = Glasses::None;
            }
        }
        Fault::LookingAway => {
            towards(&mut eyes.gaze.0, 0.85, s);
            towards(&mut eyes.gaze.1, 0.0, s);
        }
        Fault::RedEyes => eyes.red = s,
        Fault::BrowsRaised => eyes.brow_lift = 0.12 * s,
        Fault::Frown => {
            eyes.frown = s;
            towards(&mut mouth.smile, -0.05, s);
        }
        Fault::MouthOpen => {
            towards(&mut mouth.gap, 0.26, s);
            towards(&mut mouth.smile, 0.0, s);
        }
        Fault::BroadSmile => {
            towards(&mut mouth.smile, 0.14, s);
            mouth.width *= mix(1.0, 1.22, s);
        }
        Fault::TeethShown => {
            towards(&mut mouth.smile, 0.12, s);
            towards(&mut mouth.gap, 0.12, s);
            mouth.width *= mix(1.0, 1.18, s);
            mouth.teeth = 1.0;
        }
        _ => {}
    }
}

/// Hair and what is worn.
fn worn(spec: &mut FaceSpec, fault: Fault, s: f32) {
    let side = usize::from(spec.seed.is_multiple_of(2));
    match fault {
        Fault::HairOverBrows => {
            if matches!(spec.hair.style, HairStyle::Bald | HairStyle::Stubble) {
                (spec.hair.style, spec.hair.volume) = (HairStyle::Fringe, 0.16);
            }
            spec.hair.fringe = s;
        }
        Fault::HairOverEye => spec.hair.over_eye[side] = s,
        Fault::HairOverEars => spec.hair.over_ear = [s; 2],
        Fault::Cap => spec.headwear = headwear(HeadwearKind::Cap, [58, 62, 74]),
        Fault::HeadBand => spec.headwear = headwear(HeadwearKind::Band, [150, 40, 50]),
        Fault::HeadScarf => spec.headwear = headwear(HeadwearKind::Scarf, [92, 72, 88]),
        Fault::HandBeforeMouth => (spec.cover.kind, spec.cover.reach) = (CoverKind::Hand, s),
        Fault::FaceMask => (spec.cover.kind, spec.cover.reach) = (CoverKind::Mask, s),
        Fault::ScarfOverChin => (spec.cover.kind, spec.cover.reach) = (CoverKind::Scarf, s),
        Fault::Earrings => spec.jewellery.earrings = mix(0.03, 0.10, s),
        Fault::Necklace => spec.jewellery.necklace = mix(0.012, 0.035, s),
        Fault::ClothesLikeBackdrop => {
            spec.clothes.garment = Garment::TShirt;
            for (part, backdrop) in spec.clothes.colour.iter_mut().zip(spec.backdrop.colour) {
                *part = byte_between(*part, backdrop, s);
            }
        }
        Fault::PatternedClothes => {
            spec.clothes.print = [Print::Stripes, Print::Checks, Print::Motif][third(spec)];
        }
        _ => spectacles(spec, fault, s),
    }
}

/// What is wrong with spectacles, put on where there are none.
fn spectacles(spec: &mut FaceSpec, fault: Fault, s: f32) {
    match fault {
        Fault::DarkGlasses => spec.glasses = Glasses::Dark,
        Fault::HeavyFrames => spec.glasses = Glasses::Heavy,
        Fault::TintedGlasses => spec.lenses.tint = 0.7 * s,
        Fault::FrameOverEyes => spec.lenses.slip = 0.21 * s,
        Fault::LensGlare => spec.lenses.glint = [s; 2],
        Fault::OneLensGlare => spec.lenses.glint[0] = s,
        Fault::CoatingGlare => spec.lenses.coating = s,
        _ => return,
    }
    if spec.glasses == Glasses::None {
        spec.glasses = Glasses::Rimmed;
    }
}

/// Light and colour.
fn lit(spec: &mut FaceSpec, fault: Fault, s: f32) {
    let side = either_way(spec);
    let tone = &mut spec.tone;
    match fault {
        Fault::TooDark => towards(&mut spec.exposure, 0.2, s),
        Fault::TooBright => towards(&mut spec.exposure, 2.6, s),
        Fault::SideLight => {
            towards(&mut spec.light.side, side, s);
            towards(&mut spec.light.hardness, 0.9, s);
        }
        Fault::TopLight => {
            towards(&mut spec.light.side, 0.0, s);
            towards(&mut spec.light.height, 2.0, s);
            towards(&mut spec.light.hardness, 0.9, s);
        }
        Fault::FlashSpots => spec.light.flash = s,
        Fault::WarmCast => tone.cast = cast([1.22, 0.98, 0.62], s),
        Fault::ColdCast => tone.cast = cast([0.66, 0.96, 1.3], s),
        Fault::PinkCast => tone.cast = cast([1.25, 0.80, 1.05], s),
        Fault::GreenCast => tone.cast = cast([0.80, 1.18, 0.78], s),
        Fault::WashedOut => tone.veil = 0.6 * s,
        Fault::Greyscale => towards(&mut tone.saturation, 0.0, s),
        Fault::Sepia => tone.sepia = s,
        _ => {}
    }
}

/// The backdrop.
fn behind(spec: &mut FaceSpec, fault: Fault, s: f32) {
    let side = either_way(spec);
    let thing = [Thing::Picture, Thing::Plant, Thing::Door][third(spec)];
    let backdrop = &mut spec.backdrop;
    match fault {
        Fault::WrongBackground => {
            for (part, wrong) in backdrop.colour.iter_mut().zip([178, 34, 40]) {
                *part = byte_between(*part, wrong, s);
            }
        }
        Fault::GradientBackground => backdrop.gradient = 0.6 * s,
        Fault::GradientAcross => backdrop.gradient_across = 0.6 * s * side,
        Fault::PatternedBackground => backdrop.pattern = 0.8 * s,
        Fault::WovenBackground => backdrop.weave = s,
        Fault::ShadowBehind => backdrop.shadow = 0.75 * s,
        Fault::ThingBehind => backdrop.thing = thing,
        _ => {}
    }
}

/// Lens, sensor and file.
fn finished(spec: &mut FaceSpec, fault: Fault, s: f32) {
    let quality = |worst: f32| whole(mix(95.0, worst, s));
    #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
    let of_900 = spec.frame_px.0 as f32 / 900.0;
    match fault {
        Fault::Blurred => towards(&mut spec.blur_px, 7.0, s),
        Fault::Noisy => towards(&mut spec.noise, 26.0, s),
        Fault::TooNear => towards(&mut spec.lens.distance_mm, 230.0, s),
        Fault::MotionBlurred => spec.lens.motion_px = (26.0 * s * of_900).max(3.0),
        Fault::Enlarged => spec.lens.enlarged = mix(1.0, 5.0, s),
        Fault::StrongJpeg => spec.finish.jpeg = [u8::try_from(quality(8.0)).unwrap_or(8), 0],
        Fault::DoubleJpeg => spec.finish.jpeg = [u8::try_from(quality(25.0)).unwrap_or(25), 90],
        Fault::Posterised => spec.tone.levels = whole(mix(64.0, 6.0, s)),
        Fault::Bordered => spec.finish.border_px = whole(18.0 * s * of_900).max(2),
        Fault::DateStamped => spec.finish.stamped = true,
        _ => {}
    }
}

fn headwear(kind: HeadwearKind, colour: [u8; 3]) -> Headwear {
    Headwear { kind, colour }
}

/// One of three, by the seed.
fn third(spec: &FaceSpec) -> usize {
    usize::try_from(spec.seed % 3).unwrap_or(0)
}

/// A white balance on its way to `full`.
fn cast(full: [f32; 3], strength: f32) -> [f32; 3] {
    full.map(|gain| mix(1.0, gain, strength))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass small positive numbers"
)]
fn whole(number: f32) -> u16 {
    (number + 0.5) as u16
}

fn byte_between(from: u8, to: u8, share: f32) -> u8 {
    u8::try_from(whole(mix(f32::from(from), f32::from(to), share))).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_grows_from_nothing_to_itself() {
        for fault in Fault::ALL {
            let good = FaceSpec::of(4);
            assert_eq!(good.clone().with_strength(fault, 0.0), good, "{fault:?}");
            let (half, whole) = (good.clone().with_strength(fault, 0.5), good.clone().with(fault));
            assert_ne!(half, good, "{fault:?}");
            assert_ne!(whole, good, "{fault:?}");
            assert_eq!(good.clone().with_strength(fault, 9.0), whole, "{fault:?}");
        }
    }

    #[test]
    fn faults_of_spectacles_put_some_on_and_keep_those_that_are_worn() {
        let mut bare = FaceSpec::of(0);
        for (worn, then) in [(Glasses::None, Glasses::Rimmed), (Glasses::Thin, Glasses::Thin)] {
            bare.glasses = worn;
            assert_eq!(bare.clone().with(Fault::LensGlare).glasses, then);
            assert_eq!(bare.clone().with(Fault::Greyscale).glasses, worn);
        }
    }
}
