//! 读数: one rule, what was measured, and what the profile allows.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::assessment::{Crop, Point};
use crate::rule::{Power, Rule};

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
/// still look; under a rule that could only have warned it counts for nothing.
pub fn overall(readings: &[Reading]) -> Verdict {
    let of_picture = |reading: &Reading| match (reading.verdict, reading.rule.power()) {
        (Verdict::Unassessable, Power::Fails) => Verdict::Warn,
        (Verdict::Unassessable, Power::Warns) => Verdict::Pass,
        (known, _) => known,
    };
    readings.iter().map(of_picture).max().unwrap_or(Verdict::Pass)
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
    /// Hundredths.
    Percent,
    /// ΔE*ab, CIE 1976, or chroma on the same scale.
    DeltaE,
    /// L*, 0 to 100.
    Lightness,
    /// Bits.
    Bits,
    /// Dots per inch.
    Dpi,
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
            Unit::Percent => " %",
            Unit::DeltaE => " ΔE",
            Unit::Lightness => " L*",
            Unit::Bits => " bit",
            Unit::Dpi => " dpi",
            Unit::Bytes => " B",
        }
    }

    /// Digits after the point that mean something.
    pub const fn decimals(self) -> usize {
        match self {
            Unit::Px | Unit::Bytes | Unit::Quality | Unit::Dpi => 0,
            Unit::Degrees | Unit::DeltaE | Unit::Percent | Unit::Lightness | Unit::Bits => 1,
            Unit::Ratio => 2,
        }
    }
}

/// What the profile allows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Limit {
    /// Whatever it is: told, and not judged.
    Any,
    /// Inside, ends included, is a pass.
    Between { min: f64, max: f64 },
    /// Up to `warn` is a pass; up to `fail`, if there is such an end, a warning.
    AtMost { warn: f64, fail: Option<f64> },
    /// From `warn` up is a pass; from `fail` up, if there is such an end, a warning.
    AtLeast { warn: f64, fail: Option<f64> },
}

impl Limit {
    /// The verdict over `value`; a signed value is judged by its size where only size counts.
    pub fn verdict(self, value: f64) -> Verdict {
        if value.is_nan() {
            return Verdict::Fail;
        }
        match self {
            Limit::Any => Verdict::Pass,
            Limit::Between { min, max } if (min..=max).contains(&value) => Verdict::Pass,
            Limit::AtMost { warn, .. } if value.abs() <= warn => Verdict::Pass,
            Limit::AtMost { fail, .. } if fail.is_none_or(|f| value.abs() <= f) => Verdict::Warn,
            Limit::AtLeast { warn, .. } if value >= warn => Verdict::Pass,
            Limit::AtLeast { fail, .. } if fail.is_none_or(|fail| value >= fail) => Verdict::Warn,
            _ => Verdict::Fail,
        }
    }

    /// How good a value is, 100 to 0: 50 at the last limit, falling by the distance from the
    /// best value in steps of that limit's own distance.
    ///
    /// The best value is 0 for `AtMost`, the middle for `Between`, and for `AtLeast` as far
    /// above `warn` as `fail` is below it (twice `warn` without a `fail`). OFIQ's 0 to 100
    /// runs the same way, but its curves are fitted to recognition, ours to the rule.
    pub fn score(self, value: f64) -> u8 {
        let (best, last) = match self {
            Limit::Any => return 100,
            Limit::Between { min, max } => (f64::midpoint(min, max), min),
            Limit::AtMost { warn, fail } => (0.0, fail.unwrap_or(warn)),
            Limit::AtLeast { warn, fail: Some(fail) } => (2.0 * warn - fail, fail),
            Limit::AtLeast { warn, fail: None } => (2.0 * warn, warn),
        };
        let missed = match self {
            Limit::AtLeast { .. } => (best - value).max(0.0),
            _ => (value - best).abs(),
        };
        let room = (best - last).abs();
        let steps =
            if room > 0.0 { missed / room } else { f64::from(u8::from(missed > 0.0)) * 2.0 };
        (100.0 - 50.0 * steps).clamp(0.0, 100.0).round() as u8
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Any => write!(f, "–"),
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
    /// Too little of the face, or of the part of it the rule speaks of, lies in the portrait.
    #[error("shows too little of the face")]
    TooLittleFace,
    /// Too few pixels of clothes at the lower edge.
    #[error("shows too little clothing")]
    TooLittleClothing,
    /// The head is turned or tilted so far that the measure means nothing.
    #[error("shows the head too far from frontal")]
    NotFrontal,
    /// Something covers what would be measured.
    #[error("shows it covered")]
    Covered,
    /// The face is too dark or too bright to tell.
    #[error("shows it in too bad a light")]
    BadLight,
    /// The file does not say.
    #[error("does not say")]
    NotStated,
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
    /// The side of the picture it is about.
    Side { side: Side },
    /// What the file is, where it should be something else.
    Found { found: String },
}

/// A side of the picture as seen by its viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Left,
    Right,
    Both,
}

/// Where on the picture a reading was taken: pixels of the upright source once in a
/// [`Reading`], of the portrait while it is being measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Left, top, right, bottom.
    Box([f32; 4]),
    /// Corners of a closed outline, `[x, y]`.
    Polygon(Vec<[f32; 2]>),
    /// From one point to another, `[x, y]`.
    Line([[f32; 2]; 2]),
}

impl Place {
    /// The outline through `points`.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Self {
        Place::Polygon(points.into_iter().map(Point::pair).collect())
    }

    /// The line between two points.
    pub fn between(from: Point, to: Point) -> Self {
        Place::Line([from.pair(), to.pair()])
    }

    /// The same place of a portrait in the source it was cut from, to a tenth of a pixel.
    #[must_use]
    pub(crate) fn in_source(self, crop: Crop) -> Self {
        let tenth = |value: f64| ((value * 10.0).round() / 10.0) as f32;
        let x = |u: f32| tenth(crop.x + f64::from(u) / crop.scale);
        let y = |v: f32| tenth(crop.y + f64::from(v) / crop.scale);
        match self {
            Place::Box([l, t, r, b]) => Place::Box([x(l), y(t), x(r), y(b)]),
            Place::Polygon(points) => {
                Place::Polygon(points.into_iter().map(|[u, v]| [x(u), y(v)]).collect())
            }
            Place::Line(ends) => Place::Line(ends.map(|[u, v]| [x(u), y(v)])),
        }
    }
}

/// What a measure found: the value, and what a sentence or a drawing needs besides.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub value: f64,
    pub place: Option<Place>,
    pub detail: Detail,
    /// The verdict is never worse than this: a wall that is only too dark calls a person.
    pub at_worst: Verdict,
}

impl From<f64> for Measured {
    fn from(value: f64) -> Self {
        Self { value, place: None, detail: Detail::None, at_worst: Verdict::Fail }
    }
}

impl Measured {
    /// A value and where it was taken, in portrait pixels.
    pub fn at(value: f64, place: Place) -> Self {
        Self { place: Some(place), ..Self::from(value) }
    }

    /// The same with a detail.
    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }
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
    /// 100 for the best there is, 50 at the last limit, 0 for the worst; see [`Limit::score`].
    #[serde(default)]
    pub score: Option<u8>,
    pub limit: Limit,
    pub verdict: Verdict,
    /// Clause of the profile's notice.
    pub clause: String,
    /// Where on the upright source, in its pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    pub detail: Detail,
}

impl Reading {
    /// A value judged by its limit; a rule that may only warn never fails.
    pub fn of(rule: Rule, measured: impl Into<Measured>, limit: Limit, clause: &str) -> Self {
        let Measured { value, place, detail, at_worst } = measured.into();
        let at_worst = match rule.power() {
            Power::Warns => Verdict::Warn,
            Power::Fails => at_worst,
        };
        Self {
            rule,
            value: Some(value),
            unit: rule.unit(),
            score: Some(limit.score(value)),
            limit,
            verdict: limit.verdict(value).min(at_worst),
            clause: clause.to_owned(),
            place,
            detail,
        }
    }

    /// No value, and why.
    pub fn without(rule: Rule, why: WhyNot, limit: Limit, clause: &str) -> Self {
        Self {
            rule,
            value: None,
            unit: rule.unit(),
            score: None,
            limit,
            verdict: Verdict::Unassessable,
            clause: clause.to_owned(),
            place: None,
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
        let most = Limit::AtMost { warn: 5.0, fail: Some(8.0) };
        let least = Limit::AtLeast { warn: 0.2, fail: Some(0.15) };
        let wish = Limit::AtMost { warn: 5.0, fail: None };
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
            (wish, 5.0, Pass),
            (wish, 500.0, Warn),
            (Limit::Any, 500.0, Pass),
        ];
        for (limit, value, expect) in cases {
            assert_eq!(limit.verdict(value), expect, "{limit:?} {value}");
        }
    }

    #[test]
    fn a_score_is_50_at_the_last_limit_and_100_where_nothing_is_better() {
        let band = Limit::Between { min: 50.0, max: 110.0 };
        let most = Limit::AtMost { warn: 5.0, fail: Some(8.0) };
        let least = Limit::AtLeast { warn: 0.2, fail: Some(0.15) };
        let cases = [
            (band, 80.0, 100),
            (band, 50.0, 50),
            (band, 140.0, 0),
            (most, 0.0, 100),
            (most, -8.0, 50),
            (most, 90.0, 0),
            (least, 0.4, 100),
            (least, 0.15, 50),
            (least, 0.0, 0),
            (Limit::AtMost { warn: 0.0, fail: None }, 0.0, 100),
            (Limit::AtMost { warn: 0.0, fail: None }, 1.0, 0),
            (Limit::Any, 7.0, 100),
        ];
        for (limit, value, expect) in cases {
            assert_eq!(limit.score(value), expect, "{limit:?} {value}");
        }
    }

    #[test]
    fn a_rule_that_may_only_warn_never_fails() {
        let limit = Limit::AtMost { warn: 0.1, fail: Some(0.2) };
        assert_eq!(Reading::of(Rule::Gaze, 9.0, limit, "二").verdict, Verdict::Warn);
        assert_eq!(Reading::of(Rule::Roll, 9.0, limit, "二").verdict, Verdict::Fail);
    }

    #[test]
    fn a_place_is_told_in_the_pixels_of_the_source() {
        let crop = Crop { x: 100.0, y: 50.0, scale: 0.5 };
        let place = Place::Box([10.0, 20.0, 30.0, 40.02]).in_source(crop);
        assert_eq!(place, Place::Box([120.0, 90.0, 160.0, 130.0]));
    }

    #[test]
    fn a_reading_without_value_calls_a_person_and_a_failure_outweighs_it() {
        let limit = Limit::AtMost { warn: 1.0, fail: Some(2.0) };
        let of = |value: f64| Reading::of(Rule::Roll, value, limit, "一");
        let none = Reading::without(Rule::Roll, WhyNot::NoFace, limit, "一");
        assert_eq!(overall(&[of(0.5)]), Verdict::Pass);
        assert_eq!(overall(&[of(0.5), none.clone()]), Verdict::Warn);
        assert_eq!(overall(&[of(3.0), none]), Verdict::Fail);
    }
}
