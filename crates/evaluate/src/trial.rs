//! 试评: pictures with a known truth put before the engine.

use std::collections::BTreeMap;

use imaging::{Assessment, Engine, Limit, Profile, Rule, Verdict, Want, encode};
use testkit::face::{FaceSpec, draw};

use crate::edits::{self, Claim, Edit, Truth};
use crate::fairness::Portrayed;
use crate::library::{Half, Picture};
use crate::natural;
use crate::scenario::FAULTS;
use crate::subject::{self, Subject};

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
    /// The file or the person's number.
    pub subject: String,
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

/// What pictures are judged by, and which rules are asked about.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    pub profile: &'a Profile,
    /// Empty for all of them.
    pub rules: &'a [Rule],
}

/// Where a sample comes from: the origin, its name, the subject and its half.
type Whence<'a> = (Origin, &'a str, &'a str, Half);

impl Trial<'_> {
    fn asks(&self, rule: Rule) -> bool {
        self.rules.is_empty() || self.rules.contains(&rule)
    }
    /// All edits of one subject.
    pub fn of_subject(&self, engine: &mut Engine, subject: &Subject) -> Judged {
        let mut judged = Judged::default();
        let mut profiles: BTreeMap<u8, Profile> = BTreeMap::new();
        edits::each(subject, &mut |mut edit: Edit| {
            edit.claims.retain(|claim| self.asks(claim.rule));
            if edit.claims.is_empty() {
                return;
            }
            let of_quality = profiles
                .entry(edit.quality)
                .or_insert_with(|| at_quality(self.profile, edit.quality));
            let Some(file) = encode::encode(&edit.picture, of_quality) else { return };
            let found = engine.assess_for(&file.jpeg, &[self.profile], Want::AsItStands);
            let Some(assessment) = found.into_iter().next() else { return };
            let from = (Origin::Edited, edit.name, subject.id.as_str(), subject.half);
            let claims = edit.claims.iter();
            judged.samples.extend(claims.filter_map(|claim| sample(&assessment, *claim, from)));
            judged.portrayed.extend(Portrayed::of_edit(subject, &edit, &assessment));
        });
        judged
    }

    /// One picture as it was taken: cut by the engine itself, as in production.
    pub fn of_picture(&self, engine: &mut Engine, picture: &Picture) -> Judged {
        let mut claims = natural::claims(picture);
        claims.retain(|claim| self.asks(claim.rule));
        if claims.is_empty() {
            return Judged::default();
        }
        let assessment = engine.assess(&picture.bytes, self.profile);
        let from = (Origin::Natural, picture.id.as_str(), picture.id.as_str(), picture.half);
        let samples = claims.into_iter().filter_map(|claim| sample(&assessment, claim, from));
        let samples = samples.collect();
        let has_room = subject::has_room(picture, engine, self.profile);
        let portrayed = Portrayed::of_picture(picture, &assessment, has_room);
        Judged { samples, portrayed: portrayed.into_iter().collect() }
    }

    /// One drawn person, as they should be and with every fault.
    pub fn of_seed(&self, engine: &mut Engine, seed: u64) -> Judged {
        let person = FaceSpec::of(seed).in_frame(FRAME_PX.0, FRAME_PX.1);
        let half = Half::of_rank((seed & 1) as usize);
        let subject = format!("drawn {seed}");
        let mut judged = Judged::default();
        let kept = engine.preview(draw(&person).image, self.profile);
        let asked = |rule: Rule| self.asks(rule) && self.profile.asks(rule).is_some();
        for rule in Rule::ALL.iter().copied().filter(|rule| asked(*rule) && !rule.is_of_file()) {
            let claim = Claim { rule, truth: Truth::Kept, strength: 0.0 };
            let from = (Origin::Drawn, "as it should be", subject.as_str(), half);
            judged.samples.extend(sample(&kept, claim, from));
        }
        for (rule, fault) in FAULTS.iter().filter(|(rule, _)| asked(*rule)) {
            let drawn = draw(&person.clone().with(*fault)).image;
            let assessment = engine.preview(drawn, self.profile);
            let claim = Claim { rule: *rule, truth: Truth::Broken, strength: 1.0 };
            let name = format!("{fault:?}");
            let from = (Origin::Drawn, name.as_str(), subject.as_str(), half);
            judged.samples.extend(sample(&assessment, claim, from));
        }
        judged
    }
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
    (origin, name, subject, half): Whence<'_>,
) -> Option<Sample> {
    let reading = assessment.readings.iter().find(|reading| reading.rule == claim.rule)?;
    Some(Sample {
        origin,
        name: name.to_owned(),
        subject: subject.to_owned(),
        half,
        claim,
        value: reading.value,
        verdict: reading.verdict,
        limit: reading.limit,
    })
}

/// Every sample as a line of tab-separated fields under a heading.
pub fn table(samples: &[Sample]) -> String {
    const HEADING: [&str; 9] =
        ["rule", "origin", "name", "subject", "half", "truth", "strength", "value", "verdict"];
    let line = |sample: &Sample| {
        let Claim { rule, truth, strength } = sample.claim;
        [
            rule.as_str().to_owned(),
            format!("{:?}", sample.origin),
            sample.name.clone(),
            sample.subject.clone(),
            format!("{:?}", sample.half),
            format!("{truth:?}"),
            strength.to_string(),
            sample.value.map(|value| format!("{value:.5}")).unwrap_or_default(),
            sample.verdict.as_str().to_owned(),
        ]
        .join("\t")
    };
    let lines = std::iter::once(HEADING.join("\t")).chain(samples.iter().map(line));
    lines.map(|line| line + "\n").collect()
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
    fn a_table_has_a_line_a_sample_and_leaves_a_lacking_value_empty() {
        let sample = Sample {
            origin: Origin::Natural,
            name: "a.jpg".to_owned(),
            subject: "a.jpg".to_owned(),
            half: Half::Test,
            claim: Claim { rule: Rule::Roll, truth: Truth::Broken, strength: 1.0 },
            value: None,
            verdict: Verdict::Unassessable,
            limit: Limit::Any,
        };
        let measured = Sample { value: Some(9.5), verdict: Verdict::Fail, ..sample.clone() };
        let table = table(&[sample, measured]);
        let lines: Vec<&str> = table.lines().skip(1).collect();
        let before = "roll\tNatural\ta.jpg\ta.jpg\tTest\tBroken\t1\t";
        assert_eq!(lines, [format!("{before}\tunassessable"), format!("{before}9.50000\tfail")]);
    }

    #[test]
    fn a_rule_that_never_has_a_value_is_told_as_unmeasured() {
        let of = |rule, value| Sample {
            origin: Origin::Edited,
            name: String::new(),
            subject: String::new(),
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
