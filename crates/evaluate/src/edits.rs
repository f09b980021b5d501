//! 受控编辑: changes to a portrait whose effect on one rule is known exactly.
//!
//! The recipes follow ofiq-syngen's (lid and lip bends, eye-zone bars, cheek gradients) and
//! BSI TR-03121's; none of them asks the engine anything.

mod clothes;
mod colour;
mod cover;
mod eyes;
mod ground;
mod light;
mod mouth;
mod place;
mod spectacles;

use image::RgbImage;
use imaging::{Profile, Rule};

use crate::library::Set;
use crate::subject::Subject;

/// Whether an edited picture keeps a rule, as the edit itself knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It must not be refused for this rule.
    Kept,
    /// Nobody would quarrel with either verdict: shown, and not counted.
    Between,
    /// It must be refused.
    Broken,
}

/// What an edit says about one rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    pub rule: Rule,
    pub truth: Truth,
    /// How strong the edit is, in the words of its name.
    pub strength: f64,
}

/// One edited portrait.
#[derive(Debug, Clone)]
pub struct Edit {
    pub name: &'static str,
    pub picture: RgbImage,
    /// IJG quality of the file that is judged.
    pub quality: u8,
    pub claims: Vec<Claim>,
}

/// What takes the edits one by one, so that no more than one is in memory.
pub type Sink<'a> = dyn FnMut(Edit) + 'a;

/// Quality of a portrait's file where the file is not the point.
const QUALITY: u8 = 95;

impl Edit {
    /// An edit that concerns one rule.
    pub fn of(
        name: &'static str,
        picture: RgbImage,
        rule: Rule,
        truth: Truth,
        strength: f64,
    ) -> Self {
        let claims = vec![Claim { rule, truth, strength }];
        Self { name, picture, quality: QUALITY, claims }
    }

    /// The same with something to say about further rules.
    #[must_use]
    pub fn also(mut self, rules: &[Rule], truth: Truth) -> Self {
        let strength = self.claims.first().map_or(0.0, |claim| claim.strength);
        self.claims.extend(rules.iter().map(|rule| Claim { rule: *rule, truth, strength }));
        self
    }
}

impl Truth {
    /// By a strength that keeps the rule up to `kept` and breaks it from `broken` on.
    pub fn graded(strength: f64, kept: f64, broken: f64) -> Self {
        if strength <= kept {
            Truth::Kept
        } else if strength >= broken {
            Truth::Broken
        } else {
            Truth::Between
        }
    }
}

/// Every edit of a subject, in a fixed order; the first is the portrait as it is.
pub fn each(subject: &Subject, sink: &mut Sink<'_>) {
    sink(untouched(subject));
    place::each(subject, sink);
    light::each(subject, sink);
    if has_right_colours(subject) {
        colour::each(subject, sink);
    }
    eyes::each(subject, sink);
    spectacles::each(subject, sink);
    mouth::each(subject, sink);
    cover::each(subject, sink);
    ground::each(subject, sink);
    clothes::each(subject, sink);
    files(subject, sink);
}

/// Name of the edit that changes nothing.
pub const UNTOUCHED: &str = "untouched";

/// Rules that the portrait as it is keeps, beside those of place: nobody in these collections
/// closes an eye, opens the mouth on the neutral pictures, or wears spectacles, and the light is
/// a studio's. What some of them do break (fringes, hair over ears, the wall itself) is not
/// claimed here.
const KEPT: [Rule; 24] = [
    Rule::OneFace,
    Rule::ShouldersInFrame,
    Rule::ShouldersLevel,
    Rule::Yaw,
    Rule::Pitch,
    Rule::EyesOpen,
    Rule::Gaze,
    Rule::MouthClosed,
    Rule::Expression,
    Rule::FaceUncovered,
    Rule::EyesUncovered,
    Rule::DarkLenses,
    Rule::FrameOverEye,
    Rule::LensReflection,
    Rule::EvenLight,
    Rule::OverExposure,
    Rule::UnderExposure,
    Rule::DynamicRange,
    Rule::NaturalColour,
    Rule::Greyscale,
    Rule::RedEye,
    Rule::Sharpness,
    Rule::Border,
    Rule::HeadCovering,
];

/// One collection has a pink cast of its own.
fn has_right_colours(subject: &Subject) -> bool {
    subject.set != Set::Canada
}

fn untouched(subject: &Subject) -> Edit {
    let roll = subject.hand.roll_degrees().abs();
    let kept = |rule: &Rule| Claim { rule: *rule, truth: Truth::Kept, strength: 0.0 };
    let mut edit =
        Edit::of(UNTOUCHED, subject.portrait.clone(), Rule::Roll, place::roll_truth(roll), roll);
    edit.claims.extend(KEPT.iter().map(kept));
    if !has_right_colours(subject) {
        edit.claims.retain(|claim| claim.rule != Rule::NaturalColour);
    }
    edit.claims.extend(place::claims(&subject.hand, &Profile::moe_2017_99()));
    edit
}

/// Files of several qualities: clause 四（一） asks for 60 at least.
fn files(subject: &Subject, sink: &mut Sink<'_>) {
    for quality in [30, 50, 65, 80, 95] {
        let truth = if quality < 60 { Truth::Broken } else { Truth::Kept };
        let strength = f64::from(quality);
        let picture = subject.portrait.clone();
        let edit = Edit::of("JPEG quality", picture, Rule::JpegQuality, truth, strength);
        sink(Edit { quality, ..edit });
    }
}

/// A subject for the tests of edits: a face of plain colours before a grey wall.
#[cfg(test)]
pub(crate) fn plain_subject() -> Subject {
    use imaging::Crop;

    use crate::library::Half;
    use crate::wall::Wall;

    let hand = crate::hand::tests::face();
    let head = |x: u32, y: u32| {
        let (u, v) = ((f64::from(x) - 240.0) / 125.0, (f64::from(y) - 280.0) / 200.0);
        u.hypot(v) < 1.0
    };
    let body = |x: u32, y: u32| y > 540 && (60..420).contains(&x);
    let eye = |x: u32, y: u32| x.abs_diff(185).min(x.abs_diff(295)) < 6 && y.abs_diff(265) < 9;
    let portrait = RgbImage::from_fn(480, 640, |x, y| {
        image::Rgb(match (head(x, y), body(x, y)) {
            (true, _) if eye(x, y) => [70, 50, 40],
            (true, _) => [200, 150, 130],
            (_, true) => [225, 228, 232],
            _ => [200, 200, 200],
        })
    });
    let is_wall = |x: u32, y: u32| !head(x, y) && !body(x, y);
    let matte = RgbImage::from_fn(480, 640, |x, y| image::Rgb([255 * u8::from(is_wall(x, y)); 3]));
    let plate = RgbImage::from_pixel(480, 640, image::Rgb([200; 3]));
    Subject {
        id: "plain".to_owned(),
        set: Set::LondonNeutral,
        half: Half::Fit,
        source: portrait.clone(),
        source_hand: hand.clone(),
        place: Crop { x: 0.0, y: 0.0, scale: 1.0 },
        portrait,
        hand,
        wall: Some(Wall { matte, plate }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_is_a_portrait_that_says_what_it_changed() {
        let subject = plain_subject();
        let mut names = std::collections::BTreeSet::new();
        let mut count = 0;
        each(&subject, &mut |edit| {
            assert_eq!(edit.picture.dimensions(), (480, 640), "{}", edit.name);
            assert!(!edit.claims.is_empty(), "{}", edit.name);
            let may_be_same = [UNTOUCHED, "JPEG quality", "moved"].contains(&edit.name);
            let is_same = edit.picture == subject.portrait;
            assert!(!is_same || may_be_same, "{} {:?}", edit.name, edit.claims);
            names.insert(edit.name);
            count += 1;
        });
        assert!(count > 80 && names.len() > 25, "{count} edits, {names:?}");
    }

    #[test]
    fn the_same_subject_gives_the_same_edits() {
        let of = || {
            let mut pictures = Vec::new();
            cover::each(&plain_subject(), &mut |edit| pictures.push(edit.picture));
            pictures
        };
        assert_eq!(of(), of());
    }
}
