//! Reading JPEG by libjpeg-turbo's code, with its errors held in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use mozjpeg::Decompress;

use crate::decode::DecodeError;
use crate::decode::jpeg_header::Header;

/// The stored pixels at a scale; the library must agree with what the header was checked for.
pub(in crate::decode) fn pixels(
    bytes: &[u8],
    header: &Header,
    eighths: u8,
) -> Result<RgbImage, DecodeError> {
    // The library reports its errors by unwinding; nothing of it outlives the closure.
    catch_unwind(AssertUnwindSafe(|| read(bytes, header, eighths)))
        .unwrap_or(Err(DecodeError::Damaged))
}

fn read(bytes: &[u8], header: &Header, eighths: u8) -> Result<RgbImage, DecodeError> {
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
