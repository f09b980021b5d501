//! 编码: a portrait as a baseline JPEG of the size in bytes a profile asks for.

#[cfg(any(test, target_arch = "wasm32"))]
mod pure;
#[cfg(not(target_arch = "wasm32"))]
mod turbo;

use image::RgbImage;

use crate::profile::Profile;

#[cfg(target_arch = "wasm32")]
pub(crate) use pure::jpeg;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use turbo::jpeg;

/// Most encodes spent on one profile. Two are the rule, see [`predicted`]; with seven even a
/// picture that follows no rule is halved down to neighbouring qualities.
const MAX_TRIES: usize = 7;

/// Predictions made before the range is halved instead.
const PREDICTIONS: usize = 3;

/// A file this near its target, as a share of it, is not tried again. One step of quality at
/// 90 changes the bytes by 5 to 9 %, so less could not be kept.
const NEAR_ENOUGH: f64 = 0.10;

/// First quality tried. Of the London portraits half need 83 or less for 30 KB, half more.
const FIRST_QUALITY: u8 = 84;

/// Bytes beyond [`HEADER_BYTES`] follow the quantiser to this power. The mean over 193
/// portraits of 480 × 640 (photographed, rendered, drawn), quality 60 to 95, measured from
/// quality 84; from there, the prediction misses 30 KB by 3 % (standard deviation) and by
/// 9 % at worst.
const BYTES_BY_QUANTISER: f64 = -0.65;

/// Markers and tables: the bytes of a picture without a detail.
const HEADER_BYTES: f64 = 620.0;

/// Where a JFIF file that opens with its APP0 segment keeps both densities (ITU-T T.871, 10.1).
const DENSITY_AT: std::ops::Range<usize> = 14..18;

/// Stands in a file until the profile's own density is written over it.
const PROVISIONAL_DPI: u16 = 72;

/// A portrait's file and the quality it was written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub jpeg: Vec<u8>,
    pub quality: u8,
}

/// One portrait on its way to files. It remembers what each quality came to, so a second
/// profile begins where the first one ended; what it answers depends on portrait and profile
/// and on nothing it was asked before.
#[derive(Debug)]
pub struct Encoder<'a> {
    portrait: &'a RgbImage,
    /// Every file written so far, by quality.
    written: Vec<Encoded>,
}

impl<'a> Encoder<'a> {
    pub fn new(portrait: &'a RgbImage) -> Self {
        Self { portrait, written: Vec::new() }
    }

    /// How many times the picture was encoded.
    pub fn encodes(&self) -> usize {
        self.written.len()
    }

    /// The portrait within 10 % of the profile's target, or as near to it as its range of
    /// qualities reaches.
    ///
    /// A picture so smooth (or so busy) that even the ends of the range miss the bytes asked
    /// for is written at that end; its bytes then earn a warning, since the notice says 一般.
    /// `None` when the library fails.
    pub fn encode(&mut self, profile: &Profile) -> Option<Encoded> {
        let file = &profile.file;
        let (mut low, mut high) = (file.quality_min, file.quality_max);
        let mut quality = FIRST_QUALITY.clamp(low, high);
        let mut best: Option<(usize, Encoded)> = None;
        for tries in 1..=MAX_TRIES {
            let bytes = self.at(quality)?.jpeg.len();
            let miss = bytes.abs_diff(file.bytes_target);
            if best.as_ref().is_none_or(|(least, _)| miss < *least) {
                best = Some((miss, self.at(quality)?.clone()));
            }
            if miss as f64 <= file.bytes_target as f64 * NEAR_ENOUGH {
                break;
            }
            // More quality is more bytes: the other side need not be looked at.
            if bytes < file.bytes_target {
                low = quality + 1;
            } else {
                high = quality.saturating_sub(1);
            }
            if low > high {
                break;
            }
            quality = match tries {
                ..PREDICTIONS => predicted(quality, bytes, file.bytes_target).clamp(low, high),
                _ => u8::midpoint(low, high),
            };
        }
        let (_, mut encoded) = best?;
        set_density(&mut encoded.jpeg, profile.size.dpi);
        Some(encoded)
    }

    /// The file of one quality, written now or before.
    fn at(&mut self, quality: u8) -> Option<&Encoded> {
        let known = self.written.iter().position(|encoded| encoded.quality == quality);
        let at = if let Some(at) = known {
            at
        } else {
            let jpeg = jpeg(self.portrait, quality, PROVISIONAL_DPI)?;
            self.written.push(Encoded { jpeg, quality });
            self.written.len() - 1
        };
        self.written.get(at)
    }
}

/// Writes a portrait for one profile; see [`Encoder::encode`].
pub fn encode(portrait: &RgbImage, profile: &Profile) -> Option<Encoded> {
    Encoder::new(portrait).encode(profile)
}

/// The quality at which a picture of `bytes` at `quality` should come to `target` bytes.
fn predicted(quality: u8, bytes: usize, target: usize) -> u8 {
    let detail = |bytes: usize| (bytes as f64 - HEADER_BYTES).max(1.0);
    let wanted = (detail(target) / detail(bytes)).powf(1.0 / BYTES_BY_QUANTISER);
    let percent = quantiser_percent(quality) * wanted;
    let quality = if percent < 100.0 { (200.0 - percent) / 2.0 } else { 5000.0 / percent };
    quality.round().clamp(1.0, 100.0) as u8
}

/// The IJG scale: how many percent of annex K's table a quality quantises with.
fn quantiser_percent(quality: u8) -> f64 {
    let quality = f64::from(quality.max(1));
    if quality < 50.0 { 5000.0 / quality } else { (200.0 - 2.0 * quality).max(1.0) }
}

/// Writes the density of a profile into a file that opens with a JFIF segment, as ours do.
fn set_density(jpeg: &mut [u8], dpi: u16) {
    let [high, low] = dpi.to_be_bytes();
    if let Some(density) = jpeg.get_mut(DENSITY_AT) {
        density.copy_from_slice(&[high, low, high, low]);
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, imageops};

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

    /// The profile with another target and density.
    fn asking(bytes_target: usize, dpi: u16) -> Profile {
        let mut profile = Profile::moe_2017_99();
        profile.file.bytes_target = bytes_target;
        profile.size.dpi = dpi;
        profile
    }

    /// Whether a file is near its target, or as near as any quality of the profile comes.
    fn is_as_asked(portrait: &RgbImage, encoded: &Encoded, profile: &Profile) -> bool {
        let file = &profile.file;
        let miss = |bytes: usize| bytes.abs_diff(file.bytes_target);
        let is_least = || {
            (file.quality_min..=file.quality_max)
                .all(|q| miss(jpeg(portrait, q, 300).unwrap().len()) >= miss(encoded.jpeg.len()))
        };
        miss(encoded.jpeg.len()) * 10 <= file.bytes_target || is_least()
    }

    #[test]
    fn a_portrait_says_of_itself_what_the_profile_asks() {
        let profile = Profile::moe_2017_99();
        let written = encode(&noisy(12), &profile).unwrap();
        let pure = pure::jpeg(&noisy(12), written.quality, 300).unwrap();
        for jpeg in [written.jpeg, pure] {
            let photo = decode(&jpeg, &Limits::default()).unwrap();
            assert_eq!((photo.source.width_px, photo.source.height_px), (480, 640));
            assert_eq!(photo.source.dpi, Some(300));
            assert_eq!(photo.source.jpeg_quality, Some(written.quality));
            let start = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F'];
            assert!(jpeg.starts_with(&start), "JFIF first");
            let at = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
            assert_eq!(jpeg[at + 11], 0x22, "baseline, luminance twice as fine: 4:2:0");
        }
    }

    #[test]
    fn pictures_of_every_weight_come_as_near_to_the_bytes_as_the_qualities_allow() {
        for target in [15_000, 30_720, 60_000] {
            let profile = asking(target, 300);
            for amount in [0, 4, 8, 12, 16, 24, 32, 64, 255] {
                let portrait = noisy(amount);
                let encoded = encode(&portrait, &profile).unwrap();
                let (bytes, quality) = (encoded.jpeg.len(), encoded.quality);
                let is_as_asked = is_as_asked(&portrait, &encoded, &profile);
                assert!(is_as_asked, "noise {amount}: {bytes} B at {quality} for {target}");
            }
        }
    }

    #[test]
    fn drawn_portraits_take_at_most_two_encodes() {
        let profile = Profile::moe_2017_99();
        for seed in 0..3 {
            let spec = testkit::face::FaceSpec::of(seed).in_frame(960, 1280);
            let drawn = testkit::face::draw(&spec).image;
            let portrait = imageops::resize(&drawn, 480, 640, imageops::FilterType::CatmullRom);
            let mut encoder = Encoder::new(&portrait);
            let file = encoder.encode(&profile).unwrap();
            let is_as_asked = is_as_asked(&portrait, &file, &profile);
            assert!(is_as_asked, "{seed}: {} B", file.jpeg.len());
            assert!(encoder.encodes() <= 2, "{seed}: {} encodes", encoder.encodes());
        }
    }

    #[test]
    fn several_profiles_share_what_was_learned_and_get_what_each_would_alone() {
        let portrait = noisy(9);
        let profiles = [asking(30_720, 300), asking(30_720, 350), asking(18_000, 300)];
        let mut encoder = Encoder::new(&portrait);
        let mut alone = 0;
        for profile in &profiles {
            let shared = encoder.encode(profile).unwrap();
            let mut own = Encoder::new(&portrait);
            assert_eq!(own.encode(profile).as_ref(), Some(&shared));
            alone += own.encodes();
            let read = decode(&shared.jpeg, &Limits::default()).unwrap();
            assert_eq!(read.source.dpi, Some(profile.size.dpi));
        }
        assert!(encoder.encodes() < alone, "{} of {alone} encodes", encoder.encodes());
    }

    #[test]
    fn both_writers_quantise_alike() {
        let portrait = noisy(12);
        for quality in [60, 75, 84, 95] {
            let (turbo, pure) =
                (jpeg(&portrait, quality, 300).unwrap(), pure::jpeg(&portrait, quality, 300));
            let (turbo_bytes, pure_bytes) = (turbo.len() as f64, pure.unwrap().len() as f64);
            let ratio = pure_bytes / turbo_bytes;
            assert!((0.97..1.03).contains(&ratio), "{quality}: {ratio}");
        }
    }
}
