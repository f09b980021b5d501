//! What EXIF says about orientation, density, colours and software, and turning an image upright.

use image::RgbImage;
use image::imageops;

use super::{ColourSpace, Density, StatedBy};

/// What is used of an EXIF block.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Exif {
    /// 1 to 8, see CIPA DC-008 4.6.4 A; anything else is read as absent.
    pub(super) orientation: Option<u8>,
    pub(super) density: Option<Density>,
    /// sRGB or Adobe RGB, as cameras tell it that write no profile.
    pub(super) colour_space: Option<ColourSpace>,
    pub(super) names_software: bool,
}

/// Reads a TIFF-structured EXIF block; a damaged one says nothing, as in every viewer.
pub(super) fn read(tiff: &[u8]) -> Exif {
    let Ok(exif) = exif::Reader::new().read_raw(tiff.to_vec()) else {
        return Exif::default();
    };
    let number = |tag| {
        let field = exif.get_field(tag, exif::In::PRIMARY)?;
        match &field.value {
            exif::Value::Rational(values) => values
                .first()
                .filter(|r| r.denom != 0)
                .map(|r| f64::from(r.num) / f64::from(r.denom)),
            value => value.get_uint(0).map(f64::from),
        }
    };
    let orientation = number(exif::Tag::Orientation)
        .filter(|value| (1.0..=8.0).contains(value))
        .map(|value| value as u8);
    let inches = match number(exif::Tag::ResolutionUnit) {
        Some(3.0) => 2.54,
        _ => 1.0,
    };
    let (x, y) = (number(exif::Tag::XResolution), number(exif::Tag::YResolution));
    let density = x.zip(y).filter(|(x, y)| *x > 0.0 && *y > 0.0).map(|(x, y)| Density {
        x_dpi: x * inches,
        y_dpi: y * inches,
        stated_by: StatedBy::Exif,
    });
    let colour_space = colour_space(&exif, number(exif::Tag::ColorSpace));
    let names_software = exif.get_field(exif::Tag::Software, exif::In::PRIMARY).is_some();
    Exif { orientation, density, colour_space, names_software }
}

/// Applies EXIF orientation 1 to 8.
pub(super) fn upright(image: RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => in_place(image, imageops::flip_horizontal_in_place),
        3 => in_place(image, imageops::rotate180_in_place),
        4 => in_place(image, imageops::flip_vertical_in_place),
        5 => upright(imageops::rotate90(&image), 2),
        6 => imageops::rotate90(&image),
        7 => upright(imageops::rotate270(&image), 2),
        8 => imageops::rotate270(&image),
        _ => image,
    }
}

/// Whether an orientation swaps width and height.
pub(super) fn turns(orientation: u8) -> bool {
    (5..=8).contains(&orientation)
}

/// A camera set to Adobe RGB writes no profile: it says "uncalibrated" and, in the
/// interoperability IFD, that the file follows the DCF optional colour space (CIPA DC-009, R03).
fn colour_space(exif: &exif::Exif, stated: Option<f64>) -> Option<ColourSpace> {
    let index = exif.get_field(exif::Tag::InteroperabilityIndex, exif::In::PRIMARY);
    let is_optional = index.is_some_and(|field| match &field.value {
        exif::Value::Ascii(texts) => texts.first().is_some_and(|text| text.starts_with(b"R03")),
        _ => false,
    });
    match stated {
        Some(1.0) => Some(ColourSpace::Srgb),
        // Not in the standard, but what some cameras write.
        Some(2.0) => Some(ColourSpace::AdobeRgb),
        _ => is_optional.then_some(ColourSpace::AdobeRgb),
    }
}

fn in_place(mut image: RgbImage, turn: impl FnOnce(&mut RgbImage)) -> RgbImage {
    turn(&mut image);
    image
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn each_orientation_brings_the_marked_corner_back_to_the_top_left() {
        // Where orientation n stores the upright picture's top-left pixel of 3 × 2.
        let stored_at =
            [(0, 0), (2, 0), (2, 1), (0, 1), (0, 0), (0, 2), (1, 2), (1, 0)].into_iter();
        for (orientation, (x, y)) in (1..=8).zip(stored_at) {
            let (width, height) = if turns(orientation) { (2, 3) } else { (3, 2) };
            let mut stored = RgbImage::new(width, height);
            stored.put_pixel(x, y, Rgb([255, 0, 0]));
            let seen = upright(stored, orientation);
            assert_eq!(seen.dimensions(), (3, 2));
            assert_eq!(seen.get_pixel(0, 0).0, [255, 0, 0], "orientation {orientation}");
        }
    }

    #[test]
    fn a_camera_s_block_is_read() {
        let block = block(&[
            (0x0112, Entry::Short(6)),
            (0x011A, Entry::Rational(11_811, 100)),
            (0x011B, Entry::Rational(11_811, 100)),
            (0x0128, Entry::Short(3)),
            (0x0131, Entry::Ascii(*b"V10\0")),
        ]);
        let exif = read(&block);
        assert_eq!(exif.orientation, Some(6));
        assert!(exif.names_software);
        let density = exif.density.unwrap();
        assert_eq!((density.dpi(), density.stated_by), (Some(300), StatedBy::Exif));
        assert_eq!(exif.colour_space, None);
    }

    #[test]
    fn a_damaged_block_says_nothing() {
        for bytes in [&b""[..], b"II*\0", b"MM\0*\xFF\xFF\xFF\xFF", b"II*\0\x08\0\0\0\xFF\xFF"] {
            assert_eq!(read(bytes), Exif::default());
        }
    }

    enum Entry {
        Short(u16),
        Rational(u32, u32),
        Ascii([u8; 4]),
    }

    /// A little-endian TIFF block of one IFD (TIFF 6.0, section 2).
    fn block(entries: &[(u16, Entry)]) -> Vec<u8> {
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend((entries.len() as u16).to_le_bytes());
        let mut after = Vec::new();
        let after_at = 8 + 2 + entries.len() * 12 + 4;
        for (tag, entry) in entries {
            bytes.extend(tag.to_le_bytes());
            let (kind, count, value) = match entry {
                Entry::Short(value) => (3_u16, 1_u32, u32::from(*value).to_le_bytes()),
                Entry::Ascii(text) => (2, 4, *text),
                Entry::Rational(over, under) => {
                    let at = (after_at + after.len()) as u32;
                    after.extend([over.to_le_bytes(), under.to_le_bytes()].concat());
                    (5, 1, at.to_le_bytes())
                }
            };
            bytes.extend(kind.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value);
        }
        bytes.extend([0; 4]);
        bytes.extend(after);
        bytes
    }
}
