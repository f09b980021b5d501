//! JPEG by libjpeg-turbo's code, with its errors held in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use mozjpeg::Decompress;

use super::jpeg_header::{self, Header};
use super::{DecodeError, Format, Limits, Photo, Source, exif};

/// Decodes a JPEG whose marker segments have been found whole.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Photo, DecodeError> {
    let header = jpeg_header::read(bytes, limits)?;
    let eighths = eighths(&header, limits);
    // The library reports its errors by unwinding; nothing of it outlives the closure.
    let image = catch_unwind(AssertUnwindSafe(|| pixels(bytes, &header, eighths)))
        .unwrap_or(Err(DecodeError::Damaged))?;
    let orientation = header.exif.orientation.unwrap_or(1);
    let (mut width_px, mut height_px) = (header.width_px, header.height_px);
    if exif::turns(orientation) {
        (width_px, height_px) = (height_px, width_px);
    }
    let source = Source {
        format: Format::Jpeg,
        width_px,
        height_px,
        orientation,
        dpi: header.jfif_dpi.or(header.exif.dpi),
        jpeg_quality: header.quality,
        bytes: bytes.len(),
    };
    let scale = f64::from(eighths) / 8.0;
    Ok(Photo { image: exif::upright(image, orientation), source, scale })
}

/// The smallest scale in eighths that the library decodes fast and that is enough.
fn eighths(header: &Header, limits: &Limits) -> u8 {
    let short_px = header.width_px.min(header.height_px);
    [1, 2, 4]
        .into_iter()
        .find(|eighths| short_px * u32::from(*eighths) / 8 >= limits.enough_px)
        .unwrap_or(8)
}

/// The stored pixels at a scale; the library must agree with what the header was checked for.
fn pixels(bytes: &[u8], header: &Header, eighths: u8) -> Result<RgbImage, DecodeError> {
    let damaged = |_| DecodeError::Damaged;
    let mut decompress = Decompress::new_mem(bytes).map_err(damaged)?;
    if decompress.size() != (header.width_px as usize, header.height_px as usize) {
        return Err(DecodeError::Damaged);
    }
    decompress.scale(eighths);
    let mut started = decompress.rgb().map_err(damaged)?;
    let (width, height) = (started.width(), started.height());
    let samples: Vec<u8> = started.read_scanlines().map_err(damaged)?;
    started.finish().map_err(damaged)?;
    RgbImage::from_raw(width as u32, height as u32, samples).ok_or(DecodeError::Damaged)
}
