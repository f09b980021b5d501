//! 读数: one rule, what was measured, and what the profile allows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A rule of a profile. `as_str` is its name in files and on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 单人: nobody else in the picture.
    OneFace,
    /// 头部完整: the head is not cut by the edge of the picture.
    HeadInFrame,
    /// 发际: hair top to upper edge.
    HairTop,
    /// 眼位: pupils to upper edge.
    EyeLine,
    /// 面宽: cheek to cheek.
    FaceWidth,
    /// 居中: middle of the face to middle of the picture.
    Centring,
    /// 头部倾斜: angle of the line through the eyes.
    Roll,
    /// 睁眼: lid gap over eye width, of the narrower eye.
    EyesOpen,
    /// 闭嘴: inner lip gap over the distance from eye line to chin.
    MouthClosed,
    /// 背景颜色: distance to the nearest colour allowed.
    BackgroundColour,
    /// 背景均匀: spread of the background around its own colour.
    BackgroundUniformity,
    /// 放大倍数: portrait pixels made of one source pixel.
    Enlargement,
    /// 文件大小: bytes of the portrait.
    FileSize,
    /// 压缩品质: JPEG quality of the portrait.
    JpegQuality,
}

impl Rule {
    /// Every rule, in the order they are reported.
    pub const ALL: [Rule; 14] = [
        Rule::OneFace,
        Rule::HeadInFrame,
        Rule::HairTop,
        Rule::EyeLine,
        Rule::FaceWidth,
        Rule::Centring,
        Rule::Roll,
        Rule::EyesOpen,
        Rule::MouthClosed,
        Rule::BackgroundColour,
        Rule::BackgroundUniformity,
        Rule::Enlargement,
        Rule::FileSize,
        Rule::JpegQuality,
    ];

    /// Whether the crop decides it.
    pub const fn is_of_place(self) -> bool {
        matches!(self, Rule::HairTop | Rule::EyeLine | Rule::FaceWidth | Rule::Centring)
    }

    /// The rule's name, the same as its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::OneFace => "one_face",
            Rule::HeadInFrame => "head_in_frame",
            Rule::HairTop => "hair_top",
            Rule::EyeLine => "eye_line",
            Rule::FaceWidth => "face_width",
            Rule::Centring => "centring",
            Rule::Roll => "roll",
            Rule::EyesOpen => "eyes_open",
            Rule::MouthClosed => "mouth_closed",
            Rule::BackgroundColour => "background_colour",
            Rule::BackgroundUniformity => "background_uniformity",
            Rule::Enlargement => "enlargement",
            Rule::FileSize => "file_size",
            Rule::JpegQuality => "jpeg_quality",
        }
    }
}

/// What a reading, or a whole picture, comes to.
///
/// Ordered by how much it stands in the way; [`overall`] makes one of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 合格.
    Pass,
    /// 提示: a person looks before it is accepted.
    Warn,
    /// 不合格.
    Fail,
    /// 无法评定: there is nothing to judge.
    Unassessable,
}

impl Verdict {
    /// `pass`, `warn`, `fail` or `unassessable`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
            Verdict::Unassessable => "unassessable",
        }
    }
}

/// The worst of `readings`. One without a value counts as a warning, because a person can
/// still look.
pub fn overall(readings: &[Reading]) -> Verdict {
    let of_picture = |verdict| match verdict {
        Verdict::Unassessable => Verdict::Warn,
        known => known,
    };
    readings.iter().map(|reading| of_picture(reading.verdict)).max().unwrap_or(Verdict::Pass)
}

/// The unit of a value and of its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Pixels of the portrait.
    Px,
    /// Degrees of angle, clockwise positive.
    Degrees,
    /// A quotient.
    Ratio,
    /// ΔE*ab, CIE 1976.
    DeltaE,
    /// Bytes.
    Bytes,
    /// The IJG scale, 1 to 100.
    Quality,
}

impl Unit {
    /// The sign written after a value, with its space; empty for a bare number.
    pub const fn sign(self) -> &'static str {
        match self {
            Unit::Px => " px",
            Unit::Degrees => "°",
            Unit::Ratio | Unit::Quality => "",
            Unit::DeltaE => " ΔE",
            Unit::Bytes => " B",
        }
    }

    /// Digits after the point that mean something.
    pub const fn decimals(self) -> usize {
        match self {
            Unit::Px | Unit::Bytes | Unit::Quality => 0,
            Unit::Degrees | Unit::DeltaE => 1,
            Unit::Ratio => 2,
        }
    }
}

/// What the profile allows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Limit {
    /// Inside, ends included, is a pass.
    Between { min: f64, max: f64 },
    /// Up to `warn` is a pass and up to `fail` a warning.
    AtMost { warn: f64, fail: f64 },
    /// From `warn` up is a pass and from `fail` up a warning.
    AtLeast { warn: f64, fail: f64 },
}

impl Limit {
    /// The verdict over `value`; a signed value is judged by its size where only size counts.
    pub fn verdict(self, value: f64) -> Verdict {
        match self {
            Limit::Between { min, max } if (min..=max).contains(&value) => Verdict::Pass,
            Limit::AtMost { warn, .. } if value.abs() <= warn => Verdict::Pass,
            Limit::AtMost { fail, .. } if value.abs() <= fail => Verdict::Warn,
            Limit::AtLeast { warn, .. } if value >= warn => Verdict::Pass,
            Limit::AtLeast { fail, .. } if value >= fail => Verdict::Warn,
            _ => Verdict::Fail,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Between { min, max } => write!(f, "{min}–{max}"),
            Limit::AtMost { warn, .. } => write!(f, "≤ {warn}"),
            Limit::AtLeast { warn, .. } => write!(f, "≥ {warn}"),
        }
    }
}

/// Why a rule has no value on this picture. Completes the sentence "it …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// No face, so nothing to measure from.
    #[error("shows no face")]
    NoFace,
    /// The silhouette does not reach the place where hair should end.
    #[error("does not show where the hair ends")]
    NoHairTop,
    /// No crop of the portrait's shape, so no portrait to measure in.
    #[error("cannot be cut to the portrait's shape")]
    NoCrop,
    /// Too few pixels behind the person for a mean that one reflection cannot decide.
    #[error("shows too little background")]
    TooLittleBackground,
}

/// What a sentence needs beyond the value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Detail {
    /// The value says it all.
    None,
    /// There is no value.
    WhyNot { why: WhyNot },
    /// The median colour measured (sRGB) and the reference of the profile nearest to it.
    Colour { measured: [u8; 3], nearest: String, too_dark: bool },
    /// The edge of the source that the head touches.
    Edge { edge: Edge },
}

/// An edge of the picture as seen by its viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    Top,
    Bottom,
    Left,
    Right,
}

/// One rule on one picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub rule: Rule,
    /// The native value in `unit`; `None` when it could not be measured, never 0 for that.
    pub value: Option<f64>,
    pub unit: Unit,
    pub limit: Limit,
    pub verdict: Verdict,
    /// Clause of the profile's notice.
    pub clause: String,
    pub detail: Detail,
}

impl Reading {
    /// A value judged by its limit.
    pub fn of(rule: Rule, value: f64, unit: Unit, limit: Limit, clause: &str) -> Self {
        Self {
            rule,
            value: Some(value),
            unit,
            limit,
            verdict: limit.verdict(value),
            clause: clause.to_owned(),
            detail: Detail::None,
        }
    }

    /// No value, and why.
    pub fn without(rule: Rule, why: WhyNot, unit: Unit, limit: Limit, clause: &str) -> Self {
        Self {
            rule,
            value: None,
            unit,
            limit,
            verdict: Verdict::Unassessable,
            clause: clause.to_owned(),
            detail: Detail::WhyNot { why },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_limit_belong_to_the_better_side() {
        use Verdict::{Fail, Pass, Warn};
        let band = Limit::Between { min: 50.0, max: 110.0 };
        let most = Limit::AtMost { warn: 5.0, fail: 8.0 };
        let least = Limit::AtLeast { warn: 0.2, fail: 0.15 };
        let cases = [
            (band, 49.9, Fail),
            (band, 50.0, Pass),
            (band, 110.0, Pass),
            (band, 110.1, Fail),
            (most, -5.0, Pass),
            (most, 5.1, Warn),
            (most, -8.0, Warn),
            (most, 8.1, Fail),
            (most, f64::NAN, Fail),
            (least, 0.2, Pass),
            (least, 0.15, Warn),
            (least, 0.1, Fail),
            (least, f64::NAN, Fail),
        ];
        for (limit, value, expect) in cases {
            assert_eq!(limit.verdict(value), expect, "{limit:?} {value}");
        }
    }

    #[test]
    fn a_rule_is_written_and_serialised_with_one_name() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.as_str());
        }
    }

    #[test]
    fn a_reading_without_value_calls_a_person_and_a_failure_outweighs_it() {
        let limit = Limit::AtMost { warn: 1.0, fail: 2.0 };
        let of = |value| Reading::of(Rule::Roll, value, Unit::Degrees, limit, "一");
        let none = Reading::without(Rule::Roll, WhyNot::NoFace, Unit::Degrees, limit, "一");
        assert_eq!(overall(&[of(0.5)]), Verdict::Pass);
        assert_eq!(overall(&[of(0.5), none.clone()]), Verdict::Warn);
        assert_eq!(overall(&[of(3.0), none]), Verdict::Fail);
    }
}
