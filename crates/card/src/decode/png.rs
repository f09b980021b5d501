//! PNG of any colour type and depth.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder};

use super::{DecodeError, Limits, channel, check_size};
use crate::picture::Picture;

/// Room for 16-bit RGBA of the largest picture allowed.
const BYTES_A_PIXEL: u64 = 8;

/// Decodes a PNG (ISO/IEC 15948) to its red channel, or its only one. Transparency is white
/// paper's: what shines through a scan is nothing.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    catch_unwind(AssertUnwindSafe(|| red(bytes, limits))).unwrap_or(Err(DecodeError::Damaged))
}

fn red(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    let mut budget = image::Limits::no_limits();
    budget.max_alloc = Some(limits.max_pixels.saturating_mul(BYTES_A_PIXEL));
    let damaged = |_| DecodeError::Damaged;
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), budget).map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    check_size(width.into(), height.into(), limits)?;
    let (width, height) = (width as usize, height as usize);
    match DynamicImage::from_decoder(decoder).map_err(damaged)? {
        DynamicImage::ImageLuma8(grey) => {
            Picture::new(width, height, grey.into_raw()).ok_or(DecodeError::Damaged)
        }
        image if image.color().has_alpha() => {
            let over_white = |red: u8, alpha: u8| {
                let (red, alpha) = (u32::from(red), u32::from(alpha));
                ((red * alpha + 255 * (255 - alpha)) / 255) as u8
            };
            let samples = image.into_rgba8().pixels().map(|p| over_white(p.0[0], p.0[3])).collect();
            Picture::new(width, height, samples).ok_or(DecodeError::Damaged)
        }
        image if image.color().has_color() => channel(width, height, 3, image.into_rgb8().as_raw()),
        image => {
            Picture::new(width, height, image.into_luma8().into_raw()).ok_or(DecodeError::Damaged)
        }
    }
}
