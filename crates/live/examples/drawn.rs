//! Drawn faces for the browser test: pixels, what the engine says of them here, and a film.
//!
//! `cargo run -p live --example drawn -- MODELS FOLDER` writes into FOLDER
//! - `faces.json`: name, width, height and this machine's answer for each face;
//! - `NAME.rgba`: its pixels, four bytes each;
//! - `file.png`, `file.json`: a photograph as a file, and the answer to it;
//! - `portrait.jpg`, `portrait.json`: the portrait cut from it, and the answer to that;
//! - `camera.y4m`: somebody who sits before a camera and moves a little.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use image::{RgbImage, RgbaImage, imageops};
use imaging::models;
use live::Desk;
use serde_json::{Value, json};
use testkit::face::{FaceSpec, Fault, draw};

/// The camera's picture, as laptops have it.
const CAMERA_PX: (u32, u32) = (1280, 720);

/// Film of one second, which the browser plays over and over.
const FILM_FRAMES: u32 = 30;

/// How far the film moves the sitter to each side.
const SWAY_PX: f64 = 8.0;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [models, folder] = words.as_slice() else { bail!("usage: drawn MODELS FOLDER") };
    let folder = Path::new(folder);
    fs::create_dir_all(folder).context("creating the folder")?;
    let mut desk = loaded(Path::new(models))?;
    let faces: Vec<Value> = specs()
        .map(|(name, spec)| {
            let pixels = opaque(&draw(&spec).image);
            let (width, height) = pixels.dimensions();
            let seen = parsed(&desk.assess_rgba(pixels.as_raw(), width, height).json)?;
            fs::write(folder.join(format!("{name}.rgba")), pixels.as_raw())?;
            Ok(json!({ "name": name, "width": width, "height": height, "seen": seen }))
        })
        .collect::<Result<_>>()?;
    fs::write(folder.join("faces.json"), serde_json::to_vec(&faces)?)?;

    let photograph = draw(&FaceSpec::of(4).in_frame(900, 1200)).image;
    let mut png = std::io::Cursor::new(Vec::new());
    photograph.write_to(&mut png, image::ImageFormat::Png)?;
    let told = desk.assess_file(png.get_ref());
    fs::write(folder.join("file.png"), png.get_ref())?;
    fs::write(folder.join("file.json"), &told.json)?;
    fs::write(folder.join("portrait.jpg"), &told.portrait)?;
    fs::write(folder.join("portrait.json"), &desk.assess_file(&told.portrait).json)?;
    film(&folder.join("camera.y4m"))
}

/// Faces as they should be and with each kind of fault a camera shows, in a camera's frame and
/// in one of the portrait's own size.
fn specs() -> impl Iterator<Item = (String, FaceSpec)> {
    let wrong = [Fault::EyesClosed, Fault::MouthOpen, Fault::HeadTilted, Fault::NoFace];
    let good = (0..3).map(|seed| (format!("good-{seed}"), seated(seed)));
    let small = (3..5).map(|seed| (format!("small-{seed}"), FaceSpec::of(seed).in_frame(480, 640)));
    let faulty = wrong.into_iter().map(|fault| (format!("{fault:?}"), seated(7).with(fault)));
    good.chain(small).chain(faulty)
}

/// Somebody before a laptop.
fn seated(seed: u64) -> FaceSpec {
    FaceSpec::of(seed).in_frame(CAMERA_PX.0, CAMERA_PX.1)
}

fn loaded(folder: &Path) -> Result<Desk> {
    let read = |file: models::ModelFile| {
        fs::read(folder.join(file.file_name)).with_context(|| format!("reading {}", file.file_name))
    };
    let (detector, mesh, mask) =
        (read(models::DETECTOR)?, read(models::MESH)?, read(models::MASK)?);
    let mut desk = Desk::default();
    let all = [detector.as_slice(), &mesh, &mask].concat();
    let told = parsed(&desk.load_models(&all, detector.len(), mesh.len()).json)?;
    if let Some(error) = told.get("error") {
        bail!("{error}");
    }
    Ok(desk)
}

fn parsed(json: &[u8]) -> Result<Value> {
    serde_json::from_slice(json).context("the desk answered with something else than JSON")
}

fn opaque(image: &RgbImage) -> RgbaImage {
    image::DynamicImage::ImageRgb8(image.clone()).into_rgba8()
}

/// Uncompressed film of one drawn person, as Chromium's fake camera plays it.
fn film(path: &Path) -> Result<()> {
    let still = draw(&seated(1)).image;
    let mut file = BufWriter::new(File::create(path).context("creating the film")?);
    let (width, height) = CAMERA_PX;
    writeln!(file, "YUV4MPEG2 W{width} H{height} F{FILM_FRAMES}:1 Ip A1:1 C420jpeg")?;
    for frame in 0..FILM_FRAMES {
        let turn = f64::from(frame) / f64::from(FILM_FRAMES) * std::f64::consts::TAU;
        #[expect(clippy::cast_possible_truncation, reason = "a few pixels to each side")]
        let shift = (turn.sin() * SWAY_PX).round() as i64;
        let mut moved = still.clone();
        imageops::replace(&mut moved, &still, shift, 0);
        file.write_all(b"FRAME\n")?;
        file.write_all(&i420(&moved))?;
    }
    file.flush().context("writing the film")
}

/// Luminance, then both chrominances of every second pixel; ITU-R BT.601, 16 to 235.
fn i420(image: &RgbImage) -> Vec<u8> {
    let (width, height) = image.dimensions();
    let weighed = |x: u32, y: u32, [r, g, b]: [f32; 3], offset: f32| {
        let [red, green, blue] = image.get_pixel(x, y).0.map(f32::from);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to eight bits"
        )]
        let sample = (offset + r * red + g * green + b * blue).round().clamp(0.0, 255.0) as u8;
        sample
    };
    let all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let second = (0..height / 2).flat_map(|y| (0..width / 2).map(move |x| (2 * x, 2 * y)));
    let luminance = all.map(|(x, y)| weighed(x, y, [0.257, 0.504, 0.098], 16.0));
    let blue = second.clone().map(|(x, y)| weighed(x, y, [-0.148, -0.291, 0.439], 128.0));
    let red = second.map(|(x, y)| weighed(x, y, [0.439, -0.368, -0.071], 128.0));
    luminance.chain(blue).chain(red).collect()
}
