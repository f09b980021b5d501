//! JPEG: what the header says, the pixels of whichever library there is, upright and in sRGB.

#[cfg(any(test, target_arch = "wasm32"))]
mod pure;
#[cfg(not(target_arch = "wasm32"))]
mod turbo;

use super::jpeg_header::{self, Header};
use super::{DecodeError, Density, Format, Limits, Photo, Source, colour_space, exif};

#[cfg(target_arch = "wasm32")]
use pure::pixels;
#[cfg(not(target_arch = "wasm32"))]
use turbo::pixels;

/// Decodes a JPEG whose marker segments have been found whole.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Photo, DecodeError> {
    let header = jpeg_header::read(bytes, limits)?;
    let eighths = eighths(&header, limits);
    let mut image = pixels(bytes, &header, eighths)?;
    let icc = header.icc_profile();
    let said = header.exif.colour_space;
    let colour_space = colour_space::to_srgb(&mut image, icc.as_deref(), said);
    let source = Source { colour_space, ..source(&header, bytes.len()) };
    let image = exif::upright(image, source.orientation);
    Ok(Photo { image, source, scale: f64::from(eighths) / 8.0 })
}

fn source(header: &Header, bytes: usize) -> Source {
    let orientation = header.exif.orientation.unwrap_or(1);
    let (mut width_px, mut height_px) = (header.width_px, header.height_px);
    if exif::turns(orientation) {
        (width_px, height_px) = (height_px, width_px);
    }
    let density = header.jfif_density.or(header.exif.density);
    Source {
        width_px,
        height_px,
        orientation,
        dpi: density.as_ref().and_then(Density::dpi),
        density,
        jpeg_quality: header.quality.map(|found| found.quality),
        jpeg_quality_is_exact: header.quality.is_some_and(|found| found.is_exact),
        components: header.components,
        is_progressive: header.is_progressive,
        names_software: header.exif.names_software,
        ..Source::unread(Format::Jpeg, bytes)
    }
}

/// The smallest scale in eighths that the library decodes fast and that is enough.
fn eighths(header: &Header, limits: &Limits) -> u8 {
    let short_px = header.width_px.min(header.height_px);
    [1, 2, 4]
        .into_iter()
        .find(|eighths| short_px * u32::from(*eighths) / 8 >= limits.enough_px)
        .unwrap_or(8)
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;
    use crate::encode;

    #[test]
    fn both_readers_see_the_same_picture_at_every_scale() {
        let spec = testkit::face::FaceSpec::of(3).in_frame(363, 485);
        let drawn = testkit::face::draw(&spec).image;
        let jpeg = encode::jpeg(&drawn, 90, 300).unwrap();
        let header = jpeg_header::read(&jpeg, &Limits::default()).unwrap();
        for (eighths, most) in [(8, 2.0), (4, 3.0), (2, 4.0), (1, 5.0)] {
            let turbo = turbo::pixels(&jpeg, &header, eighths).unwrap();
            let pure = pure::pixels(&jpeg, &header, eighths).unwrap();
            assert_eq!(turbo.dimensions(), pure.dimensions(), "{eighths}/8");
            let off = mean_difference(&turbo, &pure);
            assert!(off < most, "{eighths}/8: {off}");
        }
    }

    #[test]
    fn both_readers_refuse_a_picture_of_another_size_than_was_checked() {
        let jpeg = encode::jpeg(&RgbImage::new(64, 64), 90, 300).unwrap();
        let mut other = jpeg_header::read(&jpeg, &Limits::default()).unwrap();
        other.width_px = 63;
        assert_eq!(turbo::pixels(&jpeg, &other, 8), Err(DecodeError::Damaged));
        assert_eq!(pure::pixels(&jpeg, &other, 8), Err(DecodeError::Damaged));
    }

    fn mean_difference(a: &RgbImage, b: &RgbImage) -> f64 {
        let off: u64 = a.iter().zip(b.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        off as f64 / a.len() as f64
    }
}
