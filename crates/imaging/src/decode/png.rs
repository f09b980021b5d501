//! PNG, of any colour type and depth, as 8-bit sRGB; ISO/IEC 15948.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder, RgbImage, RgbaImage};

use super::exif::{self, Exif};
use super::{
    ColourSpace, DecodeError, Density, Format, Limits, Photo, Source, StatedBy, check_size,
    colour_space,
};

/// Bytes of memory a pixel takes while it is turned upright: two images of RGB.
const UPRIGHT_BYTES_A_PIXEL: u64 = 6;

/// What the decoder may hold besides the picture: rows, and chunks as they are unpacked. A
/// profile of a megabyte packs a gigabyte of zeros.
const CHUNKS_BYTES: u64 = 64 << 20;

/// Inches in a metre.
const INCHES: f64 = 0.0254;

/// Decodes a PNG file.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Photo, DecodeError> {
    let chunks = Chunks::read(bytes);
    let (mut image, icc) = catch_unwind(AssertUnwindSafe(|| stored(bytes, limits)))
        .unwrap_or(Err(DecodeError::Damaged))?;
    let said = chunks.srgb.then_some(ColourSpace::Srgb).or(chunks.exif.colour_space);
    let colour_space = colour_space::to_srgb(&mut image, icc.as_deref(), said);
    let orientation = chunks.exif.orientation.unwrap_or(1);
    let image = exif::upright(image, orientation);
    let density = chunks.density.or(chunks.exif.density);
    let source = Source {
        width_px: image.width(),
        height_px: image.height(),
        orientation,
        dpi: density.as_ref().and_then(Density::dpi),
        density,
        bits_per_sample: chunks.bits_per_sample,
        components: chunks.components,
        is_progressive: chunks.is_interlaced,
        colour_space,
        names_software: chunks.exif.names_software,
        ..Source::unread(Format::Png, bytes.len())
    };
    Ok(Photo { image, source, scale: 1.0 })
}

/// The picture as it was stored, but in 8 bits of RGB, and its ICC profile.
fn stored(bytes: &[u8], limits: &Limits) -> Result<(RgbImage, Option<Vec<u8>>), DecodeError> {
    let mut budget = image::Limits::no_limits();
    budget.max_alloc = Some(CHUNKS_BYTES);
    let mut decoder =
        PngDecoder::with_limits(Cursor::new(bytes), budget).map_err(|e| reason(&e))?;
    let decoded_bytes = u64::from(decoder.color_type().bytes_per_pixel());
    // While alpha is looked at and dropped, both forms of the picture are held.
    let most = (decoded_bytes + 4).max(UPRIGHT_BYTES_A_PIXEL);
    check_size(decoder.dimensions(), most, limits)?;
    let icc = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|e| reason(&e))?;
    let image =
        if image.color().has_alpha() { opaque(&image.into_rgba8())? } else { image.into_rgb8() };
    Ok((image, icc))
}

/// Drops an alpha channel that hides nothing.
fn opaque(image: &RgbaImage) -> Result<RgbImage, DecodeError> {
    if image.pixels().any(|pixel| pixel.0[3] != 255) {
        return Err(DecodeError::Transparent);
    }
    let mut rgb = RgbImage::new(image.width(), image.height());
    for (opaque, pixel) in rgb.pixels_mut().zip(image.pixels()) {
        let [r, g, b, _] = pixel.0;
        opaque.0 = [r, g, b];
    }
    Ok(rgb)
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
    density: Option<Density>,
    srgb: bool,
    bits_per_sample: u8,
    components: u8,
    is_interlaced: bool,
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
                b"IHDR" => found.header(body),
                b"pHYs" => found.density = density(body),
                b"eXIf" => found.exif = exif::read(body),
                b"sRGB" => found.srgb = true,
                _ => {}
            }
            rest = length.checked_add(4).and_then(|next| tail.get(next..)).unwrap_or_default();
        }
        found
    }

    /// Reads the header chunk; ISO/IEC 15948, 11.2.2.
    fn header(&mut self, body: &[u8]) {
        let &[.., bits_per_sample, colour_type, _, _, interlace] = body else { return };
        self.bits_per_sample = bits_per_sample;
        self.components = match colour_type {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        self.is_interlaced = interlace == 1;
    }
}

/// Density of a pHYs chunk, when in metres.
fn density(body: &[u8]) -> Option<Density> {
    let &[x3, x2, x1, x0, y3, y2, y1, y0, 1] = body else { return None };
    let dpi = |a_metre: [u8; 4]| f64::from(u32::from_be_bytes(a_metre)) * INCHES;
    let (x_dpi, y_dpi) = (dpi([x3, x2, x1, x0]), dpi([y3, y2, y1, y0]));
    Some(Density { x_dpi, y_dpi, stated_by: StatedBy::Png })
}
