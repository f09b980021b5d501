//! 污损: what happens to a sheet between the pencil and the reader, as separate steps.

use image::{Rgb, RgbImage};

use super::Place;
use crate::random::Random;

/// The picture seen through a map from new places to old ones; `beyond` where there is none.
pub fn remap(
    image: &RgbImage,
    (width_px, height_px): (u32, u32),
    beyond: [u8; 3],
    map: impl Fn(Place) -> Place,
) -> RgbImage {
    RgbImage::from_fn(width_px, height_px, |x, y| {
        let (u, v) = map((x as f32 + 0.5, y as f32 + 0.5));
        Rgb(sample(image, u - 0.5, v - 0.5, beyond))
    })
}

fn sample(image: &RgbImage, x: f32, y: f32, beyond: [u8; 3]) -> [u8; 3] {
    let (width, height) = (image.width() as f32, image.height() as f32);
    if !(x > -0.5 && y > -0.5 && x < width - 0.5 && y < height - 0.5) {
        return beyond;
    }
    let (x, y) = (x.clamp(0.0, width - 1.001), y.clamp(0.0, height - 1.001));
    let (left, top) = (x as u32, y as u32);
    let (dx, dy) = (x - left as f32, y - top as f32);
    let right = (left + 1).min(image.width() - 1);
    let below = (top + 1).min(image.height() - 1);
    let [a, b, c, d] = [(left, top), (right, top), (left, below), (right, below)]
        .map(|(x, y)| image.get_pixel(x, y).0.map(f32::from));
    std::array::from_fn(|at| {
        let upper = a[at] + (b[at] - a[at]) * dx;
        let lower = c[at] + (d[at] - c[at]) * dx;
        (upper + (lower - upper) * dy + 0.5) as u8
    })
}

/// Out of focus: three box blurs, nearly a Gaussian of that standard deviation.
pub fn blur(image: &mut RgbImage, sigma_px: f32) {
    // Each box of width 2r + 1 adds (w² − 1) / 12 of variance.
    let width = (4.0 * sigma_px * sigma_px + 1.0).sqrt();
    let radius = ((width - 1.0) / 2.0).round() as usize;
    if radius == 0 {
        // Too fine for boxes: a kernel of three pixels of that variance.
        let side = sigma_px * sigma_px / 2.0;
        along(image, true, |line| three(line, side));
        along(image, false, |line| three(line, side));
        return;
    }
    for _ in 0..3 {
        along(image, true, |line| boxed(line, radius));
        along(image, false, |line| boxed(line, radius));
    }
}

/// A camera that moved sideways.
pub fn shake(image: &mut RgbImage, length_px: usize) {
    along(image, true, |line| boxed(line, length_px / 2));
}

fn along(image: &mut RgbImage, rows: bool, run: impl Fn(&mut [f32])) {
    let (width, height) = image.dimensions();
    let (lines, length) = if rows { (height, width) } else { (width, height) };
    let mut line = vec![0.0f32; length as usize];
    for at in 0..lines {
        for channel in 0..3 {
            let place = |along: u32| if rows { (along, at) } else { (at, along) };
            for (along, value) in (0u32..).zip(line.iter_mut()) {
                let (x, y) = place(along);
                *value = f32::from(image.get_pixel(x, y).0[channel]);
            }
            run(&mut line);
            for (along, value) in (0u32..).zip(&line) {
                let (x, y) = place(along);
                image.get_pixel_mut(x, y).0[channel] = (value + 0.5) as u8;
            }
        }
    }
}

fn boxed(line: &mut [f32], radius: usize) {
    let before = line.to_vec();
    let last = before.len() - 1;
    let at = |place: usize| before[place.saturating_sub(radius).min(last)];
    let mut sum: f32 = (0..=2 * radius).map(at).sum();
    let count = (2 * radius + 1) as f32;
    for (place, value) in line.iter_mut().enumerate() {
        *value = sum / count;
        sum += at(place + 2 * radius + 1) - at(place);
    }
}

fn three(line: &mut [f32], side: f32) {
    let before = line.to_vec();
    let last = before.len() - 1;
    for (place, value) in line.iter_mut().enumerate() {
        let beside = before[place.saturating_sub(1)] + before[(place + 1).min(last)];
        *value = before[place] * (1.0 - 2.0 * side) + side * beside;
    }
}

/// Sensor noise of that standard deviation, in steps of 255.
pub fn noise(image: &mut RgbImage, sigma: f32, random: &mut Random) {
    for pixel in image.pixels_mut() {
        let shared = normal(random) * sigma;
        for channel in &mut pixel.0 {
            let value = f32::from(*channel) + shared + random.between(-0.5, 0.5) * sigma;
            *channel = value.clamp(0.0, 255.0) as u8;
        }
    }
}

/// The sum of four even numbers, scaled to variance 1.
fn normal(random: &mut Random) -> f32 {
    (0..4).map(|_| random.between(-1.0, 1.0)).sum::<f32>() / (4.0f32 / 3.0).sqrt()
}

/// Multiplies the light at every place.
pub fn shade(image: &mut RgbImage, light: impl Fn(Place) -> f32) {
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let factor = light((x as f32, y as f32));
        for channel in &mut pixel.0 {
            *channel = (f32::from(*channel) * factor).clamp(0.0, 255.0) as u8;
        }
    }
}

/// Each sample through a curve from 0..1 to 0..1.
pub fn tone(image: &mut RgbImage, curve: impl Fn(f32) -> f32) {
    let table: Vec<u8> = (0..256u16)
        .map(|value| (curve(f32::from(value) / 255.0).clamp(0.0, 1.0) * 255.0) as u8)
        .collect();
    for channel in image.as_mut().iter_mut() {
        *channel = table[usize::from(*channel)];
    }
}

/// The colours gone, as copiers and grey scanners see them (ITU-R BT.601).
pub fn grey(image: &mut RgbImage) {
    for pixel in image.pixels_mut() {
        let [r, g, b] = pixel.0.map(f32::from);
        pixel.0 = [(0.299 * r + 0.587 * g + 0.114 * b + 0.5) as u8; 3];
    }
}

/// Specks of toner or dust: dark or light dots of one to `most_px` across.
pub fn specks(image: &mut RgbImage, count: u32, most_px: f32, random: &mut Random) {
    let (width, height) = image.dimensions();
    for _ in 0..count {
        let centre = (random.between(0.0, width as f32), random.between(0.0, height as f32));
        let radius = random.between(0.5, most_px.max(0.6) / 2.0);
        let value = if random.chance(0.75) { random.between(10.0, 110.0) } else { 250.0 };
        disc(image, centre, radius, |_, _| Some(value));
    }
}

/// A dried drop: pale brown inside, darker at its rim.
pub fn stain(image: &mut RgbImage, centre: Place, radius_px: f32, strength: f32) {
    let before = image.clone();
    let (left, top) = ((centre.0 - radius_px).max(0.0), (centre.1 - radius_px).max(0.0));
    let right = (centre.0 + radius_px).min(before.width() as f32) as u32;
    let bottom = (centre.1 + radius_px).min(before.height() as f32) as u32;
    for y in top as u32..bottom {
        for x in left as u32..right {
            let share = (x as f32 - centre.0).hypot(y as f32 - centre.1) / radius_px;
            if share >= 1.0 {
                continue;
            }
            let rim = ((share - 0.8) / 0.2).max(0.0);
            let lost = strength * (0.6 + 0.4 * rim);
            let keep = [1.0 - 0.5 * lost, 1.0 - 0.75 * lost, 1.0 - lost];
            for (channel, keep) in image.get_pixel_mut(x, y).0.iter_mut().zip(keep) {
                *channel = (f32::from(*channel) * keep) as u8;
            }
        }
    }
}

fn disc(image: &mut RgbImage, centre: Place, radius: f32, value: impl Fn(u32, u32) -> Option<f32>) {
    let (width, height) = image.dimensions();
    let (left, top) = ((centre.0 - radius).max(0.0) as u32, (centre.1 - radius).max(0.0) as u32);
    let right = ((centre.0 + radius) as u32 + 1).min(width);
    let bottom = ((centre.1 + radius) as u32 + 1).min(height);
    for y in top..bottom {
        for x in left..right {
            let inside = (x as f32 + 0.5 - centre.0).hypot(y as f32 + 0.5 - centre.1) <= radius;
            if let (true, Some(value)) = (inside, value(x, y)) {
                image.get_pixel_mut(x, y).0 = [value as u8; 3];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot() -> RgbImage {
        let mut image = RgbImage::from_pixel(41, 31, Rgb([200; 3]));
        image.put_pixel(20, 15, Rgb([0; 3]));
        image
    }

    #[test]
    fn a_map_moves_what_is_seen() {
        let moved = remap(&dot(), (41, 31), [9; 3], |(x, y)| (x + 5.0, y));
        assert_eq!(moved.get_pixel(15, 15).0, [0; 3]);
        assert_eq!(moved.get_pixel(40, 0).0, [9; 3]);
    }

    #[test]
    fn blur_spreads_as_far_as_it_says() {
        for sigma in [0.6f32, 2.0, 3.0] {
            let mut image = dot();
            blur(&mut image, sigma);
            let (mut sum, mut variance) = (0.0, 0.0);
            for (x, y, pixel) in image.enumerate_pixels() {
                let dark = 200.0 - f32::from(pixel.0[0]);
                let (dx, dy) = (x as f32 - 20.0, y as f32 - 15.0);
                sum += dark;
                variance += dark * (dx * dx + dy * dy) / 2.0;
            }
            let measured = (variance / sum).sqrt();
            assert!((measured - sigma).abs() < 0.45 * sigma, "{measured} for {sigma}");
        }
    }

    #[test]
    fn noise_has_the_spread_it_says() {
        let mut image = RgbImage::from_pixel(100, 100, Rgb([128; 3]));
        noise(&mut image, 10.0, &mut Random::seeded(1));
        let values: Vec<f32> = image.pixels().map(|pixel| f32::from(pixel.0[0]) - 128.0).collect();
        let spread = (values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32).sqrt();
        assert!((9.0..12.0).contains(&spread), "{spread}");
    }
}
