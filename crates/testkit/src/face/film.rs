//! 显影: backdrop, lens and sensor, from linear light to bytes.

use image::RgbImage;

use super::maths::{Triple, bell, linear3, noise, scale3, step};
use super::spec::FaceSpec;

/// Light falling on the sensor, linear, row by row.
pub(super) struct Film {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) light: Vec<Triple>,
}

impl Film {
    /// The backdrop of a spec, without anybody. `shadow_px` is where a person's shadow falls and
    /// how wide it is.
    #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
    pub(super) fn of_backdrop(spec: &FaceSpec, shadow_px: (f32, f32, f32)) -> Self {
        let (width, height) = (spec.frame_px.0 as usize, spec.frame_px.1 as usize);
        let backdrop = &spec.backdrop;
        let colour = linear3(backdrop.colour);
        let mut light = Vec::with_capacity(width * height);
        for row in 0..height {
            let v = row as f32 / height as f32;
            for column in 0..width {
                let u = column as f32 / width as f32;
                let (dx, dy) = (u - 0.5, v - 0.5);
                let mut bright = 1.0 - backdrop.vignette * 2.0 * (dx * dx + dy * dy);
                bright *= 1.0 - backdrop.gradient * v;
                if backdrop.shadow > 0.0 {
                    let (x, y, wide) = shadow_px;
                    let (x, y) = (column as f32 - x, row as f32 - y);
                    let head = bell(x, y, (wide * 0.75, wide * 0.95));
                    let body = bell(x, y - wide * 2.4, (wide * 1.5, wide * 0.9));
                    bright *= 1.0 - backdrop.shadow * head.max(body).sqrt();
                }
                if backdrop.pattern > 0.0 {
                    bright *= 1.0 - backdrop.pattern * pattern(u, v, spec);
                }
                light.push(scale3(colour, bright));
            }
        }
        Self { width, height, light }
    }

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

    /// What the sensor makes of the light.
    pub(super) fn develop(&self, spec: &FaceSpec) -> RgbImage {
        let levels = Levels::new();
        let mut bytes = Vec::with_capacity(self.light.len() * 3);
        for (light, count) in self.light.iter().zip(0_u64..) {
            let mut grain = grain(count ^ spec.seed.rotate_left(20));
            let [red, green, blue] = *light;
            let mut level =
                |part: f32| byte(levels.of(part * spec.exposure) + spec.noise * grain.next());
            bytes.extend_from_slice(&[level(red), level(green), level(blue)]);
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

/// A curtain's folds and a shelf of things.
fn pattern(u: f32, v: f32, spec: &FaceSpec) -> f32 {
    let seed = (spec.seed & 0xFF) as u32;
    let folds = 0.5 + 0.5 * noise(u * 14.0, v * 1.2, seed);
    let (column, row) = ((u * 7.0).floor(), (v * 9.0).floor());
    let tiles = 0.5 + 0.5 * noise(column * 3.7, row * 5.3, seed ^ 1);
    let (gap_u, gap_v) = ((u * 7.0).fract(), (v * 9.0).fract());
    let edge = step(0.06, 0.03, gap_u.min(gap_v));
    (0.35 * folds + 0.65 * tiles).max(edge * 0.9)
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
    fn a_box_keeps_the_light_of_a_plain_line() {
        let line = vec![[0.25, 0.5, 1.0]; 9];
        let mut out = Vec::new();
        one_box(&line, &mut out, 3);
        for part in out.iter().flatten().zip([0.25_f32, 0.5, 1.0].iter().cycle()) {
            assert!((part.0 - part.1).abs() < 1e-5);
        }
    }
}
