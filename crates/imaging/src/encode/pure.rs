//! Writing JPEG without C, for WebAssembly: the same tables and sampling as the other writer.

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, PixelDensity, SamplingFactor};

/// One baseline JFIF file, 4:2:0, with its density and no other metadata.
pub(crate) fn jpeg(portrait: &RgbImage, quality: u8, dpi: u16) -> Option<Vec<u8>> {
    let (width, height) = (portrait.width().try_into().ok()?, portrait.height().try_into().ok()?);
    let mut bytes = Vec::with_capacity(64 << 10);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_density(PixelDensity::dpi(dpi));
    encoder.encode(portrait.as_raw(), width, height, ColorType::Rgb).ok()?;
    Some(bytes)
}
