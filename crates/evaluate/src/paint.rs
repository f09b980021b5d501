//! 绘改: shapes, light and bends that edits are made of. Pixels in, pixels out.

use std::sync::LazyLock;

use image::RgbImage;
use imaging::Point;
use imaging::colour::linear;

/// Steps of the table from light back to sRGB: 16 to one grey level where sRGB is steepest.
const STEPS: usize = 1 << 14;

/// sRGB of light 0 to 1 in equal steps (IEC 61966-2-1).
static OF_LIGHT: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let of = |light: f64| {
        if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
    };
    (0..=STEPS).map(|step| (255.0 * of(step as f64 / STEPS as f64)) as f32).collect()
});

/// Light of each sRGB value.
static LIGHT_OF: LazyLock<[f32; 256]> =
    LazyLock::new(|| std::array::from_fn(|value| linear(value as u8) as f32));

/// Linear light, 0 to 1, of a pixel.
pub fn light_of(rgb: [u8; 3]) -> [f32; 3] {
    rgb.map(|value| LIGHT_OF[usize::from(value)])
}

/// The sRGB pixel of linear light; beyond 1 it is burnt out.
pub fn of_light(light: [f32; 3]) -> [u8; 3] {
    light.map(|l| byte(OF_LIGHT[(l.clamp(0.0, 1.0) * STEPS as f32).round() as usize]))
}

/// The nearest 8-bit value.
pub fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// How much of each pixel of a rectangle belongs to a shape, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Stencil {
    left: u32,
    top: u32,
    width: u32,
    share: Vec<f32>,
}

impl Stencil {
    /// What `share` says of every pixel of a picture's size.
    pub fn of(size: (u32, u32), share: impl Fn(u32, u32) -> f32) -> Self {
        let rows = (0..size.1).flat_map(|y| (0..size.0).map(move |x| (x, y)));
        let share = rows.map(|(x, y)| share(x, y).clamp(0.0, 1.0)).collect();
        Self { left: 0, top: 0, width: size.0, share }
    }

    /// The inside of a closed outline, its edge softened over `soft_px` to both sides.
    pub fn inside(outline: &[Point], soft_px: f64, size: (u32, u32)) -> Self {
        let reach = soft_px + 1.0;
        let bound = |of: fn(&Point) -> f64, pick: fn(f64, f64) -> f64, start: f64| {
            outline.iter().map(of).fold(start, pick)
        };
        let low = |value: f64, end: u32| (value - reach).clamp(0.0, f64::from(end)) as u32;
        let high = |value: f64, end: u32| (value + reach + 1.0).clamp(0.0, f64::from(end)) as u32;
        let (left, top) = (
            low(bound(|p| p.x, f64::min, f64::MAX), size.0),
            low(bound(|p| p.y, f64::min, f64::MAX), size.1),
        );
        let (right, bottom) = (
            high(bound(|p| p.x, f64::max, f64::MIN), size.0),
            high(bound(|p| p.y, f64::max, f64::MIN), size.1),
        );
        let rows = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        let share = rows
            .map(|(x, y)| {
                let depth_px = depth_px(outline, f64::from(x) + 0.5, f64::from(y) + 0.5);
                smooth(-soft_px.max(0.5), soft_px.max(0.5), depth_px) as f32
            })
            .collect();
        Self { left, top, width: right.saturating_sub(left), share }
    }

    /// The same for the parts of an ellipse.
    pub fn ellipse(centre: Point, radii: (f64, f64), soft_px: f64, size: (u32, u32)) -> Self {
        let corners = (0..48).map(|step| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(step) / 48.0).sin_cos();
            Point { x: centre.x + radii.0 * cos, y: centre.y + radii.1 * sin }
        });
        Self::inside(&corners.collect::<Vec<_>>(), soft_px, size)
    }

    /// Sum of the shares: the shape's area.
    pub fn area_px(&self) -> f64 {
        self.share.iter().map(|share| f64::from(*share)).sum()
    }

    /// Every pixel touched and how much of it.
    pub fn pixels(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        let width = self.width.max(1);
        (0_u32..)
            .zip(&self.share)
            .filter(|(_, share)| **share > 0.0)
            .map(move |(at, share)| (self.left + at % width, self.top + at / width, *share))
    }

    /// Replaces the light of what it covers by what `change` makes of it.
    pub fn light(&self, image: &mut RgbImage, change: impl Fn([f32; 3]) -> [f32; 3]) {
        for (x, y, share) in self.pixels() {
            let pixel = image.get_pixel_mut(x, y);
            let was = light_of(pixel.0);
            let now = change(was);
            pixel.0 = of_light(std::array::from_fn(|c| was[c] + (now[c] - was[c]) * share));
        }
    }

    /// Covers it with one colour (sRGB).
    pub fn fill(&self, image: &mut RgbImage, rgb: [u8; 3]) {
        let light = light_of(rgb);
        self.light(image, |_| light);
    }
}

/// 0 below `low`, 1 above `high`, a smooth step between.
pub fn smooth(low: f64, high: f64, value: f64) -> f64 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The whole picture, every pixel's light changed.
#[must_use]
pub fn relit(image: &RgbImage, change: impl Fn(u32, u32, [f32; 3]) -> [f32; 3]) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        image::Rgb(of_light(change(x, y, light_of(image.get_pixel(x, y).0))))
    })
}

/// The picture out of focus: a Gaussian of linear light.
#[must_use]
pub fn blurred(image: &RgbImage, sigma_px: f64) -> RgbImage {
    let reach = (3.0 * sigma_px).ceil() as i64;
    let weight = |d: i64| (-(d as f64).powi(2) / (2.0 * sigma_px * sigma_px)).exp();
    let sum: f64 = (-reach..=reach).map(weight).sum();
    let kernel: Vec<f32> = (-reach..=reach).map(|d| (weight(d) / sum) as f32).collect();
    let (width, height) = (i64::from(image.width()), i64::from(image.height()));
    let mut rows: Vec<[f32; 3]> = image.pixels().map(|pixel| light_of(pixel.0)).collect();
    for (step, count, along) in [(1, width, height), (width, height, width)] {
        let source = rows.clone();
        for line in 0..along {
            let start = if step == 1 { line * width } else { line };
            for place in 0..count {
                let mut light = [0.0; 3];
                for (tap, weight) in (-reach..).zip(&kernel) {
                    let from = source[(start + (place + tap).clamp(0, count - 1) * step) as usize];
                    for (light, from) in light.iter_mut().zip(from) {
                        *light += weight * from;
                    }
                }
                rows[(start + place * step) as usize] = light;
            }
        }
    }
    let mut rows = rows.into_iter();
    RgbImage::from_fn(image.width(), image.height(), |_, _| {
        image::Rgb(of_light(rows.next().unwrap_or_default()))
    })
}

/// The value of a picture between its pixels (Catmull-Rom, edges repeated); (0, 0) is the
/// outer corner of the first pixel.
pub fn sampled(image: &RgbImage, x: f64, y: f64) -> [f32; 3] {
    let (left, top) = ((x - 0.5).floor(), (y - 0.5).floor());
    let (wx, wy) = (catmull_rom((x - 0.5 - left) as f32), catmull_rom((y - 0.5 - top) as f32));
    let column = |tap: i64| (left as i64 - 1 + tap).clamp(0, i64::from(image.width()) - 1) as u32;
    let row = |tap: i64| (top as i64 - 1 + tap).clamp(0, i64::from(image.height()) - 1) as u32;
    let mut value = [0.0; 3];
    for (v, wy) in (0..).zip(wy) {
        let y = row(v);
        for (u, wx) in (0..).zip(wx) {
            let pixel = image.get_pixel(column(u), y).0;
            for (value, of) in value.iter_mut().zip(pixel) {
                *value += wx * wy * f32::from(of);
            }
        }
    }
    value
}

/// Takes each pixel of a rectangle from where `from` says; left, top, right, bottom.
pub fn bend(image: &mut RgbImage, area: [f64; 4], from: impl Fn(f64, f64) -> (f64, f64)) {
    let source = image.clone();
    let end = |value: f64, end: u32| value.clamp(0.0, f64::from(end)) as u32;
    let (width, height) = image.dimensions();
    for y in end(area[1], height)..end(area[3], height) {
        for x in end(area[0], width)..end(area[2], width) {
            let (u, v) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let (s, t) = from(u, v);
            if (s - u).abs() + (t - v).abs() > 1e-6 {
                image.put_pixel(x, y, image::Rgb(sampled(&source, s, t).map(byte)));
            }
        }
    }
}

/// A rectangle (left, top, width, height) of the picture turned clockwise around `centre`, its
/// edges repeated outwards.
#[must_use]
pub fn turned(image: &RgbImage, degrees: f64, centre: Point, area: [u32; 4]) -> RgbImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let [left, top, width, height] = area;
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (f64::from(left + x) + 0.5 - centre.x, f64::from(top + y) + 0.5 - centre.y);
        let (s, t) = (centre.x + u * cos + v * sin, centre.y - u * sin + v * cos);
        image::Rgb(sampled(image, s, t).map(byte))
    })
}

fn catmull_rom(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        0.5 * (-t3 + 2.0 * t2 - t),
        0.5 * (3.0 * t3 - 5.0 * t2 + 2.0),
        0.5 * (-3.0 * t3 + 4.0 * t2 + t),
        0.5 * (t3 - t2),
    ]
}

/// Distance to the nearest edge of an outline, negative outside.
fn depth_px(outline: &[Point], x: f64, y: f64) -> f64 {
    let mut nearest = f64::MAX;
    let mut is_inside = false;
    for (place, a) in outline.iter().enumerate() {
        let b = outline[(place + 1) % outline.len()];
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = (dx * dx + dy * dy).max(1e-12);
        let along = (((x - a.x) * dx + (y - a.y) * dy) / length).clamp(0.0, 1.0);
        nearest = nearest.min((x - a.x - along * dx).hypot(y - a.y - along * dy));
        if (a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * dx {
            is_inside = !is_inside;
        }
    }
    if is_inside { nearest } else { -nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_and_srgb_are_each_others_way_back() {
        for value in 0..=255_u8 {
            assert_eq!(of_light(light_of([value; 3])), [value; 3]);
        }
    }

    #[test]
    fn a_stencil_has_the_area_of_its_shape() {
        let square =
            [(10.0, 10.0), (50.0, 10.0), (50.0, 30.0), (10.0, 30.0)].map(|(x, y)| Point { x, y });
        for soft_px in [0.5, 3.0] {
            let area = Stencil::inside(&square, soft_px, (100, 60)).area_px();
            assert!((area - 800.0).abs() < 12.0, "{soft_px}: {area}");
        }
        let disc = Stencil::ellipse(Point { x: 30.0, y: 30.0 }, (20.0, 10.0), 0.5, (100, 60));
        assert!((disc.area_px() - 628.3).abs() < 8.0, "{}", disc.area_px());
    }

    #[test]
    fn a_turned_picture_shows_a_mark_where_the_turn_puts_it() {
        let mut image = RgbImage::from_pixel(101, 101, image::Rgb([0; 3]));
        for (x, y) in [(80, 50), (81, 50), (80, 51), (81, 51)] {
            image.put_pixel(x, y, image::Rgb([255; 3]));
        }
        let middle = Point { x: 51.0, y: 51.0 };
        let turned = turned(&image, 90.0, middle, [0, 0, 101, 101]);
        // Clockwise by a right angle: from the right of the middle to below it.
        assert!(turned.get_pixel(50, 80).0[0] > 200 && turned.get_pixel(80, 50).0[0] < 20);
    }

    #[test]
    fn a_blurred_edge_has_the_width_asked_for() {
        let edge = RgbImage::from_fn(60, 9, |x, _| image::Rgb([if x < 30 { 0 } else { 255 }; 3]));
        let soft = blurred(&edge, 2.0);
        let light: Vec<f64> =
            (0..60).map(|x| f64::from(light_of(soft.get_pixel(x, 4).0)[0])).collect();
        // The steps of a blurred edge are the Gaussian itself.
        let steps = light.windows(2).map(|pair| pair[1] - pair[0]);
        let variance: f64 =
            (0..).zip(steps).map(|(x, step)| step * (f64::from(x) - 29.0).powi(2)).sum();
        assert!((variance.sqrt() - 2.0).abs() < 0.1, "{}", variance.sqrt());
    }

    #[test]
    fn a_bend_moves_what_it_says() {
        let mut image = RgbImage::from_fn(20, 20, |_, y| image::Rgb([(y * 10) as u8; 3]));
        bend(&mut image, [5.0, 5.0, 15.0, 15.0], |x, y| (x, y - 3.0));
        assert_eq!(image.get_pixel(10, 10).0, [70; 3]);
        assert_eq!(image.get_pixel(2, 10).0, [100; 3]);
    }
}
