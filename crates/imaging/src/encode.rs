//! 编码: a portrait as a baseline JPEG of the size in bytes a profile asks for.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use mozjpeg::{ColorSpace, Compress, PixelDensity, PixelDensityUnit};

use crate::profile::Profile;

/// Most encodes spent on one portrait.
const MAX_TRIES: usize = 5;

/// A file this near its target, as a share of it, is not tried again.
const NEAR_ENOUGH: f64 = 0.15;

/// First quality tried: on studio portraits of 480 × 640 it gives about 30 KB.
const FIRST_QUALITY: u8 = 80;

/// Bytes fall with the quantiser to this power on studio portraits of 480 × 640.
const BYTES_BY_QUANTISER: f64 = -0.6;

/// A portrait's file and the quality it was written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub jpeg: Vec<u8>,
    pub quality: u8,
}

/// Writes a portrait as near to the profile's target as its range of qualities reaches.
///
/// The first encode shows how heavy the picture is; the next quality is predicted from it,
/// so that two encodes are the rule. A picture so smooth (or so busy) that even the ends of
/// the range miss the bytes asked for is written at that end; its bytes then earn a warning,
/// since the notice says 一般. `None` when the library fails.
pub fn encode(portrait: &RgbImage, profile: &Profile) -> Option<Encoded> {
    let file = &profile.file;
    let (mut low, mut high) = (file.quality_min, file.quality_max);
    let mut quality = FIRST_QUALITY.clamp(low, high);
    let mut best: Option<Encoded> = None;
    for _ in 0..MAX_TRIES {
        let jpeg = jpeg(portrait, quality, profile.size.dpi)?;
        let bytes = jpeg.len();
        let miss = |len: usize| len.abs_diff(file.bytes_target);
        if best.as_ref().is_none_or(|b| miss(bytes) < miss(b.jpeg.len())) {
            best = Some(Encoded { jpeg, quality });
        }
        let near = miss(bytes) as f64 <= file.bytes_target as f64 * NEAR_ENOUGH;
        if near || low == high {
            break;
        }
        if bytes < file.bytes_target {
            low = quality.saturating_add(1).min(high);
        } else {
            high = quality.saturating_sub(1).max(low);
        }
        let next = predicted(quality, bytes, file.bytes_target).clamp(low, high);
        if next == quality {
            break;
        }
        quality = next;
    }
    best
}

/// The quality at which a picture of `bytes` at `quality` should come to `target` bytes.
fn predicted(quality: u8, bytes: usize, target: usize) -> u8 {
    let wanted = (target as f64 / bytes.max(1) as f64).powf(1.0 / BYTES_BY_QUANTISER);
    let percent = quantiser_percent(quality) * wanted;
    let quality = if percent < 100.0 { (200.0 - percent) / 2.0 } else { 5000.0 / percent };
    quality.round().clamp(1.0, 100.0) as u8
}

/// The IJG scale: how many percent of annex K's table a quality quantises with.
fn quantiser_percent(quality: u8) -> f64 {
    let quality = f64::from(quality.max(1));
    if quality < 50.0 { 5000.0 / quality } else { (200.0 - 2.0 * quality).max(1.0) }
}

/// One baseline JFIF file, 4:2:0, with its density and no other metadata.
pub(crate) fn jpeg(portrait: &RgbImage, quality: u8, dpi: u16) -> Option<Vec<u8>> {
    // The library reports its errors by unwinding; nothing of it outlives the closure.
    catch_unwind(AssertUnwindSafe(|| {
        let mut compress = Compress::new(ColorSpace::JCS_RGB);
        compress.set_fastest_defaults();
        compress.set_size(portrait.width() as usize, portrait.height() as usize);
        compress.set_quality(f32::from(quality));
        compress.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
        compress.set_pixel_density(PixelDensity { unit: PixelDensityUnit::Inches, x: dpi, y: dpi });
        let mut started = compress.start_compress(Vec::with_capacity(64 << 10)).ok()?;
        started.write_scanlines(portrait.as_raw()).ok()?;
        started.finish().ok()
    }))
    .ok()
    .flatten()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::decode::{Limits, decode};

    /// A picture whose weight grows with `amount` of deterministic noise.
    fn noisy(amount: u32) -> RgbImage {
        let mut state = 1_u32;
        RgbImage::from_fn(480, 640, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) * amount / 256;
            Rgb([(x / 4) as u8, (y / 4) as u8, 90].map(|c: u8| c.saturating_add(noise as u8)))
        })
    }

    #[test]
    fn a_portrait_says_of_itself_what_the_profile_asks() {
        let profile = Profile::moe_2017_99();
        let encoded = encode(&noisy(12), &profile).unwrap();
        let photo = decode(&encoded.jpeg, &Limits::default()).unwrap();
        assert_eq!((photo.source.width_px, photo.source.height_px), (480, 640));
        assert_eq!(photo.source.dpi, Some(300));
        assert_eq!(photo.source.jpeg_quality, Some(encoded.quality));
        let start = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F'];
        assert!(encoded.jpeg.starts_with(&start), "JFIF first");
        let at = encoded.jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
        assert_eq!(encoded.jpeg[at + 11], 0x22, "baseline, luminance twice as fine: 4:2:0");
    }

    #[test]
    fn pictures_of_every_weight_come_as_near_to_the_bytes_as_the_qualities_allow() {
        let profile = Profile::moe_2017_99();
        let (min, max) = (profile.file.bytes_min, profile.file.bytes_max);
        for amount in [0, 4, 8, 12, 16, 24, 32, 64, 255] {
            let Encoded { jpeg, quality } = encode(&noisy(amount), &profile).unwrap();
            let inside = (min..=max).contains(&jpeg.len());
            let smooth = quality == profile.file.quality_max && jpeg.len() < min;
            let busy = quality == profile.file.quality_min && jpeg.len() > max;
            assert!(inside || smooth || busy, "noise {amount}: {} B at {quality}", jpeg.len());
        }
    }

    #[test]
    fn the_same_portrait_is_the_same_bytes() {
        let profile = Profile::moe_2017_99();
        assert_eq!(encode(&noisy(9), &profile), encode(&noisy(9), &profile));
    }
}
