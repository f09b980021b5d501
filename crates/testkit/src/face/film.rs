//! 显影: lens and sensor, from linear light to bytes.

use image::RgbImage;

use super::maths::{Triple, mix, mix3, scale3};
use super::spec::{FaceSpec, Tone};

/// Light falling on the sensor, linear, row by row.
pub(super) struct Film {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) light: Vec<Triple>,
}

impl Film {
    /// Blurs by a standard deviation in pixels.
    pub(super) fn blur(&mut self, deviation_px: f32) {
        if deviation_px <= 0.0 {
            return;
        }
        if deviation_px < 0.95 {
            self.soften(deviation_px * deviation_px * 0.5);
        } else {
            // Three boxes of radius r have the variance r (r + 1).
            let radius = boxes(deviation_px);
            for _ in 0..3 {
                self.pass(|line, out| one_box(line, out, radius));
            }
        }
    }

    /// Blurs along the rows, as a hand that moves while the shutter is open.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a few hundred pixels first"
    )]
    pub(super) fn smear(&mut self, path_px: f32) {
        let radius = (path_px * 0.5).clamp(0.0, 200.0) as usize;
        if radius == 0 {
            return;
        }
        let mut out = Vec::with_capacity(self.width);
        for row in self.light.chunks_exact_mut(self.width) {
            out.clear();
            one_box(row, &mut out, radius);
            row.copy_from_slice(&out);
        }
    }

    /// What the sensor makes of the light.
    pub(super) fn develop(&self, spec: &FaceSpec) -> RgbImage {
        let levels = Levels::new();
        let mut bytes = Vec::with_capacity(self.light.len() * 3);
        let tone = &spec.tone;
        for (light, count) in self.light.iter().zip(0_u64..) {
            let mut grain = grain(count ^ spec.seed.rotate_left(20));
            let toned = toned(scale3(*light, spec.exposure), tone);
            let first = grain.next();
            let grains = [first, grain.next(), grain.next()];
            for (part, own) in toned.into_iter().zip(grains) {
                // What has no colour has no coloured noise.
                let noise = spec.noise * mix(first, own, tone.saturation * (1.0 - tone.sepia));
                bytes.push(posterised(byte(levels.of(part) + noise), tone.levels));
            }
        }
        let (width, height) = spec.frame_px;
        RgbImage::from_raw(width, height, bytes).unwrap_or_else(|| RgbImage::new(width, height))
    }

    /// Mixes each pixel with its four neighbours, `side` of each: the softness of a good lens.
    fn soften(&mut self, side: f32) {
        let tap = |before: &Triple, here: &Triple, after: &Triple| -> Triple {
            std::array::from_fn(|i| here[i] * (1.0 - 2.0 * side) + (before[i] + after[i]) * side)
        };
        for row in self.light.chunks_exact_mut(self.width) {
            let mut before = row[0];
            for i in 0..row.len() {
                let (here, after) = (row[i], row[(i + 1).min(row.len() - 1)]);
                row[i] = tap(&before, &here, &after);
                before = here;
            }
        }
        let mut above = self.light[..self.width].to_vec();
        for first in (0..self.light.len()).step_by(self.width) {
            let (row, rest) = self.light[first..].split_at_mut(self.width);
            for (i, here) in row.iter_mut().enumerate() {
                let after = rest.get(i).unwrap_or(here);
                let softened = tap(&above[i], here, after);
                above[i] = *here;
                *here = softened;
            }
        }
    }

    /// Runs a filter over all rows, then over all columns, a few at a time as memory likes it.
    fn pass(&mut self, filter: impl Fn(&[Triple], &mut Vec<Triple>)) {
        const TOGETHER: usize = 16;
        let mut out = Vec::with_capacity(self.width.max(self.height));
        for row in self.light.chunks_exact_mut(self.width) {
            out.clear();
            filter(row, &mut out);
            row.copy_from_slice(&out);
        }
        let mut lines: [Vec<Triple>; TOGETHER] = std::array::from_fn(|_| Vec::new());
        for first in (0..self.width).step_by(TOGETHER) {
            let columns = first..(first + TOGETHER).min(self.width);
            lines.iter_mut().for_each(Vec::clear);
            for row in self.light.chunks_exact(self.width) {
                for (line, light) in lines.iter_mut().zip(&row[columns.clone()]) {
                    line.push(*light);
                }
            }
            for line in lines.iter_mut().take(columns.len()) {
                out.clear();
                filter(line, &mut out);
                line.copy_from_slice(&out);
            }
            for (at, row) in self.light.chunks_exact_mut(self.width).enumerate() {
                for (line, light) in lines.iter().zip(&mut row[columns.clone()]) {
                    *light = line[at];
                }
            }
        }
    }
}

/// Light after white balance, bleaching, toning and veiling.
fn toned(light: Triple, tone: &Tone) -> Triple {
    let mut toned: Triple = std::array::from_fn(|i| light[i] * tone.cast[i]);
    if tone.saturation < 1.0 || tone.sepia > 0.0 {
        let grey = 0.2126 * toned[0] + 0.7152 * toned[1] + 0.0722 * toned[2];
        toned = mix3([grey; 3], toned, tone.saturation);
        toned = mix3(toned, [1.10 * grey, 0.80 * grey, 0.50 * grey], tone.sepia);
    }
    mix3(toned, [0.5; 3], tone.veil)
}

/// The nearest of `levels` grey levels from black to white.
fn posterised(level: u8, levels: u16) -> u8 {
    if levels >= 256 {
        return level;
    }
    let steps = u32::from(levels.max(2)) - 1;
    let step = (u32::from(level) * steps + 127) / 255;
    u8::try_from((step * 255 + steps / 2) / steps).unwrap_or(u8::MAX)
}

fn one_box(line: &[Triple], out: &mut Vec<Triple>, radius: usize) {
    let last = line.len().saturating_sub(1);
    #[expect(clippy::cast_precision_loss, reason = "a radius is below a hundred")]
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sum = [0.0_f32; 3];
    for i in 0..=2 * radius {
        let at = line[i.saturating_sub(radius).min(last)];
        sum = std::array::from_fn(|c| sum[c] + at[c]);
    }
    for i in 0..line.len() {
        out.push(scale3(sum, share));
        let (enters, leaves) = (line[(i + radius + 1).min(last)], line[i.saturating_sub(radius)]);
        sum = std::array::from_fn(|c| sum[c] + enters[c] - leaves[c]);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a hundred pixels first"
)]
fn boxes(deviation_px: f32) -> usize {
    let exact = (deviation_px * deviation_px + 0.25).sqrt() - 0.5;
    (exact + 0.5).clamp(1.0, 100.0) as usize
}

/// sRGB grey levels of linear light: the inverse of `maths::linear`, over the square root of the
/// light, where it is nearly straight.
struct Levels(Vec<f32>);

const LEVELS: u16 = 512;

impl Levels {
    fn new() -> Self {
        let level = |i: u16| {
            let root = f32::from(i) / f32::from(LEVELS);
            // Newton's steps from the right of a convex curve cannot overshoot.
            let inverse = (0..12).fold(1.0_f32, |c, _| {
                let over = c * (c * (c * 0.305_306_01 + 0.682_171_1) + 0.012_522_878) - root * root;
                c - over / (c * (c * 0.915_918_03 + 1.364_342_2) + 0.012_522_878)
            });
            inverse.max(0.0) * 255.0
        };
        Self((0..=LEVELS + 1).map(level).collect())
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "light is clamped to 0..1, so places are below the number of levels"
    )]
    fn of(&self, light: f32) -> f32 {
        let place = light.clamp(0.0, 1.0).sqrt() * f32::from(LEVELS);
        // Whole numbers of 32 bits: processors turn those into floats and back in one step.
        let whole = place as i32;
        let Some(&[low, high]) = self.0.get(whole as usize..whole as usize + 2) else {
            return 255.0;
        };
        low + (high - low) * (place - whole as f32)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte first"
)]
fn byte(level: f32) -> u8 {
    (level + 0.5).clamp(0.0, 255.0) as u8
}

/// Numbers of mean 0 and deviation 1: the sum of two even ones.
struct Grain(u64);

fn grain(place: u64) -> Grain {
    let mut h = place.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h = (h ^ (h >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    Grain(h ^ (h >> 29))
}

impl Grain {
    fn next(&mut self) -> f32 {
        let (one, two) = ((self.0 & 0x3FF) as u16, ((self.0 >> 10) & 0x3FF) as u16);
        self.0 >>= 20;
        (f32::from(one) + f32::from(two) - 1023.0) * (1.0 / 417.8)
    }
}

#[cfg(test)]
mod tests {
    use super::super::maths::linear;
    use super::*;

    #[test]
    fn bytes_survive_linear_light_and_back() {
        let levels = Levels::new();
        for level in 0..=255_u8 {
            assert_eq!(byte(levels.of(linear(level))), level);
        }
    }

    #[test]
    fn few_levels_reach_from_black_to_white() {
        assert_eq!([0, 60, 70, 200, 255].map(|level| posterised(level, 5)), [0, 64, 64, 191, 255]);
        assert!((0..=255).all(|level| posterised(level, 256) == level));
    }

    #[test]
    fn a_box_keeps_the_light_of_a_plain_line() {
        let line = vec![[0.25, 0.5, 1.0]; 9];
        let mut out = Vec::new();
        one_box(&line, &mut out, 3);
        for part in out.iter().flatten().zip([0.25_f32, 0.5, 1.0].iter().cycle()) {
            assert!((part.0 - part.1).abs() < 1e-5);
        }
    }
}
