//! 读入: scans and photographs as files, to pictures; within limits and without a panic.
//!
//! The red channel is taken where there is colour: the card's pale red print is nearly white in
//! it, and pencil stays dark. How the file lies does not matter, so turns are not undone.

mod jpeg;
mod pdf;
mod png;
mod tiff;

use serde::{Deserialize, Serialize};

use crate::picture::Picture;

/// What a decoder may spend on one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file read.
    pub max_bytes: usize,
    /// Largest width × height of one page, before any pixel is decoded.
    pub max_pixels: u64,
    /// Pages of one file that are read; what follows is one error.
    pub max_pages: usize,
    /// A JPEG whose longer side stays at least this long at 1/2, 1/4 or 1/8 is decoded at that
    /// scale; `usize::MAX` decodes every file whole.
    pub enough_px: usize,
}

impl Default for Limits {
    /// 256 MiB, 100 megapixels, 2000 pages; 1600 px are an A5 card at 200 dpi.
    fn default() -> Self {
        Self { max_bytes: 256 << 20, max_pixels: 100_000_000, max_pages: 2000, enough_px: 1600 }
    }
}

/// Why a file or a page was not read. Completes the sentence "it …"; in Chinese:
/// [`crate::words::decode_error`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "error")]
pub enum DecodeError {
    #[error("is empty")]
    Empty,
    #[error("is none of JPEG, PNG, TIFF and PDF")]
    UnknownFormat,
    #[error("has {bytes} bytes, more than the {limit} allowed")]
    TooManyBytes { bytes: usize, limit: usize },
    #[error("claims {width_px} × {height_px} px, more than the {limit} pixels allowed")]
    TooManyPixels { width_px: u64, height_px: u64, limit: u64 },
    #[error("has more than the {limit} pages allowed")]
    TooManyPages { limit: usize },
    #[error("holds no picture")]
    NoPicture,
    #[error("is locked with a password")]
    Locked,
    #[error("uses {feature}, which is not read")]
    Unsupported { feature: String },
    /// The disc or whoever held it gave no bytes.
    #[error("could not be fetched: {what}")]
    Unreadable { what: String },
    #[error("is damaged")]
    Damaged,
}

/// Decodes page after page and hands each to `visit`; holds one page at a time. A file that cannot
/// be read at all is one error.
pub fn pages(bytes: &[u8], limits: &Limits, visit: &mut dyn FnMut(Result<Picture, DecodeError>)) {
    if bytes.is_empty() {
        return visit(Err(DecodeError::Empty));
    }
    if bytes.len() > limits.max_bytes {
        let (bytes, limit) = (bytes.len(), limits.max_bytes);
        return visit(Err(DecodeError::TooManyBytes { bytes, limit }));
    }
    if bytes.starts_with(&[0xFF, 0xD8]) {
        visit(jpeg::decode(bytes, limits));
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        visit(png::decode(bytes, limits));
    } else if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        tiff::pages(bytes, limits, visit);
    } else if bytes.get(..1024).unwrap_or(bytes).windows(5).any(|at| at == b"%PDF-") {
        pdf::pages(bytes, limits, visit);
    } else {
        visit(Err(DecodeError::UnknownFormat));
    }
}

/// Refuses a size before it is believed.
fn check_size(width_px: u64, height_px: u64, limits: &Limits) -> Result<(), DecodeError> {
    if width_px == 0 || height_px == 0 {
        return Err(DecodeError::Damaged);
    }
    if width_px.saturating_mul(height_px) > limits.max_pixels {
        return Err(DecodeError::TooManyPixels { width_px, height_px, limit: limits.max_pixels });
    }
    Ok(())
}

/// Every `step`-th sample from the first: the red or only channel of interleaved ones.
fn channel(
    width_px: usize,
    height_px: usize,
    step: usize,
    samples: &[u8],
) -> Result<Picture, DecodeError> {
    let wanted = width_px.checked_mul(height_px).ok_or(DecodeError::Damaged)?;
    let taken = samples.iter().copied().step_by(step.max(1)).take(wanted).collect();
    Picture::new(width_px, height_px, taken).ok_or(DecodeError::Damaged)
}

/// One bit a pixel in rows of whole bytes, set for white, as 0 and 255.
fn bits(width_px: usize, height_px: usize, bytes: &[u8]) -> Result<Picture, DecodeError> {
    let stride = width_px.div_ceil(8);
    let mut samples = Vec::with_capacity(width_px.saturating_mul(height_px));
    for row in bytes.chunks_exact(stride.max(1)).take(height_px) {
        let white = |x: usize| row[x / 8] >> (7 - x % 8) & 1 == 1;
        samples.extend((0..width_px).map(|x| if white(x) { 255 } else { 0 }));
    }
    Picture::new(width_px, height_px, samples).ok_or(DecodeError::Damaged)
}
