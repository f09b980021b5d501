//! Milliseconds of each stage on one picture of portrait size, where models and portraits are.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use image::RgbImage;
use imaging::find::geometry;
use imaging::find::mask::Region;
use imaging::{Crop, Limits, Profile, crop, decode, encode};

criterion_group!(benches, stages);
criterion_main!(benches);

fn stages(criterion: &mut Criterion) {
    let (Some(mut engine), Some(folder)) = (common::engine(), common::portraits()) else { return };
    let profile = Profile::moe_2017_99();
    let (file, portrait) = picture(&folder, &profile);
    let limits = Limits::default();

    criterion.bench_function("decode", |b| b.iter(|| decode(black_box(&file), &limits)));
    let faces = engine.detect(&portrait);
    criterion.bench_function("detect", |b| b.iter(|| engine.detect(black_box(&portrait))));
    let mesh = engine.look(&portrait, &faces[0]);
    criterion.bench_function("mesh", |b| b.iter(|| engine.look(&portrait, &faces[0])));
    let whole = Region::whole(&portrait);
    let mask = engine.segment(&portrait, whole);
    criterion.bench_function("mask", |b| b.iter(|| engine.segment(&portrait, whole)));
    criterion.bench_function("geometry", |b| {
        b.iter(|| {
            let face = geometry::landmarks(black_box(&mesh));
            geometry::hair_top(&mask, &face)
        });
    });
    let inset = Crop { x: 20.0, y: 20.0, scale: 1.1 };
    criterion.bench_function("crop and encode", |b| {
        b.iter(|| {
            let cut = crop::cut(&portrait, inset, &profile).expect("the inset lies inside");
            encode::encode(&cut, &profile)
        });
    });
    criterion.bench_function("assess", |b| b.iter(|| engine.assess(black_box(&file), &profile)));
}

/// A composite, cut to portrait size, as a file and as pixels.
fn picture(folder: &Path, profile: &Profile) -> (Vec<u8>, RgbImage) {
    let file = std::fs::read(folder.join("webmorph-composite/f_multi.jpg"));
    let photo = decode(&file.expect("a composite"), &Limits::default()).expect("a photograph");
    let scale = f64::from(profile.size.height_px) / f64::from(photo.image.height());
    let x = f64::from(photo.image.width()) / 2.0 - f64::from(profile.size.width_px) / 2.0 / scale;
    let crop = Crop { x, y: 0.0, scale };
    let portrait = crop::cut(&photo.image, crop, profile).expect("a crop of the right shape");
    let encoded = encode::encode(&portrait, profile).expect("a JPEG");
    (encoded.jpeg, portrait)
}
