//! 裁切: where to cut the portrait so that hair, eyes and cheeks come to lie inside the rule.
//!
//! Uniform scale and offset only. The cut never leaves the source: a head too near an edge is
//! reported with the pixels that are missing, nothing is invented beyond it.

use fast_image_resize::{
    self as fir,
    images::{TypedImage, TypedImageRef},
    pixels::U8x3,
};
use image::RgbImage;

use crate::assessment::{Crop, Landmarks, Reason};
use crate::profile::{Band, Profile};
use crate::reading::{Edge, Limit};
use crate::rule::Rule;

/// Scales tried between the narrowest and the widest face allowed.
const SCALES: u32 = 240;

/// One pixel outside a band outweighs any number inside its margin …
const OUTSIDE_COST: f64 = 10_000.0;

/// … and one inside a margin any wish beyond it.
const MARGIN_COST: f64 = 10.0;

/// Share of the portrait's width that a face may be off its middle where a profile is silent.
const MIDDLE: f64 = 0.03;

/// What a band that yields weighs against one that does not.
const YIELDING: f64 = 0.001;

/// What is cut out of: the upright source, in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    pub width_px: f64,
    pub height_px: f64,
}

/// The best crop in `sheet` of a face in the sheet's pixels; `None` when the sheet is smaller
/// than any crop with an admissible face width.
///
/// Best is the least violation of the three bands and of the middle; among crops without
/// one, the nearest to the profile's targets, and with the least enlargement.
pub fn choose(face: &Landmarks, sheet: Sheet, profile: &Profile) -> Option<Crop> {
    let (width, height) = portrait_size(profile);
    let smallest = (width / sheet.width_px).max(height / sheet.height_px);
    let band = &profile.face_width;
    let (low, high) = (band.min_px / face.face_width_px, band.max_px / face.face_width_px);
    scales(low.max(smallest), high)
        .map(|scale| placed(face, sheet, profile, scale))
        .min_by(|a, b| cost_of(face, profile, *a).total_cmp(&cost_of(face, profile, *b)))
}

/// The edges of the sheet that keep a crop from lying inside every band, with the least
/// number of the sheet's pixels that would have to be added there. Empty when none does.
pub fn obstacles(face: &Landmarks, sheet: Sheet, profile: &Profile) -> Vec<Reason> {
    let (width, height) = portrait_size(profile);
    let band = &profile.face_width;
    let overflow = |scale: f64| {
        let (wide, high) = (width / scale, height / scale);
        let left = face.centre_x() - wide / 2.0;
        let (uppermost, lowest) = rows(face, profile, scale, Margin::Without);
        let top = (sheet.height_px - high).min(uppermost).max(0.0).clamp(uppermost, lowest);
        [
            (Edge::Top, -top),
            (Edge::Bottom, top + high - sheet.height_px),
            (Edge::Left, -left),
            (Edge::Right, left + wide - sheet.width_px),
        ]
        .map(|(edge, missing_px)| (edge, missing_px.max(0.0)))
    };
    let total = |edges: &[(Edge, f64); 4]| edges.iter().map(|(_, missing)| missing).sum::<f64>();
    scales(band.min_px / face.face_width_px, band.max_px / face.face_width_px)
        .filter(|scale| {
            let (uppermost, lowest) = rows(face, profile, *scale, Margin::Without);
            uppermost <= lowest
        })
        .map(overflow)
        .min_by(|a, b| total(a).total_cmp(&total(b)))
        .into_iter()
        .flatten()
        .filter(|(_, missing_px)| *missing_px >= 0.5)
        .map(|(edge, missing_px)| Reason::OutsideSource {
            edge,
            missing_px: missing_px.ceil() as u32,
        })
        .collect()
}

/// Cuts and scales; `crop` is in pixels of `image`.
///
/// Catmull-Rom with the support widened when shrinking, which is the sharpest filter that
/// does not ring visibly around hair on a plain wall.
pub fn cut(image: &RgbImage, crop: Crop, profile: &Profile) -> Option<RgbImage> {
    scaled(image, crop, (profile.size.width_px, profile.size.height_px))
}

/// The part of a sheet around a face of which no portrait can be cut, and the size it has at
/// the scale a portrait would have; `None` when next to nothing is left.
pub fn around(face: &Landmarks, sheet: Sheet, profile: &Profile) -> Option<(Crop, (u32, u32))> {
    const LEAST_PX: f64 = 16.0;
    let scale = profile.face_width.target_px / face.face_width_px.max(1.0);
    let (width, height) = portrait_size(profile);
    let left = (face.centre_x() - width / 2.0 / scale).clamp(0.0, sheet.width_px);
    let top = (face.eyes().y - profile.eye_line.target_px / scale).clamp(0.0, sheet.height_px);
    let wide = ((sheet.width_px - left) * scale).min(width).floor();
    let high = ((sheet.height_px - top) * scale).min(height).floor();
    let crop = Crop { x: left, y: top, scale };
    (wide >= LEAST_PX && high >= LEAST_PX).then_some((crop, (wide as u32, high as u32)))
}

/// As [`cut`], to a size of its own.
pub fn scaled(image: &RgbImage, crop: Crop, size: (u32, u32)) -> Option<RgbImage> {
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    let mut pixels = RgbImage::new(size.0, size.1);
    // Of one pixel type: the untyped call builds the filters of all twelve, a minute's work.
    let source = TypedImageRef::<U8x3>::from_buffer(image.width(), image.height(), image.as_raw());
    let mut portrait = TypedImage::<U8x3>::from_buffer(size.0, size.1, &mut pixels).ok()?;
    // Rounding may carry the last millionth of a pixel over the edge.
    let (wide, high) = (width / crop.scale, height / crop.scale);
    let left = crop.x.clamp(0.0, (f64::from(image.width()) - wide).max(0.0));
    let top = crop.y.clamp(0.0, (f64::from(image.height()) - high).max(0.0));
    let wide = wide.min(f64::from(image.width()) - left);
    let high = high.min(f64::from(image.height()) - top);
    let options = fir::ResizeOptions::new()
        .crop(left, top, wide, high)
        .resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::CatmullRom));
    fir::Resizer::new().resize_typed(&source.ok()?, &mut portrait, &options).ok()?;
    Some(pixels)
}

fn portrait_size(profile: &Profile) -> (f64, f64) {
    (f64::from(profile.size.width_px), f64::from(profile.size.height_px))
}

/// Pixels by which a length is outside what a profile asks of it; 0 where it asks nothing.
fn beyond(profile: &Profile, rule: Rule, value: f64) -> f64 {
    match profile.asks(rule).map(|asked| asked.limit) {
        Some(Limit::Between { min, max }) => (min - value).max(value - max).max(0.0),
        _ => 0.0,
    }
}

/// How far the middle of the face may be off before it is a warning, in portrait pixels.
fn middle_px(profile: &Profile) -> f64 {
    match profile.asks(Rule::Centring).map(|asked| asked.limit) {
        Some(Limit::AtMost { warn, .. }) => warn.max(1.0),
        Some(Limit::Between { min, max }) => min.abs().min(max.abs()).max(1.0),
        _ => portrait_size(profile).0 * MIDDLE,
    }
}

/// Scales from `low` to `high` in equal ratios; none when that is no range.
fn scales(low: f64, high: f64) -> impl Iterator<Item = f64> {
    let is_range = low.is_finite() && low > 0.0 && low <= high;
    let steps = if is_range { SCALES + 1 } else { 0 };
    (0..steps).map(move |step| low * (high / low).powf(f64::from(step) / f64::from(SCALES)))
}

/// The best offset in `sheet` for one scale.
fn placed(face: &Landmarks, sheet: Sheet, profile: &Profile, scale: f64) -> Crop {
    let (width, height) = portrait_size(profile);
    let (uppermost, lowest) = rows(face, profile, scale, Margin::With);
    let y = match (face.hair_top_y, &profile.hair_top) {
        // What both bands cannot have is shared between them.
        _ if uppermost > lowest => f64::midpoint(uppermost, lowest),
        (Some(hair), Some(band)) => (hair - band.target_px / scale).clamp(uppermost, lowest),
        _ => (face.eyes().y - profile.eye_line.target_px / scale).clamp(uppermost, lowest),
    };
    let x = face.centre_x() - width / 2.0 / scale;
    Crop {
        x: x.clamp(0.0, (sheet.width_px - width / scale).max(0.0)),
        y: y.clamp(0.0, (sheet.height_px - height / scale).max(0.0)),
        scale,
    }
}

/// Whether a band is meant as the rule has it, or as the crop prefers it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Margin {
    With,
    Without,
}

/// The uppermost and the lowest row of the sheet at which a crop may begin for hair top and
/// eyes to lie in their bands; crossed when there is none.
fn rows(face: &Landmarks, profile: &Profile, scale: f64, margin: Margin) -> (f64, f64) {
    let range = |y: f64, band: &Band| {
        let margin_px = if margin == Margin::With { band.margin_px } else { 0.0 };
        let (min, max) = (band.min_px + margin_px, band.max_px - margin_px);
        (y - max / scale, y - min / scale)
    };
    let eyes = range(face.eyes().y, &profile.eye_line);
    let (Some(y), Some(band)) = (face.hair_top_y, &profile.hair_top) else { return eyes };
    let hair = range(y, band);
    match (band.yields, profile.eye_line.yields) {
        (true, false) => (hair.0.clamp(eyes.0, eyes.1), hair.1.clamp(eyes.0, eyes.1)),
        (false, true) => (eyes.0.clamp(hair.0, hair.1), eyes.1.clamp(hair.0, hair.1)),
        _ => (eyes.0.max(hair.0), eyes.1.min(hair.1)),
    }
}

/// How far a crop is from what the profile wants; only comparable for one face.
fn cost_of(face: &Landmarks, profile: &Profile, crop: Crop) -> f64 {
    let Crop { x, y, scale } = crop;
    let outside = |band: &Band, value: f64| {
        let beyond = (band.min_px - value).max(value - band.max_px);
        let weight = if band.yields { YIELDING } else { 1.0 };
        let (out, near) = (beyond.max(0.0), (beyond + band.margin_px).max(0.0));
        weight * (out * OUTSIDE_COST + near * MARGIN_COST)
    };
    let wish =
        |band: &Band, value: f64| ((value - band.target_px) / (band.max_px - band.min_px)).powi(2);
    let face_width = face.face_width_px * scale;
    let eyes = (face.eyes().y - y) * scale;
    let hair = face.hair_top_y.map(|top| (top - y) * scale);
    let middle = (face.centre_x() - x) * scale - portrait_size(profile).0 / 2.0;
    let mut violation = outside(&profile.face_width, face_width)
        + outside(&profile.eye_line, eyes)
        + (middle.abs() - middle_px(profile)).max(0.0) * OUTSIDE_COST;
    let mut wishes = wish(&profile.face_width, face_width) + 0.2 * wish(&profile.eye_line, eyes);
    violation += OUTSIDE_COST * beyond(profile, Rule::EyeDistance, face.eye_distance_px() * scale);
    if let Some(hair) = hair {
        let length = (face.chin.y - y) * scale - hair;
        violation += OUTSIDE_COST * beyond(profile, Rule::HeadLength, length);
        if let Some(band) = &profile.hair_top {
            violation += outside(band, hair);
            wishes += wish(band, hair);
        }
    }
    wishes += (middle / middle_px(profile)).powi(2) + 4.0 * (scale - 1.0).max(0.0).powi(2);
    violation + wishes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Point;

    /// A face of ordinary proportions, cheeks `width` apart.
    fn face(x: f64, hair_top: f64, width: f64) -> Landmarks {
        let eye_y = hair_top + 0.77 * width;
        Landmarks {
            left_pupil: Point { x: x - 0.23 * width, y: eye_y },
            right_pupil: Point { x: x + 0.23 * width, y: eye_y },
            chin: Point { x, y: eye_y + 0.83 * width },
            hair_top_y: Some(hair_top),
            face_left_x: x - width / 2.0,
            face_right_x: x + width / 2.0,
            face_width_px: width,
        }
    }

    fn sheet(width_px: f64, height_px: f64) -> Sheet {
        Sheet { width_px, height_px }
    }

    /// Hair top, eye line, face width and middle of a crop, in portrait pixels.
    fn lands(face: &Landmarks, crop: Crop) -> [f64; 4] {
        [
            (face.hair_top_y.unwrap() - crop.y) * crop.scale,
            (face.eyes().y - crop.y) * crop.scale,
            face.face_width_px * crop.scale,
            (face.centre_x() - crop.x) * crop.scale,
        ]
    }

    #[test]
    fn a_head_with_room_around_it_lands_on_its_targets() {
        let profile = Profile::moe_2017_99();
        let face = face(2000.0, 1500.0, 1000.0);
        let crop = choose(&face, sheet(4000.0, 6000.0), &profile).unwrap();
        let [hair, eyes, width, middle] = lands(&face, crop);
        assert!((hair - 80.0).abs() < 3.0 && (eyes - 265.0).abs() < 5.0, "{hair} {eyes}");
        assert!((width - 240.0).abs() < 3.0 && (middle - 240.0).abs() < 0.01, "{width}");
        assert_eq!(obstacles(&face, sheet(4000.0, 6000.0), &profile), []);
    }

    #[test]
    fn every_face_that_has_room_lands_inside_every_band() {
        let profile = Profile::moe_2017_99();
        for width in [200.0, 350.0, 700.0, 1500.0] {
            for hair_top in [0.35, 0.5, 1.0] {
                let face = face(2000.0, width * hair_top, width);
                let crop = choose(&face, sheet(4000.0, 6000.0), &profile).unwrap();
                let [hair, eyes, face_width, _] = lands(&face, crop);
                assert!((50.0..=110.0).contains(&hair), "hair {hair} of {width} {hair_top}");
                assert!((200.0..=300.0).contains(&eyes), "eyes {eyes}");
                assert!((180.0..=300.0).contains(&face_width), "width {face_width}");
                assert!(crop.x >= 0.0 && crop.y >= 0.0);
            }
        }
    }

    #[test]
    fn a_head_too_near_the_upper_edge_says_what_is_missing_there() {
        let profile = Profile::moe_2017_99();
        let face = face(1000.0, 50.0, 480.0);
        let sheet = sheet(2000.0, 3000.0);
        let crop = choose(&face, sheet, &profile).unwrap();
        assert!(crop.y >= 0.0);
        assert_eq!(
            obstacles(&face, sheet, &profile),
            [Reason::OutsideSource { edge: Edge::Top, missing_px: 30 }]
        );
    }

    #[test]
    fn a_sheet_that_cannot_hold_a_portrait_has_no_crop() {
        let profile = Profile::moe_2017_99();
        assert_eq!(choose(&face(150.0, 20.0, 250.0), sheet(300.0, 300.0), &profile), None);
        assert_eq!(choose(&face(0.0, 0.0, 0.0), sheet(300.0, 300.0), &profile), None);
    }

    #[test]
    fn a_cut_shows_the_source_where_the_crop_says() {
        let profile = Profile::moe_2017_99();
        let image =
            RgbImage::from_fn(1200, 1400, |x, y| image::Rgb([(x / 5) as u8, (y / 6) as u8, 0]));
        let crop = Crop { x: 100.0, y: 60.0, scale: 0.5 };
        let portrait = cut(&image, crop, &profile).unwrap();
        assert_eq!(portrait.dimensions(), (480, 640));
        for (u, v) in [(0_u8, 0_u16), (240, 320), (255, 639)] {
            let pixel = portrait.get_pixel(u.into(), v.into()).0.map(i32::from);
            let (x, y) = (101 + 2 * i32::from(u), 61 + 2 * i32::from(v));
            assert!((pixel[0] - x / 5).abs() <= 1 && (pixel[1] - y / 6).abs() <= 1, "{pixel:?}");
        }
    }
}
