//! Bytes of a photograph to upright sRGB pixels, within limits and without a panic.

mod colour_space;
mod exif;
mod jpeg;
mod jpeg_header;
mod png;
mod quantisation;

use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use colour_space::ColourSpace;
pub use quantisation::{JpegQuality, quality_estimate};

/// No file makes a decoder hold more than this: the file, the decoder's own state, the pixels
/// and their upright copy together.
pub const MAX_MEMORY_BYTES: u64 = 1 << 30;

/// What a decoder may spend on one file, besides [`MAX_MEMORY_BYTES`].
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
    /// Upright: the EXIF orientation has been applied. In sRGB: see [`ColourSpace`].
    pub image: RgbImage,
    pub source: Source,
    /// Decoded pixels per source pixel: 1, 1/2, 1/4 or 1/8 (sizes round up).
    pub scale: f64,
}

impl Photo {
    /// Pixels that were never in a file.
    pub fn of_pixels(image: RgbImage) -> Self {
        let (width_px, height_px) = image.dimensions();
        let source = Source { width_px, height_px, ..Source::unread(Format::Pixels, 0) };
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
    /// Whole dots per inch, when [`Self::density`] is stated and equal both ways.
    pub dpi: Option<u16>,
    pub density: Option<Density>,
    /// IJG quality whose luminance table is nearest to the file's.
    pub jpeg_quality: Option<u8>,
    /// Whether that table is the IJG one and not merely of about the same coarseness, as
    /// those of Photoshop, cameras and phones are.
    pub jpeg_quality_is_exact: bool,
    /// Bits of one sample of one component: 8 in JPEG; 1, 2, 4, 8 or 16 in PNG.
    pub bits_per_sample: u8,
    /// Components stored for a pixel, alpha included: 1 grey or palette, 2, 3, 4.
    pub components: u8,
    pub is_progressive: bool,
    pub colour_space: ColourSpace,
    /// Whether EXIF names a program that wrote the file: a camera's firmware, or an editor.
    pub names_software: bool,
    pub bytes: usize,
}

impl Source {
    /// A file of which nothing is known yet.
    pub(crate) fn unread(format: Format, bytes: usize) -> Self {
        Self {
            format,
            width_px: 0,
            height_px: 0,
            orientation: 1,
            dpi: None,
            density: None,
            jpeg_quality: None,
            jpeg_quality_is_exact: false,
            bits_per_sample: 8,
            components: 3,
            is_progressive: false,
            colour_space: ColourSpace::Unstated,
            names_software: false,
            bytes,
        }
    }
}

/// How many dots of a print make an inch, and which part of the file says so.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Density {
    pub x_dpi: f64,
    pub y_dpi: f64,
    pub stated_by: StatedBy,
}

impl Density {
    /// The density as one whole number, when it is one and plausible.
    pub fn dpi(&self) -> Option<u16> {
        let is_square = (self.x_dpi - self.y_dpi).abs() < 0.5;
        (is_square && (1.0..=65_535.0).contains(&self.x_dpi)).then(|| self.x_dpi.round() as u16)
    }
}

/// The part of a file that states a density; the first of a file's parts in this order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedBy {
    /// APP0 of a JPEG file, ITU-T T.871, 10.1.
    Jfif,
    /// pHYs chunk of a PNG file, ISO/IEC 15948, 11.3.5.3.
    Png,
    /// CIPA DC-008, 4.6.4 A.
    Exif,
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

/// Reads a JPEG or PNG file, turns it upright and its colours to sRGB. What the file is
/// called plays no part.
///
/// Baseline and progressive JPEG of 8 bits, grey or YCbCr/RGB; PNG of any depth, 16 bits
/// rounded to 8. CMYK and YCCK JPEG and PNG with transparent pixels are refused, an alpha
/// channel that is opaque everywhere is dropped. Every other format is refused by name.
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

/// Refuses a size before it is believed: one over the limit of pixels, and one of which
/// `bytes_a_pixel` at the decoder's worst moment come to more than the memory allowed.
fn check_size(size: (u32, u32), bytes_a_pixel: u64, limits: &Limits) -> Result<(), DecodeError> {
    let (width_px, height_px) = size;
    if width_px == 0 || height_px == 0 {
        return Err(DecodeError::Damaged);
    }
    let memory = MAX_MEMORY_BYTES.saturating_sub(limits.max_bytes as u64);
    let limit = limits.max_pixels.min(memory / bytes_a_pixel.max(1));
    if u64::from(width_px) * u64::from(height_px) > limit {
        return Err(DecodeError::TooManyPixels { width_px, height_px, limit });
    }
    Ok(())
}

/// The name of what people send instead, by its first bytes.
fn format_of(bytes: &[u8]) -> &'static str {
    let at =
        |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|b| b.starts_with(magic));
    // ISO/IEC 14496-12: a brand of four letters follows the first box's name.
    let brand = |names: &[&[u8]]| at(4, b"ftyp") && names.iter().any(|name| at(8, name));
    if brand(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"]) {
        "HEIC"
    } else if brand(&[b"avif", b"avis"]) {
        "AVIF"
    } else if brand(&[b"crx "]) || at(0, b"FUJIFILMCCD-RAW") {
        "a camera's raw file"
    } else if at(4, b"ftyp") {
        "a film"
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        "WebP"
    } else if at(0, b"GIF8") {
        "GIF"
    } else if at(0, b"BM") {
        "BMP"
    } else if at(0, b"II*\0") || at(0, b"MM\0*") {
        "TIFF or a camera's raw file"
    } else if at(0, b"8BPS") {
        "a Photoshop document"
    } else if at(0, b"\xFF\x0A") || at(0, b"\0\0\0\x0CJXL ") {
        "JPEG XL"
    } else if at(0, b"\0\0\0\x0CjP  ") || at(0, b"\xFF\x4F\xFF\x51") {
        "JPEG 2000"
    } else if at(0, b"%PDF") {
        "PDF"
    } else if at(0, b"PK\x03\x04") {
        "ZIP or an Office file"
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
        let cases: [(&[u8], &str); 16] = [
            (b"\0\0\0\x18ftypheic", "HEIC"),
            (b"\0\0\0\x18ftypmif1", "HEIC"),
            (b"\0\0\0\x18ftypavif", "AVIF"),
            (b"\0\0\0\x18ftypcrx ", "a camera's raw file"),
            (b"\0\0\0\x18ftypisom", "a film"),
            (b"RIFF\0\0\0\0WEBP", "WebP"),
            (b"GIF89a", "GIF"),
            (b"BM", "BMP"),
            (b"II*\0", "TIFF or a camera's raw file"),
            (b"MM\0*", "TIFF or a camera's raw file"),
            (b"8BPS\0\x01", "a Photoshop document"),
            (b"\xFF\x0A", "JPEG XL"),
            (b"\xFF\x4F\xFF\x51", "JPEG 2000"),
            (b"%PDF-1.7", "PDF"),
            (b"PK\x03\x04", "ZIP or an Office file"),
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

    #[test]
    fn a_size_is_refused_for_its_pixels_or_for_its_memory() {
        let limits = Limits::default();
        for (size, bytes_a_pixel, limit) in [
            ((12_000, 10_000), 8, None),
            ((12_001, 10_000), 8, Some(120_000_000)),
            ((12_000, 10_000), 9, Some(111_848_106)),
        ] {
            let expect = limit.map_or(Ok(()), |limit| {
                let (width_px, height_px) = size;
                Err(DecodeError::TooManyPixels { width_px, height_px, limit })
            });
            assert_eq!(check_size(size, bytes_a_pixel, &limits), expect, "{size:?}");
        }
        assert_eq!(check_size((0, 9), 3, &limits), Err(DecodeError::Damaged));
    }
}
