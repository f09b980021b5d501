//! Header facts: of files a real encoder wrote, and of files no encoder would.

use mozjpeg::{ColorSpace, Compress, Marker, PixelDensity, PixelDensityUnit};
use proptest::prelude::*;

use super::*;
use crate::testing::broken;

/// What an encoder is asked for.
#[derive(Clone, Copy)]
struct Order {
    quality: u8,
    color: ColorSpace,
    is_progressive: bool,
    /// Unit as JFIF numbers it, across, down.
    density: (u8, u16, u16),
}

const PLAIN: Order = Order {
    quality: 80,
    color: ColorSpace::JCS_YCbCr,
    is_progressive: false,
    density: (1, 300, 300),
};

/// A file of 24 × 16 pixels by libjpeg-turbo's code.
fn encoded(order: Order, markers: &[(Marker, &[u8])]) -> Vec<u8> {
    let is_grey = order.color == ColorSpace::JCS_GRAYSCALE;
    let input = if is_grey { ColorSpace::JCS_GRAYSCALE } else { ColorSpace::JCS_RGB };
    let mut compress = Compress::new(input);
    compress.set_size(24, 16);
    compress.set_fastest_defaults();
    compress.set_color_space(order.color);
    compress.set_quality(f32::from(order.quality));
    let (unit, x, y) = order.density;
    let unit = match unit {
        1 => PixelDensityUnit::Inches,
        2 => PixelDensityUnit::Centimeters,
        _ => PixelDensityUnit::PixelAspectRatio,
    };
    compress.set_pixel_density(PixelDensity { unit, x, y });
    if order.is_progressive {
        compress.set_progressive_mode();
    }
    let mut started = compress.start_compress(Vec::new()).unwrap();
    for (marker, data) in markers {
        started.write_marker(*marker, data);
    }
    let pixels: Vec<u8> = (0..24 * 16 * 3).map(|at: u32| u8::try_from(at % 251).unwrap()).collect();
    let samples = if is_grey { 24 * 16 } else { 24 * 16 * 3 };
    started.write_scanlines(&pixels[..samples]).unwrap();
    started.finish().unwrap()
}

#[test]
fn the_facts_of_a_portrait_are_read() {
    let found = facts(&encoded(PLAIN, &[])).unwrap();
    assert_eq!(
        found,
        JpegFacts {
            width_px: 24,
            height_px: 16,
            components: 3,
            bits: 8,
            density_dpi: Some((300, 300)),
            is_progressive: false,
            quality_estimate: Some(80),
            has_exif: false,
            adobe_transform: None,
        }
    );
    assert_eq!(found.bits_per_pixel(), 24);
}

#[test]
fn each_fact_is_read_on_its_own() {
    let progressive = Order { is_progressive: true, ..PLAIN };
    assert!(facts(&encoded(progressive, &[])).unwrap().is_progressive);

    let grey = facts(&encoded(Order { color: ColorSpace::JCS_GRAYSCALE, ..PLAIN }, &[])).unwrap();
    assert_eq!((grey.components, grey.bits_per_pixel()), (1, 8));

    let rgb = facts(&encoded(Order { color: ColorSpace::JCS_RGB, ..PLAIN }, &[])).unwrap();
    assert_eq!((rgb.adobe_transform, rgb.density_dpi), (Some(0), None));

    let exif = encoded(PLAIN, &[(Marker::APP(1), b"Exif\0\0MM\0*\0\0\0\x08\0\0")]);
    assert!(facts(&exif).unwrap().has_exif);
    let xmp = encoded(PLAIN, &[(Marker::APP(1), b"http://ns.adobe.com/xap/1.0/\0<x/>")]);
    assert!(!facts(&xmp).unwrap().has_exif);
}

#[test]
fn densities_come_in_three_units() {
    for (density, dpi) in [
        ((1, 300, 72), Some((300, 72))),
        ((2, 118, 28), Some((300, 71))),
        ((0, 1, 1), None),
        ((2, 65_535, 1), None),
    ] {
        let bytes = encoded(Order { density, ..PLAIN }, &[]);
        assert_eq!(facts(&bytes).unwrap().density_dpi, dpi, "{density:?}");
    }
}

#[test]
fn every_quality_of_the_encoder_is_read_back() {
    for quality in 1..=100 {
        let bytes = encoded(Order { quality, ..PLAIN }, &[]);
        assert_eq!(facts(&bytes).unwrap().quality_estimate, Some(quality));
    }
}

/// The table of quality 75, row by row, as printed in many places; here read through the zigzag of
/// T.81, figure A.6, so that both this order and the scale are checked against the outside.
#[test]
fn the_table_of_quality_75_is_known_by_heart() {
    #[rustfmt::skip]
    let rows: [u16; 64] = [
         8,  6,  5,  8, 12, 20, 26, 31,   6,  6,  7, 10, 13, 29, 30, 28,
         7,  7,  8, 12, 20, 29, 35, 28,   7,  9, 11, 15, 26, 44, 40, 31,
         9, 11, 19, 28, 34, 55, 52, 39,  12, 18, 28, 32, 41, 52, 57, 46,
        25, 32, 39, 44, 52, 61, 60, 51,  36, 46, 48, 49, 56, 50, 52, 50,
    ];
    let mut zigzag: Vec<(usize, usize)> = (0..64).map(|at| (at / 8, at % 8)).collect();
    zigzag.sort_by_key(|&(row, column)| {
        let diagonal = row + column;
        (diagonal, if diagonal % 2 == 0 { column } else { row })
    });
    let table: Vec<u16> = zigzag.iter().map(|(row, column)| rows[row * 8 + column]).collect();
    assert_eq!(scaled(75).collect::<Vec<_>>(), table);
    let nearly: [u16; 64] = std::array::from_fn(|at| table[at] + u16::from(at % 9 == 0));
    assert_eq!(quality_estimate(&nearly), Some(75));
}

fn with_segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, 0xD8, 0xFF, marker][..], &length, data].concat()
}

#[test]
fn what_is_no_portrait_is_told_apart() {
    let frame = [8, 0, 16, 0, 24, 1, 1, 0x11, 0];
    let sos = [0xFF, 0xDA];
    let good = [with_segment(0xC0, &frame), sos.to_vec()].concat();
    assert_eq!(facts(&good).unwrap().quality_estimate, None);
    let no_height = with_segment(0xC0, &[8, 0, 0, 0, 24, 1, 1, 0x11, 0]);
    let odd_length = with_segment(0xC0, &[8, 0, 16, 0, 24, 3, 1, 0x11, 0]);
    let twice = [&good[..good.len() - 2], &good[2..]].concat();
    for (bytes, error) in [
        (b"".to_vec(), JpegError::NotJpeg),
        (b"\x89PNG".to_vec(), JpegError::NotJpeg),
        (b"\xFF\xD8".to_vec(), JpegError::Truncated),
        (b"\xFF\xD8\xFF".to_vec(), JpegError::Truncated),
        (b"\xFF\xD8\x00".to_vec(), JpegError::Damaged),
        (b"\xFF\xD8\xFF\x00".to_vec(), JpegError::Damaged),
        (b"\xFF\xD8\xFF\xE0\x00".to_vec(), JpegError::Truncated),
        (b"\xFF\xD8\xFF\xE0\x00\x01".to_vec(), JpegError::Damaged),
        (b"\xFF\xD8\xFF\xE0\xFF\xFFJFIF".to_vec(), JpegError::Truncated),
        (b"\xFF\xD8\xFF\xD9".to_vec(), JpegError::NoFrame),
        (b"\xFF\xD8\xFF\xFF\xFF\xDA".to_vec(), JpegError::NoFrame),
        (with_segment(0xDB, &[0; 64]), JpegError::Damaged),
        (with_segment(0xDB, &[0x25; 65]), JpegError::Damaged),
        (with_segment(0xDB, &[4; 65]), JpegError::Damaged),
        (no_height, JpegError::Damaged),
        (odd_length, JpegError::Damaged),
        (twice, JpegError::Damaged),
    ] {
        assert_eq!(facts(&bytes), Err(error), "{bytes:x?}");
    }
}

#[test]
fn tables_of_two_bytes_are_read_too() {
    let wide: Vec<u8> = scaled(60).flat_map(u16::to_be_bytes).collect();
    let table = with_segment(0xDB, &[&[0x10][..], &wide].concat());
    let frame = with_segment(0xC1, &[12, 0, 16, 0, 24, 1, 1, 0x11, 0]);
    let found = facts(&[&table, &frame[2..], &[0xFF, 0xDA]].concat()).unwrap();
    assert_eq!((found.bits, found.quality_estimate), (12, Some(60)));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = facts(&bytes);
        let _ = facts(&[&[0xFF, 0xD8, 0xFF][..], &bytes].concat());
    }

    #[test]
    fn broken_files_are_read_or_refused(bytes in broken(encoded(PLAIN, &[]))) {
        let _ = facts(&bytes);
    }
}
