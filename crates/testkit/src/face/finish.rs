//! 成品: what is done to a picture after the camera: enlarged, framed, stamped, compressed.

use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};

use super::jpeg;
use super::spec::FaceSpec;

/// The colour of a camera's date.
const STAMP: Rgb<u8> = Rgb([255, 122, 30]);

/// The line round a picture.
const LINE: Rgb<u8> = Rgb([24, 24, 26]);

/// What is stamped: nobody's date.
const DATE: &str = "2026-06-01";

/// The second of two compressions sees the picture cut by this much, left and above.
const CUT: (u32, u32) = (3, 5);

/// Finishes a developed picture.
pub(super) fn finish(image: RgbImage, spec: &FaceSpec) -> RgbImage {
    let mut image = enlarged(image, spec.lens.enlarged);
    if spec.finish.border_px > 0 {
        frame(&mut image, u32::from(spec.finish.border_px));
    }
    if spec.finish.stamped {
        stamp(&mut image);
    }
    let [first, second] = spec.finish.jpeg;
    if first > 0 {
        jpeg::compress(&mut image, first, (0, 0));
    }
    if second > 0 {
        jpeg::compress(&mut image, second, CUT);
    }
    image
}

/// The picture as if it had been taken `times` smaller and enlarged.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "frames are below 2^24 pixels wide"
)]
fn enlarged(image: RgbImage, times: f32) -> RgbImage {
    if times <= 1.0 {
        return image;
    }
    let (width, height) = image.dimensions();
    let smaller = |side: u32| ((side as f32 / times) as u32).max(1);
    let small = resize(&image, smaller(width), smaller(height), FilterType::Triangle);
    resize(&small, width, height, FilterType::Triangle)
}

fn frame(image: &mut RgbImage, wide_px: u32) {
    let (width, height) = image.dimensions();
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let inside = x.min(y).min(width - 1 - x).min(height - 1 - y);
        if inside < wide_px {
            *pixel = LINE;
        }
    }
}

/// Writes the date into the lower right corner.
fn stamp(image: &mut RgbImage) {
    let (width, height) = image.dimensions();
    let dot = (width / 220).max(1);
    let letter = 6 * dot;
    let wide = letter * u32::try_from(DATE.len()).unwrap_or(0);
    let left = width.saturating_sub(wide + 4 * dot);
    let top = height.saturating_sub(11 * dot);
    for (letter_at, character) in (0_u32..).zip(DATE.chars()) {
        for (row, bits) in (0_u32..).zip(rows_of(character)) {
            for column in 0..5 {
                if bits >> (4 - column) & 1 == 1 {
                    let x = left + letter_at * letter + column * dot;
                    square(image, (x, top + row * dot), dot);
                }
            }
        }
    }
}

fn square(image: &mut RgbImage, (left, top): (u32, u32), side: u32) {
    for y in top..top + side {
        for x in left..left + side {
            if let Some(pixel) = image.get_pixel_mut_checked(x, y) {
                *pixel = STAMP;
            }
        }
    }
}

/// Seven rows of five dots.
fn rows_of(character: char) -> [u8; 7] {
    match character {
        '0' => [14, 17, 19, 21, 25, 17, 14],
        '1' => [4, 12, 4, 4, 4, 4, 14],
        '2' => [14, 17, 1, 2, 4, 8, 31],
        '6' => [6, 8, 16, 30, 17, 17, 14],
        _ => [0, 0, 0, 14, 0, 0, 0],
    }
}
