//! 图解: a photograph with the rule drawn over it: guides, measured points, and in red where
//! it fails. An SVG around a small JPEG, so that lines and words stay sharp at any size.

mod draw;
mod wrap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use self::draw::{Drawing, Tone};
use crate::assessment::{Assessment, Crop, Landmarks, Point};
use crate::profile::Profile;
use crate::reading::{Limit, Place, Reading, Verdict};
use crate::rule::Rule;
use crate::{preview, words};

/// The photograph inside is made to fit this, in pixels.
const PREVIEW_PX: (u32, u32) = (900, 1200);

/// The drawing is this many units wide; strokes and letters are sized in them.
const WIDTH: f64 = 600.0;

/// Drawing of a judged file; `None` for one that cannot be read.
///
/// Places of readings that do not pass are outlined in their colour, and their sentences stand
/// below the picture, the worst first.
pub fn annotated(bytes: &[u8], assessment: &Assessment, profile: &Profile) -> Option<String> {
    let source = assessment.source?;
    let jpeg = preview(bytes, PREVIEW_PX.0, PREVIEW_PX.1)?;
    let scale = WIDTH / f64::from(source.width_px.max(1));
    let height = f64::from(source.height_px) * scale;
    let mut drawing = Drawing::new(WIDTH, height, scale);
    drawing.picture(&STANDARD.encode(jpeg));
    if let Some(crop) = assessment.crop {
        guides(&mut drawing, crop, profile, assessment.landmarks.as_ref());
    }
    if let Some(face) = &assessment.landmarks {
        points(&mut drawing, face);
    }
    let mut wrong: Vec<&Reading> = assessment.readings.iter().filter(|r| stands_out(r)).collect();
    wrong.sort_by_key(|reading| std::cmp::Reverse(reading.verdict));
    for reading in wrong.iter().rev() {
        mark(&mut drawing, reading);
    }
    drawing.begin_notes(assessment.verdict);
    for reason in &assessment.reasons {
        drawing.note(Tone::Fail, &words::reason(reason));
    }
    for reading in wrong {
        if let Some(sentence) = words::sentence(reading) {
            drawing.note(tone(reading.verdict), &format!("{sentence}（{}）", reading.clause));
        }
    }
    Some(drawing.finish())
}

/// Whether a person needs to hear of it.
fn stands_out(reading: &Reading) -> bool {
    matches!(reading.verdict, Verdict::Fail | Verdict::Warn)
}

const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Pass => Tone::Pass,
        Verdict::Warn => Tone::Warn,
        Verdict::Fail => Tone::Fail,
        Verdict::Unassessable => Tone::Wait,
    }
}

/// The crop, what lies outside it darkened, and the bands of the profile inside it.
fn guides(drawing: &mut Drawing, crop: Crop, profile: &Profile, face: Option<&Landmarks>) {
    let (width, height) = (f64::from(profile.size.width_px), f64::from(profile.size.height_px));
    let at = |u: f64, v: f64| Point { x: crop.x + u / crop.scale, y: crop.y + v / crop.scale };
    drawing.window(at(0.0, 0.0), at(width, height));
    for rule in [Rule::HairTop, Rule::EyeLine] {
        let Some(Limit::Between { min, max }) = profile.asks(rule).map(|asked| asked.limit) else {
            continue;
        };
        drawing.band(at(0.0, min), at(width, max), rule.word(), &format!("{min:.0}–{max:.0}"));
    }
    let (Some(face), Limit::Between { min, max }) = (face, profile.face_width.limit()) else {
        return;
    };
    let middle = face.centre_x();
    let y = f64::midpoint(face.eyes().y, face.chin.y);
    for half in [-max / 2.0, -min / 2.0, min / 2.0, max / 2.0] {
        let x = middle + half / crop.scale;
        let reach = 12.0 / crop.scale;
        drawing.guide(Point { x, y: y - reach }, Point { x, y: y + reach });
    }
}

/// What was measured: pupils, cheeks, chin, hair top.
fn points(drawing: &mut Drawing, face: &Landmarks) {
    for pupil in [face.left_pupil, face.right_pupil, face.chin] {
        drawing.cross(pupil);
    }
    let y = f64::midpoint(face.eyes().y, face.chin.y);
    let reach = face.face_width_px * 0.04;
    for x in [face.face_left_x, face.face_right_x] {
        drawing.measured(Point { x, y: y - reach }, Point { x, y: y + reach });
    }
    if let Some(top) = face.hair_top_y {
        let (x, half) = (face.centre_x(), face.face_width_px / 3.0);
        drawing.measured(Point { x: x - half, y: top }, Point { x: x + half, y: top });
    }
}

/// The place of a reading that does not pass, with its rule's name and value.
fn mark(drawing: &mut Drawing, reading: &Reading) {
    let Some(place) = &reading.place else { return };
    let tone = tone(reading.verdict);
    let value = reading.value.map(|value| words::value(value, reading.unit)).unwrap_or_default();
    let tag = format!("{} {value}", reading.rule.word());
    match place {
        Place::Box([left, top, right, bottom]) => {
            let corners = [[*left, *top], [*right, *top], [*right, *bottom], [*left, *bottom]];
            drawing.outline(&corners, tone, &tag);
        }
        Place::Polygon(points) => drawing.outline(points, tone, &tag),
        Place::Line(ends) => drawing.outline(ends, tone, &tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::jpeg;
    use image::RgbImage;

    fn judged() -> (Vec<u8>, Assessment) {
        let bytes = jpeg(&RgbImage::new(1200, 1600), 80, 72).unwrap();
        let photo = crate::decode(&bytes, &crate::Limits::default()).unwrap();
        let profile = Profile::moe_2017_99();
        let at = |x, y| Point { x, y };
        let roll = profile.asks(Rule::Roll).unwrap().read(9.0);
        let eyes = profile.asks(Rule::EyesOpen).unwrap().read(0.3);
        let assessment = Assessment {
            verdict: Verdict::Fail,
            reasons: Vec::new(),
            readings: vec![
                Reading { place: Some(Place::between(at(5.0, 6.0), at(70.0, 80.0))), ..roll },
                Reading { place: Some(Place::Box([1.0, 2.0, 3.0, 4.0])), ..eyes },
            ],
            source: Some(photo.source),
            landmarks: None,
            crop: Some(Crop { x: 100.0, y: 200.0, scale: 0.5 }),
            output: None,
        };
        (bytes, assessment)
    }

    #[test]
    fn a_failed_reading_is_outlined_and_told_and_a_passed_one_is_not() {
        let (bytes, assessment) = judged();
        let svg = annotated(&bytes, &assessment, &Profile::moe_2017_99()).unwrap();
        for expected in ["头部倾斜 9.0°", "请把头摆正", "50–110", "200–300", "data:image/jpeg"]
        {
            assert!(svg.contains(expected), "{expected} is missing");
        }
        assert!(!svg.contains("睁眼"), "what passes is not drawn");
    }

    #[test]
    fn what_cannot_be_read_is_not_drawn() {
        let (_, assessment) = judged();
        assert_eq!(annotated(b"no picture", &assessment, &Profile::moe_2017_99()), None);
    }
}
