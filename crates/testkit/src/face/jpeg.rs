//! 压缩: what a JPEG file does to pixels, without the file.
//!
//! Blocks of 8 × 8, the discrete cosine transform, the quantisation tables of ITU-T T.81, Annex K,
//! scaled as the Independent JPEG Group does, and colours at half the resolution. The bytes of a
//! decoder may differ by a level from what is computed here; what quantisation does is the same.

use image::RgbImage;

/// Tables K.1 and K.2, row by row.
const LUMA: [u8; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA: [u8; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// cos(kπ/16) for k = 0..=8; the others follow by symmetry.
const COSINES: [f32; 9] = [
    1.0,
    0.980_785_25,
    0.923_879_5,
    0.831_469_6,
    std::f32::consts::FRAC_1_SQRT_2,
    0.555_570_25,
    0.382_683_43,
    0.195_090_32,
    0.0,
];

/// Passes an image through JPEG at `quality` (1 to 100), its lattice of blocks beginning `shift`
/// pixels left of and above the image.
pub(super) fn compress(image: &mut RgbImage, quality: u8, shift: (u32, u32)) {
    let (width, height) = image.dimensions();
    let basis = basis();
    let (wide, high) =
        ((width + shift.0).next_multiple_of(16), (height + shift.1).next_multiple_of(16));
    let sample = |x: u32, y: u32| {
        let from = |at: u32, shift: u32, end: u32| at.saturating_sub(shift).min(end - 1);
        image.get_pixel(from(x, shift.0, width), from(y, shift.1, height)).0.map(f32::from)
    };
    let mut luma = Plane::filled(wide, high, |x, y| {
        let [r, g, b] = sample(x, y);
        0.299 * r + 0.587 * g + 0.114 * b - 128.0
    });
    let mut colours = [[-0.168_736, -0.331_264, 0.5], [0.5, -0.418_688, -0.081_312]].map(|by| {
        Plane::filled(wide / 2, high / 2, |x, y| {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| {
                let [r, g, b] = sample(2 * x + dx, 2 * y + dy);
                by[0] * r + by[1] * g + by[2] * b
            });
            four.iter().sum::<f32>() * 0.25
        })
    });
    luma.quantise(&table(&LUMA, quality), &basis);
    for plane in &mut colours {
        plane.quantise(&table(&CHROMA, quality), &basis);
    }
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let (x, y) = (x + shift.0, y + shift.1);
        let light = luma.at(x, y) + 128.0;
        let [blue, red] = [&colours[0], &colours[1]].map(|plane| plane.at(x / 2, y / 2));
        let parts =
            [light + 1.402 * red, light - 0.344_136 * blue - 0.714_136 * red, light + 1.772 * blue];
        pixel.0 = parts.map(byte);
    }
}

/// A table at a quality, as libjpeg scales it.
fn table(base: &[u8; 64], quality: u8) -> [f32; 64] {
    let quality = u32::from(quality.clamp(1, 100));
    let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    base.map(|step| {
        let scaled = ((u32::from(step) * percent + 50) / 100).clamp(1, 255);
        f32::from(u8::try_from(scaled).unwrap_or(u8::MAX))
    })
}

/// One channel, a whole number of blocks wide and high.
struct Plane {
    width: usize,
    values: Vec<f32>,
}

impl Plane {
    fn filled(width: u32, height: u32, value: impl Fn(u32, u32) -> f32) -> Self {
        let values = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self { width: width as usize, values: values.map(|(x, y)| value(x, y)).collect() }
    }

    fn at(&self, x: u32, y: u32) -> f32 {
        self.values[y as usize * self.width + x as usize]
    }

    /// Rounds the coefficients of every block to multiples of the table's steps.
    fn quantise(&mut self, table: &[f32; 64], basis: &[[f32; 8]; 8]) {
        for top in (0..self.values.len()).step_by(self.width * 8) {
            for left in (0..self.width).step_by(8) {
                let place = |i: usize| top + (i / 8) * self.width + left + i % 8;
                let block: [f32; 64] = std::array::from_fn(|i| self.values[place(i)]);
                let waves = transform(&block, |wave, at| basis[wave][at]);
                let kept: [f32; 64] =
                    std::array::from_fn(|i| nearest(waves[i] / table[i]) * table[i]);
                let block = transform(&kept, |at, wave| basis[wave][at]);
                for (i, value) in block.into_iter().enumerate() {
                    self.values[place(i)] = value;
                }
            }
        }
    }
}

/// The orthonormal cosine basis: `basis[wave][place]`.
fn basis() -> [[f32; 8]; 8] {
    std::array::from_fn(|wave| {
        std::array::from_fn(|at| {
            let turn = (wave * (2 * at + 1)) % 32;
            let half = if turn > 16 { 32 - turn } else { turn };
            let cosine = if half > 8 { -COSINES[16 - half] } else { COSINES[half] };
            cosine * if wave == 0 { 0.5 * COSINES[4] } else { 0.5 }
        })
    })
}

/// Both directions of the transform: rows, then columns, with `weight(out, in)`.
fn transform(block: &[f32; 64], weight: impl Fn(usize, usize) -> f32) -> [f32; 64] {
    let rows: [f32; 64] = std::array::from_fn(|i| {
        (0..8).map(|k| weight(i % 8, k) * block[i / 8 * 8 + k]).sum::<f32>()
    });
    std::array::from_fn(|i| (0..8).map(|k| weight(i / 8, k) * rows[k * 8 + i % 8]).sum::<f32>())
}

/// The nearest whole number, halves away from 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "coefficients are below 2^11"
)]
fn nearest(number: f32) -> f32 {
    let half = if number < 0.0 { -0.5 } else { 0.5 };
    ((number + half) as i32) as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte first"
)]
fn byte(level: f32) -> u8 {
    (level + 0.5).clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope() -> RgbImage {
        RgbImage::from_fn(37, 21, |x, y| {
            let level = u8::try_from(40 + 4 * x + 2 * y).unwrap();
            image::Rgb([level, level / 2 + 50, 255 - level])
        })
    }

    fn worst(one: &RgbImage, other: &RgbImage) -> u8 {
        one.iter().zip(other.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
    }

    #[test]
    fn the_best_quality_keeps_the_picture_and_the_worst_leaves_blocks() {
        let (before, mut fine, mut coarse) = (slope(), slope(), slope());
        compress(&mut fine, 100, (0, 0));
        compress(&mut coarse, 2, (0, 0));
        assert!(worst(&before, &fine) <= 12, "{}", worst(&before, &fine));
        assert!(worst(&before, &coarse) > 20);
        // Nothing but the mean of a block survives: its pixels are equal.
        let block: Vec<_> = (0..64).map(|i| coarse.get_pixel(8 + i % 8, i / 8).0[1]).collect();
        assert!(block.iter().all(|level| level.abs_diff(block[0]) <= 3), "{block:?}");
    }

    #[test]
    fn transforming_there_and_back_is_nothing() {
        let basis = basis();
        let block: [f32; 64] =
            std::array::from_fn(|i| f32::from(u8::try_from(i * 37 % 64).unwrap()));
        let waves = transform(&block, |wave, at| basis[wave][at]);
        let back = transform(&waves, |at, wave| basis[wave][at]);
        assert!(block.iter().zip(back).all(|(a, b)| (a - b).abs() < 1e-3));
        assert!((waves[0] - block.iter().sum::<f32>() / 8.0).abs() < 1e-3);
    }

    #[test]
    fn tables_are_those_of_libjpeg() {
        assert_eq!(
            (table(&LUMA, 50)[1], table(&LUMA, 75)[0], table(&CHROMA, 25)[0]),
            (11.0, 8.0, 34.0)
        );
        assert!(table(&LUMA, 100).iter().all(|step| step.to_bits() == 1.0_f32.to_bits()));
    }
}
