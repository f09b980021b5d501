//! Bilinear sampling of an image into a net's input, in `MediaPipe`'s convention.
//!
//! The nets were trained behind `MediaPipe`'s image-to-tensor step, where destination pixel u
//! reads the source at u · scale with no half-pixel shift. Centre-aligned sampling moves the
//! mesh by up to 1.5 px in a 512 px picture, so the convention is kept.

use image::RgbImage;

use crate::assessment::Point;

/// Destination pixel (u, v) reads the source at `origin + u · right + v · down`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Map {
    pub(crate) origin: Point,
    pub(crate) right: Point,
    pub(crate) down: Point,
}

impl Map {
    /// A rectangle of the source, upright, onto `width` × `height`.
    pub(crate) fn upright(origin: Point, step_x: f64, step_y: f64) -> Self {
        Self { origin, right: Point { x: step_x, y: 0.0 }, down: Point { x: 0.0, y: step_y } }
    }

    /// A square of the source, turned clockwise by `radians` about its centre.
    pub(crate) fn turned(centre: Point, side_px: f64, radians: f64, pixels: u32) -> Self {
        let (sin, cos) = radians.sin_cos();
        let (step, half) = (side_px / f64::from(pixels), side_px / 2.0);
        Self {
            origin: Point {
                x: centre.x - half * cos + half * sin,
                y: centre.y - half * sin - half * cos,
            },
            right: Point { x: step * cos, y: step * sin },
            down: Point { x: -step * sin, y: step * cos },
        }
    }

    /// Where destination position (u, v) lies in the source.
    pub(crate) fn at(&self, u: f64, v: f64) -> Point {
        Point {
            x: self.origin.x + u * self.right.x + v * self.down.x,
            y: self.origin.y + u * self.right.y + v * self.down.y,
        }
    }
}

/// What lies outside the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Border {
    /// Black, as the detector was trained.
    Black,
    /// The nearest pixel, as mesh and mask were.
    Nearest,
}

/// Fills `tensor` (rows of `width` pixels of 3 channels) with samples turned from 0…255 into
/// `range.0`…`range.1`.
pub(crate) fn fill(
    image: &RgbImage,
    map: &Map,
    border: Border,
    range: (f32, f32),
    width: usize,
    tensor: &mut [f32],
) {
    let range = Range { step: (range.1 - range.0) / 255.0, start: range.0 };
    let upright = map.right.y == 0.0 && map.down.x == 0.0;
    // Mixing two whole rows pays while most of their pixels are read.
    if upright && border == Border::Nearest && map.right.x <= 3.0 {
        return fill_upright(image, map, range, width, tensor);
    }
    let source = Texture { image, border, stride: image.width() as usize * 3 };
    let (right_x, right_y) = (fixed(map.right.x), fixed(map.right.y));
    // A row of bytes, and one more for the fourth that is stored with the last three.
    let mut bytes = vec![0; width * 3 + 1];
    for (v, row) in tensor.chunks_exact_mut(width * 3).enumerate() {
        let start = map.at(0.0, v as f64);
        // Half of the 8-bit weight's step, so that weights are rounded and not cut.
        let (mut x, mut y) = (fixed(start.x) + 128, fixed(start.y) + 128);
        for u in 0..width {
            if let Some(pixel) = bytes[u * 3..].first_chunk_mut() {
                *pixel = source.at(x, y).to_le_bytes();
            }
            x += right_x;
            y += right_y;
        }
        for (value, byte) in row.iter_mut().zip(&bytes) {
            *value = range.of(f32::from(*byte));
        }
    }
}

/// As [`fill`], of an upright map: rows are mixed first and columns, whose places are the same in
/// every row, after them.
fn fill_upright(image: &RgbImage, map: &Map, range: Range, width: usize, tensor: &mut [f32]) {
    let columns: Vec<Between> = (0..width)
        .map(|u| Between::at(map.at(u as f64, 0.0).x, image.width()))
        .map(|b| Between { first: b.first * 3, second: b.second * 3, share: b.share })
        .collect();
    let row_len = image.width() as usize * 3;
    let samples = image.as_raw();
    let mut mixed = vec![0.0; row_len];
    for (v, row) in tensor.chunks_exact_mut(width * 3).enumerate() {
        let rows = Between::at(map.at(0.0, v as f64).y, image.height());
        let [upper, lower] =
            [rows.first, rows.second].map(|row| &samples[row * row_len..][..row_len]);
        for (mixed, (a, b)) in mixed.iter_mut().zip(upper.iter().zip(lower)) {
            let (a, b) = (f32::from(*a), f32::from(*b));
            *mixed = a + (b - a) * rows.share;
        }
        for (pixel, column) in row.as_chunks_mut::<3>().0.iter_mut().zip(&columns) {
            let texel = |at: usize| mixed[at..].first_chunk::<3>().copied().unwrap_or_default();
            let (left, right) = (texel(column.first), texel(column.second));
            *pixel =
                std::array::from_fn(|i| range.of(left[i] + (right[i] - left[i]) * column.share));
        }
    }
}

/// Two neighbours along one axis, and the share of the second.
#[derive(Debug, Clone, Copy)]
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

impl Between {
    /// Around a position; beyond the edge both are the nearest pixel.
    fn at(position: f64, length_px: u32) -> Self {
        let last = f64::from(length_px - 1);
        let inside = position.clamp(0.0, last);
        let first = inside.floor();
        let second = (first + 1.0).min(last);
        Self { first: first as usize, second: second as usize, share: (inside - first) as f32 }
    }
}

/// From 8-bit values to what a net was trained on.
#[derive(Debug, Clone, Copy)]
struct Range {
    step: f32,
    start: f32,
}

impl Range {
    #[inline]
    fn of(self, sample: f32) -> f32 {
        sample * self.step + self.start
    }
}

/// 16.16 fixed point: a source of 65 535 px, JPEG's largest, keeps steps of 1/65 536 px.
fn fixed(value: f64) -> i64 {
    (value * 65_536.0).round() as i64
}

/// An image read between its pixels.
struct Texture<'a> {
    image: &'a RgbImage,
    border: Border,
    stride: usize,
}

/// Every other byte of eight: 16-bit lanes, so that one multiplication scales four channels.
const LANES: u64 = 0x00FF_00FF_00FF_00FF;
const HALF: u64 = 0x0080_0080_0080_0080;

impl Texture<'_> {
    /// The sample at 16.16 position (x, y): red in the lowest byte, then green and blue.
    #[inline]
    fn at(&self, x: i64, y: i64) -> u32 {
        let (column, row) = (x >> 16, y >> 16);
        let (fx, fy) = ((x >> 8) as u64 & 255, (y >> 8) as u64 & 255);
        let [upper, lower] = self.inside(column, row).unwrap_or_else(|| self.outside(column, row));
        // Of r g b r g b the even bytes are r b g and the odd ones g r b.
        let even = mix(upper & LANES, lower & LANES, fy);
        let odd = mix(upper >> 8 & LANES, lower >> 8 & LANES, fy);
        let red_and_blue = mix(even, odd >> 16, fx) as u32 & 0x00FF_00FF;
        let green = mix(odd, even >> 32, fx) as u32 & 0xFF;
        red_and_blue | green << 8
    }

    /// Two neighbours of the upper row and two of the lower, three bytes each, when all are in
    /// the image; two reads of eight bytes each.
    #[inline]
    fn inside(&self, column: i64, row: i64) -> Option<[u64; 2]> {
        let (width, height) = (i64::from(self.image.width()), i64::from(self.image.height()));
        if column < 0 || row < 0 || column + 1 >= width || row + 1 >= height {
            return None;
        }
        let at = row as usize * self.stride + column as usize * 3;
        let samples = self.image.as_raw();
        let upper = u64::from_le_bytes(*samples.get(at..)?.first_chunk()?);
        let lower = u64::from_le_bytes(*samples.get(at + self.stride..)?.first_chunk()?);
        Some([upper, lower])
    }

    #[cold]
    fn outside(&self, column: i64, row: i64) -> [u64; 2] {
        let pixel = |x: i64, y: i64| {
            let (right, bottom) =
                (i64::from(self.image.width()) - 1, i64::from(self.image.height()) - 1);
            let (near_x, near_y) = (x.clamp(0, right), y.clamp(0, bottom));
            if self.border == Border::Black && (x, y) != (near_x, near_y) {
                return 0;
            }
            let [r, g, b] = self.image.get_pixel(near_x as u32, near_y as u32).0.map(u64::from);
            r | g << 8 | b << 16
        };
        [row, row + 1].map(|y| pixel(column, y) | pixel(column + 1, y) << 24)
    }
}

/// `a` and `b` with weights 256 − `weight` and `weight`, lane by lane.
#[inline]
fn mix(a: u64, b: u64, weight: u64) -> u64 {
    ((a * (256 - weight) + b * weight + HALF) >> 8) & LANES
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    /// Red counts columns and green counts rows, so a sample names the place it was read at.
    fn ruler() -> RgbImage {
        RgbImage::from_fn(50, 40, |x, y| Rgb([(x * 4) as u8, (y * 4) as u8, 77]))
    }

    fn sampled(map: &Map, border: Border) -> Vec<f32> {
        let mut tensor = vec![0.0; 8 * 8 * 3];
        fill(&ruler(), map, border, (0.0, 255.0), 8, &mut tensor);
        tensor
    }

    #[test]
    fn a_sample_is_read_where_the_map_points() {
        let maps = [
            Map::upright(Point { x: 3.0, y: 5.5 }, 2.25, 1.5),
            Map::turned(Point { x: 25.0, y: 20.0 }, 20.0, 0.4, 8),
        ];
        for map in maps {
            let tensor = sampled(&map, Border::Nearest);
            for (i, pixel) in tensor.chunks_exact(3).enumerate() {
                let at = map.at((i % 8) as f64, (i / 8) as f64);
                assert!((f64::from(pixel[0]) - at.x * 4.0).abs() < 1.1, "{i} {map:?}");
                assert!((f64::from(pixel[1]) - at.y * 4.0).abs() < 1.1, "{i} {map:?}");
                assert!((pixel[2] - 77.0).abs() < f32::EPSILON);
            }
        }
    }

    #[test]
    fn outside_is_black_or_the_nearest_pixel_as_asked() {
        let map = Map::upright(Point { x: 46.0, y: 36.0 }, 2.0, 2.0);
        let last = |border| sampled(&map, border)[(8 * 8 - 1) * 3..].to_vec();
        assert_eq!(last(Border::Black), [0.0, 0.0, 0.0]);
        assert_eq!(last(Border::Nearest), [49.0 * 4.0, 39.0 * 4.0, 77.0]);
    }

    #[test]
    fn an_upright_map_gives_what_one_turned_by_nothing_gives() {
        let image = ruler();
        for (origin, step) in [((-3.0, 2.2), 1.75), ((20.3, 35.0), 2.5), ((0.0, 0.0), 0.4)] {
            let origin = Point { x: origin.0, y: origin.1 };
            let map = Map::upright(origin, step, step * 0.9);
            let mut upright = vec![0.0; 12 * 12 * 3];
            fill(&image, &map, Border::Nearest, (-1.0, 1.0), 12, &mut upright);
            // A turn far below one step of the fixed point takes the other way through.
            let turned = Map { right: Point { x: step, y: 1e-9 }, ..map };
            let mut other = vec![0.0; 12 * 12 * 3];
            fill(&image, &turned, Border::Nearest, (-1.0, 1.0), 12, &mut other);
            let worst = upright.iter().zip(&other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            // The other way rounds to whole levels, twice.
            assert!(worst < 1.1 / 255.0 * 2.0, "{worst} {map:?}");
        }
    }

    #[test]
    fn the_last_pixel_of_the_buffer_is_read_without_reading_past_it() {
        let image = RgbImage::from_pixel(2, 2, Rgb([9, 8, 7]));
        let mut tensor = [0.0; 3];
        let map = Map::upright(Point { x: 0.0, y: 0.0 }, 1.0, 1.0);
        fill(&image, &map, Border::Nearest, (0.0, 255.0), 1, &mut tensor);
        assert_eq!(tensor.map(|sample| sample as u8), [9, 8, 7]);
    }
}
