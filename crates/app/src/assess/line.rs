//! One judged file as a line of JSON.

use std::path::Path;

use imaging::{Crop, Detail, Edit, Landmarks, Limit, Output, Place, Point, Rule, Unit, Verdict};
use serde::Serialize;

use super::task::Judged;

/// The fields of a line, in their order. Points are `[x, y]` in pixels of the upright file.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    file: String,
    profile: &'a str,
    verdict: Verdict,
    /// What concerns the file as a whole: "it …"; left out where there is nothing to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    readings: Vec<ReadingLine<'a>>,
    landmarks: Option<LandmarksLine>,
    crop: Option<Crop>,
    output: Option<OutputLine>,
}

#[derive(Debug, Serialize)]
struct ReadingLine<'a> {
    rule: Rule,
    value: Option<f64>,
    unit: Unit,
    /// 100 for the best, 50 at the last limit.
    score: Option<u8>,
    limit: Limit,
    verdict: Verdict,
    clause: &'a str,
    /// Where on the upright file, in its pixels.
    place: Option<&'a Place>,
    /// What was found, or why there is no value.
    detail: &'a Detail,
}

#[derive(Debug, Serialize)]
struct LandmarksLine {
    left_pupil: [f64; 2],
    right_pupil: [f64; 2],
    chin: [f64; 2],
    hair_top_y: Option<f64>,
    face_left_x: f64,
    face_right_x: f64,
}

#[derive(Debug, Serialize)]
struct OutputLine {
    /// Where the portrait was written; null without `--out`.
    file: Option<String>,
    width: u32,
    height: u32,
    bytes: usize,
    quality: u8,
    dpi: u16,
    /// Everything done to the photograph, in order.
    edits: Vec<Edit>,
}

impl<'a> Line<'a> {
    pub fn of(judged: &'a Judged) -> Self {
        let assessment = &judged.assessment;
        let readings = assessment.readings.iter().map(|reading| ReadingLine {
            rule: reading.rule,
            value: reading.value,
            unit: reading.unit,
            score: reading.score,
            limit: reading.limit,
            verdict: reading.verdict,
            clause: &reading.clause,
            place: reading.place.as_ref(),
            detail: &reading.detail,
        });
        Self {
            file: judged.file.display().to_string(),
            profile: &judged.profile,
            verdict: assessment.verdict,
            reason: reason(judged),
            readings: readings.collect(),
            landmarks: assessment.landmarks.as_ref().map(LandmarksLine::of),
            crop: assessment.crop,
            output: assessment
                .output
                .as_ref()
                .map(|output| OutputLine::of(output, judged.portrait.as_deref())),
        }
    }
}

impl LandmarksLine {
    fn of(landmarks: &Landmarks) -> Self {
        let pair = |point: Point| [point.x, point.y];
        Self {
            left_pupil: pair(landmarks.left_pupil),
            right_pupil: pair(landmarks.right_pupil),
            chin: pair(landmarks.chin),
            hair_top_y: landmarks.hair_top_y,
            face_left_x: landmarks.face_left_x,
            face_right_x: landmarks.face_right_x,
        }
    }
}

impl OutputLine {
    fn of(output: &Output, written: Option<&Path>) -> Self {
        Self {
            file: written.map(|path| path.display().to_string()),
            width: output.width_px,
            height: output.height_px,
            bytes: output.jpeg.len(),
            quality: output.quality,
            dpi: output.dpi,
            edits: output.edits.clone(),
        }
    }
}

fn reason(judged: &Judged) -> Option<String> {
    let unread = judged.unread.iter().map(ToString::to_string);
    let reasons = judged.assessment.reasons.iter().map(ToString::to_string);
    let all: Vec<String> = unread.chain(reasons).collect();
    (!all.is_empty()).then(|| all.join("; "))
}
