//! PDF of scans: the pictures as the scanner put them in, without drawing the page.
//!
//! A scanner's page is one picture; taking it from the file keeps the scanner's own resolution
//! and needs no fonts. Pages that are drawn rather than scanned hold no picture and say so.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::object::dict::keys::{
    BITS_PER_COMPONENT, COLORSPACE, DECODE, RESOURCES, SUBTYPE, XOBJECT,
};
use hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::{Filter, LoadPdfError, Pdf};

use super::{DecodeError, Limits, bits, channel, check_size, jpeg};
use crate::picture::Picture;

type Visit<'a> = &'a mut dyn FnMut(Result<Picture, DecodeError>);

/// Pictures smaller than this share of the page's largest are logos and stamps.
const SMALLEST_SHARE: f64 = 0.2;

const WIDTH: &[u8] = b"Width";
const HEIGHT: &[u8] = b"Height";

/// Forms within forms that are looked into.
const DEEPEST: usize = 3;

/// Hands out the pictures of every page of a PDF 1.x or 2.0 file.
pub(super) fn pages(bytes: &[u8], limits: &Limits, visit: Visit<'_>) {
    let open = || match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => Ok(pdf),
        Err(LoadPdfError::Decryption(_)) => Err(DecodeError::Locked),
        Err(LoadPdfError::Invalid) => Err(DecodeError::Damaged),
    };
    let pdf = match held(open) {
        Ok(pdf) => pdf,
        Err(error) => return visit(Err(error)),
    };
    let read = || {
        for (at, page) in pdf.pages().iter().enumerate() {
            if at == limits.max_pages {
                visit(Err(DecodeError::TooManyPages { limit: limits.max_pages }));
                return Ok(());
            }
            let pictures = largest(&page.resources().x_objects);
            if pictures.is_empty() {
                visit(Err(DecodeError::NoPicture));
            }
            for picture in pictures {
                visit(held(|| decode(&picture, limits)));
            }
        }
        Ok(())
    };
    if let Err(error) = held(read) {
        visit(Err(error));
    }
}

fn held<T>(run: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(DecodeError::Damaged))
}

/// The pictures of a page but for the small ones.
fn largest<'a>(x_objects: &Dict<'a>) -> Vec<Stream<'a>> {
    let mut found = Vec::new();
    collect(x_objects, 0, &mut found);
    let area = |one: &Stream<'_>| f64::from(number(one, WIDTH)) * f64::from(number(one, HEIGHT));
    let most = found.iter().map(area).fold(0.0, f64::max);
    found.retain(|one| area(one) >= most * SMALLEST_SHARE);
    found
}

fn collect<'a>(x_objects: &Dict<'a>, depth: usize, found: &mut Vec<Stream<'a>>) {
    // Names are sorted, so the same file gives the same cards in the same order.
    let mut names: Vec<Name<'a>> = x_objects.keys().collect();
    names.sort_by(|one, other| one.as_ref().cmp(other.as_ref()));
    for name in names {
        let Some(stream) = x_objects.get::<Stream<'a>>(name.as_ref()) else { continue };
        let subtype = stream.dict().get::<Name<'_>>(SUBTYPE);
        match subtype.as_ref().map(AsRef::as_ref) {
            Some(b"Image") => found.push(stream),
            Some(b"Form") if depth < DEEPEST => {
                let inner = stream.dict().get::<Dict<'a>>(RESOURCES);
                if let Some(inner) = inner.and_then(|dict| dict.get::<Dict<'a>>(XOBJECT)) {
                    collect(&inner, depth + 1, found);
                }
            }
            _ => {}
        }
    }
}

fn number(stream: &Stream<'_>, key: &[u8]) -> u32 {
    stream.dict().get::<u32>(key).unwrap_or(0)
}

fn decode(stream: &Stream<'_>, limits: &Limits) -> Result<Picture, DecodeError> {
    let (width, height) = (number(stream, WIDTH), number(stream, HEIGHT));
    check_size(width.into(), height.into(), limits)?;
    if stream.filters()[..] == [Filter::DctDecode] {
        return jpeg::decode(&stream.raw_data(), limits);
    }
    let bits_per_component = stream.dict().get::<u8>(BITS_PER_COMPONENT).unwrap_or(1);
    let params = ImageDecodeParams {
        is_indexed: false,
        bpc: Some(bits_per_component),
        num_components: None,
        target_dimension: None,
        width,
        height,
    };
    let decoded = stream.decoded_image(&params).map_err(|_| DecodeError::Damaged)?;
    let (mut width, mut height) = (width as usize, height as usize);
    let mut depth = bits_per_component;
    let mut channels = None;
    if let Some(data) = &decoded.image_data {
        (width, height) = (data.width as usize, data.height as usize);
        depth = data.bits_per_component;
        channels = data.color_space.as_ref().map(|space| match space {
            ImageColorSpace::Gray => 1,
            ImageColorSpace::Rgb => 3,
            ImageColorSpace::Cmyk => 4,
            ImageColorSpace::Unknown(count) => usize::from(*count),
        });
    }
    check_size(width as u64, height as u64, limits)?;
    if is_indexed(stream) {
        return Err(DecodeError::Unsupported { feature: "a palette in a PDF".to_owned() });
    }
    let picture = match depth {
        1 => bits(width, height, &decoded.data),
        8 => match channels.unwrap_or(decoded.data.len() / (width * height)) {
            count @ (1 | 3) => channel(width, height, count, &decoded.data),
            _ => Err(DecodeError::Unsupported { feature: "CMYK".to_owned() }),
        },
        _ => Err(DecodeError::Unsupported { feature: format!("{depth} bits in a PDF") }),
    }?;
    Ok(if is_inverted(stream) { picture.inverted() } else { picture })
}

fn is_indexed(stream: &Stream<'_>) -> bool {
    match stream.dict().get::<Object<'_>>(COLORSPACE) {
        Some(Object::Array(space)) => {
            let first = space.iter::<Object<'_>>().next();
            matches!(first, Some(Object::Name(name)) if name.as_ref() == b"Indexed")
        }
        _ => false,
    }
}

/// `/Decode [1 0]`: what is stored as white is black.
fn is_inverted(stream: &Stream<'_>) -> bool {
    let range = stream.dict().get::<Array<'_>>(DECODE);
    range.and_then(|range| range.iter::<f32>().next()).is_some_and(|first| first > 0.5)
}
