//! What EXIF says about orientation and density, and turning an image upright.

use image::RgbImage;
use image::imageops;

/// What is used of an EXIF block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Exif {
    /// 1 to 8, see CIPA DC-008 4.6.4 A; anything else is read as absent.
    pub(super) orientation: Option<u8>,
    pub(super) dpi: Option<u16>,
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
    let dpi =
        x.zip(y).filter(|(x, y)| (x - y).abs() < 0.5).and_then(|(x, _)| whole_dpi(x * inches));
    Exif { orientation, dpi }
}

/// A density as a whole number, when it is a plausible one.
pub(super) fn whole_dpi(dpi: f64) -> Option<u16> {
    (1.0..=65_535.0).contains(&dpi).then(|| dpi.round() as u16)
}

/// Applies EXIF orientation 1 to 8.
pub(super) fn upright(image: RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => imageops::flip_horizontal(&image),
        3 => imageops::rotate180(&image),
        4 => imageops::flip_vertical(&image),
        5 => imageops::flip_horizontal(&imageops::rotate90(&image)),
        6 => imageops::rotate90(&image),
        7 => imageops::flip_horizontal(&imageops::rotate270(&image)),
        8 => imageops::rotate270(&image),
        _ => image,
    }
}

/// Whether an orientation swaps width and height.
pub(super) fn turns(orientation: u8) -> bool {
    (5..=8).contains(&orientation)
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
    fn a_damaged_block_says_nothing() {
        for bytes in [&b""[..], b"II*\0", b"MM\0*\xFF\xFF\xFF\xFF", b"II*\0\x08\0\0\0\xFF\xFF"] {
            assert_eq!(read(bytes), Exif::default());
        }
    }
}
