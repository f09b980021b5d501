//! 明暗: how light is distributed over the face, counted once for several measures.

use std::sync::LazyLock;

use image::RgbImage;

use super::region::{Region, Span};
use crate::assessment::Point;
use crate::colour::linear;

/// Outline of the whole face, forehead included.
pub const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// The same from the brows down, which no fringe covers: the landmarked region of
/// ISO/IEC 29794-5.
const BELOW_BROWS: [usize; 33] = [
    127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288,
    361, 323, 454, 356, 300, 293, 334, 296, 336, 107, 66, 105, 63, 70,
];

/// Every third pixel of every third row is counted.
const STEP: usize = 3;

/// A pixel is burnt out when it is white: even its weakest channel is nearly at its end, or two
/// of them have nothing left to tell. Red alone reaches its end on pale cheeks in good light,
/// and shine on dark skin is grey long before it is white.
const WHITE: u8 = 240;
const FULL: u8 = 254;

/// Share of linear luminance, in 2^-22 of full light, that each channel gives; Rec. 709.
static WEIGHTS: LazyLock<[[u32; 256]; 3]> = LazyLock::new(|| {
    [0.2126, 0.7152, 0.0722].map(|share| {
        std::array::from_fn(|value| (linear(value as u8) * share * 255.0 * 16_384.0) as u32)
    })
});

/// Luminance of a pixel, linear, 0 to 255.
pub fn luminance([r, g, b]: [u8; 3]) -> u8 {
    let [red, green, blue] = &*WEIGHTS;
    let sum = red[usize::from(r)] + green[usize::from(g)] + blue[usize::from(b)];
    ((sum + 8192) >> 14) as u8
}

/// Counted pixels of a face.
#[derive(Debug, Clone)]
pub struct Tone {
    /// Pixels from the brows down, by their linear luminance.
    pub bins: [u32; 256],
    /// Their number.
    pub count: u32,
    /// Pixels of the whole face, forehead included, that are burnt out.
    pub burnt: u32,
    /// Pixels of the whole face.
    pub whole: u32,
}

impl Tone {
    /// Of a face with these mesh points, in portrait pixels.
    pub fn of(portrait: &RgbImage, points: &[Point]) -> Self {
        let outline = |indices: &[usize]| -> Vec<Point> {
            indices.iter().map(|index| points[*index]).collect()
        };
        let size = portrait.dimensions();
        let mut tone = Self { bins: [0; 256], count: 0, burnt: 0, whole: 0 };
        for pixel in every_third(portrait, &Region::polygon(&outline(&BELOW_BROWS), size)) {
            tone.bins[usize::from(luminance(*pixel))] += 1;
            tone.count += 1;
        }
        for pixel in every_third(portrait, &Region::polygon(&outline(&OVAL), size)) {
            tone.burnt += u32::from(is_burnt(*pixel));
            tone.whole += 1;
        }
        tone
    }

    /// The luminance, 0 to 255, that `share` (0 to 1) of the pixels stay below.
    pub fn quantile(&self, share: f64) -> u8 {
        let needed = (f64::from(self.count) * share) as u32;
        let mut below = 0;
        let at = self.bins.iter().position(|bin| {
            below += bin;
            below > needed
        });
        at.unwrap_or(255) as u8
    }
}

fn is_burnt([r, g, b]: [u8; 3]) -> bool {
    let weakest = r.min(g).min(b);
    let second = r.min(g).max(r.max(g).min(b));
    weakest >= WHITE || second >= FULL
}

fn every_third<'a>(
    portrait: &'a RgbImage,
    region: &'a Region,
) -> impl Iterator<Item = &'a [u8; 3]> {
    let (pixels, width) = (portrait.as_raw().as_chunks::<3>().0, portrait.width() as usize);
    let rows = region.spans.iter().filter(|span| (span.y as usize).is_multiple_of(STEP));
    rows.flat_map(move |&Span { y, from, to }| {
        let row = y as usize * width;
        pixels[row + from as usize..row + to as usize].iter().step_by(STEP)
    })
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::find::mesh::POINTS;

    /// A face whose outline is a square of 200 px; the brows are at y 80.
    fn square() -> Vec<Point> {
        let mut points = vec![Point { x: 150.0, y: 150.0 }; POINTS];
        for (index, at) in OVAL.iter().enumerate() {
            let turn = index as f64 / OVAL.len() as f64 * std::f64::consts::TAU;
            points[*at] = Point { x: 150.0 + 100.0 * turn.sin(), y: 150.0 - 100.0 * turn.cos() };
        }
        for brow in &BELOW_BROWS[23..] {
            points[*brow] = Point { x: 150.0, y: 120.0 };
        }
        points
    }

    #[test]
    fn luminance_is_linear_and_rounded() {
        for (rgb, expect) in [([0; 3], 0), ([255; 3], 255), ([188; 3], 128), ([255, 0, 0], 54)] {
            assert_eq!(luminance(rgb), expect, "{rgb:?}");
        }
    }

    #[test]
    fn a_lost_colour_is_burnt_and_a_red_cheek_is_not() {
        for (rgb, burnt) in [
            ([255, 255, 255], true),
            ([250, 245, 240], true),
            ([255, 254, 180], true),
            ([255, 244, 180], false),
            ([255, 225, 200], false),
            ([255, 150, 130], false),
            ([236, 236, 236], false),
        ] {
            assert_eq!(is_burnt(rgb), burnt, "{rgb:?}");
        }
    }

    #[test]
    fn half_a_face_in_shade_fills_two_bins_and_a_hot_forehead_is_counted_apart() {
        let portrait = RgbImage::from_fn(300, 300, |x, y| match (x, y) {
            (_, 0..70) => Rgb([255; 3]),
            (0..150, _) => Rgb([60; 3]),
            _ => Rgb([188; 3]),
        });
        let tone = Tone::of(&portrait, &square());
        assert_eq!(tone.bins.iter().filter(|bin| **bin > 0).count(), 2);
        assert_eq!(tone.bins.iter().sum::<u32>(), tone.count);
        assert_eq!((tone.quantile(0.1), tone.quantile(0.9)), (luminance([60; 3]), 128));
        let share = f64::from(tone.burnt) / f64::from(tone.whole);
        assert!((0.03..0.09).contains(&share), "{share}");
    }
}
