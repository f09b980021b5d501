//! The marker segments of a JPEG file, read before any decoder is trusted with it.
//!
//! ITU-T T.81 (1992), annex B.

use super::exif::{self, Exif, whole_dpi};
use super::{DecodeError, Limits, check_size};

/// More scans than any encoder writes; each costs a decoder a pass over the whole picture.
const MAX_SCANS: usize = 64;

/// T.81 table K.1 in zigzag order, the luminance table of IJG quality 50.
const LUMINANCE: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81,
    87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/// What the segments say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    pub(super) exif: Exif,
    pub(super) jfif_dpi: Option<u16>,
    pub(super) quality: Option<u8>,
}

/// Walks all segments to the end of the picture, so that a file without one is refused.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Header, DecodeError> {
    let mut size = None;
    let mut header =
        Header { width_px: 0, height_px: 0, exif: Exif::default(), jfif_dpi: None, quality: None };
    let mut scans = 0;
    let mut at = 2;
    loop {
        let (marker, body, next) = segment(bytes, at)?;
        at = next;
        match marker {
            0xC0..=0xC2 => size = Some(frame_size(body, limits)?),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let feature = format!("JPEG coding {marker:#04X}");
                return Err(DecodeError::Unsupported { feature });
            }
            0xD9 => break,
            0xDA => {
                scans += 1;
                if scans > MAX_SCANS {
                    let feature = "more scans than a camera writes".to_owned();
                    return Err(DecodeError::Unsupported { feature });
                }
                at = end_of_scan(bytes, at)?;
            }
            0xDB => header.quality = header.quality.or_else(|| luminance_quality(body)),
            0xE0 => header.jfif_dpi = header.jfif_dpi.or_else(|| jfif_dpi(body)),
            0xE1 if body.starts_with(b"Exif\0\0") && header.exif == Exif::default() => {
                header.exif = exif::read(&body[6..]);
            }
            _ => {}
        }
    }
    let (width_px, height_px) = size.filter(|_| scans > 0).ok_or(DecodeError::Damaged)?;
    Ok(Header { width_px, height_px, ..header })
}

/// The IJG quality, 1 to 100, whose luminance table is nearest to `zigzag` in least squares.
///
/// Exact for tables of the IJG family; for a camera's own table it is the quality of about
/// the same coarseness.
pub fn quality_estimate(zigzag: &[u16; 64]) -> u8 {
    let distance = |quality: u8| -> u64 {
        let percent: u32 = match u32::from(quality) {
            q @ 0..50 => 5000 / q.max(1),
            q => 200 - 2 * q,
        };
        LUMINANCE
            .iter()
            .zip(zigzag)
            .map(|(base, have)| {
                let want = ((u32::from(*base) * percent + 50) / 100).clamp(1, 255);
                u64::from(want.abs_diff(u32::from(*have))).pow(2)
            })
            .sum()
    };
    (1..=100).rev().min_by_key(|quality| distance(*quality)).unwrap_or(1)
}

/// The segment at `at`: its marker, its body, and where the next one starts.
fn segment(bytes: &[u8], at: usize) -> Result<(u8, &[u8], usize), DecodeError> {
    let truncated = DecodeError::Truncated;
    let rest = bytes.get(at..).ok_or(truncated.clone())?;
    if rest.first().ok_or(truncated.clone())? != &0xFF {
        return Err(DecodeError::Damaged);
    }
    // Any number of fill bytes may stand before a marker.
    let fill = rest.iter().position(|byte| *byte != 0xFF).ok_or(truncated.clone())?;
    let marker = rest[fill];
    let body_at = at + fill + 1;
    if matches!(marker, 0x01 | 0xD0..=0xD9) {
        return Ok((marker, &[], body_at));
    }
    let length = bytes.get(body_at..body_at + 2).ok_or(truncated.clone())?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    if marker == 0 || length < 2 {
        return Err(DecodeError::Damaged);
    }
    let body = bytes.get(body_at + 2..body_at + length).ok_or(truncated)?;
    Ok((marker, body, body_at + length))
}

/// Where the marker after entropy-coded data stands; stuffed zeros and restarts belong to it.
fn end_of_scan(bytes: &[u8], from: usize) -> Result<usize, DecodeError> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..).ok_or(DecodeError::Truncated)?;
        at += rest.iter().position(|byte| *byte == 0xFF).ok_or(DecodeError::Truncated)?;
        match bytes.get(at + 1) {
            None => return Err(DecodeError::Truncated),
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return Ok(at),
        }
    }
}

/// Width and height of a start-of-frame segment whose samples can be read.
fn frame_size(body: &[u8], limits: &Limits) -> Result<(u32, u32), DecodeError> {
    let &[precision, h1, h0, w1, w0, components, ..] = body else {
        return Err(DecodeError::Damaged);
    };
    if precision != 8 {
        return Err(DecodeError::Unsupported { feature: format!("{precision} bits a sample") });
    }
    match components {
        1 | 3 => {}
        4 => return Err(DecodeError::Cmyk),
        n => return Err(DecodeError::Unsupported { feature: format!("{n} colour components") }),
    }
    let width_px = u32::from(u16::from_be_bytes([w1, w0]));
    let height_px = u32::from(u16::from_be_bytes([h1, h0]));
    check_size(width_px, height_px, limits)?;
    Ok((width_px, height_px))
}

/// Density of a JFIF segment, when both directions agree and the unit is a length.
fn jfif_dpi(body: &[u8]) -> Option<u16> {
    let rest = body.strip_prefix(b"JFIF\0")?;
    let &[_, _, unit, x1, x0, y1, y0, ..] = rest else { return None };
    let (x, y) = (u16::from_be_bytes([x1, x0]), u16::from_be_bytes([y1, y0]));
    match unit {
        1 if x == y && x > 0 => Some(x),
        2 if x == y => whole_dpi(f64::from(x) * 2.54),
        _ => None,
    }
}

/// Quality of table 0 in a DQT segment, when it is there.
fn luminance_quality(body: &[u8]) -> Option<u8> {
    let mut rest = body;
    while let Some((head, tables)) = rest.split_first() {
        let wide = head >> 4 != 0;
        let length = if wide { 128 } else { 64 };
        let table = tables.get(..length)?;
        if head % 16 == 0 {
            let mut zigzag = [0; 64];
            for (i, value) in zigzag.iter_mut().enumerate() {
                *value = if wide {
                    u16::from_be_bytes([table[2 * i], table[2 * i + 1]])
                } else {
                    u16::from(table[i])
                };
            }
            return Some(quality_estimate(&zigzag));
        }
        rest = &tables[length..];
    }
    None
}
