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
    let step = (range.1 - range.0) / 255.0;
    let source = Texture { image, border, stride: image.width() as usize * 3 };
    // 16.16 fixed point: a source of 65 535 px, JPEG's largest, keeps 1/65 536 px steps.
    let fixed = |value: f64| (value * 65_536.0).round() as i64;
    let (right_x, right_y) = (fixed(map.right.x), fixed(map.right.y));
    for (v, row) in tensor.chunks_exact_mut(width * 3).enumerate() {
        let start = map.at(0.0, v as f64);
        // Half of the 8-bit weight's step, so that weights are rounded and not cut.
        let (mut x, mut y) = (fixed(start.x) + 128, fixed(start.y) + 128);
        for pixel in row.as_chunks_mut::<3>().0 {
            let packed = source.at(x, y);
            *pixel = [0, 16, 32].map(|shift| {
                let sample = (packed >> shift) as u8;
                f32::from(sample) * step + range.0
            });
            x += right_x;
            y += right_y;
        }
    }
}

/// An image read between its pixels.
struct Texture<'a> {
    image: &'a RgbImage,
    border: Border,
    stride: usize,
}

/// Three 8-bit channels in three 16-bit lanes, so that one multiplication scales them all.
const LANES: u64 = 0x00FF_00FF_00FF_00FF;
const HALF: u64 = 0x0080_0080_0080_0080;

impl Texture<'_> {
    /// The sample at 16.16 position (x, y), red in the lowest lane.
    #[inline]
    fn at(&self, x: i64, y: i64) -> u64 {
        let (column, row) = (x >> 16, y >> 16);
        let (fx, fy) = ((x >> 8) as u64 & 255, (y >> 8) as u64 & 255);
        let [a, b, c, d] = self.inside(column, row).unwrap_or_else(|| self.outside(column, row));
        let upper = mix(a, b, fx);
        let lower = mix(c, d, fx);
        mix(upper, lower, fy)
    }

    /// The four neighbours when all are in the image; two reads of eight bytes each.
    #[inline]
    fn inside(&self, column: i64, row: i64) -> Option<[u64; 4]> {
        let (width, height) = (i64::from(self.image.width()), i64::from(self.image.height()));
        if column < 0 || row < 0 || column + 1 >= width || row + 1 >= height {
            return None;
        }
        let at = row as usize * self.stride + column as usize * 3;
        let samples = self.image.as_raw();
        let upper = u64::from_le_bytes(*samples.get(at..)?.first_chunk()?);
        let lower = u64::from_le_bytes(*samples.get(at + self.stride..)?.first_chunk()?);
        Some([spread(upper), spread(upper >> 24), spread(lower), spread(lower >> 24)])
    }

    #[cold]
    fn outside(&self, column: i64, row: i64) -> [u64; 4] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| {
            let (right, bottom) =
                (i64::from(self.image.width()) - 1, i64::from(self.image.height()) - 1);
            let (x, y) = (column + dx, row + dy);
            let (near_x, near_y) = (x.clamp(0, right), y.clamp(0, bottom));
            if self.border == Border::Black && (x, y) != (near_x, near_y) {
                return 0;
            }
            let [r, g, b] = self.image.get_pixel(near_x as u32, near_y as u32).0.map(u64::from);
            r | g << 16 | b << 32
        })
    }
}

/// Spreads the three low bytes over the lanes.
#[inline]
fn spread(bytes: u64) -> u64 {
    (bytes & 0xFF) | (bytes & 0xFF00) << 8 | (bytes & 0x00FF_0000) << 16
}

/// `a` and `b` with weights 256 − `weight` and `weight`.
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
    fn the_last_pixel_of_the_buffer_is_read_without_reading_past_it() {
        let image = RgbImage::from_pixel(2, 2, Rgb([9, 8, 7]));
        let mut tensor = [0.0; 3];
        let map = Map::upright(Point { x: 0.0, y: 0.0 }, 1.0, 1.0);
        fill(&image, &map, Border::Nearest, (0.0, 255.0), 1, &mut tensor);
        assert_eq!(tensor.map(|sample| sample as u8), [9, 8, 7]);
    }
}
