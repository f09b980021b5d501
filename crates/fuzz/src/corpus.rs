//! Whole files to start from: small, valid, and different in what they make a decoder do.

mod model;
mod paper;
pub mod roster;

use std::collections::BTreeMap;
use std::io::Cursor;

use anyhow::{Context, Result};
use ed25519_dalek::SigningKey;
use formats::package::{Draft, seal};
use formats::table::Cell;
use formats::xlsx::{Column, DraftSheet, Workbook, write};
use formats::{archive, code};
use image::{DynamicImage, ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use moxcms::ColorProfile;

pub use model::tflite;
pub use paper::{form, pdf, tiff};

/// Baseline and progressive, three samplings, grey, restarts, EXIF and a colour profile.
pub fn jpeg() -> Result<Vec<Vec<u8>>> {
    let icc = ColorProfile::new_adobe_rgb().encode().context("writing a colour profile")?;
    let exif = camera_block();
    let written = |of: &dyn Fn(&mut Encoder<&mut Vec<u8>>), colour, samples: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 80);
        of(&mut encoder);
        encoder.encode(samples, 24, 18, colour).context("writing a JPEG")?;
        anyhow::Ok(bytes)
    };
    let picture = ruler();
    let grey: Vec<u8> = picture.pixels().map(|pixel| pixel.0[0]).collect();
    let rgb = picture.as_raw().as_slice();
    let mut files = vec![
        written(&|e| e.set_sampling_factor(SamplingFactor::F_2_2), ColorType::Rgb, rgb)?,
        written(&|e| e.set_sampling_factor(SamplingFactor::F_1_1), ColorType::Rgb, rgb)?,
        written(&|e| e.set_progressive(true), ColorType::Rgb, rgb)?,
        written(&|e| e.set_optimized_huffman_tables(true), ColorType::Luma, &grey)?,
        written(&|e| e.set_restart_interval(2), ColorType::Rgb, rgb)?,
    ];
    let with = |body: &[u8], marker| with_segment(marker, body).context("a segment too long");
    files.push(with(&[b"Exif\0\0", exif.as_slice()].concat(), 0xE1)?);
    files.push(with(&[b"ICC_PROFILE\0\x01\x01", icc.as_slice()].concat(), 0xE2)?);
    Ok(files)
}

/// Grey, RGB, with alpha that hides nothing, and of sixteen bits.
pub fn png() -> Result<Vec<Vec<u8>>> {
    let picture = DynamicImage::ImageRgb8(ruler());
    [
        DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageRgba8(picture.to_rgba8()),
        DynamicImage::ImageRgb16(picture.to_rgb16()),
        DynamicImage::ImageLumaA8(picture.to_luma_alpha8()),
        picture,
    ]
    .iter()
    .map(|picture| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).context("writing a PNG")?;
        Ok(bytes.into_inner())
    })
    .collect()
}

/// The block of a camera, in both orders of bytes.
#[expect(clippy::unnecessary_wraps, reason = "a corpus like the others")]
pub fn exif() -> Result<Vec<Vec<u8>>> {
    let big = b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\
                \xA0\x01\0\x03\0\0\0\x01\xFF\xFF\0\0\0\0\0\0";
    Ok(vec![camera_block(), big.to_vec()])
}

/// Matrices with curves, and the three spaces that are known by name.
pub fn icc() -> Result<Vec<Vec<u8>>> {
    let profiles = [
        ColorProfile::new_srgb(),
        ColorProfile::new_adobe_rgb(),
        ColorProfile::new_display_p3(),
        ColorProfile::new_pro_photo_rgb(),
    ];
    profiles.iter().map(|one| one.encode().context("writing a colour profile")).collect()
}

/// Stored and deflated files, in folders.
pub fn zip() -> Result<Vec<Vec<u8>>> {
    let text = "拍摄序号,学号\n".repeat(20);
    let one = archive::write(&[("a.txt", text.as_bytes())])?;
    let picture = with_segment(0xFE, b"x").unwrap_or_default();
    let three = archive::write(&[
        ("人/一.txt", text.as_bytes()),
        ("人/二.jpg", &picture),
        ("c.txt", b"".as_slice()),
    ])?;
    Ok(vec![one, three])
}

/// A sealed package, as a school receives it.
pub fn package() -> Result<Vec<Vec<u8>>> {
    let files = [("portraits/1.jpg", "one"), ("index.csv", "2"), ("人/三.txt", "三")];
    let files: BTreeMap<String, Vec<u8>> =
        files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into();
    let draft = Draft {
        title: "示范".to_owned(),
        created: "2027-06-01".to_owned(),
        counts: [("graduates".to_owned(), 3)].into(),
        ..Draft::default()
    };
    let whole = seal(files, draft, &SigningKey::from_bytes(&[7; 32]))?;
    let files: Vec<(String, Vec<u8>)> = whole.into_iter().collect();
    Ok(vec![archive::write(&files)?])
}

/// A roster of three lines with each kind of cell.
pub fn xlsx() -> Result<Vec<Vec<u8>>> {
    let column = |heading| Column::text(heading, 12.0);
    let row = |number: u32| {
        let name = Cell::Text(format!("学生{number}"));
        vec![Cell::Number(f64::from(number)), name, Cell::Bool(true), Cell::Empty]
    };
    let sheet = DraftSheet {
        name: "名册".to_owned(),
        columns: ["学号", "姓名", "在籍", "备注"].map(column).into(),
        rows: (1..=3).map(row).collect(),
    };
    let workbook =
        Workbook { title: "示范".to_owned(), sheets: vec![sheet], ..Workbook::default() };
    Ok(vec![write(&workbook)?])
}

/// Our own code, the public one, and a bare number.
pub fn code() -> Result<Vec<Vec<u8>>> {
    let own = code::Own::new(vec![1, 2, 3, 4, 5], [9; code::TAG_BYTES])?;
    let public = "https://example.edu.cn/?cjm=A1B2C3&yxdm=10001&xh=2023001&xm=%E7%8E%8B*&zjhm=\
                  990101********0014&sjc=1700000000000&cc=%E6%9C%AC%E7%A7%91";
    let json = r#"{"cjm":"A1B2C3","yxdm":"10001","xh":"2023001","xm":"王*","zjhm":"0014"}"#;
    let texts = [own.encode(), public.to_owned(), json.to_owned(), "20230001".to_owned()];
    Ok(texts.map(String::into_bytes).into())
}

/// The profiles that come with the engine.
#[expect(clippy::unnecessary_wraps, reason = "a corpus like the others")]
pub fn profile() -> Result<Vec<Vec<u8>>> {
    Ok(vec![
        include_bytes!("../../imaging/profiles/moe-2017-99.toml").to_vec(),
        include_bytes!("../../imaging/profiles/postgraduate-exam.toml").to_vec(),
    ])
}

/// A JPEG file of one block with one segment more; `None` when the body is too long for one.
pub fn with_segment(marker: u8, body: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(body.len() + 2).ok()?;
    let mut file = SMALLEST_JPEG[..2].to_vec();
    file.extend([0xFF, marker]);
    file.extend(length.to_be_bytes());
    file.extend_from_slice(body);
    file.extend_from_slice(&SMALLEST_JPEG[2..]);
    Some(file)
}

/// One grey block: tables of one code each, and a scan of one byte (T.81, annex B).
const SMALLEST_JPEG: &[u8] = &{
    let mut file = [1_u8; 2 + 69 + 13 + 22 + 22 + 10 + 1 + 2];
    let head = [0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
    copy(&mut file, 0, &head);
    // Start of frame: 8 bits, 8 × 8 pixels, one component.
    copy(&mut file, 71, &[0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    copy(&mut file, 84, &[0xFF, 0xC4, 0, 20, 0x00, 1]);
    copy(&mut file, 90, &[0; 16]);
    copy(&mut file, 106, &[0xFF, 0xC4, 0, 20, 0x10, 1]);
    copy(&mut file, 112, &[0; 16]);
    copy(&mut file, 128, &[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    copy(&mut file, 138, &[0x3F, 0xFF, 0xD9]);
    file
};

/// Copies while compiling, where slices cannot.
const fn copy(into: &mut [u8], at: usize, from: &[u8]) {
    let mut i = 0;
    while i < from.len() {
        into[at + i] = from[i];
        i += 1;
    }
}

/// Orientation, density and software, little end first.
fn camera_block() -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0\x05\0".to_vec();
    block.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    block.extend(b"\x1A\x01\x05\0\x01\0\0\0\x4A\0\0\0");
    block.extend(b"\x1B\x01\x05\0\x01\0\0\0\x4A\0\0\0");
    block.extend(b"\x28\x01\x03\0\x01\0\0\0\x02\0\0\0");
    block.extend(b"\x31\x01\x02\0\x04\0\0\0V10\0");
    block.extend(b"\0\0\0\0\x2C\x01\0\0\x01\0\0\0");
    block
}

/// Red counts columns, green counts rows.
fn ruler() -> RgbImage {
    let level = |at: u32| u8::try_from(at * 10 % 256).unwrap_or(0);
    RgbImage::from_fn(24, 18, |x, y| image::Rgb([level(x), level(y), level(x * y)]))
}
