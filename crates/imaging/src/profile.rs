//! 规格: what an authority asks of a portrait, as typed data with its clauses.

use serde::{Deserialize, Serialize};

use crate::reading::{Limit, Reading, Rule, Unit, WhyNot};

/// Every number the engine judges or crops by. Unknown keys are errors, so a misspelt
/// threshold cannot silently keep its old value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The profile's name in configuration and histories.
    pub name: String,
    /// The notice it comes from, as a person cites it.
    pub title: String,
    pub size: Size,
    pub file: File,
    pub hair_top: Band,
    pub eye_line: Band,
    pub face_width: Band,
    pub centring: Ceiling,
    pub roll: Ceiling,
    pub eyes_open: Floor,
    pub mouth_closed: Ceiling,
    pub one_face: Maximum,
    pub enlargement: Ceiling,
    pub background: Background,
    pub background_uniformity: Ceiling,
    pub head_in_frame: Minimum,
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
    pub clause: String,
}

impl Band {
    /// The band as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::Between { min: self.min_px, max: self.max_px }
    }
}

/// A size that is a warning above one value and a failure above another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    pub warn_above: f64,
    pub fail_above: f64,
    pub clause: String,
}

impl Ceiling {
    /// The ceiling as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::AtMost { warn: self.warn_above, fail: self.fail_above }
    }
}

/// A size that is a warning below one value and a failure below another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    pub warn_below: f64,
    pub fail_below: f64,
    pub clause: String,
}

impl Floor {
    /// The floor as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::AtLeast { warn: self.warn_below, fail: self.fail_below }
    }
}

/// A size that fails above a value, with no warning before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maximum {
    pub fail_above: f64,
    pub clause: String,
}

impl Maximum {
    /// The maximum as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::AtMost { warn: self.fail_above, fail: self.fail_above }
    }
}

/// A size that fails below a value, with no warning before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    pub fail_below: f64,
    pub clause: String,
}

impl Minimum {
    /// The minimum as a reading's limit.
    pub fn limit(&self) -> Limit {
        Limit::AtLeast { warn: self.fail_below, fail: self.fail_below }
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
        Limit::AtMost { warn: self.warn_above, fail: self.fail_above }
    }
}

/// A colour with the name the notice gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub name: String,
    pub rgb: [u8; 3],
}

/// What a profile says about one rule: all a reading needs but its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms<'a> {
    pub rule: Rule,
    pub unit: Unit,
    pub limit: Limit,
    pub clause: &'a str,
}

impl Terms<'_> {
    /// The reading of a measured value.
    pub fn read(&self, value: f64) -> Reading {
        Reading::of(self.rule, value, self.unit, self.limit, self.clause)
    }

    /// The reading without a value.
    pub fn without(&self, why: WhyNot) -> Reading {
        Reading::without(self.rule, why, self.unit, self.limit, self.clause)
    }
}

/// Why a profile was refused. Completes the sentence "it …".
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("is not a profile: {0}")]
    Malformed(String),
    #[error("has no room between the ends of {0}")]
    Empty(&'static str),
    #[error("names no background colour")]
    NoReference,
}

impl Profile {
    /// 教毕指〔2017〕99号: the portrait of the e-registration of qualification certificates.
    pub fn moe_2017_99() -> Self {
        Self::from_toml(include_str!("../profiles/moe-2017-99.toml"))
            .expect("the embedded profile is read by a test")
    }

    /// What this profile says about `rule`.
    pub fn terms(&self, rule: Rule) -> Terms<'_> {
        let file = &self.file;
        let (unit, limit, clause) = match rule {
            Rule::OneFace => (Unit::Ratio, self.one_face.limit(), &self.one_face.clause),
            Rule::HeadInFrame => {
                (Unit::Ratio, self.head_in_frame.limit(), &self.head_in_frame.clause)
            }
            Rule::HairTop => (Unit::Px, self.hair_top.limit(), &self.hair_top.clause),
            Rule::EyeLine => (Unit::Px, self.eye_line.limit(), &self.eye_line.clause),
            Rule::FaceWidth => (Unit::Px, self.face_width.limit(), &self.face_width.clause),
            Rule::Centring => (Unit::Px, self.centring.limit(), &self.centring.clause),
            Rule::Roll => (Unit::Degrees, self.roll.limit(), &self.roll.clause),
            Rule::EyesOpen => (Unit::Ratio, self.eyes_open.limit(), &self.eyes_open.clause),
            Rule::MouthClosed => {
                (Unit::Ratio, self.mouth_closed.limit(), &self.mouth_closed.clause)
            }
            Rule::BackgroundColour => {
                (Unit::DeltaE, self.background.limit(), &self.background.clause)
            }
            Rule::BackgroundUniformity => {
                let uniformity = &self.background_uniformity;
                (Unit::DeltaE, uniformity.limit(), &uniformity.clause)
            }
            Rule::Enlargement => (Unit::Ratio, self.enlargement.limit(), &self.enlargement.clause),
            Rule::FileSize => {
                let (min, max) = (file.bytes_min as f64, file.bytes_max as f64);
                (Unit::Bytes, Limit::Between { min, max }, &file.clause)
            }
            Rule::JpegQuality => {
                let least = f64::from(file.quality_min);
                (Unit::Quality, Limit::AtLeast { warn: least, fail: least }, &file.clause)
            }
        };
        Terms { rule, unit, limit, clause }
    }

    /// Reads a profile and checks that each band leaves room for its margin and target.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Self =
            toml::from_str(text).map_err(|e| ProfileError::Malformed(e.message().to_owned()))?;
        let bands = [
            ("hair_top", &profile.hair_top),
            ("eye_line", &profile.eye_line),
            ("face_width", &profile.face_width),
        ];
        for (name, band) in bands {
            let inner = band.min_px + band.margin_px..=band.max_px - band.margin_px;
            if band.min_px <= 0.0 || !inner.contains(&band.target_px) {
                return Err(ProfileError::Empty(name));
            }
        }
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
        assert_eq!(profile.hair_top.limit(), Limit::Between { min: 50.0, max: 110.0 });
        assert_eq!(profile.eye_line.limit(), Limit::Between { min: 200.0, max: 300.0 });
        assert_eq!(profile.face_width.limit(), Limit::Between { min: 180.0, max: 300.0 });
        assert_eq!((profile.file.bytes_min, profile.file.bytes_max), (20 << 10, 40 << 10));
        let colours: Vec<_> = profile.background.references.iter().map(|r| r.rgb).collect();
        assert_eq!(colours, [[100, 197, 255], [255, 255, 255], [240, 240, 240]]);
    }

    #[test]
    fn a_key_nobody_knows_is_an_error() {
        let text = TEXT.replace("[roll]", "[roll]\nwarn_over = 3.0");
        let refused = Profile::from_toml(&text).unwrap_err().to_string();
        assert!(refused.contains("warn_over"), "{refused}");
    }

    #[test]
    fn a_band_without_room_for_its_target_is_an_error() {
        let text = TEXT.replace("target_px = 80", "target_px = 105");
        assert_eq!(Profile::from_toml(&text), Err(ProfileError::Empty("hair_top")));
    }

    #[test]
    fn a_profile_survives_its_own_writing() {
        let profile = Profile::moe_2017_99();
        let text = serde_json::to_string(&profile).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), profile);
    }
}
