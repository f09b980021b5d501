//! TIFF of many pages: what document scanners write, grey, colour or one bit a pixel.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tiff::decoder::{Decoder, DecodingResult, Limits as Budget};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::{DecodeError, Limits, bits, channel, check_size};
use crate::picture::Picture;

type File<'a> = Decoder<Cursor<&'a [u8]>>;
type Visit<'a> = &'a mut dyn FnMut(Result<Picture, DecodeError>);

/// Decodes page after page of a TIFF 6.0 file.
pub(super) fn pages(bytes: &[u8], limits: &Limits, visit: Visit<'_>) {
    let open = || Decoder::new(Cursor::new(bytes)).map_err(|e| reason(&e));
    let mut file = match held(open) {
        Ok(file) => file.with_limits(budget(limits)),
        Err(error) => return visit(Err(error)),
    };
    for page in 0.. {
        if page == limits.max_pages {
            return visit(Err(DecodeError::TooManyPages { limit: limits.max_pages }));
        }
        visit(held(|| red(&mut file, limits)));
        let more = || {
            let more = file.more_images();
            if more { file.next_image().map_err(|e| reason(&e)).map(|()| true) } else { Ok(false) }
        };
        match held(more) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return visit(Err(error)),
        }
    }
}

/// Runs the library with its panics held in: it is given whatever people send.
fn held<T>(run: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(DecodeError::Damaged))
}

/// Room for one page of 8-bit RGBA, and for the strip that is being unpacked.
fn budget(limits: &Limits) -> Budget {
    let mut budget = Budget::default();
    let most = usize::try_from(limits.max_pixels).unwrap_or(usize::MAX).saturating_mul(4);
    budget.decoding_buffer_size = most;
    budget.intermediate_buffer_size = most;
    budget
}

fn red(file: &mut File<'_>, limits: &Limits) -> Result<Picture, DecodeError> {
    let (width, height) = file.dimensions().map_err(|e| reason(&e))?;
    check_size(width.into(), height.into(), limits)?;
    let (width, height) = (width as usize, height as usize);
    let colour = file.colortype().map_err(|e| reason(&e))?;
    let unsupported = || DecodeError::Unsupported { feature: format!("{colour:?}") };
    let palette = match colour {
        ColorType::Palette(8) => Some(red_of_palette(file)?),
        _ => None,
    };
    let samples = match file.read_image().map_err(|e| reason(&e))? {
        DecodingResult::U8(samples) => samples,
        DecodingResult::U16(samples) => samples.iter().map(|sample| (sample >> 8) as u8).collect(),
        _ => return Err(unsupported()),
    };
    match colour {
        // The library has turned WhiteIsZero round already.
        ColorType::Gray(1) => bits(width, height, &samples),
        ColorType::Gray(8 | 16) => channel(width, height, 1, &samples),
        ColorType::GrayA(8 | 16) => channel(width, height, 2, &samples),
        ColorType::RGB(8 | 16) => channel(width, height, 3, &samples),
        ColorType::RGBA(8 | 16) => channel(width, height, 4, &samples),
        ColorType::Palette(8) => {
            let palette = palette.unwrap_or_default();
            let look_up = |at: &u8| palette.get(usize::from(*at)).copied().unwrap_or(255);
            let samples: Vec<u8> = samples.iter().map(look_up).collect();
            channel(width, height, 1, &samples)
        }
        // JPEG in TIFF: the library hands out RGB already where it says YCbCr of three samples.
        ColorType::YCbCr(8) => channel(width, height, 3, &samples),
        _ => Err(unsupported()),
    }
}

fn red_of_palette(file: &mut File<'_>) -> Result<Vec<u8>, DecodeError> {
    let map = file.get_tag_u16_vec(Tag::ColorMap).map_err(|e| reason(&e))?;
    Ok(map[..map.len() / 3].iter().map(|red| (red >> 8) as u8).collect())
}

fn reason(error: &TiffError) -> DecodeError {
    match error {
        TiffError::UnsupportedError(what) => {
            DecodeError::Unsupported { feature: format!("{what:?}").chars().take(60).collect() }
        }
        _ => DecodeError::Damaged,
    }
}
