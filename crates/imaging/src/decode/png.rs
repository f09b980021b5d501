//! PNG, of any colour type and depth, as 8-bit RGB.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder, RgbImage, RgbaImage};

use super::exif::{self, Exif, whole_dpi};
use super::{DecodeError, Format, Limits, Photo, Source, check_size};

/// Room for 16-bit RGBA of the largest picture allowed, and the decoder's own lines.
const BYTES_A_PIXEL: u64 = 8;

/// Decodes a PNG; ISO/IEC 15948.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Photo, DecodeError> {
    let chunks = Chunks::read(bytes);
    let image = catch_unwind(AssertUnwindSafe(|| pixels(bytes, limits)))
        .unwrap_or(Err(DecodeError::Damaged))?;
    let orientation = chunks.exif.orientation.unwrap_or(1);
    let image = exif::upright(image, orientation);
    let source = Source {
        format: Format::Png,
        width_px: image.width(),
        height_px: image.height(),
        orientation,
        dpi: chunks.dpi.or(chunks.exif.dpi),
        jpeg_quality: None,
        bytes: bytes.len(),
    };
    Ok(Photo { image, source, scale: 1.0 })
}

fn pixels(bytes: &[u8], limits: &Limits) -> Result<RgbImage, DecodeError> {
    let mut budget = image::Limits::no_limits();
    budget.max_alloc = Some(limits.max_pixels.saturating_mul(BYTES_A_PIXEL));
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), budget).map_err(|e| reason(&e))?;
    let (width_px, height_px) = decoder.dimensions();
    check_size(width_px, height_px, limits)?;
    let image = DynamicImage::from_decoder(decoder).map_err(|e| reason(&e))?;
    if image.color().has_alpha() {
        return opaque(&image.into_rgba8());
    }
    Ok(image.into_rgb8())
}

/// Drops an alpha channel that hides nothing.
fn opaque(image: &RgbaImage) -> Result<RgbImage, DecodeError> {
    if image.pixels().any(|pixel| pixel.0[3] != 255) {
        return Err(DecodeError::Transparent);
    }
    let rgb = image.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    RgbImage::from_raw(image.width(), image.height(), rgb).ok_or(DecodeError::Damaged)
}

/// A file that ends early is told from one that is wrong.
fn reason(error: &image::ImageError) -> DecodeError {
    match error {
        image::ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeError::Truncated
        }
        image::ImageError::Decoding(e) if e.to_string().contains("EOF") => DecodeError::Truncated,
        _ => DecodeError::Damaged,
    }
}

/// The chunks the decoder does not hand out.
#[derive(Debug, Default)]
struct Chunks {
    exif: Exif,
    dpi: Option<u16>,
}

impl Chunks {
    /// Reads up to the first chunk that does not fit; the decoder judges the damage.
    fn read(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        let mut rest = bytes.get(8..).unwrap_or_default();
        while let Some((head, tail)) = rest.split_at_checked(8) {
            let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
            let Some(body) = tail.get(..length) else { break };
            match &head[4..] {
                b"pHYs" => found.dpi = density(body),
                b"eXIf" => found.exif = exif::read(body),
                _ => {}
            }
            rest = tail.get(length + 4..).unwrap_or_default();
        }
        found
    }
}

/// Density of a pHYs chunk in dots per inch, when square and in metres.
fn density(body: &[u8]) -> Option<u16> {
    let &[x3, x2, x1, x0, y3, y2, y1, y0, 1] = body else { return None };
    let (x, y) = ([x3, x2, x1, x0], [y3, y2, y1, y0]);
    (x == y).then(|| whole_dpi(f64::from(u32::from_be_bytes(x)) * 0.0254)).flatten()
}
