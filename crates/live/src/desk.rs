//! What the page may ask, and the answers, as bytes of JSON.

use image::RgbImage;
use imaging::{Engine, ModelBytes, Profile};
use serde::Serialize;

use crate::seen::{GOOD, Guides, READY, Seen};

/// An engine once its models are there, and the profile it judges by.
#[derive(Debug)]
pub struct Desk {
    engine: Option<Engine>,
    profile: Profile,
}

/// One answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What was asked for, or `{"error": "…"}` with a sentence for a log.
    pub json: Vec<u8>,
    /// The portrait as JPEG; empty without one.
    pub portrait: Vec<u8>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { engine: None, profile: Profile::moe_2017_99() }
    }
}

impl Desk {
    /// `[{ "name": …, "title": … }]`, the notice's own first.
    pub fn profiles() -> Told {
        let named = |name| Profile::embedded(name).map(|profile| Named::of(&profile));
        told(&Profile::embedded_names().filter_map(named).collect::<Vec<_>>())
    }

    /// Takes the three models out of one piece of bytes.
    pub fn load_models(&mut self, bytes: &[u8], detector_bytes: usize, mesh_bytes: usize) -> Told {
        let parts = bytes.split_at_checked(detector_bytes).and_then(|(detector, rest)| {
            let (mesh, mask) = rest.split_at_checked(mesh_bytes)?;
            Some(ModelBytes { detector, mesh, mask })
        });
        let Some(models) = parts else { return refused("the models are shorter than said") };
        match Engine::new(models) {
            Ok(engine) => {
                self.engine = Some(engine);
                told(&Guides::of(&self.profile))
            }
            Err(error) => refused(&format!("the engine {error}")),
        }
    }

    /// Takes the name of a profile in UTF-8; answers with [`Guides`].
    pub fn choose_profile(&mut self, name: &[u8]) -> Told {
        let named = std::str::from_utf8(name).ok().and_then(Profile::embedded);
        let Some(profile) = named else { return refused("there is no such profile") };
        self.profile = profile;
        told(&Guides::of(&self.profile))
    }

    /// Judges a camera's preview, four bytes a pixel with alpha last; answers with [`Seen`].
    pub fn assess_rgba(&mut self, rgba: &[u8], width_px: u32, height_px: u32) -> Told {
        let Some(engine) = &mut self.engine else { return refused("the models are not loaded") };
        let rgb = rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        let pixels = u64::from(width_px) * u64::from(height_px);
        let image = RgbImage::from_raw(width_px, height_px, rgb);
        let Some(image) = image.filter(|_| pixels > 0 && pixels * 4 == rgba.len() as u64) else {
            return refused("the pixels are not as many as the size says");
        };
        told(&Seen::of(&engine.preview(image, &self.profile), READY))
    }

    /// Judges a file and cuts its portrait; answers with [`Seen`].
    pub fn assess_file(&mut self, bytes: &[u8]) -> Told {
        let Some(engine) = &mut self.engine else { return refused("the models are not loaded") };
        let assessment = engine.assess(bytes, &self.profile);
        let seen = told(&Seen::of(&assessment, GOOD));
        Told { portrait: assessment.output.map(|output| output.jpeg).unwrap_or_default(), ..seen }
    }
}

/// A profile in a list.
#[derive(Debug, Serialize)]
struct Named {
    name: String,
    title: String,
}

impl Named {
    fn of(profile: &Profile) -> Self {
        Self { name: profile.name.clone(), title: profile.title.clone() }
    }
}

fn told(what: &impl Serialize) -> Told {
    match serde_json::to_vec(what) {
        Ok(json) => Told { json, portrait: Vec::new() },
        Err(error) => refused(&format!("the answer cannot be written: {error}")),
    }
}

fn refused(why: &str) -> Told {
    Told { json: serde_json::json!({ "error": why }).to_string().into_bytes(), ..Told::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(told: &Told) -> serde_json::Value {
        serde_json::from_slice(&told.json).unwrap()
    }

    #[test]
    fn every_embedded_profile_can_be_chosen_and_gives_its_lines() {
        let mut desk = Desk::default();
        let profiles = json(&Desk::profiles());
        assert_eq!(profiles[0]["name"], "moe-2017-99");
        for profile in profiles.as_array().unwrap() {
            let name = profile["name"].as_str().unwrap();
            let guides = json(&desk.choose_profile(name.as_bytes()));
            assert!(guides["eye_line"][0].as_f64() < guides["eye_line"][1].as_f64(), "{name}");
        }
        let guides = json(&desk.choose_profile(b"moe-2017-99"));
        assert_eq!((&guides["width_px"], &guides["height_px"]), (&480.into(), &640.into()));
        assert_eq!(guides["hair_top"], serde_json::json!([50.0, 110.0]));
        assert_eq!(guides["eye_line"], serde_json::json!([200.0, 300.0]));
        assert_eq!(guides["face_width"], serde_json::json!([180.0, 300.0]));
    }

    #[test]
    fn what_cannot_be_done_is_told_and_nothing_breaks() {
        let mut desk = Desk::default();
        for (told, why) in [
            (desk.choose_profile(b"nobody's"), "there is no such profile"),
            (desk.choose_profile(&[0xFF]), "there is no such profile"),
            (desk.load_models(b"abc", 9, 9), "the models are shorter than said"),
            (desk.assess_rgba(&[0; 16], 2, 2), "the models are not loaded"),
            (desk.assess_file(b""), "the models are not loaded"),
        ] {
            assert_eq!(json(&told)["error"], why);
        }
        let error = json(&desk.load_models(b"abc", 1, 1))["error"].to_string();
        assert!(error.contains("face_detection_short_range.tflite"), "{error}");
    }
}
