//! What a file says about itself, for the rules that judge files and not faces.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use image::codecs::png::PngEncoder;
use image::{ColorType, ImageEncoder, Rgb, RgbImage};
use imaging::decode::{ColourSpace, Density, Format, StatedBy};
use imaging::{DecodeError, Limits, Source, decode, words};
use moxcms::ColorProfile;
use mozjpeg::{ColorSpace, Compress, Marker, PixelDensity, PixelDensityUnit};

const LIGHT_BLUE: [u8; 3] = [100, 197, 255];

fn read(bytes: &[u8]) -> Source {
    decode(bytes, &Limits::default()).unwrap().source
}

fn jpeg(write: impl FnOnce(&mut Compress), app: &[(u8, Vec<u8>)], pixel: [u8; 3]) -> Vec<u8> {
    let mut compress = Compress::new(ColorSpace::JCS_RGB);
    compress.set_fastest_defaults();
    compress.set_size(48, 32);
    compress.set_quality(92.0);
    write(&mut compress);
    let mut started = compress.start_compress(Vec::new()).unwrap();
    for (number, body) in app {
        started.write_marker(Marker::APP(*number), body);
    }
    started.write_scanlines(RgbImage::from_pixel(48, 32, Rgb(pixel)).as_raw()).unwrap();
    started.finish().unwrap()
}

/// An EXIF block of one IFD with short values, and a software tag when asked.
fn exif(tags: &[(u16, u16)], software: bool) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
    block.extend(u16::try_from(tags.len() + usize::from(software)).unwrap().to_be_bytes());
    for (tag, value) in tags {
        block.extend([&tag.to_be_bytes()[..], b"\0\x03\0\0\0\x01", &value.to_be_bytes()].concat());
        block.extend([0, 0]);
    }
    if software {
        block.extend(b"\x01\x31\0\x02\0\0\0\x04V10\0");
    }
    block.extend([0; 4]);
    block
}

fn icc(profile: &ColorProfile) -> (u8, Vec<u8>) {
    (2, [&b"ICC_PROFILE\0\x01\x01"[..], &profile.encode().unwrap()].concat())
}

#[test]
fn a_plain_jpeg_states_what_its_writer_wrote() {
    let dots = PixelDensity { unit: PixelDensityUnit::Inches, x: 300, y: 300 };
    let source = read(&jpeg(|compress| compress.set_pixel_density(dots), &[], LIGHT_BLUE));
    assert_eq!(source.format, Format::Jpeg);
    assert_eq!((source.width_px, source.height_px), (48, 32));
    assert_eq!((source.bits_per_sample, source.components), (8, 3));
    assert_eq!((source.jpeg_quality, source.jpeg_quality_is_exact), (Some(92), true));
    let density = Density { x_dpi: 300.0, y_dpi: 300.0, stated_by: StatedBy::Jfif };
    assert_eq!((source.density, source.dpi), (Some(density), Some(300)));
    assert_eq!(source.colour_space, ColourSpace::Unstated);
    assert!(!source.is_progressive && !source.names_software);
    assert_eq!(source.orientation, 1);
}

#[test]
fn a_progressive_edited_file_of_unequal_density_says_so() {
    let dots = PixelDensity { unit: PixelDensityUnit::Inches, x: 300, y: 150 };
    let edited = exif(&[(0x0112, 1)], true);
    let bytes = jpeg(
        |compress| {
            compress.set_progressive_mode();
            compress.set_pixel_density(dots);
        },
        &[(1, edited)],
        LIGHT_BLUE,
    );
    let source = read(&bytes);
    assert!(source.is_progressive && source.names_software);
    assert_eq!(source.density.map(|d| (d.x_dpi, d.y_dpi)), Some((300.0, 150.0)));
    assert_eq!(source.dpi, None);
    assert_eq!(source.bytes, bytes.len());
}

#[test]
fn a_table_that_is_not_ijg_s_gives_an_equivalent_quality() {
    let mut bytes = jpeg(|_| {}, &[], LIGHT_BLUE);
    let table = bytes.windows(2).position(|w| w == [0xFF, 0xDB]).unwrap() + 5;
    bytes[table + 7] += 1;
    let source = read(&bytes);
    assert_eq!((source.jpeg_quality, source.jpeg_quality_is_exact), (Some(92), false));
}

#[test]
fn colours_of_camera_spaces_come_out_as_srgb() {
    let pixel = |bytes: &[u8]| {
        let photo = decode(bytes, &Limits::default()).unwrap();
        (photo.source.colour_space, photo.image.get_pixel(20, 20).0)
    };
    let close = |shown: [u8; 3]| shown.iter().zip(LIGHT_BLUE).all(|(a, b)| a.abs_diff(b) <= 3);
    // The light blue backdrop in the numbers of each space; see `decode::colour_space`.
    let adobe = [136, 196, 253];
    for (app, stored, space) in [
        (icc(&ColorProfile::new_srgb()), LIGHT_BLUE, ColourSpace::Srgb),
        (icc(&ColorProfile::new_adobe_rgb()), adobe, ColourSpace::AdobeRgb),
        (icc(&ColorProfile::new_display_p3()), [125, 195, 250], ColourSpace::DisplayP3),
    ] {
        let (found, shown) = pixel(&jpeg(|_| {}, &[app], stored));
        assert_eq!(found, space);
        assert!(close(shown), "{space:?}: {shown:?}");
    }
    let damaged = (2, b"ICC_PROFILE\0\x01\x01no profile".to_vec());
    let (found, shown) = pixel(&jpeg(|_| {}, &[damaged], LIGHT_BLUE));
    assert_eq!((found, close(shown)), (ColourSpace::Unusable, true));
}

#[test]
fn a_profile_in_two_parts_out_of_order_is_put_together() {
    let whole = ColorProfile::new_adobe_rgb().encode().unwrap();
    let (first, second) = whole.split_at(whole.len() / 2);
    let part = |number: u8, body: &[u8]| (2, [&b"ICC_PROFILE\0"[..], &[number, 2], body].concat());
    let bytes = jpeg(|_| {}, &[part(2, second), part(1, first)], [136, 196, 253]);
    assert_eq!(read(&bytes).colour_space, ColourSpace::AdobeRgb);
}

#[test]
fn png_states_its_depth_components_and_density_and_is_turned_like_a_jpeg() {
    let mut bytes = Vec::new();
    let grey: Vec<u8> = [0x90, 0x80].repeat(6 * 4);
    PngEncoder::new(&mut bytes).write_image(&grey, 6, 4, ColorType::L16.into()).unwrap();
    // pHYs and eXIf stand between IHDR and the pixels, whose checksum our reader leaves to the
    // decoder: 11811 dots a metre are 300 an inch.
    let after_header = 8 + 25;
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        let crc = crc32(&[name.as_slice(), body].concat()).to_be_bytes();
        [&length[..], name, body, &crc].concat()
    };
    let turn = &exif(&[(0x0112, 6)], false)[6..];
    let metre = 11_811_u32.to_be_bytes();
    let density = chunk(b"pHYs", &[&metre[..], &metre, &[1]].concat());
    bytes.splice(after_header..after_header, [density, chunk(b"eXIf", turn)].concat());
    let source = read(&bytes);
    assert_eq!(source.format, Format::Png);
    assert_eq!((source.bits_per_sample, source.components), (16, 1));
    assert_eq!((source.width_px, source.height_px, source.orientation), (4, 6, 6));
    assert_eq!(source.density.map(|d| d.stated_by), Some(StatedBy::Png));
    assert_eq!((source.dpi, source.jpeg_quality), (Some(300), None));
}

#[test]
fn every_refusal_tells_a_person_what_to_do() {
    for error in [
        DecodeError::Empty,
        DecodeError::UnknownFormat { found: "HEIC".into() },
        DecodeError::TooManyBytes { bytes: 99 << 20, limit: 64 << 20 },
        DecodeError::TooManyPixels { width_px: 65_535, height_px: 65_535, limit: 120_000_000 },
        DecodeError::Truncated,
        DecodeError::Cmyk,
        DecodeError::Transparent,
        DecodeError::Unsupported { feature: "12 bits a sample".into() },
        DecodeError::Damaged,
    ] {
        let told = words::reason(&imaging::Reason::Unreadable(error.clone()));
        assert!(told.contains('：') && told.ends_with('。'), "{error}: {told}");
        assert!(told.contains("请"), "{error}: {told}");
    }
}

/// ISO 3309, as PNG uses it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}
