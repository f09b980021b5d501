//! 测量: one measure, one file; here they meet their rules.

mod axes;
mod background_colour;
mod background_objects;
mod background_shadow;
mod background_uniformity;
mod border;
mod brows_uncovered;
mod cells;
mod centring;
mod clothing_contrast;
mod clothing_pattern;
mod dark_lenses;
mod distortion;
mod dynamic_range;
mod ears;
mod enlargement;
mod even_light;
mod expression;
mod eye_distance;
mod eye_line;
mod eyes_open;
mod eyes_uncovered;
mod face_uncovered;
mod face_width;
mod file;
#[cfg(test)]
mod fixture;
mod frame_over_eye;
mod gaze;
mod glasses;
mod greyscale;
mod hair;
mod hair_top;
mod head_covering;
mod head_in_frame;
mod head_length;
mod histogram;
mod lens_reflection;
mod mouth_closed;
mod natural_colour;
mod one_face;
mod ornaments;
mod over_exposure;
mod pitch;
mod pose;
mod printed_text;
mod red_eye;
pub mod region;
mod roll;
mod sharpness;
mod shoulders;
mod shoulders_in_frame;
mod shoulders_level;
pub mod skin;
mod tone;
mod under_exposure;
mod view;
mod wall;
mod yaw;

pub use file::FileFacts;
pub use view::{Cut, Scene, View};

use crate::decode::Format;
use crate::profile::Profile;
use crate::reading::{Measured, Reading, WhyNot};
use crate::rule::Rule;

/// What a measure answers: a value, or why there is none.
pub type Gauged = Result<Measured, WhyNot>;

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
    let is_in_file = |rule: Rule| rule.is_of_file() && rule != Rule::FileExtension;
    let asked = profile.asked().filter(|asked| is_in_file(asked.rule));
    asked
        .map(|asked| match file::measure(asked.rule, facts, profile) {
            Ok(measured) => asked.read(measured),
            Err(why) => asked.without(why),
        })
        .collect()
}

/// The reading of a file's name; `extension` without its point.
pub fn of_name(extension: Option<&str>, format: Format, profile: &Profile) -> Option<Reading> {
    let asked = profile.asks(Rule::FileExtension)?;
    Some(asked.read(file::extension(extension, format)))
}

fn measure(rule: Rule, view: &View<'_>) -> Gauged {
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
        Rule::Yaw => Ok(yaw::measure(view)),
        Rule::Pitch => Ok(pitch::measure(view)),
        Rule::ShouldersInFrame => shoulders_in_frame::measure(view),
        Rule::ShouldersLevel => shoulders_level::measure(view),
        Rule::Ears => ears::measure(view),
        Rule::EyesOpen => eyes_open::measure(view),
        Rule::Gaze => gaze::measure(view),
        Rule::Expression => expression::measure(view),
        Rule::BrowsUncovered => brows_uncovered::measure(view),
        Rule::EyesUncovered => eyes_uncovered::measure(view),
        Rule::FaceUncovered => face_uncovered::measure(view),
        Rule::Glasses => Ok(glasses::measure(view)),
        Rule::DarkLenses => dark_lenses::measure(view),
        Rule::FrameOverEye => frame_over_eye::measure(view),
        Rule::LensReflection => Ok(lens_reflection::measure(view)),
        Rule::HeadCovering => head_covering::measure(view),
        Rule::Ornaments => ornaments::measure(view),
        Rule::RedEye => red_eye::measure(view),
        Rule::Distortion => distortion::measure(view),
        Rule::MouthClosed => mouth_closed::measure(view),
        Rule::EvenLight => even_light::measure(view),
        Rule::OverExposure => over_exposure::measure(view),
        Rule::UnderExposure => under_exposure::measure(view),
        Rule::DynamicRange => dynamic_range::measure(view),
        Rule::NaturalColour => natural_colour::measure(view),
        Rule::Greyscale => greyscale::measure(view),
        Rule::Sharpness => sharpness::measure(view),
        Rule::BackgroundColour => background_colour::measure(view),
        Rule::BackgroundUniformity => background_uniformity::measure(view),
        Rule::BackgroundShadow => background_shadow::measure(view),
        Rule::BackgroundObjects => background_objects::measure(view),
        Rule::ClothingContrast => clothing_contrast::measure(view),
        Rule::ClothingPattern => clothing_pattern::measure(view),
        Rule::Border => Ok(border::measure(view)),
        Rule::PrintedText => Ok(printed_text::measure(view)),
        Rule::Enlargement => Ok(enlargement::measure(view)),
        _ => Err(WhyNot::NotStated),
    }
}
