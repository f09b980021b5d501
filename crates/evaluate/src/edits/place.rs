//! Turned and otherwise cut portraits: the truth is in the hand-checked points.

use imaging::{Crop, Profile, Rule, Verdict, crop};

use super::{Claim, Edit, Sink, Truth};
use crate::hand::Hand;
use crate::paint;
use crate::subject::{Subject, placed};

/// ISO/IEC 39794-5:2019 D.1: a roll beyond it is none of a portrait.
const ROLL_DEGREES: f64 = 8.0;

/// Clockwise, beside the picture's own roll.
const TURNS: [f64; 8] = [-12.0, -9.0, -6.0, -3.0, 3.0, 6.0, 9.0, 12.0];

/// Face width, hair top and middle, all in portrait pixels.
const CUTS: [(f64, f64, f64); 22] = [
    (160.0, 80.0, 0.0),
    (170.0, 80.0, 0.0),
    (190.0, 80.0, 0.0),
    (205.0, 80.0, 0.0),
    (280.0, 80.0, 0.0),
    (320.0, 80.0, 0.0),
    (335.0, 80.0, 0.0),
    (240.0, 25.0, 0.0),
    (240.0, 38.0, 0.0),
    (240.0, 62.0, 0.0),
    (240.0, 98.0, 0.0),
    (240.0, 122.0, 0.0),
    (240.0, 140.0, 0.0),
    (185.0, 30.0, 0.0),
    (190.0, 55.0, 0.0),
    (290.0, 105.0, 0.0),
    (240.0, 80.0, -8.0),
    (240.0, 80.0, 8.0),
    (240.0, 80.0, -30.0),
    (240.0, 80.0, 30.0),
    (240.0, 80.0, -45.0),
    (240.0, 80.0, 45.0),
];

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    let profile = Profile::moe_2017_99();
    let centre = subject.source_hand.eyes();
    let as_it_was = subject.place;
    // What the crop shows, and a few pixels round it for the filter.
    let (left, top) = ((as_it_was.x - 4.0).max(0.0) as u32, (as_it_was.y - 4.0).max(0.0) as u32);
    let (width, height) = subject.size();
    let wide = |length_px: u32| (f64::from(length_px) / as_it_was.scale) as u32 + 10;
    let area = [left, top, wide(width), wide(height)];
    let here =
        Crop { x: as_it_was.x - f64::from(left), y: as_it_was.y - f64::from(top), ..as_it_was };
    for degrees in TURNS {
        let part = paint::turned(&subject.source, degrees, centre, area);
        let Some(picture) = crop::cut(&part, here, &profile) else { continue };
        let roll = subject.source_hand.turned(degrees, centre).roll_degrees().abs();
        sink(Edit::of("turned", picture, Rule::Roll, roll_truth(roll), roll));
    }
    for (face_width_px, hair_top_px, right_px) in CUTS {
        let place = placed(&subject.source_hand, face_width_px, hair_top_px, right_px);
        let Some(picture) = crop::cut(&subject.source, place, &profile) else { continue };
        let claims = claims(&subject.source_hand.cut(place), &profile);
        sink(Edit { name: "moved", picture, quality: super::QUALITY, claims });
    }
}

/// Whether a roll, by the hand-checked pupils, keeps the rule.
pub(super) fn roll_truth(degrees: f64) -> Truth {
    if degrees > ROLL_DEGREES { Truth::Broken } else { Truth::Kept }
}

/// What the places of the hand-checked points say about the bands of the profile.
pub(super) fn claims(hand: &Hand, profile: &Profile) -> Vec<Claim> {
    let off_px = hand.centre_x() - f64::from(profile.size.width_px) / 2.0;
    let values = [
        (Rule::HairTop, hand.hair_top_y),
        (Rule::EyeLine, hand.eyes().y),
        (Rule::FaceWidth, hand.face_width_px()),
        (Rule::Centring, off_px),
    ];
    let asked = |rule: Rule| profile.asks(rule).map(|asked| asked.limit);
    values
        .into_iter()
        .filter_map(|(rule, value)| {
            let truth = match asked(rule)?.verdict(value) {
                Verdict::Pass => Truth::Kept,
                Verdict::Warn => Truth::Between,
                Verdict::Fail | Verdict::Unassessable => Truth::Broken,
            };
            Some(Claim { rule, truth, strength: value })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    #[test]
    fn a_turn_adds_to_the_roll_and_breaks_the_rule_beyond_eight_degrees() {
        let mut subject = plain_subject();
        let centre = subject.source_hand.eyes();
        subject.source_hand = subject.source_hand.turned(2.5, centre);
        let mut found = Vec::new();
        each(&subject, &mut |edit| {
            if edit.name == "turned" {
                let Claim { truth, strength, .. } = edit.claims[0];
                found.push(((strength * 10.0).round() / 10.0, truth == Truth::Broken));
            }
        });
        let expect = [
            (9.5, true),
            (6.5, false),
            (3.5, false),
            (0.5, false),
            (5.5, false),
            (8.5, true),
            (11.5, true),
            (14.5, true),
        ];
        assert_eq!(found, expect);
    }

    #[test]
    fn each_band_is_left_on_both_sides() {
        let mut seen = std::collections::BTreeSet::new();
        each(&plain_subject(), &mut |edit| {
            for Claim { rule, truth, strength } in edit.claims {
                let middle = match rule {
                    Rule::HairTop => 80.0,
                    Rule::FaceWidth => 240.0,
                    Rule::EyeLine => 250.0,
                    _ => 0.0,
                };
                if truth == Truth::Broken {
                    seen.insert((rule, strength > middle));
                }
            }
        });
        for rule in [Rule::HairTop, Rule::FaceWidth, Rule::EyeLine, Rule::Centring] {
            assert!(seen.contains(&(rule, false)) && seen.contains(&(rule, true)), "{rule:?}");
        }
    }
}
