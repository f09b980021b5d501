//! 读数: stored readings in the words of reviewers and students.

use domain::portrait::{Fault, Verdict};
use imaging::{Assessment, Reading, Reason, Rule};
use serde::{Deserialize, Serialize};

use super::assess::verdict;

/// One reading as a page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadingView {
    pub rule: &'static str,
    /// `眼睛高度`.
    pub word: &'static str,
    /// `312 px`: with its unit and the decimals that mean something; empty where there is none.
    pub value: String,
    pub limit: String,
    pub verdict: Verdict,
    pub clause: String,
    /// What to do about it; `None` where nothing is to be done.
    pub sentence: Option<String>,
}

/// What is written down of an assessment: its readings, and what concerns the whole file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Judgement {
    readings: Vec<Reading>,
    reasons: Vec<Reason>,
}

impl Judgement {
    pub(super) fn of(assessment: Assessment) -> Self {
        Self { readings: assessment.readings, reasons: assessment.reasons }
    }

    pub(super) fn to_json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// Reads what [`Self::to_json`] wrote. What another version wrote and this one cannot read
    /// shows no readings, and a person judges by the picture.
    pub(super) fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Whether something seems to be worn on the head.
    pub(super) fn sees_headwear(&self) -> bool {
        let seen = |reading: &&Reading| reading.verdict == imaging::Verdict::Warn;
        self.readings.iter().filter(seen).any(|reading| reading.rule == Rule::HeadCovering)
    }

    pub(super) fn views(&self) -> Vec<ReadingView> {
        self.readings.iter().map(view).collect()
    }

    /// Why there is no portrait, in words.
    pub(super) fn sentences(&self) -> Vec<String> {
        self.reasons.iter().map(imaging::words::reason).collect()
    }

    /// The faults that failed readings and reasons stand for, each once.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let failed =
            self.readings.iter().filter(|reading| reading.verdict == imaging::Verdict::Fail);
        let mut faults: Vec<Fault> = self.reasons.iter().map(fault_of_reason).collect();
        faults.extend(failed.filter_map(|reading| fault_of_rule(reading.rule)));
        faults.sort_unstable();
        faults.dedup();
        faults
    }
}

fn view(reading: &Reading) -> ReadingView {
    ReadingView {
        rule: reading.rule.as_str(),
        word: reading.rule.word(),
        value: reading
            .value
            .map(|value| imaging::words::value(value, reading.unit))
            .unwrap_or_default(),
        limit: imaging::words::limit(reading),
        verdict: verdict(reading.verdict),
        clause: reading.clause.clone(),
        sentence: imaging::words::sentence(reading),
    }
}

/// No `_`: a new rule does not compile until somebody has said what a refusal calls it.
fn fault_of_rule(rule: Rule) -> Option<Fault> {
    match rule {
        Rule::OneFace => Some(Fault::SeveralFaces),
        Rule::HeadInFrame => Some(Fault::HeadCut),
        Rule::HairTop
        | Rule::EyeLine
        | Rule::FaceWidth
        | Rule::EyeDistance
        | Rule::HeadLength
        | Rule::Centring
        | Rule::ShouldersInFrame
        | Rule::ShouldersLevel
        | Rule::Distortion
        | Rule::Enlargement => Some(Fault::Placement),
        Rule::Roll => Some(Fault::HeadTilted),
        Rule::Yaw | Rule::Pitch | Rule::Gaze => Some(Fault::HeadTurned),
        Rule::EyesOpen => Some(Fault::EyesClosed),
        Rule::MouthClosed => Some(Fault::MouthOpen),
        Rule::Expression => Some(Fault::Expression),
        Rule::Ears
        | Rule::BrowsUncovered
        | Rule::EyesUncovered
        | Rule::FaceUncovered
        | Rule::FrameOverEye => Some(Fault::Occlusion),
        Rule::Glasses | Rule::DarkLenses => Some(Fault::DarkGlasses),
        Rule::LensReflection => Some(Fault::Glare),
        Rule::HeadCovering => Some(Fault::HeadCovered),
        Rule::Ornaments => Some(Fault::Ornaments),
        Rule::ClothingContrast | Rule::ClothingPattern => Some(Fault::Clothing),
        Rule::EvenLight
        | Rule::OverExposure
        | Rule::UnderExposure
        | Rule::DynamicRange
        | Rule::NaturalColour
        | Rule::Greyscale
        | Rule::RedEye => Some(Fault::Light),
        Rule::Sharpness => Some(Fault::Blurred),
        Rule::BackgroundColour
        | Rule::BackgroundUniformity
        | Rule::BackgroundShadow
        | Rule::BackgroundObjects => Some(Fault::Background),
        Rule::Border
        | Rule::PrintedText
        | Rule::Dimensions
        | Rule::Resolution
        | Rule::ColourDepth
        | Rule::ColourSpace
        | Rule::FileFormat
        | Rule::FileExtension
        | Rule::FileSize
        | Rule::JpegQuality => None,
    }
}

fn fault_of_reason(reason: &Reason) -> Fault {
    match reason {
        Reason::Unreadable(_) | Reason::NotEncoded => Fault::Unreadable,
        Reason::NoFace => Fault::NoFace,
        Reason::TooSmall { .. } => Fault::Placement,
        Reason::OutsideSource { .. } => Fault::HeadCut,
    }
}
