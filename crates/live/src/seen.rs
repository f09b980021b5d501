//! An assessment as the page shows it: every word is `imaging`'s.

use imaging::reading::Unit;
use imaging::{Assessment, Crop, Landmarks, Profile, Reading, Verdict, words};
use serde::Serialize;

/// Between what was measured and what to do in every sentence of `imaging::words`.
const BEFORE_ADVICE: char = '：';

/// All is well before the camera.
pub const READY: &str = "可以拍了，请保持不动";

/// All is well in a file.
pub const GOOD: &str = "照片合格，可以使用";

/// One picture, judged.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    pub verdict: Verdict,
    pub word: &'static str,
    /// The one thing to do now.
    pub todo: String,
    /// The whole sentence `todo` is the end of; empty when all is well.
    pub because: String,
    pub readings: Vec<SeenReading>,
    /// In pixels of the picture, as `crop`.
    pub landmarks: Option<Landmarks>,
    pub crop: Option<Crop>,
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct SeenReading {
    pub rule: &'static str,
    pub name: &'static str,
    pub value: Option<f64>,
    pub unit: Unit,
    /// The value with its unit.
    pub shown: String,
    pub limit: String,
    pub verdict: Verdict,
    pub word: &'static str,
    /// What to tell; empty for a pass.
    pub sentence: String,
}

/// The lines a profile draws on its portrait, in pixels of it: the least and the most.
#[derive(Debug, Clone, Serialize)]
pub struct Guides {
    pub name: String,
    pub title: String,
    pub width_px: u32,
    pub height_px: u32,
    /// From the upper edge; `None` where the profile asks nothing.
    pub hair_top: Option<[f64; 2]>,
    /// From the upper edge.
    pub eye_line: [f64; 2],
    /// Cheek to cheek.
    pub face_width: [f64; 2],
}

impl Seen {
    /// `well` is said when there is nothing to do.
    pub fn of(assessment: &Assessment, well: &str) -> Self {
        let because = because(assessment);
        Self {
            verdict: assessment.verdict,
            word: words::verdict(assessment.verdict),
            todo: because.as_deref().map_or_else(|| well.to_owned(), todo),
            because: because.unwrap_or_default(),
            readings: assessment.readings.iter().map(SeenReading::of).collect(),
            landmarks: assessment.landmarks,
            crop: assessment.crop,
        }
    }
}

impl SeenReading {
    fn of(reading: &Reading) -> Self {
        let shown = reading.value.map(|value| words::value(value, reading.unit));
        Self {
            rule: reading.rule.as_str(),
            name: reading.rule.word(),
            value: reading.value,
            unit: reading.unit,
            shown: shown.unwrap_or_else(|| "–".to_owned()),
            limit: words::limit(reading),
            verdict: reading.verdict,
            word: words::verdict(reading.verdict),
            sentence: words::sentence(reading).unwrap_or_default(),
        }
    }
}

impl Guides {
    pub fn of(profile: &Profile) -> Self {
        let ends = |band: &imaging::profile::Band| [band.min_px, band.max_px];
        Self {
            name: profile.name.clone(),
            title: profile.title.clone(),
            width_px: profile.size.width_px,
            height_px: profile.size.height_px,
            hair_top: profile.hair_top.as_ref().map(ends),
            eye_line: ends(&profile.eye_line),
            face_width: ends(&profile.face_width),
        }
    }
}

/// The sentence that matters most: of the picture as a whole, else of the worst reading, and
/// among equals of the first, since the rules stand in the order in which they are put right.
fn because(assessment: &Assessment) -> Option<String> {
    if let Some(reason) = assessment.reasons.first() {
        return Some(words::reason(reason));
    }
    let judged =
        |wanted: Verdict| assessment.readings.iter().find(move |reading| reading.verdict == wanted);
    let worst = judged(Verdict::Fail)
        .or_else(|| judged(Verdict::Warn))
        .or_else(|| judged(Verdict::Unassessable).filter(|_| assessment.verdict > Verdict::Pass));
    worst.and_then(words::sentence)
}

/// The advice of a sentence, without what was measured.
fn todo(sentence: &str) -> String {
    let advice = sentence.rsplit(BEFORE_ADVICE).next().unwrap_or(sentence);
    advice.trim_end_matches('。').to_owned()
}

#[cfg(test)]
mod tests {
    use imaging::{Reason, Rule};

    use super::*;

    fn judged(values: &[(Rule, f64)], reasons: Vec<Reason>) -> Seen {
        let profile = Profile::moe_2017_99();
        let read = |(rule, value): &(Rule, f64)| profile.asks(*rule).unwrap().read(*value);
        let readings: Vec<Reading> = values.iter().map(read).collect();
        let verdict = imaging::reading::overall(&readings);
        let empty = Assessment::unassessable(Reason::NoFace, None);
        Seen::of(&Assessment { verdict, reasons, readings, ..empty }, READY)
    }

    #[test]
    fn one_thing_is_said_and_it_is_the_worst() {
        for (values, todo) in [
            (&[(Rule::HairTop, 80.0), (Rule::EyeLine, 260.0)][..], READY),
            (
                &[(Rule::EyeLine, 260.0), (Rule::HairTop, 40.0)],
                "头顶上方太少，请把镜头抬高一点或离远一点",
            ),
            (
                &[(Rule::Roll, 6.0), (Rule::EyeLine, 320.0)],
                "眼睛偏低，请抬头一点，或把镜头放低一点",
            ),
        ] {
            assert_eq!(judged(values, Vec::new()).todo, todo);
        }
    }

    #[test]
    fn what_stands_in_the_way_of_everything_is_said_first() {
        let seen = judged(&[(Rule::Roll, 40.0)], vec![Reason::NoFace]);
        assert_eq!(seen.todo, "请正对镜头，露出整张脸后重拍");
        assert_eq!(seen.because, "没有找到正面人脸：请正对镜头，露出整张脸后重拍。");
    }

    #[test]
    fn a_reading_is_shown_with_its_number_and_its_limit() {
        let seen = judged(&[(Rule::FaceWidth, 150.2)], Vec::new());
        let reading = &seen.readings[0];
        assert_eq!((reading.name, reading.shown.as_str()), ("面宽", "150 px"));
        assert_eq!((reading.limit.as_str(), reading.word), ("180–300 px", "不合格"));
        assert!(reading.sentence.ends_with("请离镜头近一点。"), "{}", reading.sentence);
    }
}
