//! 公平: whom the engine refuses although nothing is wrong with the picture.

use imaging::colour::Lab;
use imaging::{Assessment, Point, Rule, Verdict};

use crate::edits::{Edit, Truth, UNTOUCHED};
use crate::hand::index;
use crate::library::{Half, Picture, Set};
use crate::subject::Subject;

/// How a picture that should be accepted came before the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guise {
    /// The photograph, cut by the engine.
    Photograph,
    /// A photograph out of which no cut lies inside the bands, by its hand-checked points: it
    /// breaks the rule, and is to be refused.
    Cramped,
    /// Cut by hand, before the studio's own wall.
    Portrait,
    /// The same before the notice's light blue.
    Blue,
    /// Cut by hand, with clear spectacles drawn on.
    Spectacles,
}

/// A picture that should be accepted, and everything the engine said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Portrayed {
    pub id: String,
    pub guise: Guise,
    pub half: Half,
    pub verdict: Verdict,
    /// Individual typology angle of the cheeks in degrees; `None` where there are no points.
    pub typology_degrees: Option<f64>,
    pub verdicts: Vec<(Rule, Verdict, Option<f64>)>,
}

/// Bands of the individual typology angle (Chardon et al. 1991; the darker classes joined, since
/// they are rare here): lightest first, each with the angle above which it begins.
pub const TONES: [(&str, f64); 4] = [
    ("above 55° (very light)", 55.0),
    ("41° to 55° (light)", 41.0),
    ("10° to 41° (intermediate, tan)", 10.0),
    ("below 10° (brown, dark)", f64::MIN),
];

impl Portrayed {
    /// Of the edits that make a good portrait of a London subject.
    pub fn of_edit(subject: &Subject, edit: &Edit, assessment: &Assessment) -> Option<Self> {
        let first = edit.claims.first()?;
        let guise = match (edit.name, first.truth) {
            (UNTOUCHED, _) => Guise::Portrait,
            ("allowed colour", _) if first.strength < 1.5 => Guise::Blue,
            ("tinted lenses", Truth::Kept) if first.strength > 0.9 => Guise::Spectacles,
            _ => return None,
        };
        (subject.set == Set::LondonNeutral).then(|| Self {
            id: subject.id.clone(),
            guise,
            half: subject.half,
            verdict: assessment.verdict,
            typology_degrees: typology_degrees(subject),
            verdicts: verdicts(assessment),
        })
    }

    /// Of the photographs of the London neutral set.
    pub fn of_picture(
        picture: &Picture,
        assessment: &Assessment,
        has_room: Option<bool>,
    ) -> Option<Self> {
        let guise = if has_room == Some(false) { Guise::Cramped } else { Guise::Photograph };
        (picture.set == Set::LondonNeutral).then(|| Self {
            id: picture.id.clone(),
            guise,
            half: picture.half,
            verdict: assessment.verdict,
            typology_degrees: None,
            verdicts: verdicts(assessment),
        })
    }

    /// Rules of the picture, not of its file or of clothes and wall, with this verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = (Rule, Option<f64>)> + '_ {
        self.verdicts
            .iter()
            .filter(move |(rule, found, _)| {
                *found == verdict && !rule.is_of_file() && *rule != Rule::ClothingContrast
            })
            .map(|(rule, _, value)| (*rule, *value))
    }

    /// A rule refuses it, or there was nothing to judge.
    pub fn is_refused(&self) -> bool {
        self.verdict == Verdict::Unassessable || self.with(Verdict::Fail).next().is_some()
    }

    /// Index into [`TONES`].
    pub fn tone(&self) -> Option<usize> {
        let angle = self.typology_degrees?;
        TONES.iter().position(|(_, above)| angle > *above)
    }
}

fn verdicts(assessment: &Assessment) -> Vec<(Rule, Verdict, Option<f64>)> {
    assessment.readings.iter().map(|r| (r.rule, r.verdict, r.value)).collect()
}

/// atan((L* − 50) / b*) of the median cheek; both cheeks together, since light is a studio's.
fn typology_degrees(subject: &Subject) -> Option<f64> {
    let hand = &subject.hand;
    let unit = hand.eye_distance_px();
    let mut colours: Vec<Lab> = Vec::new();
    for pupil in index::PUPILS {
        let eye = hand.at(pupil);
        let below = Point { x: eye.x, y: eye.y + 0.45 * unit };
        let half = 0.13 * unit;
        for y in (below.y - half) as u32..(below.y + half) as u32 {
            for x in (below.x - half) as u32..(below.x + half) as u32 {
                colours.push(Lab::of(subject.portrait.get_pixel_checked(x, y)?.0));
            }
        }
    }
    let lightness: Vec<f64> = colours.iter().map(|lab| lab.l).collect();
    let yellow: Vec<f64> = colours.iter().map(|lab| lab.b).collect();
    let (l, b) = (crate::stats::median(&lightness)?, crate::stats::median(&yellow)?);
    Some((l - 50.0).atan2(b).to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;
    use crate::paint::relit;

    #[test]
    fn darker_skin_has_a_smaller_angle_and_another_band() {
        let mut subject = plain_subject();
        let light = typology_degrees(&subject).unwrap();
        subject.portrait = relit(&subject.portrait, |_, _, light| light.map(|l| l * 0.2));
        let dark = typology_degrees(&subject).unwrap();
        assert!(light > 10.0 && dark < 0.0, "{light} {dark}");
        let tone = |angle| {
            let portrayed = Portrayed {
                id: String::new(),
                guise: Guise::Portrait,
                half: Half::Fit,
                verdict: Verdict::Pass,
                typology_degrees: Some(angle),
                verdicts: Vec::new(),
            };
            portrayed.tone()
        };
        assert_eq!([60.0, 50.0, 20.0, -40.0].map(tone), [0, 1, 2, 3].map(Some));
    }
}
