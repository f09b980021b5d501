//! 英文: the same sentences in English, for pages in that language.

use super::value;
use crate::assessment::Reason;
use crate::reading::{Detail, Edge, Limit, Reading, Side, Verdict, WhyNot};
use crate::rule::Rule;

/// The rule's name on a page.
pub const fn word(rule: Rule) -> &'static str {
    match rule {
        Rule::OneFace => "One person",
        Rule::HeadInFrame => "Whole head",
        Rule::HairTop => "Top of the hair",
        Rule::EyeLine => "Eye line",
        Rule::FaceWidth => "Face width",
        Rule::EyeDistance => "Distance of the pupils",
        Rule::HeadLength => "Head length",
        Rule::Centring => "Centring",
        Rule::ShouldersInFrame => "Both shoulders",
        Rule::Roll => "Tilt of the head",
        Rule::Yaw => "Turn of the head",
        Rule::Pitch => "Nod of the head",
        Rule::Ears => "Ears",
        Rule::ShouldersLevel => "Level shoulders",
        Rule::EyesOpen => "Open eyes",
        Rule::Gaze => "Gaze",
        Rule::MouthClosed => "Closed mouth",
        Rule::Expression => "Expression",
        Rule::BrowsUncovered => "Brows",
        Rule::EyesUncovered => "Uncovered eyes",
        Rule::FaceUncovered => "Uncovered face",
        Rule::Glasses => "Spectacles",
        Rule::DarkLenses => "Colour of lenses",
        Rule::FrameOverEye => "Frame over an eye",
        Rule::LensReflection => "Reflections in lenses",
        Rule::EvenLight => "Even light",
        Rule::OverExposure => "Over-exposure",
        Rule::UnderExposure => "Under-exposure",
        Rule::DynamicRange => "Tonal range",
        Rule::NaturalColour => "Colour of the skin",
        Rule::Greyscale => "Colour picture",
        Rule::RedEye => "Red eyes",
        Rule::Sharpness => "Sharpness",
        Rule::Distortion => "Distortion",
        Rule::BackgroundColour => "Colour of the background",
        Rule::BackgroundUniformity => "Even background",
        Rule::BackgroundShadow => "Shadow on the background",
        Rule::BackgroundObjects => "Objects in the background",
        Rule::ClothingContrast => "Clothes against the background",
        Rule::ClothingPattern => "Pattern of the clothes",
        Rule::HeadCovering => "Bare head",
        Rule::Ornaments => "Ornaments",
        Rule::Enlargement => "Enlargement",
        Rule::Border => "Border",
        Rule::PrintedText => "Printed text",
        Rule::Dimensions => "Size in pixels",
        Rule::Resolution => "Resolution",
        Rule::ColourDepth => "Colour depth",
        Rule::ColourSpace => "Colour space",
        Rule::FileFormat => "File format",
        Rule::FileExtension => "File extension",
        Rule::FileSize => "File size",
        Rule::JpegQuality => "JPEG quality",
    }
}

/// What a reading's profile allows, with its unit.
pub fn limit(reading: &Reading) -> String {
    let show = |number: f64| format!("{number:.*}", reading.unit.decimals());
    let sign = reading.unit.sign();
    match reading.limit {
        Limit::Any => "anything".to_owned(),
        Limit::Between { min, max } if min.total_cmp(&max).is_eq() => {
            format!("exactly {}{sign}", show(min))
        }
        Limit::Between { min, max } => format!("{}–{}{sign}", show(min), show(max)),
        Limit::AtMost { warn, .. } => format!("at most {}{sign}", show(warn)),
        Limit::AtLeast { warn, .. } => format!("at least {}{sign}", show(warn)),
    }
}

/// What to tell about a reading; `None` when it passes.
pub fn sentence(reading: &Reading) -> Option<String> {
    if reading.verdict == Verdict::Pass {
        return None;
    }
    let name = word(reading.rule);
    let Some(measured) = reading.value else {
        return Some(format!("{name}: not assessable. {}.", unknown(reading)));
    };
    let todo = advice(reading, measured);
    let shown = value(measured, reading.unit);
    Some(match &reading.detail {
        Detail::Colour { measured: [r, g, b], .. } => {
            format!(
                "{name}: RGB({r}, {g}, {b}), off by {shown}, allowed {}. {todo}.",
                limit(reading)
            )
        }
        _ if matches!(
            reading.rule,
            Rule::HeadInFrame | Rule::FileFormat | Rule::FileExtension | Rule::ColourSpace
        ) =>
        {
            format!("{name}: {todo}.")
        }
        detail => {
            format!("{name}{}: {shown}, allowed {}. {todo}.", side(detail), limit(reading))
        }
    })
}

/// What to tell about a picture as a whole.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Unreadable(error) => format!("The file cannot be used: it {error}."),
        Reason::NoFace => {
            "No face was found. Look straight into the camera, with the whole face free.".to_owned()
        }
        Reason::TooSmall { width_px, height_px } => format!(
            "The picture has {width_px} × {height_px} px, too few for a portrait. Take it again \
             with more pixels, or from farther away."
        ),
        Reason::OutsideSource { edge: at, missing_px } => format!(
            "For a portrait inside the rule {missing_px} px are missing at the {0}. Take it again \
             with more room at the {0}.",
            edge(*at)
        ),
        Reason::NotEncoded => {
            "The portrait could not be written as JPEG. Try another picture, and tell the \
             administrator."
                .to_owned()
        }
    }
}

const fn edge(edge: Edge) -> &'static str {
    match edge {
        Edge::Top => "top",
        Edge::Bottom => "bottom",
        Edge::Left => "left",
        Edge::Right => "right",
    }
}

const fn side(detail: &Detail) -> &'static str {
    match detail {
        Detail::Side { side: Side::Left } => " (picture's left)",
        Detail::Side { side: Side::Right } => " (picture's right)",
        Detail::Side { side: Side::Both } => " (both sides)",
        _ => "",
    }
}

const fn unknown(reading: &Reading) -> &'static str {
    let Detail::WhyNot { why } = reading.detail else { return "Somebody has to look" };
    match why {
        WhyNot::NoFace => "No face was found",
        WhyNot::NoHairTop => "It does not show where the hair ends; somebody has to look",
        WhyNot::NoCrop => "No portrait can be cut of it",
        WhyNot::TooLittleBackground => "Too little background shows; somebody has to look",
        WhyNot::TooLittleFace => "Too little of the face shows; somebody has to look",
        WhyNot::TooLittleClothing => "Too little of the clothes shows; somebody has to look",
        WhyNot::NotFrontal => "The head is turned; look straight into the camera",
        WhyNot::Covered => "It is covered; somebody has to look",
        WhyNot::BadLight => "It is too dark or too bright; change the light",
        WhyNot::NotStated => "The file does not say; use the original file",
    }
}

/// What to do about a value on the wrong side of its limit.
fn advice(reading: &Reading, measured: f64) -> String {
    let low = match reading.limit {
        Limit::Between { min, .. } => measured < min,
        Limit::AtLeast { .. } => true,
        Limit::AtMost { .. } | Limit::Any => false,
    };
    let todo = match (reading.rule, &reading.detail) {
        (Rule::HeadInFrame, Detail::Edge { edge: at }) => {
            return format!("The head touches the {} of the picture; step back", edge(*at));
        }
        (Rule::BackgroundColour, Detail::Colour { too_dark: true, .. }) => {
            "The colour is right, but too dark; light the background"
        }
        (rule, _) if rule.is_of_place() => of_place(rule, low, measured),
        (rule, _) if rule.is_of_file() => of_file(rule),
        (rule, _) => of_head(rule, measured).unwrap_or_else(|| of_picture(rule)),
    };
    todo.to_owned()
}

const fn of_place(rule: Rule, low: bool, measured: f64) -> &'static str {
    match (rule, low) {
        (Rule::HairTop, true) => "Raise the camera a little, or step back",
        (Rule::HairTop, false) => "Lower the camera a little, or step nearer",
        (Rule::EyeLine, true) => "The eyes are too high; raise the camera a little",
        (Rule::EyeLine, false) => "The eyes are too low; raise the chin, or lower the camera",
        (Rule::Centring, _) if measured > 0.0 => "Move the camera to the right a little",
        (Rule::Centring, _) => "Move the camera to the left a little",
        (_, true) => "The face is too small; step nearer",
        (_, false) => "The face is too large; step back",
    }
}

const fn of_file(rule: Rule) -> &'static str {
    match rule {
        Rule::FileSize => "Ask the recipient whether a file of this size is taken",
        Rule::JpegQuality => "It is compressed too much; make it again from the original",
        Rule::Dimensions => "Make it again from the original, without stretching it",
        Rule::Resolution => "Save it with the resolution asked for",
        Rule::ColourDepth => "Save it in 24-bit colour",
        Rule::ColourSpace => "Its colours are not sRGB; convert them",
        _ => "Save it as JPEG, and call it .jpg",
    }
}

const fn of_head(rule: Rule, measured: f64) -> Option<&'static str> {
    Some(match rule {
        Rule::OneFace => "Somebody else is in the picture; ask them to step aside",
        Rule::HeadInFrame => "The head may be cut; step back",
        Rule::ShouldersInFrame => "Show both shoulders; step back and sit in the middle",
        Rule::Roll => "Hold the head upright; a portrait must not be turned",
        Rule::Yaw if measured > 0.0 => "Turn the face back to the picture's left",
        Rule::Yaw => "Turn the face back to the picture's right",
        Rule::Pitch if measured > 0.0 => "Raise the chin a little",
        Rule::Pitch => "Lower the chin a little",
        Rule::Ears => "Put the hair behind the ears",
        Rule::ShouldersLevel => "Sit upright, shoulders level",
        Rule::EyesOpen => "Open the eyes, and look into the camera",
        Rule::Gaze => "Look into the camera",
        Rule::MouthClosed => "Close the mouth",
        Rule::Expression => "Relax the face; no broad smile, no frown",
        Rule::BrowsUncovered => "Put the fringe off the brows",
        Rule::EyesUncovered => "Put the hair off the eyes",
        Rule::FaceUncovered => "Remove whatever covers the face",
        Rule::Glasses => "Take the spectacles off, or wear them, as the rule asks",
        Rule::DarkLenses => "Use clear lenses, or take the spectacles off",
        Rule::FrameOverEye => "Push the spectacles up",
        Rule::LensReflection => "Lower the chin a little, or move the lamp",
        Rule::HeadCovering => "Take off what is on the head; a reviewer decides on exceptions",
        Rule::Ornaments => "Take off earrings and necklace",
        Rule::RedEye => "Turn the camera's own flash off",
        _ => return None,
    })
}

const fn of_picture(rule: Rule) -> &'static str {
    match rule {
        Rule::EvenLight => "Make the lamps on both sides equally bright",
        Rule::OverExposure => "The face is too bright; use less light or a shorter exposure",
        Rule::UnderExposure => "The face is too dark; use more light or a longer exposure",
        Rule::DynamicRange => "The picture is flat; check lamps and exposure",
        Rule::NaturalColour => "Check the white balance; use no filter",
        Rule::Greyscale => "Use a colour picture",
        Rule::Sharpness => "Focus again; use no enlarged or rephotographed picture",
        Rule::Distortion => "The camera is too near; stay 1.5 m away at least",
        Rule::Enlargement => "The picture is too small; step nearer, or use more pixels",
        Rule::BackgroundColour => "Use a background of the colour asked for",
        Rule::BackgroundUniformity => "Light the background evenly, and step away from it",
        Rule::BackgroundShadow => "Step away from the background, or light it",
        Rule::BackgroundObjects => "Remove what is in the background",
        Rule::ClothingContrast => "Wear clothes of another colour than the background",
        Rule::ClothingPattern => "Wear plain clothes",
        Rule::Border => "Use the picture without border",
        Rule::PrintedText => "There may be a date or text on it; use the picture without",
        _ => "Take it again",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::profile::Profile;

    fn said(rule: Rule, value: f64, expect: &Expect) {
        let reading = Profile::moe_2017_99().asks(rule).unwrap().read(value);
        expect.assert_eq(&sentence(&reading).unwrap_or_default());
    }

    #[test]
    fn a_sentence_names_the_value_the_limit_and_the_cure() {
        said(
            Rule::HairTop,
            36.4,
            &expect![
                "Top of the hair: 36 px, allowed 50–110 px. Raise the camera a little, or step \
                 back."
            ],
        );
        said(
            Rule::EyesOpen,
            0.07,
            &expect![
                "Open eyes: 0.07, allowed at least 0.20. Open the eyes, and look into the camera."
            ],
        );
        said(Rule::FaceWidth, 240.0, &expect![""]);
    }

    #[test]
    fn every_rule_has_a_name_and_an_advice_of_its_own() {
        let limit = Limit::AtMost { warn: 0.0, fail: None };
        let names: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|r| word(*r)).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            let todo = advice(&Reading::of(*rule, 1.0, limit, "一"), 1.0);
            assert_ne!(todo, "Take it again", "{rule:?}");
            let unknown = sentence(&Reading::without(*rule, WhyNot::NoFace, limit, "一"));
            assert!(unknown.is_some_and(|s| s.starts_with(word(*rule))), "{rule:?}");
        }
    }

    #[test]
    fn a_missing_strip_is_told_with_its_edge() {
        let missing = Reason::OutsideSource { edge: Edge::Top, missing_px: 55 };
        expect![
            "For a portrait inside the rule 55 px are missing at the top. Take it again with more \
             room at the top."
        ]
        .assert_eq(&reason(&missing));
    }
}
