//! 预览: a whole photograph made small, for a person who looks at what could not be cut.

use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::U8x3,
};
use image::RgbImage;

use crate::decode::{Limits, decode};
use crate::encode::jpeg;

/// Good enough to see why a picture failed, small enough for a grid of them.
const QUALITY: u8 = 80;
const DPI: u16 = 72;

/// The photograph upright, scaled down to fit `width_px` × `height_px`, never up, as JPEG.
/// `None` for a file that cannot be read.
pub fn preview(bytes: &[u8], width_px: u32, height_px: u32) -> Option<Vec<u8>> {
    let limits = Limits { enough_px: width_px.min(height_px), ..Limits::default() };
    let photo = decode(bytes, &limits).ok()?.image;
    let fit = (f64::from(width_px) / f64::from(photo.width()))
        .min(f64::from(height_px) / f64::from(photo.height()))
        .min(1.0);
    let scaled = |length: u32| (f64::from(length) * fit).round().max(1.0) as u32;
    let mut small = RgbImage::new(scaled(photo.width()), scaled(photo.height()));
    let source = TypedImageRef::<U8x3>::from_buffer(photo.width(), photo.height(), photo.as_raw());
    let (width, height) = small.dimensions();
    let mut target = TypedImage::<U8x3>::from_buffer(width, height, &mut small).ok()?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize_typed(&source.ok()?, &mut target, &options).ok()?;
    jpeg(&small, QUALITY, DPI)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photograph_fits_and_is_never_enlarged() {
        for (size, fits) in
            [((1600, 1200), (480, 360)), ((600, 1200), (320, 640)), ((90, 60), (90, 60))]
        {
            let photo = jpeg(&RgbImage::new(size.0, size.1), 90, 72).unwrap();
            let small = preview(&photo, 480, 640).unwrap();
            let read = decode(&small, &Limits::default()).unwrap().image;
            assert_eq!(read.dimensions(), fits, "{size:?}");
        }
    }

    #[test]
    fn what_is_no_picture_has_no_preview() {
        assert_eq!(preview(b"no picture", 480, 640), None);
    }
}
