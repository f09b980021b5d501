//! 场景: what stands beside each rule: published results, and drawn faults.

use imaging::Rule;
use testkit::face::Fault;

/// A photographic test of FVC-onGoing FICV-1.0 and its equal error rates in percent: the best
/// published system, and the best method without learning (`BioLab`; Ferrara et al. 2012).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    pub number: u8,
    pub best: f64,
    pub by: &'static str,
    pub classical: f64,
}

const fn test(number: u8, best: f64, by: &'static str, classical: f64) -> Published {
    Published { number, best, by, classical }
}

/// The FICV test nearest to a rule; `None` where none asks the like.
pub const fn published(rule: Rule) -> Option<Published> {
    Some(match rule {
        Rule::Sharpness => test(8, 1.6, "BioPass", 5.2),
        Rule::Gaze => test(9, 5.4, "ICAONet", 20.6),
        Rule::NaturalColour => test(11, 1.7, "ICAONet", 4.0),
        Rule::UnderExposure => test(12, 1.2, "ICAONet", 4.2),
        Rule::DynamicRange => test(13, 0.0, "BioPass", 9.6),
        Rule::EyesUncovered => test(15, 11.9, "Parente", 12.8),
        Rule::EyesOpen => test(16, 0.2, "id3", 4.6),
        Rule::BackgroundUniformity => test(17, 3.7, "BioTest", 5.2),
        Rule::Roll | Rule::Yaw | Rule::Pitch => test(18, 4.6, "ICAONet", 12.7),
        Rule::OverExposure => test(19, 0.6, "BioLab", 0.6),
        Rule::RedEye => test(20, 1.0, "id3", 7.4),
        Rule::BackgroundShadow => test(21, 2.3, "BioLab", 2.3),
        Rule::EvenLight => test(22, 3.3, "ICAONet", 13.1),
        Rule::DarkLenses => test(23, 0.4, "ICAONet", 1.9),
        Rule::LensReflection => test(24, 0.8, "ICAONet", 2.1),
        Rule::FrameOverEye => test(26, 0.0, "HMAX", 6.3),
        Rule::HeadCovering => test(27, 5.7, "ICAONet", 14.0),
        Rule::FaceUncovered => test(28, 0.0, "ICAONet", 2.5),
        Rule::MouthClosed => test(29, 0.6, "id3", 6.2),
        Rule::OneFace | Rule::BackgroundObjects => test(30, 1.2, "BioPass", 21.6),
        _ => return None,
    })
}

/// Rules that must reach an equal error rate of 5 % on the half that limits were not chosen on.
pub const REQUIRED: [Rule; 10] = [
    Rule::EyesOpen,
    Rule::MouthClosed,
    Rule::Roll,
    Rule::BackgroundColour,
    Rule::BackgroundUniformity,
    Rule::BackgroundShadow,
    Rule::OverExposure,
    Rule::UnderExposure,
    Rule::Sharpness,
    Rule::DarkLenses,
];

/// Drawn faults and the rule each of them breaks. Faults of place have no row: the crop
/// repairs what it can, and the edits measure the rest.
pub const FAULTS: &[(Rule, Fault)] = &[
    (Rule::OneFace, Fault::TwoFaces),
    (Rule::HeadInFrame, Fault::HeadCutOff),
    (Rule::ShouldersInFrame, Fault::ShoulderOut),
    (Rule::Roll, Fault::HeadTilted),
    (Rule::Yaw, Fault::HeadTurned),
    (Rule::Pitch, Fault::HeadNodded),
    (Rule::Ears, Fault::HairOverEars),
    (Rule::ShouldersLevel, Fault::ShouldersSloped),
    (Rule::EyesOpen, Fault::EyesClosed),
    (Rule::EyesOpen, Fault::OneEyeClosed),
    (Rule::Gaze, Fault::LookingAway),
    (Rule::MouthClosed, Fault::MouthOpen),
    (Rule::Expression, Fault::BroadSmile),
    (Rule::Expression, Fault::TeethShown),
    (Rule::BrowsUncovered, Fault::HairOverBrows),
    (Rule::EyesUncovered, Fault::HairOverEye),
    (Rule::FaceUncovered, Fault::HandBeforeMouth),
    (Rule::FaceUncovered, Fault::FaceMask),
    (Rule::FaceUncovered, Fault::ScarfOverChin),
    (Rule::DarkLenses, Fault::DarkGlasses),
    (Rule::DarkLenses, Fault::TintedGlasses),
    (Rule::FrameOverEye, Fault::FrameOverEyes),
    (Rule::LensReflection, Fault::LensGlare),
    (Rule::LensReflection, Fault::OneLensGlare),
    (Rule::LensReflection, Fault::CoatingGlare),
    (Rule::EvenLight, Fault::SideLight),
    (Rule::OverExposure, Fault::TooBright),
    (Rule::OverExposure, Fault::FlashSpots),
    (Rule::UnderExposure, Fault::TooDark),
    (Rule::DynamicRange, Fault::WashedOut),
    (Rule::NaturalColour, Fault::ColdCast),
    (Rule::NaturalColour, Fault::PinkCast),
    (Rule::NaturalColour, Fault::GreenCast),
    (Rule::Greyscale, Fault::Greyscale),
    (Rule::RedEye, Fault::RedEyes),
    (Rule::Sharpness, Fault::Blurred),
    (Rule::Sharpness, Fault::MotionBlurred),
    (Rule::Sharpness, Fault::Enlarged),
    (Rule::Distortion, Fault::TooNear),
    (Rule::BackgroundColour, Fault::WrongBackground),
    (Rule::BackgroundUniformity, Fault::GradientBackground),
    (Rule::BackgroundUniformity, Fault::GradientAcross),
    (Rule::BackgroundUniformity, Fault::PatternedBackground),
    (Rule::BackgroundShadow, Fault::ShadowBehind),
    (Rule::BackgroundObjects, Fault::ThingBehind),
    (Rule::ClothingContrast, Fault::ClothesLikeBackdrop),
    (Rule::ClothingPattern, Fault::PatternedClothes),
    (Rule::HeadCovering, Fault::Cap),
    (Rule::HeadCovering, Fault::HeadBand),
    (Rule::Ornaments, Fault::Earrings),
    (Rule::Ornaments, Fault::Necklace),
];
