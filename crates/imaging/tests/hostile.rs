//! Files nobody should send, and files people do send: each is an answer, none is a panic.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![expect(clippy::cast_possible_truncation, reason = "drawn samples and drawn lots are small")]

use image::{ColorType, ImageEncoder, Rgb, RgbImage, codecs::png::PngEncoder};
use imaging::{DecodeError, Limits, decode};
use mozjpeg::{ColorSpace, Compress, Marker};

/// Red counts columns, green counts rows: a decoded pixel names the place it came from.
fn ruler(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 128])
    })
}

fn jpeg_of(image: &RgbImage, progressive: bool, app1: Option<&[u8]>) -> Vec<u8> {
    let mut compress = Compress::new(ColorSpace::JCS_RGB);
    compress.set_fastest_defaults();
    compress.set_size(image.width() as usize, image.height() as usize);
    compress.set_quality(92.0);
    if progressive {
        compress.set_progressive_mode();
    }
    let mut started = compress.start_compress(Vec::new()).unwrap();
    if let Some(app1) = app1 {
        started.write_marker(Marker::APP(1), app1);
    }
    started.write_scanlines(image.as_raw()).unwrap();
    started.finish().unwrap()
}

/// An EXIF block with one tag: orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    block
}

fn png_of(pixels: &[u8], width: u32, height: u32, colour: ColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(pixels, width, height, colour.into()).unwrap();
    bytes
}

fn read(bytes: &[u8]) -> Result<imaging::Photo, DecodeError> {
    decode(bytes, &Limits::default())
}

#[test]
fn every_orientation_is_turned_upright() {
    let upright = ruler(96, 64);
    for orientation in 1..=8_u8 {
        let stored = match orientation {
            1 => upright.clone(),
            2 => image::imageops::flip_horizontal(&upright),
            3 => image::imageops::rotate180(&upright),
            4 => image::imageops::flip_vertical(&upright),
            5 => image::imageops::rotate270(&image::imageops::flip_horizontal(&upright)),
            6 => image::imageops::rotate270(&upright),
            7 => image::imageops::rotate90(&image::imageops::flip_horizontal(&upright)),
            _ => image::imageops::rotate90(&upright),
        };
        let photo = read(&jpeg_of(&stored, false, Some(&exif(orientation)))).unwrap();
        assert_eq!(photo.image.dimensions(), (96, 64), "orientation {orientation}");
        assert_eq!(photo.source.orientation, orientation);
        assert_eq!((photo.source.width_px, photo.source.height_px), (96, 64));
        for (x, y) in [(5, 5), (90, 5), (5, 58), (90, 58)] {
            let (seen, drawn) = (photo.image.get_pixel(x, y).0, upright.get_pixel(x, y).0);
            let off = seen.iter().zip(drawn).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off < Some(12), "orientation {orientation} at {x},{y}: {seen:?} {drawn:?}");
        }
    }
}

#[test]
fn progressive_and_grey_pictures_are_read() {
    let photo = read(&jpeg_of(&ruler(80, 60), true, None)).unwrap();
    assert_eq!(photo.image.dimensions(), (80, 60));
    assert_eq!(photo.source.jpeg_quality, Some(92));

    let mut compress = Compress::new(ColorSpace::JCS_GRAYSCALE);
    compress.set_size(80, 60);
    let mut started = compress.start_compress(Vec::new()).unwrap();
    started.write_scanlines(&[200; 80 * 60]).unwrap();
    let grey = read(&started.finish().unwrap()).unwrap();
    assert_eq!(grey.image.get_pixel(40, 30).0, [200, 200, 200]);
}

#[test]
fn a_large_picture_is_decoded_small_and_says_so() {
    let photo = read(&jpeg_of(&ruler(2600, 2570), false, None)).unwrap();
    assert!((photo.scale - 0.25).abs() < 1e-9);
    assert_eq!(photo.image.dimensions(), (650, 643));
    assert_eq!((photo.source.width_px, photo.source.height_px), (2600, 2570));
}

#[test]
fn a_cmyk_picture_is_refused_by_name() {
    let mut compress = Compress::new(ColorSpace::JCS_CMYK);
    compress.set_size(64, 64);
    let mut started = compress.start_compress(Vec::new()).unwrap();
    started.write_scanlines(&[90; 64 * 64 * 4]).unwrap();
    assert_eq!(read(&started.finish().unwrap()).unwrap_err(), DecodeError::Cmyk);
}

#[test]
fn png_of_each_kind_is_read_or_refused_for_what_it_hides() {
    let deep: Vec<u8> = (0..64 * 48 * 3).flat_map(|_| 0x8180_u16.to_ne_bytes()).collect();
    let photo = read(&png_of(&deep, 64, 48, ColorType::Rgb16)).unwrap();
    assert_eq!(photo.image.get_pixel(9, 9).0, [0x81, 0x81, 0x81]);

    let opaque = [10, 20, 30, 255].repeat(64 * 48);
    let photo = read(&png_of(&opaque, 64, 48, ColorType::Rgba8)).unwrap();
    assert_eq!(photo.image.get_pixel(9, 9).0, [10, 20, 30]);

    let mut glass = opaque;
    glass[7] = 254;
    let refused = read(&png_of(&glass, 64, 48, ColorType::Rgba8)).unwrap_err();
    assert_eq!(refused, DecodeError::Transparent);
}

#[test]
fn a_header_that_claims_the_moon_is_refused_before_a_pixel_is_made() {
    let mut jpeg = jpeg_of(&ruler(64, 64), false, None);
    let at = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    jpeg[at + 5..at + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    let refused = read(&jpeg).unwrap_err();
    assert!(matches!(refused, DecodeError::TooManyPixels { width_px: 65_535, .. }), "{refused}");

    let mut png = png_of(&[7; 64 * 64 * 3], 64, 64, ColorType::Rgb8);
    png[16..24].copy_from_slice(&[0x7F, 0, 0, 0, 0x7F, 0, 0, 0]);
    assert!(read(&png).is_err());
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let image = ruler(64, 64);
    let whole = [jpeg_of(&image, false, Some(&exif(6))), jpeg_of(&image, true, None)];
    for bytes in whole {
        for length in 0..bytes.len() - 2 {
            assert!(read(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
        }
    }
    let png = png_of(image.as_raw(), 64, 64, ColorType::Rgb8);
    for length in (0..png.len() - 16).step_by(7) {
        assert!(read(&png[..length]).is_err(), "{length} of {}", png.len());
    }
}

#[test]
fn scans_without_end_are_refused() {
    let jpeg = jpeg_of(&ruler(64, 64), true, None);
    let scan = jpeg.windows(2).rposition(|w| w == [0xFF, 0xDA]).unwrap();
    let mut bomb = jpeg[..jpeg.len() - 2].to_vec();
    for _ in 0..500 {
        bomb.extend_from_slice(&jpeg[scan..jpeg.len() - 2]);
    }
    bomb.extend([0xFF, 0xD9]);
    let refused = read(&bomb).unwrap_err();
    assert!(matches!(refused, DecodeError::Unsupported { .. }), "{refused}");
}

#[test]
fn flipped_bytes_are_an_answer_and_never_a_panic() {
    let image = ruler(72, 56);
    let seeds = [
        jpeg_of(&image, false, Some(&exif(8))),
        jpeg_of(&image, true, None),
        png_of(image.as_raw(), 72, 56, ColorType::Rgb8),
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut answers = [0; 2];
    for round in 0..3000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        if round % 5 == 0 {
            bytes.truncate(next(bytes.len()));
        }
        let answer = read(&bytes);
        if let Ok(photo) = &answer {
            let sides = (photo.image.width().max(1), photo.image.height().max(1));
            assert_eq!(photo.image.dimensions(), sides);
        }
        answers[usize::from(answer.is_ok())] += 1;
    }
    assert!(answers.iter().all(|count| *count > 100), "{answers:?}");
}
