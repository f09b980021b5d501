//! Bytes of a photograph to upright pixels, within limits and without a panic.

mod exif;
mod jpeg;
mod jpeg_header;
mod png;

use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use jpeg_header::quality_estimate;

/// What a decoder may spend on one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file read.
    pub max_bytes: usize,
    /// Largest width × height a header may claim, before any pixel is decoded.
    pub max_pixels: u64,
    /// A JPEG whose shorter side stays at least this long at 1/2, 1/4 or 1/8 is decoded at
    /// that scale, which is several times faster; `u32::MAX` decodes every file whole.
    pub enough_px: u32,
}

impl Default for Limits {
    /// 64 MiB, 120 megapixels, and half size when the shorter side keeps 640 px: medium format
    /// cameras are let in, bombs are not.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_pixels: 120_000_000, enough_px: 640 }
    }
}

/// An upright photograph and what its file said about itself.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Upright: the EXIF orientation has been applied.
    pub image: RgbImage,
    pub source: Source,
    /// Decoded pixels per source pixel: 1, 1/2, 1/4 or 1/8 (sizes round up).
    pub scale: f64,
}

impl Photo {
    /// Pixels that were never in a file.
    pub fn of_pixels(image: RgbImage) -> Self {
        let source = Source {
            format: Format::Pixels,
            width_px: image.width(),
            height_px: image.height(),
            orientation: 1,
            dpi: None,
            jpeg_quality: None,
            bytes: 0,
        };
        Self { image, source, scale: 1.0 }
    }
}

/// The file as it came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub format: Format,
    /// Size after the orientation is applied, at full scale.
    pub width_px: u32,
    pub height_px: u32,
    /// EXIF orientation, 1 to 8; 1 where the file has none.
    pub orientation: u8,
    /// Dots per inch from JFIF, EXIF or pHYs, when stated and equal both ways.
    pub dpi: Option<u16>,
    /// IJG quality whose luminance table is nearest to the file's.
    pub jpeg_quality: Option<u8>,
    pub bytes: usize,
}

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Jpeg,
    Png,
    /// No file at all.
    Pixels,
}

/// Why a file was not read. Completes the sentence "it …".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "error")]
pub enum DecodeError {
    #[error("is empty")]
    Empty,
    #[error("is neither JPEG nor PNG but {found}")]
    UnknownFormat { found: String },
    #[error("has {bytes} bytes, more than the {limit} allowed")]
    TooManyBytes { bytes: usize, limit: usize },
    #[error("claims {width_px} × {height_px} px, more than the {limit} pixels allowed")]
    TooManyPixels { width_px: u32, height_px: u32, limit: u64 },
    #[error("ends before its picture does")]
    Truncated,
    /// CMYK and YCCK need a colour profile to become RGB; guessing would shift the background.
    #[error("is a CMYK JPEG, which has no colours without its printing profile")]
    Cmyk,
    /// Compositing would invent a background.
    #[error("has transparent pixels, so part of its background is not there")]
    Transparent,
    #[error("uses {feature}, which is not read")]
    Unsupported { feature: String },
    #[error("is damaged")]
    Damaged,
}

/// Reads a JPEG or PNG file and turns it upright.
///
/// Baseline and progressive JPEG of 8 bits, grey or YCbCr/RGB; PNG of any depth, 16 bits
/// rounded to 8. CMYK and YCCK JPEG and PNG with transparent pixels are refused, an alpha
/// channel that is opaque everywhere is dropped. Embedded colour profiles are ignored: the
/// samples are taken as sRGB.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Photo, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(DecodeError::TooManyBytes { bytes: bytes.len(), limit: limits.max_bytes });
    }
    if bytes.starts_with(&[0xFF, 0xD8]) {
        jpeg::decode(bytes, limits)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png::decode(bytes, limits)
    } else {
        Err(DecodeError::UnknownFormat { found: format_of(bytes).to_owned() })
    }
}

/// Refuses a size before it is believed.
fn check_size(width_px: u32, height_px: u32, limits: &Limits) -> Result<(), DecodeError> {
    if width_px == 0 || height_px == 0 {
        return Err(DecodeError::Damaged);
    }
    if u64::from(width_px) * u64::from(height_px) > limits.max_pixels {
        return Err(DecodeError::TooManyPixels { width_px, height_px, limit: limits.max_pixels });
    }
    Ok(())
}

/// The name of what people send instead, by its first bytes.
fn format_of(bytes: &[u8]) -> &'static str {
    let at =
        |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|b| b.starts_with(magic));
    if at(4, b"ftypheic") || at(4, b"ftypheix") || at(4, b"ftypmif1") {
        "HEIC"
    } else if at(4, b"ftypavif") {
        "AVIF"
    } else if at(8, b"WEBP") {
        "WebP"
    } else if at(0, b"GIF8") {
        "GIF"
    } else if at(0, b"BM") {
        "BMP"
    } else if at(0, b"II*\0") || at(0, b"MM\0*") {
        "TIFF or a camera's raw file"
    } else if at(0, b"%PDF") {
        "PDF"
    } else {
        "something else"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_photograph_is_refused_by_name() {
        let named = |bytes: &[u8]| decode(bytes, &Limits::default()).unwrap_err().to_string();
        assert_eq!(named(b""), "is empty");
        let cases: [(&[u8], &str); 5] = [
            (b"\0\0\0\x18ftypheic", "HEIC"),
            (b"RIFF\0\0\0\0WEBP", "WebP"),
            (b"BM", "BMP"),
            (b"%PDF-1.7", "PDF"),
            (b"\0", "something else"),
        ];
        for (bytes, name) in cases {
            assert_eq!(named(bytes), format!("is neither JPEG nor PNG but {name}"));
        }
    }

    #[test]
    fn a_file_over_the_limit_is_refused_unread() {
        let limits = Limits { max_bytes: 3, ..Limits::default() };
        let refused = decode(b"\xFF\xD8\xFF\xE0", &limits).unwrap_err();
        assert_eq!(refused, DecodeError::TooManyBytes { bytes: 4, limit: 3 });
    }
}
