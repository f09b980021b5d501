//! Every kind of file people send: read to the right colours, or refused with a sentence.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[path = "common/png.rs"]
mod png;

use imaging::{DecodeError, Limits, Reason, decode, words};
use mozjpeg::{ColorSpace, Compress, Marker};
use png::{Png, chunk};

/// The pixel right of the first, bits a sample and components; or the sentence of the refusal.
type Answer = Result<([u8; 3], u8, u8), String>;

fn answer(bytes: &[u8]) -> Answer {
    let photo = decode(bytes, &Limits::default())
        .map_err(|error| words::reason(&Reason::Unreadable(error)))?;
    let x = 1.min(photo.image.width() - 1);
    let source = photo.source;
    Ok((photo.image.get_pixel(x, 0).0, source.bits_per_sample, source.components))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer like the others")]
fn read(pixel: [u8; 3], bits_per_sample: u8, components: u8) -> Answer {
    Ok((pixel, bits_per_sample, components))
}

fn refused(error: DecodeError) -> Answer {
    Err(words::reason(&Reason::Unreadable(error)))
}

fn check(kinds: Vec<(&str, Vec<u8>, Answer)>) {
    for (kind, bytes, expect) in kinds {
        assert_eq!(answer(&bytes), expect, "{kind}");
    }
}

/// Red, then light blue, then a colour nobody uses.
fn palette() -> Vec<u8> {
    chunk(*b"PLTE", &[200, 0, 0, 100, 197, 255, 1, 2, 3])
}

#[test]
fn png_of_every_colour_type_is_read_to_eight_bits_of_srgb() {
    let deep = [0, 0, 0x80, 0xFF, 0x10, 0x01, 0x81, 0x80, 0x40, 0x00, 0x20, 0x7F];
    check(vec![
        ("grey, 1 bit", Png::new(0, 1, 2, &[&[0b0100_0000]]).bytes(), read([255; 3], 1, 1)),
        ("grey, 2 bits", Png::new(0, 2, 2, &[&[0b0010_0000]]).bytes(), read([170; 3], 2, 1)),
        ("grey, 4 bits", Png::new(0, 4, 2, &[&[0x0A]]).bytes(), read([170; 3], 4, 1)),
        ("grey, 8 bits", Png::grey(&[&[0, 77]]).bytes(), read([77; 3], 8, 1)),
        (
            "grey, 16 bits, rounded",
            Png::new(0, 16, 2, &[&[0, 0, 0x81, 0x10]]).bytes(),
            read([129; 3], 16, 1),
        ),
        ("RGB, 16 bits", Png::new(2, 16, 2, &[&deep]).bytes(), read([129, 64, 32], 16, 3)),
        (
            "palette, 8 bits",
            Png::new(3, 8, 2, &[&[0, 1]]).with(palette()).bytes(),
            read([100, 197, 255], 8, 1),
        ),
        (
            "palette, 2 bits",
            Png::new(3, 2, 2, &[&[0b0001_0000]]).with(palette()).bytes(),
            read([100, 197, 255], 2, 1),
        ),
        (
            "interlaced",
            Png::new(2, 8, 1, &[&[9, 8, 7]]).interlaced().bytes(),
            read([9, 8, 7], 8, 3),
        ),
    ]);
}

#[test]
fn an_alpha_channel_is_dropped_where_it_hides_nothing_and_refused_where_it_does() {
    let glass = || refused(DecodeError::Transparent);
    check(vec![
        ("grey and alpha", Png::new(4, 8, 2, &[&[0, 255, 77, 255]]).bytes(), read([77; 3], 8, 2)),
        ("grey glass", Png::new(4, 8, 2, &[&[0, 255, 77, 254]]).bytes(), glass()),
        (
            "RGB and alpha",
            Png::new(6, 8, 1, &[&[10, 20, 30, 255]]).bytes(),
            read([10, 20, 30], 8, 4),
        ),
        ("RGB glass", Png::new(6, 8, 1, &[&[10, 20, 30, 0]]).bytes(), glass()),
        (
            "RGB and alpha, 16 bits",
            Png::new(6, 16, 1, &[&[10, 10, 20, 20, 30, 30, 255, 255]]).bytes(),
            read([10, 20, 30], 16, 4),
        ),
        (
            "a palette whose glass nobody uses",
            Png::new(3, 8, 2, &[&[0, 1]])
                .with(palette())
                .with(chunk(*b"tRNS", &[255, 255, 0]))
                .bytes(),
            read([100, 197, 255], 8, 1),
        ),
        (
            "a palette of glass",
            Png::new(3, 8, 2, &[&[0, 1]]).with(palette()).with(chunk(*b"tRNS", &[255, 9])).bytes(),
            glass(),
        ),
        (
            "a colour that is glass and is there",
            Png::grey(&[&[0, 77]]).with(chunk(*b"tRNS", &[0, 77])).bytes(),
            glass(),
        ),
        (
            "a colour that is glass and is not there",
            Png::grey(&[&[0, 77]]).with(chunk(*b"tRNS", &[0, 78])).bytes(),
            read([77; 3], 8, 1),
        ),
    ]);
}

#[test]
fn a_png_file_that_lies_or_ends_early_is_refused() {
    let whole = Png::grey(&[&[0, 77], &[1, 2]]);
    let bytes = whole.bytes();
    let mut wrong = bytes.clone();
    wrong[45] ^= 1;
    let claims = |width_px, height_px| {
        let limit = Limits::default().max_pixels;
        refused(DecodeError::TooManyPixels { width_px, height_px, limit })
    };
    check(vec![
        ("whole", bytes.clone(), read([77; 3], 8, 1)),
        ("cut in the pixels", bytes[..46].to_vec(), refused(DecodeError::Truncated)),
        ("a wrong checksum", wrong, refused(DecodeError::Damaged)),
        (
            "fewer rows than said",
            whole.clone().claiming(2, 9).bytes(),
            refused(DecodeError::Damaged),
        ),
        ("no pixels", whole.clone().claiming(0, 9).bytes(), refused(DecodeError::Damaged)),
        ("the moon", whole.claiming(30_000, 30_000).bytes(), claims(30_000, 30_000)),
    ]);
}

/// 16 × 16 pixels of one colour.
fn jpeg(space: ColorSpace, samples: &[u8], write: impl FnOnce(&mut Compress)) -> Vec<u8> {
    let mut compress = Compress::new(space);
    compress.set_size(16, 16);
    compress.set_quality(95.0);
    write(&mut compress);
    let mut started = compress.start_compress(Vec::new()).unwrap();
    started.write_marker(Marker::COM, b"x");
    started.write_scanlines(&samples.repeat(256)).unwrap();
    started.finish().unwrap()
}

#[test]
fn jpeg_of_every_kind_is_read_or_refused() {
    let rgb = |write: fn(&mut Compress)| jpeg(ColorSpace::JCS_RGB, &[60, 60, 60], write);
    let grey = jpeg(ColorSpace::JCS_GRAYSCALE, &[60], |_| {});
    let baseline = rgb(|_| {});
    let with_frame = |at: usize, value: u8| {
        let mut bytes = baseline.clone();
        let frame = bytes.windows(2).position(|w| w == [0xFF, 0xC0] || w == [0xFF, 0xC2]).unwrap();
        bytes[frame + at] = value;
        bytes
    };
    let unsupported = |feature: &str| refused(DecodeError::Unsupported { feature: feature.into() });
    check(vec![
        ("baseline", rgb(Compress::set_fastest_defaults), read([60; 3], 8, 3)),
        ("progressive", rgb(Compress::set_progressive_mode), read([60; 3], 8, 3)),
        ("optimised", rgb(|compress| compress.set_optimize_coding(true)), read([60; 3], 8, 3)),
        ("grey", grey, read([60; 3], 8, 1)),
        ("CMYK", jpeg(ColorSpace::JCS_CMYK, &[1, 2, 3, 4], |_| {}), refused(DecodeError::Cmyk)),
        ("12 bits", with_frame(4, 12), unsupported("12 bits a sample")),
        ("lossless", with_frame(1, 0xC3), unsupported("JPEG coding 0xC3")),
        ("arithmetic", with_frame(1, 0xC9), unsupported("JPEG coding 0xC9")),
        ("two components", with_frame(9, 2), unsupported("2 components")),
        ("cut", baseline[..baseline.len() / 2].to_vec(), refused(DecodeError::Truncated)),
        ("no end", baseline[..baseline.len() - 2].to_vec(), refused(DecodeError::Truncated)),
        ("two bytes", vec![0xFF, 0xD8], refused(DecodeError::Truncated)),
    ]);
}
