//! JPEG header facts (ITU-T T.81, JFIF 1.02), read without decoding a pixel.

/// What the headers of a JPEG file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JpegFacts {
    pub width_px: u16,
    pub height_px: u16,
    /// 1 grey, 3 colour, 4 print colours.
    pub components: u8,
    /// Bits per sample: 8, or 12.
    pub bits: u8,
    /// Across and down, from the JFIF header; none without one or when it gives only a ratio.
    pub density_dpi: Option<(u16, u16)>,
    pub is_progressive: bool,
    /// 1 to 100 on the scale of the Independent JPEG Group.
    pub quality_estimate: Option<u8>,
    pub has_exif: bool,
    /// Transform byte of the Adobe marker: 0 none, 1 `YCbCr`, 2 `YCCK`.
    pub adobe_transform: Option<u8>,
}

impl JpegFacts {
    /// Bits per pixel: 24 is 真彩色.
    pub fn bits_per_pixel(&self) -> u16 {
        u16::from(self.components) * u16::from(self.bits)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JpegError {
    #[error("is no JPEG file")]
    NotJpeg,
    #[error("ends in the middle of its headers")]
    Truncated,
    #[error("has a damaged header")]
    Damaged,
    #[error("has no picture")]
    NoFrame,
}

/// Walks the headers up to the first scan. Takes time linear in their length.
pub fn facts(bytes: &[u8]) -> Result<JpegFacts, JpegError> {
    let mut rest = bytes.strip_prefix(&[0xFF, SOI]).ok_or(JpegError::NotJpeg)?;
    let mut headers = Headers::default();
    loop {
        let (marker, after) = next_marker(rest)?;
        match marker {
            SOS | EOI => return headers.facts(),
            // Restart markers and TEM stand alone.
            0xD0..=0xD7 | 0x01 => rest = after,
            _ => {
                let (segment, after) = segment(after)?;
                headers.read(marker, segment)?;
                rest = after;
            }
        }
    }
}

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const DQT: u8 = 0xDB;

/// Table K.1 of T.81, luminance, in zigzag order.
#[rustfmt::skip]
const LUMINANCE: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
    26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
    56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

#[derive(Default)]
struct Headers {
    frame: Option<Frame>,
    tables: [Option<[u16; 64]>; 4],
    density_dpi: Option<(u16, u16)>,
    has_exif: bool,
    adobe_transform: Option<u8>,
}

struct Frame {
    bits: u8,
    height_px: u16,
    width_px: u16,
    components: u8,
    /// Which quantisation table the first component uses; in practice that is luminance.
    table: usize,
    is_progressive: bool,
}

impl Headers {
    fn read(&mut self, marker: u8, segment: &[u8]) -> Result<(), JpegError> {
        match marker {
            // SOF0 to SOF15, without DHT, JPG and DAC, which stand between them.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                if self.frame.is_some() {
                    return Err(JpegError::Damaged);
                }
                self.frame = Some(Frame::read(marker, segment)?);
            }
            DQT => self.read_tables(segment)?,
            0xE0 if segment.starts_with(b"JFIF\0") => self.density_dpi = density(segment),
            0xE1 if segment.starts_with(b"Exif\0") => self.has_exif = true,
            0xEE if segment.starts_with(b"Adobe") => {
                self.adobe_transform = segment.get(11).copied();
            }
            _ => (),
        }
        Ok(())
    }

    fn read_tables(&mut self, mut segment: &[u8]) -> Result<(), JpegError> {
        while let Some((&head, after)) = segment.split_first() {
            let value_bytes = match head >> 4 {
                0 => 1,
                1 => 2,
                _ => return Err(JpegError::Damaged),
            };
            let (values, after) =
                after.split_at_checked(64 * value_bytes).ok_or(JpegError::Damaged)?;
            let mut table = [0; 64];
            for (slot, value) in table.iter_mut().zip(values.chunks(value_bytes)) {
                *slot = value.iter().fold(0, |sum, &byte| sum << 8 | u16::from(byte));
            }
            *self.tables.get_mut(usize::from(head & 15)).ok_or(JpegError::Damaged)? = Some(table);
            segment = after;
        }
        Ok(())
    }

    fn facts(self) -> Result<JpegFacts, JpegError> {
        let frame = self.frame.ok_or(JpegError::NoFrame)?;
        let table = self.tables.get(frame.table).and_then(Option::as_ref);
        Ok(JpegFacts {
            width_px: frame.width_px,
            height_px: frame.height_px,
            components: frame.components,
            bits: frame.bits,
            density_dpi: self.density_dpi,
            is_progressive: frame.is_progressive,
            quality_estimate: table.and_then(quality_estimate),
            has_exif: self.has_exif,
            adobe_transform: self.adobe_transform,
        })
    }
}

impl Frame {
    fn read(marker: u8, segment: &[u8]) -> Result<Self, JpegError> {
        let &[bits, h1, h0, w1, w0, components, _, _, table, ..] = segment else {
            return Err(JpegError::Damaged);
        };
        let [height_px, width_px] = [[h1, h0], [w1, w0]].map(u16::from_be_bytes);
        let fits = segment.len() == 6 + 3 * usize::from(components);
        // A height of 0 is legal when a DNL marker follows the scan; no writer of portraits does.
        if !fits || components == 0 || height_px == 0 || width_px == 0 {
            return Err(JpegError::Damaged);
        }
        let is_progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
        let table = usize::from(table);
        Ok(Self { bits, height_px, width_px, components, table, is_progressive })
    }
}

/// The marker at the front; any number of fill bytes may stand before it (T.81, B.1.1.2).
fn next_marker(bytes: &[u8]) -> Result<(u8, &[u8]), JpegError> {
    let after = bytes.strip_prefix(&[0xFF]).ok_or_else(|| broken(bytes))?;
    let fill = after.iter().take_while(|byte| **byte == 0xFF).count();
    let after = after.get(fill..).unwrap_or_default();
    match after.split_first() {
        Some((0, _)) => Err(JpegError::Damaged),
        Some((&marker, after)) => Ok((marker, after)),
        None => Err(JpegError::Truncated),
    }
}

/// The segment behind a marker, and what follows. Its length counts its own two bytes.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), JpegError> {
    let (length, after) = bytes.split_first_chunk::<2>().ok_or(JpegError::Truncated)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let length = length.checked_sub(2).ok_or(JpegError::Damaged)?;
    after.split_at_checked(length).ok_or(JpegError::Truncated)
}

fn broken(bytes: &[u8]) -> JpegError {
    if bytes.is_empty() { JpegError::Truncated } else { JpegError::Damaged }
}

/// Dots per inch of a JFIF header; centimetres are rounded to the nearest inch value.
fn density(segment: &[u8]) -> Option<(u16, u16)> {
    let &[unit, x1, x0, y1, y0] = segment.get(7..12)? else { return None };
    let [across, down] = [[x1, x0], [y1, y0]].map(u16::from_be_bytes);
    let per_inch = |per_cm: u16| u16::try_from((u32::from(per_cm) * 254 + 50) / 100).ok();
    match unit {
        1 => Some((across, down)),
        2 => Some((per_inch(across)?, per_inch(down)?)),
        _ => None,
    }
}

/// The quality whose scaled Table K.1 lies nearest, by the sum of differences.
///
/// Exact for writers that scale this table as libjpeg does (`jpeg_quality_scaling`); the nearest
/// equivalent for others. Among equals the higher wins: at 100 and 99 … some tables coincide.
fn quality_estimate(table: &[u16; 64]) -> Option<u8> {
    let distance = |quality: u8| {
        let pairs = table.iter().zip(scaled(quality));
        pairs.map(|(found, wanted)| u64::from(found.abs_diff(wanted))).sum::<u64>()
    };
    (1..=100).rev().min_by_key(|quality| distance(*quality))
}

fn scaled(quality: u8) -> impl Iterator<Item = u16> {
    let quality = u16::from(quality.max(1));
    let percent = if quality < 50 { 5_000 / quality } else { 200 - 2 * quality };
    LUMINANCE.iter().map(move |base| {
        let value = (u32::from(*base) * u32::from(percent) + 50) / 100;
        u16::try_from(value.clamp(1, 255)).unwrap_or(255)
    })
}

#[cfg(test)]
mod tests;
