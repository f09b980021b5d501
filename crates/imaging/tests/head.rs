//! Measures of head and face on drawn people: what is wrong is told, by the rule it breaks.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[expect(dead_code, reason = "photographs are for the other tests")]
mod common;

use std::io::Cursor;

use image::ImageFormat;
use imaging::{Detail, Engine, Profile, Reading, Rule, Side, Verdict, WhyNot};
use testkit::face::{FaceSpec, Fault, Glasses, draw};

/// Frames large enough for a portrait without enlargement.
const FRAME_PX: (u32, u32) = (700, 933);

fn readings(engine: &mut Engine, spec: &FaceSpec) -> Vec<Reading> {
    let mut png = Cursor::new(Vec::new());
    let frame = spec.clone().in_frame(FRAME_PX.0, FRAME_PX.1);
    draw(&frame).image.write_to(&mut png, ImageFormat::Png).unwrap();
    engine.assess(png.get_ref(), &Profile::moe_2017_99()).readings
}

fn of(readings: &[Reading], rule: Rule) -> &Reading {
    readings.iter().find(|reading| reading.rule == rule).unwrap()
}

/// Somebody without spectacles, who can be given any fault.
fn student(seed: u64) -> FaceSpec {
    FaceSpec { glasses: Glasses::None, ..FaceSpec::of(seed) }
}

#[test]
fn each_fault_breaks_the_rule_it_is_named_after() {
    let Some(mut engine) = common::engine() else { return };
    let cases = [
        (Fault::EyesClosed, Rule::EyesOpen, Verdict::Fail),
        (Fault::OneEyeClosed, Rule::EyesOpen, Verdict::Fail),
        (Fault::MouthOpen, Rule::MouthClosed, Verdict::Fail),
        (Fault::HeadTilted, Rule::Roll, Verdict::Fail),
        (Fault::HeadTurned, Rule::Yaw, Verdict::Fail),
        (Fault::FaceMask, Rule::FaceUncovered, Verdict::Fail),
        (Fault::DarkGlasses, Rule::DarkLenses, Verdict::Fail),
        (Fault::LensGlare, Rule::LensReflection, Verdict::Fail),
        (Fault::OneLensGlare, Rule::LensReflection, Verdict::Fail),
        (Fault::CoatingGlare, Rule::LensReflection, Verdict::Fail),
        (Fault::RedEyes, Rule::RedEye, Verdict::Fail),
        (Fault::LookingAway, Rule::Gaze, Verdict::Warn),
        (Fault::TeethShown, Rule::Expression, Verdict::Warn),
        (Fault::HairOverBrows, Rule::BrowsUncovered, Verdict::Warn),
        (Fault::HairOverEye, Rule::EyesUncovered, Verdict::Warn),
        (Fault::HairOverEars, Rule::Ears, Verdict::Warn),
        (Fault::Cap, Rule::HeadCovering, Verdict::Warn),
    ];
    for (seed, (fault, rule, expect)) in (40..).zip(cases) {
        let good = readings(&mut engine, &student(seed));
        assert_eq!(of(&good, rule).verdict, Verdict::Pass, "{seed}: {:?}", of(&good, rule));
        let bad = readings(&mut engine, &student(seed).with(fault));
        let reading = of(&bad, rule);
        assert!(reading.verdict >= expect, "{fault:?} on {seed}: {reading:?}");
        assert!(reading.place.is_some(), "{fault:?} has no place");
    }
}

#[test]
fn the_side_that_is_meant_is_the_side_that_is_named() {
    let Some(mut engine) = common::engine() else { return };
    let shut = readings(&mut engine, &student(71).with(Fault::OneEyeClosed));
    assert_eq!(of(&shut, Rule::EyesOpen).detail, Detail::Side { side: Side::Left });
    let glare = readings(&mut engine, &student(72).with(Fault::OneLensGlare));
    assert_eq!(of(&glare, Rule::LensReflection).detail, Detail::Side { side: Side::Left });
}

#[test]
fn what_is_hidden_has_no_value() {
    let Some(mut engine) = common::engine() else { return };
    let cases = [(Fault::DarkGlasses, Rule::EyesOpen), (Fault::FaceMask, Rule::MouthClosed)];
    for (fault, rule) in cases {
        let all = readings(&mut engine, &student(80).with(fault));
        let reading = of(&all, rule);
        assert_eq!(reading.detail, Detail::WhyNot { why: WhyNot::Covered }, "{fault:?}");
        assert_eq!(reading.value, None);
    }
}

#[test]
fn the_head_turns_as_far_as_it_is_drawn() {
    let Some(mut engine) = common::engine() else { return };
    let mut turned = |rule: Rule, seed: u64, set: &dyn Fn(&mut FaceSpec)| {
        let mut spec = student(seed);
        (spec.pose.yaw_deg, spec.pose.pitch_deg, spec.pose.roll_deg) = (0.0, 0.0, 0.0);
        set(&mut spec);
        of(&readings(&mut engine, &spec), rule).value.unwrap()
    };
    for seed in [3, 8] {
        let yaws = [-12.0, 0.0, 12.0]
            .map(|degrees| turned(Rule::Yaw, seed, &|spec| spec.pose.yaw_deg = degrees));
        let pitches = [-8.0, 0.0, 8.0]
            .map(|degrees| turned(Rule::Pitch, seed, &|spec| spec.pose.pitch_deg = degrees));
        eprintln!("seed {seed}: yaw {yaws:.1?} for 12° each way, pitch {pitches:.1?} for 8°");
        let turn = (yaws[2] - yaws[0]) / 24.0;
        let nod = (pitches[2] - pitches[0]) / 16.0;
        assert!((0.7..1.4).contains(&turn), "a degree of yaw measures {turn}");
        assert!((0.4..1.6).contains(&nod), "a degree of pitch measures {nod}");
        assert!(yaws[1].abs() < 4.0, "a straight head is turned by {}", yaws[1]);
    }
}

#[test]
fn skin_of_every_tone_and_eyes_of_every_width_pass() {
    let Some(mut engine) = common::engine() else { return };
    let rules = [
        Rule::EyesOpen,
        Rule::DarkLenses,
        Rule::FaceUncovered,
        Rule::EyesUncovered,
        Rule::LensReflection,
        Rule::RedEye,
        Rule::FrameOverEye,
    ];
    for (seed, skin) in (120..).zip([0.0, 0.25, 0.5, 0.75, 1.0]) {
        let mut spec = FaceSpec { skin, ..student(seed) };
        spec.eyes.openness = [0.6, 0.6];
        let all = readings(&mut engine, &spec);
        for rule in rules {
            assert_eq!(of(&all, rule).verdict, Verdict::Pass, "{skin}: {:?}", of(&all, rule));
        }
    }
}
