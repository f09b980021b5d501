//! The marker segments of a JPEG file, read before any decoder is trusted with it.
//!
//! ITU-T T.81 (1992), annex B.

use super::exif::{self, Exif};
use super::quantisation::{JpegQuality, luminance_quality};
use super::{DecodeError, Density, Limits, StatedBy, check_size};

/// More scans than any encoder writes; each costs a decoder a pass over the whole picture.
const MAX_SCANS: usize = 64;

/// Bytes of memory a pixel takes while it is turned upright: two images of RGB.
const UPRIGHT_BYTES_A_PIXEL: u64 = 6;

/// Opens each part of a profile: ICC.1:2022, annex B.4.
const ICC_PREFIX: &[u8] = b"ICC_PROFILE\0";

/// What the segments say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Header {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    pub(super) components: u8,
    pub(super) is_progressive: bool,
    pub(super) exif: Exif,
    pub(super) jfif_density: Option<Density>,
    pub(super) quality: Option<JpegQuality>,
    /// Number and body of each part of the ICC profile, as they came.
    icc_parts: Vec<(u8, Vec<u8>)>,
    /// Samples of all components for one of the finest, in eighths.
    samples_eighths: u64,
}

impl Header {
    /// The ICC profile, its parts in order.
    pub(super) fn icc_profile(&self) -> Option<Vec<u8>> {
        let mut parts: Vec<&(u8, Vec<u8>)> = self.icc_parts.iter().collect();
        parts.sort_by_key(|(number, _)| *number);
        let whole: Vec<u8> = parts.into_iter().flat_map(|(_, body)| body.clone()).collect();
        (!self.icc_parts.is_empty()).then_some(whole)
    }

    /// Takes from a segment before the first scan what is of use.
    fn note(&mut self, marker: u8, body: &[u8]) {
        match marker {
            0xDB => self.quality = self.quality.or_else(|| luminance_quality(body)),
            0xE0 => self.jfif_density = self.jfif_density.or_else(|| jfif_density(body)),
            0xE1 if body.starts_with(b"Exif\0\0") && self.exif == Exif::default() => {
                self.exif = exif::read(&body[6..]);
            }
            0xE2 => {
                if let Some([number, _count, part @ ..]) = body.strip_prefix(ICC_PREFIX) {
                    self.icc_parts.push((*number, part.to_vec()));
                }
            }
            _ => {}
        }
    }

    /// Reads a start-of-frame segment whose samples can be read; T.81, B.2.2.
    fn frame(&mut self, marker: u8, body: &[u8], limits: &Limits) -> Result<(), DecodeError> {
        let &[precision, h1, h0, w1, w0, components, ref factors @ ..] = body else {
            return Err(DecodeError::Damaged);
        };
        if self.components != 0 {
            return Err(DecodeError::Damaged);
        }
        if precision != 8 {
            return Err(DecodeError::Unsupported { feature: format!("{precision} bits a sample") });
        }
        match components {
            1 | 3 => {}
            4 => return Err(DecodeError::Cmyk),
            n => return Err(DecodeError::Unsupported { feature: format!("{n} components") }),
        }
        self.width_px = u32::from(u16::from_be_bytes([w1, w0]));
        self.height_px = u32::from(u16::from_be_bytes([h1, h0]));
        self.components = components;
        self.is_progressive = marker == 0xC2;
        self.samples_eighths = samples_eighths(factors, components)?;
        check_size((self.width_px, self.height_px), UPRIGHT_BYTES_A_PIXEL, limits)
    }

    /// Refuses what a decoder could only fill with grey, or only in too much memory.
    fn check_weight(&self, scans: &Scans, limits: &Limits) -> Result<(), DecodeError> {
        if scans.count > 1 || self.is_progressive {
            // Several scans are gathered as coefficients of 16 bits beside the image of RGB.
            let coefficients = (self.samples_eighths * 2).div_ceil(8);
            let bytes_a_pixel = (3 + coefficients).max(UPRIGHT_BYTES_A_PIXEL);
            check_size((self.width_px, self.height_px), bytes_a_pixel, limits)?;
        }
        // Every block of the finest component costs its scan at least one bit (T.81, annex F).
        let blocks = u64::from(self.width_px.div_ceil(8)) * u64::from(self.height_px.div_ceil(8));
        if (scans.bytes as u64) < blocks / 8 {
            return Err(DecodeError::Truncated);
        }
        Ok(())
    }
}

/// The entropy-coded part of a file.
#[derive(Debug, Default)]
struct Scans {
    count: usize,
    bytes: usize,
}

/// Walks all segments to the end of the picture, so that a file without one is refused.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Header, DecodeError> {
    let mut header = Header::default();
    let mut scans = Scans::default();
    let mut at = 2;
    loop {
        let (marker, body, next) = segment(bytes, at)?;
        at = next;
        match marker {
            0xC0..=0xC2 => header.frame(marker, body, limits)?,
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let feature = format!("JPEG coding {marker:#04X}");
                return Err(DecodeError::Unsupported { feature });
            }
            0xD9 => break,
            0xDA => {
                scans.count += 1;
                if scans.count > MAX_SCANS {
                    let feature = "more scans than a camera writes".to_owned();
                    return Err(DecodeError::Unsupported { feature });
                }
                at = end_of_scan(bytes, at)?;
                scans.bytes += at - next;
            }
            _ => header.note(marker, body),
        }
    }
    if header.components == 0 || scans.count == 0 {
        return Err(DecodeError::Damaged);
    }
    header.check_weight(&scans, limits)?;
    Ok(header)
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

/// Samples of all components together for one sample of the finest, in eighths: 24 for
/// 4:4:4, 12 for 4:2:0.
fn samples_eighths(factors: &[u8], components: u8) -> Result<u64, DecodeError> {
    let areas: Vec<u64> =
        factors.chunks_exact(3).map(|one| u64::from((one[1] >> 4) * (one[1] & 15))).collect();
    let finest = areas.iter().copied().max().unwrap_or(0);
    if areas.len() != usize::from(components) || areas.contains(&0) {
        return Err(DecodeError::Damaged);
    }
    Ok((areas.iter().sum::<u64>() * 8).div_ceil(finest))
}

/// Density of a JFIF segment, when its unit is a length.
fn jfif_density(body: &[u8]) -> Option<Density> {
    let rest = body.strip_prefix(b"JFIF\0")?;
    let &[_, _, unit, x1, x0, y1, y0, ..] = rest else { return None };
    let (x, y) = (u16::from_be_bytes([x1, x0]), u16::from_be_bytes([y1, y0]));
    let inches = match unit {
        1 => 1.0,
        2 => 2.54,
        _ => return None,
    };
    let density = |value| f64::from(value) * inches;
    (x > 0 && y > 0).then(|| Density {
        x_dpi: density(x),
        y_dpi: density(y),
        stated_by: StatedBy::Jfif,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_several_scans_is_counted_by_their_sampling() {
        for (factors, eighths) in [
            ([0x22, 0x11, 0x11], 12),
            ([0x21, 0x11, 0x11], 16),
            ([0x11, 0x11, 0x11], 24),
            ([0x11, 0x11, 0x44], 9),
        ] {
            let body: Vec<u8> = factors.iter().flat_map(|factor| [1, *factor, 0]).collect();
            assert_eq!(samples_eighths(&body, 3), Ok(eighths), "{factors:?}");
        }
        assert_eq!(samples_eighths(&[1, 0x20, 0], 1), Err(DecodeError::Damaged));
        assert_eq!(samples_eighths(&[1, 0x11, 0], 3), Err(DecodeError::Damaged));
    }

    #[test]
    fn a_density_needs_a_unit_that_is_a_length() {
        for (unit, x, y, dpi) in [
            (1, 300, 300, Some(300)),
            (2, 118, 118, Some(300)),
            (1, 300, 72, None),
            (0, 300, 300, None),
            (1, 0, 0, None),
        ] {
            let [x1, x0] = u16::to_be_bytes(x);
            let [y1, y0] = u16::to_be_bytes(y);
            let body = [&b"JFIF\0\x01\x01"[..], &[unit, x1, x0, y1, y0, 0, 0]].concat();
            assert_eq!(jfif_density(&body).as_ref().and_then(Density::dpi), dpi, "{unit} {x} {y}");
        }
    }
}
