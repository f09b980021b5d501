//! 测量: one measure, one file; here they meet their rules.

mod background_colour;
mod background_uniformity;
mod cells;
mod centring;
mod enlargement;
mod eye_distance;
mod eye_line;
mod eyes_open;
mod face_width;
mod file;
mod hair_top;
mod head_in_frame;
mod head_length;
mod mouth_closed;
mod one_face;
pub mod region;
mod roll;
pub mod skin;
mod view;

pub use file::FileFacts;
pub use view::{Cut, Scene, View};

use crate::profile::Profile;
use crate::reading::{Measured, Reading, WhyNot};
use crate::rule::Rule;

/// What a measure answers: a value, or why there is none.
pub type Outcome = Result<Measured, WhyNot>;

/// The readings of everything the profile asks but the file's own.
pub fn readings(view: &View<'_>) -> Vec<Reading> {
    let asked = view.profile.asked().filter(|asked| !asked.rule.is_of_file());
    asked
        .map(|asked| {
            let mut reading = match measure(asked.rule, view) {
                Ok(measured) => asked.read(measured),
                Err(why) => asked.without(why),
            };
            reading.place = reading.place.map(|place| place.in_source(view.crop));
            reading
        })
        .collect()
}

/// What a file without a face answers: nothing, rule by rule.
pub fn without_face(profile: &Profile) -> Vec<Reading> {
    let asked = profile.asked().filter(|asked| !asked.rule.is_of_file());
    asked.map(|asked| asked.without(WhyNot::NoFace)).collect()
}

/// The readings of a written portrait or of a file that is to be one.
pub fn of_file(facts: &FileFacts, profile: &Profile) -> Vec<Reading> {
    let asked = profile.asked().filter(|asked| asked.rule.is_of_file());
    asked
        .map(|asked| match file::measure(asked.rule, facts, profile) {
            Ok(measured) => asked.read(measured),
            Err(why) => asked.without(why),
        })
        .collect()
}

fn measure(rule: Rule, view: &View<'_>) -> Outcome {
    if rule.is_of_place() && !view.is_placed {
        return Err(WhyNot::NoCrop);
    }
    match rule {
        Rule::OneFace => Ok(one_face::measure(view)),
        Rule::HeadInFrame => Ok(head_in_frame::measure(view)),
        Rule::HairTop => hair_top::measure(view),
        Rule::EyeLine => Ok(eye_line::measure(view)),
        Rule::FaceWidth => Ok(face_width::measure(view)),
        Rule::EyeDistance => Ok(eye_distance::measure(view)),
        Rule::HeadLength => head_length::measure(view),
        Rule::Centring => Ok(centring::measure(view)),
        Rule::Roll => Ok(roll::measure(view)),
        Rule::EyesOpen => Ok(eyes_open::measure(view)),
        Rule::MouthClosed => Ok(mouth_closed::measure(view)),
        Rule::BackgroundColour => background_colour::measure(view),
        Rule::BackgroundUniformity => background_uniformity::measure(view),
        Rule::Enlargement => Ok(enlargement::measure(view)),
        _ => Err(WhyNot::NotStated),
    }
}
