//! 测量: one measure, one file; here they meet their rules.

mod background;
mod background_colour;
mod background_uniformity;
mod centring;
mod eye_line;
mod eyes_open;
mod face_width;
mod hair_top;
mod head_in_frame;
mod mouth_closed;
mod one_face;
mod roll;

use image::RgbImage;

use crate::assessment::{Crop, Landmarks};
use crate::crop::Sheet;
use crate::find::detector::Detection;
use crate::find::mask::Mask;
use crate::find::mesh::Mesh;
use crate::profile::Profile;
use crate::reading::{Detail, Reading, Rule, WhyNot};

/// Rules that a file of portrait size or a written portrait answers by itself.
const FILE_RULES: [Rule; 2] = [Rule::FileSize, Rule::JpegQuality];

/// One face in its picture, in two coordinate systems: landmarks, crop and sheet in the
/// upright source, mesh and mask in the image they were found in.
#[derive(Debug)]
pub struct Scene<'a> {
    pub faces: &'a [Detection],
    pub mesh: &'a Mesh,
    pub face: &'a Landmarks,
    pub sheet: Sheet,
    pub cut: Option<Cut<'a>>,
}

/// The portrait that was cut, and the silhouette to tell person from background.
#[derive(Debug, Clone, Copy)]
pub struct Cut<'a> {
    pub portrait: &'a RgbImage,
    /// In source pixels.
    pub crop: Crop,
    pub mask: &'a Mask,
    /// Mask pixels (those of the image it was found in) per source pixel.
    pub mask_scale: f64,
}

/// All readings of a scene but those of the written file.
pub fn readings(scene: &Scene<'_>, profile: &Profile) -> Vec<Reading> {
    let of_picture = |rule: &Rule| !FILE_RULES.contains(rule);
    let background = scene.cut.map(|cut| background::collect(&cut));
    Rule::ALL
        .into_iter()
        .filter(of_picture)
        .map(|rule| match (rule, &scene.cut) {
            (Rule::OneFace, _) => profile.terms(rule).read(one_face::measure(scene.faces)),
            (Rule::Roll, _) => profile.terms(rule).read(roll::measure(scene.face)),
            (Rule::EyesOpen, _) => profile.terms(rule).read(eyes_open::measure(scene.mesh)),
            (Rule::MouthClosed, _) => profile.terms(rule).read(mouth_closed::measure(scene.mesh)),
            (Rule::HeadInFrame, _) => head_in_frame(scene, profile),
            (_, None) => profile.terms(rule).without(WhyNot::NoCrop),
            (Rule::BackgroundColour, _) => {
                background_colour::reading(background.as_deref(), profile)
            }
            (Rule::BackgroundUniformity, _) => {
                let spread = background.as_deref().and_then(background_uniformity::measure);
                known(spread, rule, WhyNot::TooLittleBackground, profile)
            }
            (_, Some(cut)) => in_portrait(rule, scene.face, cut.crop, profile),
        })
        .collect()
}

/// What a file without a face answers: nothing, rule by rule.
pub fn without_face(profile: &Profile) -> Vec<Reading> {
    let of_picture = |rule: &Rule| !FILE_RULES.contains(rule);
    let nothing = |rule| profile.terms(rule).without(WhyNot::NoFace);
    Rule::ALL.into_iter().filter(of_picture).map(nothing).collect()
}

/// The readings of a written portrait. Its bytes are only ever a warning: 一般 (clause 四).
pub fn of_file(bytes: usize, quality: Option<u8>, profile: &Profile) -> Vec<Reading> {
    let mut size = profile.terms(Rule::FileSize).read(bytes as f64);
    size.verdict = size.verdict.min(crate::reading::Verdict::Warn);
    let quality = quality.map(|q| profile.terms(Rule::JpegQuality).read(f64::from(q)));
    [Some(size), quality].into_iter().flatten().collect()
}

/// The rules that are lengths in the portrait.
fn in_portrait(rule: Rule, face: &Landmarks, crop: Crop, profile: &Profile) -> Reading {
    let terms = profile.terms(rule);
    match rule {
        Rule::HairTop => known(hair_top::measure(face, crop), rule, WhyNot::NoHairTop, profile),
        Rule::EyeLine => terms.read(eye_line::measure(face, crop)),
        Rule::FaceWidth => terms.read(face_width::measure(face, crop)),
        Rule::Centring => terms.read(centring::measure(face, crop, profile.size.width_px)),
        _ => terms.read(crop.scale),
    }
}

fn head_in_frame(scene: &Scene<'_>, profile: &Profile) -> Reading {
    let (edge, distance) = head_in_frame::measure(scene.face, scene.sheet);
    let terms = profile.terms(Rule::HeadInFrame);
    Reading { detail: Detail::Edge { edge }, ..terms.read(distance) }
}

fn known(value: Option<f64>, rule: Rule, why_not: WhyNot, profile: &Profile) -> Reading {
    let terms = profile.terms(rule);
    value.map_or_else(|| terms.without(why_not), |value| terms.read(value))
}
