//! Our reading of OFIQ's classical components against the values its authors published.

#![expect(clippy::cast_precision_loss, reason = "there are not 2^52 portraits")]

mod common;

use std::collections::BTreeMap;

use image::imageops::{self, FilterType};
use imaging::find::mask::Region;
use imaging::{Limits, decode, ofiq};

/// The reference was run on pictures of this width.
const WIDTH_PX: u32 = 513;

/// Components and the least rank correlation with the published values, on the same pictures.
const AGREEMENT: [(&str, f64); 6] = [
    ("LuminanceMean", 0.99),
    ("LuminanceVariance", 0.99),
    ("DynamicRange", 0.99),
    ("UnderExposurePrevention", 0.99),
    ("IlluminationUniformity", 0.90),
    ("BackgroundUniformity", 0.50),
];

#[test]
fn classical_components_rank_pictures_as_the_published_values_do() {
    let (Some(mut engine), Some(folder)) = (common::engine(), common::portraits()) else { return };
    let text = std::fs::read_to_string(folder.join("ofiq_reference_london.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let mut pairs: BTreeMap<&str, Vec<(u8, u8)>> = BTreeMap::new();
    for row in lines {
        let paths = ["london-neutral", "london-smiling"].map(|f| folder.join(f).join(row[0]));
        let path = paths.iter().find(|path| path.is_file()).expect("a picture for every row");
        let photo = decode(&std::fs::read(path).unwrap(), &Limits::default()).unwrap().image;
        let height_px = photo.height() * WIDTH_PX / photo.width();
        let small = imageops::resize(&photo, WIDTH_PX, height_px, FilterType::Triangle);
        let mesh = engine.find(&small).unwrap().mesh;
        let mask = engine.segment(&small, Region::whole(&small));
        for (name, component) in ofiq::components(&small, &mesh, &mask, 0.0) {
            let column = header.iter().position(|h| *h == format!("{name}.mapped")).unwrap();
            let published: u8 = row[column].parse().unwrap();
            pairs.entry(name).or_default().push((component.mapped, published));
        }
    }
    for (name, pairs) in &pairs {
        let apart: u32 = pairs.iter().map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        let off = f64::from(apart) / pairs.len() as f64;
        eprintln!("{name}: rho {:.3}, mean error {off:.2}, {} pictures", rho(pairs), pairs.len());
    }
    for (name, least) in AGREEMENT {
        assert!(pairs[name].len() >= 60 && rho(&pairs[name]) >= least, "{name}");
    }
}

/// Spearman's rank correlation, ties at their mean rank.
fn rho(pairs: &[(u8, u8)]) -> f64 {
    let (a, b): (Vec<u8>, Vec<u8>) = pairs.iter().copied().unzip();
    let (a, b) = (ranks(&a), ranks(&b));
    let middle = (pairs.len() as f64 - 1.0) / 2.0;
    let dot = |x: &[f64], y: &[f64]| {
        x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>()
    };
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

fn ranks(values: &[u8]) -> Vec<f64> {
    let rank = |value: u8| {
        let below = values.iter().filter(|other| **other < value).count();
        let up_to = values.iter().filter(|other| **other <= value).count();
        (below + up_to) as f64 / 2.0 - 0.5
    };
    values.iter().map(|value| rank(*value)).collect()
}
