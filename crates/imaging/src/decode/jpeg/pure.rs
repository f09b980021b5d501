//! Reading JPEG without C, for WebAssembly.

use image::{RgbImage, imageops};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::decode::DecodeError;
use crate::decode::jpeg_header::Header;

/// The stored pixels at a scale. This library reads whole pictures only, so a smaller one is
/// the mean of its pixels: the same size and nearly the same picture, without the gain in time.
pub(in crate::decode) fn pixels(
    bytes: &[u8],
    header: &Header,
    eighths: u8,
) -> Result<RgbImage, DecodeError> {
    let size = (header.width_px as usize, header.height_px as usize);
    let options = DecoderOptions::default()
        .set_max_width(size.0)
        .set_max_height(size.1)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let samples = decoder.decode().map_err(|_| DecodeError::Damaged)?;
    if decoder.dimensions() != Some(size) {
        return Err(DecodeError::Damaged);
    }
    let whole = RgbImage::from_raw(header.width_px, header.height_px, samples)
        .ok_or(DecodeError::Damaged)?;
    if eighths == 8 {
        return Ok(whole);
    }
    let scaled = |length: u32| (length * u32::from(eighths)).div_ceil(8);
    Ok(imageops::thumbnail(&whole, scaled(header.width_px), scaled(header.height_px)))
}
