//! 试评: pictures with a known truth put before the engine.

use std::collections::BTreeMap;

use imaging::{Assessment, Engine, Limit, Profile, Rule, Verdict, Want, encode};
use testkit::face::{FaceSpec, draw};

use crate::edits::{self, Claim, Edit, Truth};
use crate::fairness::Portrayed;
use crate::library::{Half, Picture};
use crate::natural;
use crate::scenario::FAULTS;
use crate::subject::Subject;

/// Where a picture and its truth come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A portrait with hand-checked points, changed by us.
    Edited,
    /// A picture as it was taken, with labels by eye.
    Natural,
    /// Drawn from numbers.
    Drawn,
}

/// One rule on one picture: what is true, and what the engine said.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub origin: Origin,
    /// The edit or fault; of a natural picture its file.
    pub name: String,
    pub half: Half,
    pub claim: Claim,
    /// `None` where the engine could not measure it.
    pub value: Option<f64>,
    pub verdict: Verdict,
    pub limit: Limit,
}

/// All that came of one picture or person.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    pub samples: Vec<Sample>,
    /// Pictures that should be accepted, with everything the engine said.
    pub portrayed: Vec<Portrayed>,
}

/// How many people are drawn, and the size of their frames.
pub const DRAWN_PEOPLE: u64 = 24;
const FRAME_PX: (u32, u32) = (600, 800);

/// All edits of one subject.
pub fn of_subject(engine: &mut Engine, subject: &Subject, profile: &Profile) -> Judged {
    let mut judged = Judged::default();
    let mut profiles: BTreeMap<u8, Profile> = BTreeMap::new();
    edits::each(subject, &mut |edit: Edit| {
        let of_quality =
            profiles.entry(edit.quality).or_insert_with(|| at_quality(profile, edit.quality));
        let Some(file) = encode::encode(&edit.picture, of_quality) else { return };
        let found = engine.assess_for(&file.jpeg, &[profile], Want::AsItStands);
        let Some(assessment) = found.into_iter().next() else { return };
        let samples = edit.claims.iter().filter_map(|claim| {
            sample(&assessment, *claim, (Origin::Edited, edit.name, subject.half))
        });
        judged.samples.extend(samples);
        judged.portrayed.extend(Portrayed::of_edit(subject, &edit, &assessment));
    });
    judged
}

/// One picture as it was taken: cut by the engine itself, as in production.
pub fn of_picture(engine: &mut Engine, picture: &Picture, profile: &Profile) -> Judged {
    let assessment = engine.assess(&picture.bytes, profile);
    let claims = natural::claims(picture);
    let samples = claims.into_iter().filter_map(|claim| {
        sample(&assessment, claim, (Origin::Natural, &picture.id, picture.half))
    });
    Judged {
        samples: samples.collect(),
        portrayed: Portrayed::of_picture(picture, &assessment).into_iter().collect(),
    }
}

/// One drawn person, as they should be and with every fault.
pub fn of_seed(engine: &mut Engine, seed: u64, profile: &Profile) -> Judged {
    let person = FaceSpec::of(seed).in_frame(FRAME_PX.0, FRAME_PX.1);
    let half = Half::of_rank((seed & 1) as usize);
    let mut judged = Judged::default();
    let kept = engine.preview(draw(&person).image, profile);
    for asked in profile.asked().filter(|asked| !asked.rule.is_of_file()) {
        let claim = Claim { rule: asked.rule, truth: Truth::Kept, strength: 0.0 };
        judged.samples.extend(sample(&kept, claim, (Origin::Drawn, "as it should be", half)));
    }
    for (rule, fault) in FAULTS {
        if profile.asks(*rule).is_none() {
            continue;
        }
        let assessment = engine.preview(draw(&person.clone().with(*fault)).image, profile);
        let claim = Claim { rule: *rule, truth: Truth::Broken, strength: 1.0 };
        let name = format!("{fault:?}");
        judged.samples.extend(sample(&assessment, claim, (Origin::Drawn, &name, half)));
    }
    judged
}

/// The same profile, writing files of one quality alone.
fn at_quality(profile: &Profile, quality: u8) -> Profile {
    let mut profile = profile.clone();
    (profile.file.quality_min, profile.file.quality_max) = (quality, quality);
    profile
}

/// What the engine said about a claim's rule; `None` when the profile does not ask it.
fn sample(
    assessment: &Assessment,
    claim: Claim,
    (origin, name, half): (Origin, &str, Half),
) -> Option<Sample> {
    let reading = assessment.readings.iter().find(|reading| reading.rule == claim.rule)?;
    Some(Sample {
        origin,
        name: name.to_owned(),
        half,
        claim,
        value: reading.value,
        verdict: reading.verdict,
        limit: reading.limit,
    })
}

/// Rules of the profile that no measure answers: they had no value on any picture.
pub fn unmeasured(samples: &[Sample]) -> Vec<Rule> {
    let rules = Rule::ALL.iter().copied();
    rules
        .filter(|rule| {
            let mut of_rule = samples.iter().filter(|s| s.claim.rule == *rule).peekable();
            of_rule.peek().is_some() && of_rule.all(|sample| sample.value.is_none())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_never_has_a_value_is_told_as_unmeasured() {
        let of = |rule, value| Sample {
            origin: Origin::Edited,
            name: String::new(),
            half: Half::Fit,
            claim: Claim { rule, truth: Truth::Kept, strength: 0.0 },
            value,
            verdict: Verdict::Pass,
            limit: Limit::Any,
        };
        let samples = [of(Rule::Roll, Some(1.0)), of(Rule::Roll, None), of(Rule::Yaw, None)];
        assert_eq!(unmeasured(&samples), [Rule::Yaw]);
    }
}
