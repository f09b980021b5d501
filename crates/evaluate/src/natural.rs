//! 标签: what the labels of the natural pictures say about each rule.

use imaging::Rule;

use crate::edits::{Claim, Truth};
use crate::library::{Picture, Set};

/// What is known about a picture without having edited it. Where a label leaves it open there
/// is no claim.
pub fn claims(picture: &Picture) -> Vec<Claim> {
    let of = match picture.set {
        Set::LondonNeutral | Set::Composite => studio(true),
        Set::LondonSmiling => studio(false),
        Set::Canada => vec![(Rule::NaturalColour, Truth::Broken)],
        Set::Zoom => zoom(&picture.id),
        Set::Lisa => lisa(&picture.id),
        Set::Synthetic => labelled(picture),
        Set::Public => vec![(Rule::BackgroundObjects, Truth::Broken)],
    };
    let claim = |(rule, truth)| Claim { rule, truth, strength: f64::from(truth == Truth::Broken) };
    of.into_iter().map(claim).collect()
}

/// A studio picture: everything the studio takes care of is kept.
fn studio(is_neutral: bool) -> Vec<(Rule, Truth)> {
    let mut kept = vec![
        Rule::OneFace,
        Rule::HeadInFrame,
        Rule::Yaw,
        Rule::Pitch,
        Rule::EyesOpen,
        Rule::Gaze,
        Rule::FaceUncovered,
        Rule::DarkLenses,
        Rule::LensReflection,
        Rule::EvenLight,
        Rule::OverExposure,
        Rule::UnderExposure,
        Rule::NaturalColour,
        Rule::Greyscale,
        Rule::RedEye,
        Rule::Sharpness,
        Rule::Distortion,
        Rule::BackgroundObjects,
        Rule::HeadCovering,
    ];
    if is_neutral {
        kept.extend([Rule::MouthClosed, Rule::Expression]);
    }
    kept.into_iter().map(|rule| (rule, Truth::Kept)).collect()
}

/// One person at 15, 30, 45 and 60 cm: no portrait lens comes nearer than half a metre.
fn zoom(id: &str) -> Vec<(Rule, Truth)> {
    let truth = if id.ends_with("15cm.jpg") || id.ends_with("30cm.jpg") {
        Truth::Broken
    } else {
        Truth::Between
    };
    vec![(Rule::Distortion, truth)]
}

/// One person before a clock in the light of a lamp; the third picture is tilted by 20°.
fn lisa(id: &str) -> Vec<(Rule, Truth)> {
    let roll = if id.ends_with("lisa3.jpg") { Truth::Broken } else { Truth::Between };
    vec![(Rule::Roll, roll), (Rule::BackgroundObjects, Truth::Broken)]
}

/// Column, word, rule, and what the word means for it.
const WORDS: [(&str, &str, Rule, Truth); 36] = [
    ("eyes", "open", Rule::EyesOpen, Truth::Kept),
    ("eyes", "closed", Rule::EyesOpen, Truth::Broken),
    ("eyes", "down", Rule::EyesOpen, Truth::Between),
    ("mouth", "closed", Rule::MouthClosed, Truth::Kept),
    ("mouth", "open", Rule::MouthClosed, Truth::Broken),
    ("mouth", "teeth", Rule::MouthClosed, Truth::Broken),
    ("mouth", "tongue", Rule::MouthClosed, Truth::Broken),
    ("glasses", "none", Rule::DarkLenses, Truth::Kept),
    ("glasses", "clear", Rule::DarkLenses, Truth::Kept),
    ("glasses", "dark", Rule::DarkLenses, Truth::Broken),
    ("head_cover", "none", Rule::HeadCovering, Truth::Kept),
    ("head_cover", "hat", Rule::HeadCovering, Truth::Broken),
    ("head_cover", "hood", Rule::HeadCovering, Truth::Broken),
    ("occlusion", "none", Rule::FaceUncovered, Truth::Kept),
    ("occlusion", "mask", Rule::FaceUncovered, Truth::Broken),
    ("occlusion", "hand", Rule::FaceUncovered, Truth::Broken),
    ("yaw", "frontal", Rule::Yaw, Truth::Kept),
    ("yaw", "mild", Rule::Yaw, Truth::Between),
    ("yaw", "threequarter", Rule::Yaw, Truth::Broken),
    ("yaw", "profile", Rule::Yaw, Truth::Broken),
    ("pitch", "ok", Rule::Pitch, Truth::Kept),
    ("pitch", "up", Rule::Pitch, Truth::Broken),
    ("pitch", "down", Rule::Pitch, Truth::Broken),
    ("light", "ok", Rule::EvenLight, Truth::Kept),
    ("light", "side", Rule::EvenLight, Truth::Broken),
    ("light", "ok", Rule::UnderExposure, Truth::Kept),
    ("light", "dark", Rule::UnderExposure, Truth::Broken),
    ("background", "busy", Rule::BackgroundUniformity, Truth::Broken),
    ("background", "plain-white", Rule::BackgroundUniformity, Truth::Kept),
    ("background", "plain-pink", Rule::BackgroundUniformity, Truth::Kept),
    ("background", "plain-purple", Rule::BackgroundUniformity, Truth::Kept),
    ("background", "plain-white", Rule::BackgroundColour, Truth::Kept),
    ("background", "plain-pink", Rule::BackgroundColour, Truth::Broken),
    ("background", "plain-purple", Rule::BackgroundColour, Truth::Broken),
    ("background", "plain-red", Rule::BackgroundColour, Truth::Broken),
    ("background", "plain-dark", Rule::BackgroundColour, Truth::Broken),
];

/// Words in a note, which name a breach when they are there and nothing when they are not.
const NOTES: [(&str, Rule); 4] = [
    ("black and white", Rule::Greyscale),
    ("reflection", Rule::LensReflection),
    ("earrings", Rule::Ornaments),
    ("necklace", Rule::Ornaments),
];

fn labelled(picture: &Picture) -> Vec<(Rule, Truth)> {
    let by_word = WORDS
        .iter()
        .filter(|(column, word, _, _)| picture.is(column, word))
        .map(|(_, _, rule, truth)| (*rule, *truth));
    let note = picture.labels.get("note").map(String::as_str).unwrap_or_default();
    let by_note = NOTES
        .iter()
        .filter(|(word, _)| note.contains(word))
        .map(|(_, rule)| (*rule, Truth::Broken));
    by_word.chain(by_note).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::library::Half;

    #[test]
    fn labels_become_claims_and_unknown_words_none() {
        let labels = [("eyes", "closed"), ("glasses", "odd"), ("note", "a necklace")]
            .map(|(column, word)| (column.to_owned(), word.to_owned()));
        let picture = Picture {
            id: "sfhq-t2i/a.jpg".to_owned(),
            set: Set::Synthetic,
            half: Half::Fit,
            bytes: Vec::new(),
            points: Vec::new(),
            labels: labels.into(),
            official: BTreeMap::new(),
        };
        let claims: Vec<_> = claims(&picture).iter().map(|c| (c.rule, c.truth)).collect();
        let expect = [(Rule::EyesOpen, Truth::Broken), (Rule::Ornaments, Truth::Broken)];
        assert_eq!(claims, expect);
    }
}
