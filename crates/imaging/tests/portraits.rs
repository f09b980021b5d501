//! The engine on photographs of real proportions: accuracy, acceptance, and its own portraits.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use image::RgbImage;
use imaging::{Assessment, Engine, Limits, Profile, Rule, Verdict, decode};

/// Hand-checked points of one picture, in its pixels.
type Points = Vec<[f64; 2]>;

const PUPILS: [usize; 2] = [0, 1];
const CHEEKS: [usize; 2] = [110, 113];

#[test]
fn landmarks_lie_where_hands_put_them() {
    let (Some(mut engine), Some(folder)) = (common::engine(), common::portraits()) else { return };
    let text = std::fs::read_to_string(folder.join("landmarks189.json")).unwrap();
    let marked: BTreeMap<String, Points> = serde_json::from_str(&text).unwrap();
    let profile = Profile::moe_2017_99();
    let (mut eyes, mut cheeks, mut rolls) = (Vec::new(), Vec::new(), Vec::new());
    for (name, points) in marked.iter().filter(|(_, points)| points.len() == 189) {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let found = engine.assess(&bytes, &profile).landmarks.expect(name);
        let [left, right] = PUPILS.map(|i| points[i]);
        let eye_distance = distance(left, right);
        for (at, hand) in [(found.left_pupil, left), (found.right_pupil, right)] {
            eyes.push(distance([at.x, at.y], hand) / eye_distance);
        }
        let width = distance(points[CHEEKS[0]], points[CHEEKS[1]]);
        cheeks.push((found.face_width_px / width - 1.0).abs());
        let roll = (right[1] - left[1]).atan2(right[0] - left[0]).to_degrees();
        rolls.push((found.roll_degrees() - roll).abs());
    }
    assert!(rolls.len() >= 60, "{} pictures", rolls.len());
    let figures = [&mut eyes, &mut cheeks, &mut rolls].map(|values| median_and_worst(values));
    eprintln!("eyes / eye distance, cheeks, roll°: (median, worst) {figures:.4?}");
    let [(eye, _), (cheek, _), (_, worst_roll)] = figures;
    assert!(eye <= 0.03, "eye centres are off by {eye} of the eye distance");
    assert!(cheek <= 0.03, "the face width is off by {cheek}");
    assert!(worst_roll <= 1.5, "the roll is off by {worst_roll}°");
}

#[test]
fn nearly_every_neutral_portrait_is_accepted_and_lies_inside_the_rule_when_measured_again() {
    let (Some(mut engine), Some(folder)) = (common::engine(), common::portraits()) else { return };
    let profile = Profile::moe_2017_99();
    let pictures = assess_folder(&mut engine, &folder.join("london-neutral"), &profile);
    let accepted: Vec<_> =
        pictures.iter().filter_map(|(n, a)| Some((n, a.output.as_ref()?))).collect();
    assert!(
        accepted.len() * 51 >= pictures.len() * 48,
        "{} of {} accepted",
        accepted.len(),
        pictures.len()
    );
    for (name, output) in accepted {
        assert_eq!((output.width_px, output.height_px, output.dpi), (480, 640, 300));
        assert!((20_480..=40_960).contains(&output.jpeg.len()), "{name}: {}", output.jpeg.len());
        assert!(output.quality >= 60, "{name}: quality {}", output.quality);
        let again = engine.assess(&output.jpeg, &profile);
        for rule in [Rule::HairTop, Rule::EyeLine, Rule::FaceWidth] {
            let reading = again.readings.iter().find(|r| r.rule == rule).expect("every rule");
            assert_eq!(reading.verdict, Verdict::Pass, "{name}: {reading:?}");
        }
        assert_ne!(again.verdict, Verdict::Fail, "{name}");
    }
}

#[test]
fn closed_eyes_are_told_from_open_ones() {
    let (Some(mut engine), Some(folder)) = (common::engine(), common::portraits()) else { return };
    let labels = std::fs::read_to_string(folder.join("labels_sfhq_t2i.csv")).unwrap();
    let profile = Profile::moe_2017_99();
    let (mut closed, mut open) = (0, 0);
    for line in labels.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let (name, eyes, glasses) = (fields[0], fields[1], fields[3]);
        let bytes = std::fs::read(folder.join("sfhq-t2i").join(name)).unwrap();
        let assessment = engine.assess(&bytes, &profile);
        let reading = assessment.readings.iter().find(|r| r.rule == Rule::EyesOpen).unwrap();
        match (eyes, reading.verdict) {
            (_, Verdict::Unassessable) => {}
            ("closed", verdict) => {
                assert_eq!(verdict, Verdict::Fail, "{name}: {reading:?}");
                closed += 1;
            }
            ("open", verdict) if glasses != "dark" => {
                assert_eq!(verdict, Verdict::Pass, "{name}: {reading:?}");
                open += 1;
            }
            _ => {}
        }
    }
    assert!(closed >= 5 && open >= 30, "{closed} closed, {open} open");
}

#[test]
fn a_face_too_small_for_the_whole_picture_is_found_in_a_part_of_it() {
    let (Some(mut engine), Some(folder)) = (common::engine(), common::portraits()) else { return };
    let bytes = std::fs::read(folder.join("webmorph-composite/f_multi.jpg")).unwrap();
    let close = decode(&bytes, &Limits::default()).unwrap().image;
    let [wall, corner] = [5, 700];
    let mut far = RgbImage::from_pixel(1000, 1000, *close.get_pixel(wall, wall));
    for (x, y, pixel) in far.enumerate_pixels_mut() {
        let (u, v) = (x.wrapping_sub(corner), y.wrapping_sub(corner));
        if u < close.width() / 4 && v < close.height() / 4 {
            *pixel = *close.get_pixel(u * 4, v * 4);
        }
    }
    let faces = engine.detect(&far);
    assert_eq!(faces.len(), 1, "{faces:?}");
    let middle = f64::from(corner) + f64::from(close.width()) / 8.0;
    let nose = faces[0].points[2];
    assert!((nose.x - middle).abs() < 15.0 && nose.y > f64::from(corner), "{nose:?}");
    assert!(engine.find(&far).is_some());
}

fn assess_folder(
    engine: &mut Engine,
    folder: &Path,
    profile: &Profile,
) -> BTreeMap<String, Assessment> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let assessment = engine.assess(&std::fs::read(&path).unwrap(), profile);
            (path.file_name().unwrap().to_string_lossy().into_owned(), assessment)
        })
        .collect()
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn median_and_worst(values: &mut [f64]) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[values.len() - 1])
}
