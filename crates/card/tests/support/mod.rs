//! 样卡: filled and spoiled cards with the truth beside them, for tests, bench and evaluation.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels are below 2^23, samples are clamped, and dates are drawn from small ranges"
)]
#![expect(clippy::needless_pass_by_value, reason = "every spoiling step has one shape")]

mod conditions;
mod marks;
mod sheet;
mod truth;

use std::collections::BTreeMap;

use card::Form;
use image::RgbImage;
use mozjpeg::{ColorSpace, Compress};
use testkit::random::Random;

pub use conditions::{CONDITIONS, Condition, Group};

/// A picture of a card, and what was marked on it.
pub struct Specimen {
    pub jpeg: Vec<u8>,
    /// Text by field, as a right reading shows it; a double mark is `?`.
    pub truth: BTreeMap<String, String>,
}

/// The card of that seed under a condition. The same seed gives the same bytes.
pub fn specimen(form: &Form, condition: &Condition, seed: u64) -> Specimen {
    let mut random = Random::seeded(seed);
    let mut truth = truth::texts(form, &mut random);
    let mut paper = sheet::blank(form, condition.dpi);
    marks::mark(&mut paper, form, condition, &mut truth, &mut random);
    let spoiled = (condition.spoil)(paper, &mut random);
    Specimen { jpeg: jpeg(&spoiled, condition.quality), truth }
}

/// Bytes of a colour JPEG, colours halved each way as scanners do.
pub fn jpeg(image: &RgbImage, quality: f32) -> Vec<u8> {
    let mut compress = Compress::new(ColorSpace::JCS_RGB);
    compress.set_fastest_defaults();
    compress.set_size(image.width() as usize, image.height() as usize);
    compress.set_quality(quality);
    compress.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
    let mut started = compress.start_compress(Vec::new()).expect("memory takes all");
    started.write_scanlines(image.as_raw()).expect("memory takes all");
    started.finish().expect("memory takes all")
}
