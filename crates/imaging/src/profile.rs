//! 规格: what an authority asks of a portrait, as typed data with its clauses.

mod known;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::reading::{Limit, Measured, Reading, Verdict, WhyNot};
use crate::rule::{Power, Rule};

/// Every number the engine judges or crops by. Unknown keys are errors, so a misspelt
/// threshold cannot silently keep its old value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The profile's name in configuration and histories.
    pub name: String,
    /// The notice it comes from, as a person cites it.
    pub title: String,
    /// Day of the notice, or the month or year where only that is known: `2017-12-06`.
    pub issued: String,
    /// Where the numbers were read.
    pub source: String,
    pub size: Size,
    pub file: File,
    /// `None` where the authority has no number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hair_top: Option<Band>,
    pub eye_line: Band,
    pub face_width: Band,
    pub background: Background,
    /// What is asked besides; a rule that is not here is not judged.
    #[serde(default)]
    pub rules: BTreeMap<Rule, Terms>,
}

/// Size of the portrait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub width_px: u32,
    pub height_px: u32,
    pub dpi: u16,
    pub clause: String,
}

/// The JPEG file of the portrait; quality on the IJG scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub quality_min: u8,
    pub quality_max: u8,
    pub bytes_min: usize,
    pub bytes_max: usize,
    pub bytes_target: usize,
    pub clause: String,
}

/// A length in the portrait that must lie between two others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub min_px: f64,
    pub max_px: f64,
    /// Where the crop puts it when it may choose.
    pub target_px: f64,
    /// How far inside the band the crop stays when it can.
    pub margin_px: f64,
    /// Gives way to the other bands where all cannot be kept, and then only warns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub yields: bool,
    pub clause: String,
}

impl Band {
    /// The band as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::Between { min: self.min_px, max: self.max_px }
    }
}

/// What a profile asks of one rule: a band, a ceiling or a floor, or only to be told.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warn_above: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_above: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warn_below: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_below: Option<f64>,
    pub clause: String,
}

impl Terms {
    /// The limit these numbers make; `None` when they contradict each other.
    ///
    /// With a `fail` alone there is no warning before it; with a `warn` alone nothing fails.
    pub fn limit(&self) -> Option<Limit> {
        let Self { min, max, warn_above, fail_above, warn_below, fail_below, .. } = *self;
        let limit = match ((min, max), (warn_above, fail_above), (warn_below, fail_below)) {
            ((None, None), (None, None), (None, None)) => Limit::Any,
            ((Some(min), Some(max)), (None, None), (None, None)) => Limit::Between { min, max },
            ((None, None), (warn, fail), (None, None)) => {
                Limit::AtMost { warn: warn.or(fail)?, fail }
            }
            ((None, None), (None, None), (warn, fail)) => {
                Limit::AtLeast { warn: warn.or(fail)?, fail }
            }
            _ => return None,
        };
        let in_order = match limit {
            Limit::Any => true,
            Limit::Between { min, max } => min < max,
            Limit::AtMost { warn, fail } => warn >= 0.0 && fail.is_none_or(|fail| warn <= fail),
            Limit::AtLeast { warn, fail } => fail.is_none_or(|fail| fail <= warn),
        };
        in_order.then_some(limit)
    }
}

/// The colours a background may have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Background {
    /// ΔE*ab to the nearest reference above which a person must look.
    pub warn_above: f64,
    /// ΔE*ab above which only the right hue, darker than the reference, is still a warning.
    pub fail_above: f64,
    /// L*, 0 to 100, down to which the right hue is only a warning.
    pub lightness_min: f64,
    /// C*ab up to which a background counts as white or grey.
    pub neutral_chroma_max: f64,
    /// Degrees of `h_ab` around a coloured reference that count as its hue.
    pub hue_within_degrees: f64,
    pub clause: String,
    pub references: Vec<Reference>,
}

impl Background {
    /// The distance allowed as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::AtMost { warn: self.warn_above, fail: Some(self.fail_above) }
    }
}

/// A colour with the name the notice gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub name: String,
    pub rgb: [u8; 3],
}

/// A rule as this profile has it: all a reading needs but its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked<'a> {
    pub rule: Rule,
    pub limit: Limit,
    pub clause: &'a str,
    /// No reading under it is worse: a warning for a band that yields.
    pub at_worst: Verdict,
}

impl Asked<'_> {
    /// The reading of a measured value.
    pub fn read(&self, measured: impl Into<Measured>) -> Reading {
        let measured = measured.into();
        let at_worst = measured.at_worst.min(self.at_worst);
        Reading::of(self.rule, Measured { at_worst, ..measured }, self.limit, self.clause)
    }

    /// The reading without a value.
    pub fn without(&self, why: WhyNot) -> Reading {
        Reading::without(self.rule, why, self.limit, self.clause)
    }
}

/// Why a profile was refused. Completes the sentence "it …".
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("is not a profile: {0}")]
    Malformed(String),
    #[error("has no room between the ends of {0}")]
    Empty(&'static str),
    #[error("extends {0}, which is not one of ours")]
    UnknownBase(String),
    #[error("names no background colour")]
    NoReference,
    #[error("has numbers for {} that contradict each other", .0.as_str())]
    Contradiction(Rule),
    #[error("lets {} refuse a portrait, which is measured too coarsely for that", .0.as_str())]
    OnlyWarns(Rule),
    #[error("has {} under [rules], where it does not belong", .0.as_str())]
    Elsewhere(Rule),
}

impl Profile {
    /// 教毕指〔2017〕99号: the portrait of the e-registration of qualification certificates.
    pub fn moe_2017_99() -> Self {
        Self::embedded("moe-2017-99").expect("every embedded profile is read by a test")
    }

    /// An embedded profile by its name.
    pub fn embedded(name: &str) -> Option<Self> {
        Self::from_toml(known::text_of(name)?).ok()
    }

    /// Names of the embedded profiles, the notice's own first.
    pub fn embedded_names() -> impl Iterator<Item = &'static str> {
        known::TEXTS.iter().map(|(name, _)| *name)
    }

    /// What this profile asks about `rule`; `None` when it asks nothing.
    pub fn asks(&self, rule: Rule) -> Option<Asked<'_>> {
        let (file, size) = (&self.file, &self.size);
        let (limit, clause) = match rule {
            Rule::HairTop => {
                let band = self.hair_top.as_ref()?;
                (band.limit(), &band.clause)
            }
            Rule::EyeLine => (self.eye_line.limit(), &self.eye_line.clause),
            Rule::FaceWidth => (self.face_width.limit(), &self.face_width.clause),
            Rule::BackgroundColour => (self.background.limit(), &self.background.clause),
            Rule::FileSize => {
                let (min, max) = (file.bytes_min as f64, file.bytes_max as f64);
                (Limit::Between { min, max }, &file.clause)
            }
            Rule::JpegQuality => (least(f64::from(file.quality_min)), &file.clause),
            Rule::Dimensions => (Limit::Between { min: 0.0, max: 0.0 }, &size.clause),
            Rule::Resolution => {
                let dpi = f64::from(size.dpi);
                (Limit::Between { min: dpi, max: dpi }, &size.clause)
            }
            Rule::FileFormat => (least(1.0), &file.clause),
            Rule::FileExtension => (Limit::AtLeast { warn: 1.0, fail: Some(0.5) }, &file.clause),
            // Three components of eight bits: 24 位真彩色.
            Rule::ColourDepth => (Limit::Between { min: 24.0, max: 24.0 }, &file.clause),
            Rule::ColourSpace => (Limit::AtLeast { warn: 1.0, fail: None }, &file.clause),
            _ => {
                let terms = self.rules.get(&rule)?;
                (terms.limit()?, &terms.clause)
            }
        };
        Some(Asked { rule, limit, clause, at_worst: self.at_worst(rule) })
    }

    fn at_worst(&self, rule: Rule) -> Verdict {
        let band = match rule {
            Rule::HairTop => self.hair_top.as_ref(),
            Rule::EyeLine => Some(&self.eye_line),
            Rule::FaceWidth => Some(&self.face_width),
            _ => None,
        };
        if band.is_some_and(|band| band.yields) { Verdict::Warn } else { Verdict::Fail }
    }

    /// Every rule asked about, in the order of `Rule::ALL`.
    pub fn asked(&self) -> impl Iterator<Item = Asked<'_>> {
        Rule::ALL.iter().filter_map(|rule| self.asks(*rule))
    }

    /// Reads a profile and checks that each band leaves room for its margin and target.
    ///
    /// A text with `extends = "NAME"` is laid over that embedded profile: its tables key by
    /// key, its lists and values whole.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let table = known::extended(text)?;
        let profile: Self =
            table.try_into().map_err(|e| ProfileError::Malformed(e.message().to_owned()))?;
        profile.check_bands()?;
        profile.check_rules()?;
        let (size, file) = (&profile.size, &profile.file);
        if !(16..=8192).contains(&size.width_px) || !(16..=8192).contains(&size.height_px) {
            return Err(ProfileError::Empty("size"));
        }
        let qualities_ordered = file.quality_min <= file.quality_max;
        if !qualities_ordered || file.quality_min == 0 || file.quality_max > 100 {
            return Err(ProfileError::Empty("file"));
        }
        if !(file.bytes_min..=file.bytes_max).contains(&file.bytes_target) {
            return Err(ProfileError::Empty("file"));
        }
        if profile.background.references.is_empty() {
            return Err(ProfileError::NoReference);
        }
        Ok(profile)
    }

    fn check_bands(&self) -> Result<(), ProfileError> {
        let bands = [
            ("hair_top", self.hair_top.as_ref()),
            ("eye_line", Some(&self.eye_line)),
            ("face_width", Some(&self.face_width)),
        ];
        for (name, band) in bands {
            let Some(band) = band else { continue };
            let inner = band.min_px + band.margin_px..=band.max_px - band.margin_px;
            if band.min_px <= 0.0 || !inner.contains(&band.target_px) {
                return Err(ProfileError::Empty(name));
            }
        }
        Ok(())
    }

    fn check_rules(&self) -> Result<(), ProfileError> {
        for (rule, terms) in &self.rules {
            if OF_TABLES.contains(rule) || rule.is_of_file() {
                return Err(ProfileError::Elsewhere(*rule));
            }
            let fails = terms.fail_above.is_some() || terms.fail_below.is_some();
            if fails && rule.power() == Power::Warns {
                return Err(ProfileError::OnlyWarns(*rule));
            }
            terms.limit().ok_or(ProfileError::Contradiction(*rule))?;
        }
        Ok(())
    }
}

/// Rules with a table of their own, because the crop or a colour list needs more than a limit.
const OF_TABLES: [Rule; 4] =
    [Rule::HairTop, Rule::EyeLine, Rule::FaceWidth, Rule::BackgroundColour];

/// Below `value` fails.
const fn least(value: f64) -> Limit {
    Limit::AtLeast { warn: value, fail: Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../profiles/moe-2017-99.toml");

    #[test]
    fn the_embedded_profile_says_what_the_notice_says() {
        let profile = Profile::moe_2017_99();
        let Size { width_px, height_px, dpi, .. } = profile.size;
        assert_eq!((width_px, height_px, dpi), (480, 640, 300));
        assert_eq!(
            profile.hair_top.as_ref().unwrap().limit(),
            Limit::Between { min: 50.0, max: 110.0 }
        );
        assert_eq!(profile.eye_line.limit(), Limit::Between { min: 200.0, max: 300.0 });
        assert_eq!(profile.face_width.limit(), Limit::Between { min: 180.0, max: 300.0 });
        assert_eq!((profile.file.bytes_min, profile.file.bytes_max), (20 << 10, 40 << 10));
        let colours: Vec<_> = profile.background.references.iter().map(|r| r.rgb).collect();
        assert_eq!(colours, [[100, 197, 255], [255, 255, 255], [240, 240, 240]]);
    }

    #[test]
    fn a_key_nobody_knows_is_an_error() {
        let text = TEXT.replace("[rules.roll]", "[rules.roll]\nwarn_over = 3.0");
        let refused = Profile::from_toml(&text).unwrap_err().to_string();
        assert!(refused.contains("warn_over"), "{refused}");
    }

    #[test]
    fn a_band_without_room_for_its_target_is_an_error() {
        let text = TEXT.replace("target_px = 80", "target_px = 105");
        assert_eq!(Profile::from_toml(&text), Err(ProfileError::Empty("hair_top")));
    }

    #[test]
    fn a_rule_nobody_knows_is_an_error() {
        let text = TEXT.replace("[rules.roll]", "[rules.role]");
        let refused = Profile::from_toml(&text).unwrap_err().to_string();
        assert!(refused.contains("role"), "{refused}");
    }

    #[test]
    fn a_coarse_measure_is_not_let_refuse_and_contradictions_are_named() {
        let with = |terms: &str| {
            let text = format!("{TEXT}\n[rules.{terms}\nclause = \"一\"\n");
            Profile::from_toml(&text).map(|_| ())
        };
        assert_eq!(with("eye_distance]\nmin = 5.0\nmax = 9.0"), Ok(()));
        assert_eq!(
            with("head_length]\nmin = 9.0\nmax = 5.0"),
            Err(ProfileError::Contradiction(Rule::HeadLength))
        );
        assert_eq!(
            with("head_length]\nmin = 5.0\nwarn_above = 5.0"),
            Err(ProfileError::Contradiction(Rule::HeadLength))
        );
        assert_eq!(
            with("file_size]\nwarn_above = 1.0"),
            Err(ProfileError::Elsewhere(Rule::FileSize))
        );
        let gaze = TEXT.replace("[rules.gaze]", "[rules.gaze]\nfail_above = 1.0");
        assert_eq!(Profile::from_toml(&gaze), Err(ProfileError::OnlyWarns(Rule::Gaze)));
    }

    #[test]
    fn every_embedded_profile_is_read_under_its_own_name_and_cites_its_source() {
        for name in Profile::embedded_names() {
            let text = known::text_of(name).unwrap();
            let profile = Profile::from_toml(text).unwrap_or_else(|e| panic!("{name} {e}"));
            assert_eq!(profile.name, name);
            assert!(!profile.issued.is_empty() && !profile.source.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_profile_laid_over_another_changes_what_it_names_and_nothing_else() {
        let blue = Profile::from_toml(
            "extends = \"moe-2017-99\"\nname = \"ours\"\n[rules.roll]\nfail_above = 6.0\n",
        )
        .unwrap();
        let moe = Profile::moe_2017_99();
        assert_eq!(blue.rules[&Rule::Roll].fail_above, Some(6.0));
        assert_eq!(blue.rules[&Rule::Roll].warn_above, moe.rules[&Rule::Roll].warn_above);
        assert_eq!((blue.name.as_str(), blue.size), ("ours", moe.size));
        assert_eq!(
            Profile::from_toml("extends = \"nowhere\""),
            Err(ProfileError::UnknownBase("nowhere".into()))
        );
    }

    #[test]
    fn a_band_that_yields_only_warns() {
        let mut profile = Profile::moe_2017_99();
        profile.eye_line.yields = true;
        let asked = profile.asks(Rule::EyeLine).unwrap();
        assert_eq!(asked.read(999.0).verdict, Verdict::Warn);
    }

    #[test]
    fn a_profile_survives_its_own_writing() {
        let profile = Profile::moe_2017_99();
        let text = serde_json::to_string(&profile).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), profile);
    }
}
