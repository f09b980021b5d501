//! The classical components of OFIQ, as ISO/IEC 29794-5:2025 defines them, for comparison.
//!
//! OFIQ judges how well a recogniser can use a face, not whether a portrait meets a notice:
//! it asks for a larger head than the notice allows and scores dark skin lower. No verdict
//! rests on these numbers. They are here so that the light the measures see can be compared
//! with published values. Departures: landmarks are those of the attention mesh instead of 98
//! of `ADNet`, the background is the silhouette's instead of a face parser's, and nothing is
//! taken out of the face as occluded.

mod aligned;

use image::RgbImage;
use image::imageops::{self, FilterType};

pub use aligned::{Aligned, SIDE_PX, Similarity};

use crate::assessment::Point;
use crate::find::mask::Mask;
use crate::find::mesh::Mesh;

/// Mesh point at the lowest of the chin.
const CHIN: usize = 152;

/// Size in which the background's gradients are taken.
const WIDTH_PX: u32 = 354;
const HEIGHT_PX: u32 = 292;

/// One quality component.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// The measured value, in the unit its definition has.
    pub native: f64,
    /// 0 to 100, higher is better.
    pub mapped: u8,
}

impl Component {
    fn of(native: f64, mapped: f64) -> Self {
        Self { native, mapped: mapped.round().clamp(0.0, 100.0) as u8 }
    }
}

/// All that can be measured of one face, by OFIQ's own names.
pub fn components(
    image: &RgbImage,
    mesh: &Mesh,
    mask: &Mask,
    yaw_degrees: f64,
) -> Vec<(&'static str, Component)> {
    let mut all = vec![
        ("InterEyeDistance", inter_eye_distance(mesh, yaw_degrees)),
        ("HeadSize", head_size(mesh, image.height())),
    ];
    let Some(face) = Aligned::of(image, mesh) else { return all };
    all.extend([
        ("LuminanceMean", luminance_mean(&face)),
        ("LuminanceVariance", luminance_variance(&face)),
        ("DynamicRange", dynamic_range(&face)),
        ("UnderExposurePrevention", under_exposure(&face)),
        ("OverExposurePrevention", over_exposure(&face)),
        ("IlluminationUniformity", illumination_uniformity(&face)),
        ("NaturalColour", natural_colour(&face)),
    ]);
    all.extend(background_uniformity(image, &face, mask).map(|c| ("BackgroundUniformity", c)));
    all
}

/// Mean luminance of the face, 0 to 1.
pub fn luminance_mean(face: &Aligned) -> Component {
    let (mean, _) = moments(&face_histogram(face));
    Component::of(mean, 100.0 * sigmoid(mean, 0.2, 0.05) * (1.0 - sigmoid(mean, 0.8, 0.05)))
}

/// Variance of the luminance of the face, luminance from 0 to 1.
pub fn luminance_variance(face: &Aligned) -> Component {
    let (_, variance) = moments(&face_histogram(face));
    let share = 60.0 * variance / (60.0 * variance + 1.0);
    Component::of(variance, 100.0 * (share * std::f64::consts::PI).sin())
}

/// Entropy of the luminance of the face, 0 to 8 bits.
pub fn dynamic_range(face: &Aligned) -> Component {
    let bits: f64 = face_histogram(face).iter().filter(|p| **p > 0.0).map(|p| -p * p.log2()).sum();
    Component::of(bits, 12.5 * bits)
}

/// Share of the face with a luminance up to 25 of 255.
pub fn under_exposure(face: &Aligned) -> Component {
    let share: f64 = face_histogram(face)[..=25].iter().sum();
    Component::of(share, 120.0 * (0.832 - sigmoid(share, 0.92, 0.05)))
}

/// Share of the face with a luminance from 247 of 255.
pub fn over_exposure(face: &Aligned) -> Component {
    let share: f64 = face_histogram(face)[247..].iter().sum();
    Component::of(share, 1.0 / (share + 0.01))
}

/// Intersection of the luminance histograms of the two cheek squares, 0 to 1.
pub fn illumination_uniformity(face: &Aligned) -> Component {
    let histograms = cheeks(face).map(|cheek| {
        // What a square has outside the landmarked region counts as black.
        histogram(cheek.iter().map(|i| if face.is_face[*i] { face.luminance[*i] } else { 0 }))
    });
    let common = histograms[0].iter().zip(&histograms[1]).map(|(a, b)| a.min(*b)).sum::<f64>();
    Component::of(common, 100.0 * common.powf(0.3))
}

/// Distance of the cheeks' mean colour (CIELAB, D50) to a in 5…25 and b in 5…35; 100 when a
/// or b is negative.
pub fn natural_colour(face: &Aligned) -> Component {
    let pixels = face.image.as_raw();
    let cheeks: Vec<usize> = cheeks(face).into_iter().flatten().collect();
    let sample = |i: usize, channel: usize| {
        if face.is_face[i] { f64::from(pixels[i * 3 + channel]) } else { 0.0 }
    };
    let mean = |c: usize| cheeks.iter().map(|i| sample(*i, c)).sum::<f64>() / cheeks.len() as f64;
    let (a, b) = chroma_d50([mean(0), mean(1), mean(2)].map(|value| value / 255.0));
    let outside = |value: f64, most: f64| (5.0 - value).max(value - most).max(0.0);
    let native = if a < 0.0 || b < 0.0 { 100.0 } else { outside(a, 25.0).hypot(outside(b, 35.0)) };
    Component::of(native, 200.0 * (1.0 - sigmoid(native, 0.0, 10.0)))
}

/// Mean magnitude of the luminance gradient (Sobel) over the background beside and above the
/// head; `None` when none of it shows.
pub fn background_uniformity(image: &RgbImage, face: &Aligned, mask: &Mask) -> Option<Component> {
    let upper = imageops::crop_imm(&face.image, 62, 0, 492, 508).to_image();
    let small = imageops::resize(&upper, WIDTH_PX, HEIGHT_PX, FilterType::Triangle);
    let light = aligned::luminance(&small);
    let is_background = |x: u32, y: u32| {
        let scale = (492.0 / f64::from(WIDTH_PX), 508.0 / f64::from(HEIGHT_PX));
        let u = (f64::from(x) + 0.5) * scale.0 + 61.5;
        let at = face.map.invert(Point { x: u, y: (f64::from(y) + 0.5) * scale.1 - 0.5 });
        let inside = (0.0..f64::from(image.width())).contains(&at.x)
            && (0.0..f64::from(image.height())).contains(&at.y);
        inside && mask.at(at.x, at.y).is_some_and(|person| person < 0.5)
    };
    let (width, height) = (WIDTH_PX as usize, HEIGHT_PX as usize);
    let clear: Vec<bool> = (0..width * height)
        .map(|i| is_background((i % width) as u32, (i / width) as u32))
        .collect();
    let (mut sum, mut count) = (0.0, 0_u32);
    for y in 2..height - 1 {
        for x in 2..width - 1 {
            // Eroded by a square of four.
            if (y - 2..=y + 1).all(|row| (x - 2..=x + 1).all(|column| clear[row * width + column]))
            {
                sum += sobel(&light, width, x, y);
                count += 1;
            }
        }
    }
    let native = sum / f64::from(count);
    (count > 0).then(|| Component::of(native, 190.0 * (1.0 - sigmoid(native, 10.0, 100.0))))
}

/// Distance of the eye centres over the cosine of the yaw, pixels of the image.
pub fn inter_eye_distance(mesh: &Mesh, yaw_degrees: f64) -> Component {
    let [left, right] = aligned::eyes(mesh);
    let distance_px = left.distance(right) / yaw_degrees.to_radians().cos();
    Component::of(distance_px, 100.0 * sigmoid(distance_px, 70.0, 20.0))
}

/// How far the distance from eyes to chin is from 0.45 of the image's height.
pub fn head_size(mesh: &Mesh, height_px: u32) -> Component {
    let [left, right] = aligned::eyes(mesh);
    let share = left.middle(right).distance(mesh.at(CHIN)) / f64::from(height_px);
    let native = (share - 0.45).abs();
    Component::of(native, 200.0 * (1.0 - sigmoid(native, 0.0, 0.05)))
}

/// Shares of each luminance in the landmarked region.
fn face_histogram(face: &Aligned) -> [f64; 256] {
    let inside = face.luminance.iter().zip(&face.is_face).filter(|(_, inside)| **inside);
    histogram(inside.map(|(light, _)| *light))
}

fn histogram(values: impl Iterator<Item = u8>) -> [f64; 256] {
    let (mut bins, mut count) = ([0.0; 256], 0.0_f64);
    for value in values {
        bins[usize::from(value)] += 1.0;
        count += 1.0;
    }
    bins.map(|bin| bin / count.max(1.0))
}

/// Mean and variance of a histogram, luminance from 0 to 1.
fn moments(histogram: &[f64; 256]) -> (f64, f64) {
    let weighed = |of: &dyn Fn(f64) -> f64| {
        histogram.iter().enumerate().map(|(i, p)| p * of(i as f64 / 255.0)).sum::<f64>()
    };
    let mean = weighed(&|light| light);
    (mean, weighed(&|light| (light - mean) * (light - mean)))
}

/// Pixels of the squares of 0.3 eye distances below half the way from eyes to mouth, inward
/// from the middle of each eye.
fn cheeks(face: &Aligned) -> [Vec<usize>; 2] {
    let [left, right] = face.eyes;
    let side = (left.distance(right) * 0.3).max(0.0) as usize;
    let drop_px = left.middle(right).distance(face.mouth) / 2.0;
    let square = |x: f64, y: f64| {
        let (x, y) = (x.max(0.0) as usize, (y + drop_px).max(0.0) as usize);
        let last = SIDE_PX as usize;
        let rows = y..(y + side).min(last);
        rows.flat_map(|row| (x..(x + side).min(last)).map(move |column| row * last + column))
            .collect()
    };
    [square(left.x, left.y), square(right.x - side as f64, right.y)]
}

fn sobel(light: &[u8], width: usize, x: usize, y: usize) -> f64 {
    let at = |dx: usize, dy: usize| f64::from(light[(y + dy - 1) * width + x + dx - 1]);
    let across = at(2, 0) + 2.0 * at(2, 1) + at(2, 2) - at(0, 0) - 2.0 * at(0, 1) - at(0, 2);
    let down = at(0, 2) + 2.0 * at(1, 2) + at(2, 2) - at(0, 0) - 2.0 * at(1, 0) - at(2, 0);
    across.hypot(down)
}

/// a* and b* of an sRGB colour of 0 to 1 under D50.
fn chroma_d50(rgb: [f64; 3]) -> (f64, f64) {
    let [r, g, b] =
        rgb.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    let respond = |t: f64| {
        if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
    };
    let x = respond((0.436_05 * r + 0.385_08 * g + 0.143_09 * b) / 0.964_221);
    let y = respond(0.222_49 * r + 0.716_89 * g + 0.060_62 * b);
    let z = respond((0.013_93 * r + 0.097_10 * g + 0.714_19 * b) / 0.825_211);
    (500.0 * (x - y), 200.0 * (y - z))
}

fn sigmoid(x: f64, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + ((middle - x) / width).exp())
}
