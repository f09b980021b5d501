//! Parts of the portrait as rows of pixels, and what colour they have in the middle.

use image::RgbImage;

use super::cells::{CELL_PX, Cells};
use crate::assessment::Point;
use crate::colour::Lab;

/// Pixels `from` to `to` (exclusive) of row `y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub y: u32,
    pub from: u32,
    pub to: u32,
}

/// Pixels of an image, top to bottom; never outside of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Region {
    pub spans: Vec<Span>,
}

impl Region {
    /// The pixels whose middle lies inside a closed outline (even-odd) and inside an image of
    /// `size` (width, height).
    pub fn polygon(corners: &[Point], size: (u32, u32)) -> Self {
        let low = corners.iter().map(|p| p.y).fold(f64::MAX, f64::min);
        let high = corners.iter().map(|p| p.y).fold(f64::MIN, f64::max);
        let (mut spans, mut crossings) = (Vec::new(), Vec::new());
        for y in whole(low, size.1)..whole(high, size.1) {
            crossings.clear();
            let middle = f64::from(y) + 0.5;
            for (a, b) in edges(corners) {
                if (a.y <= middle) != (b.y <= middle) {
                    crossings.push(a.x + (middle - a.y) / (b.y - a.y) * (b.x - a.x));
                }
            }
            crossings.sort_by(f64::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let (from, to) = (whole(pair[0], size.0), whole(pair[1], size.0));
                if from < to {
                    spans.push(Span { y, from, to });
                }
            }
        }
        Self { spans }
    }

    /// An upright rectangle: left, top, right, bottom.
    pub fn rectangle([left, top, right, bottom]: [f64; 4], size: (u32, u32)) -> Self {
        let (from, to) = (whole(left, size.0), whole(right, size.0));
        let rows = whole(top, size.1)..whole(bottom, size.1);
        Self { spans: rows.filter(|_| from < to).map(|y| Span { y, from, to }).collect() }
    }

    /// A disc.
    pub fn disc(centre: Point, radius_px: f64, size: (u32, u32)) -> Self {
        let rows = whole(centre.y - radius_px, size.1)..whole(centre.y + radius_px, size.1);
        let span = |y: u32| {
            let off = f64::from(y) + 0.5 - centre.y;
            let half = (radius_px * radius_px - off * off).max(0.0).sqrt();
            let (from, to) = (whole(centre.x - half, size.0), whole(centre.x + half, size.0));
            (from < to).then_some(Span { y, from, to })
        };
        Self { spans: rows.filter_map(span).collect() }
    }

    /// Its pixels' number.
    pub fn area(&self) -> usize {
        self.spans.iter().map(|span| (span.to - span.from) as usize).sum()
    }

    /// The places of its pixels.
    pub fn places(&self) -> impl Iterator<Item = (u32, u32)> {
        self.spans.iter().flat_map(|span| (span.from..span.to).map(|x| (x, span.y)))
    }

    /// Its pixels of an image at least as large as the one it was made for.
    pub fn pixels<'a>(&self, image: &'a RgbImage) -> impl Iterator<Item = &'a [u8; 3]> {
        let (pixels, width) = (image.as_raw().as_chunks::<3>().0, image.width() as usize);
        self.spans.iter().flat_map(move |span| {
            let row = span.y as usize * width;
            &pixels[row + span.from as usize..row + span.to as usize]
        })
    }
}

/// The cells whose middle lies inside a closed outline, by their index.
pub fn cells_inside(cells: &Cells, corners: &[Point]) -> Vec<usize> {
    let side = f64::from(CELL_PX);
    let scaled: Vec<Point> =
        corners.iter().map(|p| Point { x: p.x / side, y: p.y / side }).collect();
    let region = Region::polygon(&scaled, (cells.columns as u32, cells.rows as u32));
    region.places().map(|(x, y)| y as usize * cells.columns + x as usize).collect()
}

/// The rectangle around a polygon's corners: left, top, right, bottom.
pub fn bounds(corners: &[Point]) -> [f64; 4] {
    corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, t, r, b], p| {
        [l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y)]
    })
}

/// `share` (0 to 1) of the way through the sorted values; `None` without any.
pub fn quantile(values: &mut [f32], share: f64) -> Option<f32> {
    if values.is_empty() {
        return None;
    }
    let at = ((values.len() - 1) as f64 * share).round() as usize;
    Some(*values.select_nth_unstable_by(at, f32::total_cmp).1)
}

/// Luma of a pixel, 0 to 255 (ITU-R BT.601).
pub fn luma(pixel: [u8; 3]) -> u8 {
    let [r, g, b] = pixel.map(u32::from);
    ((77 * r + 150 * g + 29 * b + 128) >> 8) as u8
}

/// `share` (0 to 1) of the way through the lumas of a region; `None` of an empty one.
pub fn luma_quantile(region: &Region, image: &RgbImage, share: f64) -> Option<u8> {
    let mut counts = [0_u32; 256];
    let mut total = 0;
    for pixel in region.pixels(image) {
        counts[usize::from(luma(*pixel))] += 1;
        total += 1;
    }
    let wanted = (f64::from(total) * share.clamp(0.0, 1.0)).ceil().max(1.0) as u32;
    let mut seen = 0;
    let reached = |count: &u32| {
        seen += count;
        seen >= wanted
    };
    counts.iter().position(reached).map(|luma| luma as u8)
}

/// The middle of some colours and how far they spread around it, channel by channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The median.
    pub middle: Lab,
    /// 1.4826 times the median absolute deviation, which is σ where colours are Gaussian.
    pub sigma: Lab,
}

impl Spread {
    /// `None` without any colour.
    pub fn of(colours: &[Lab]) -> Option<Self> {
        let channel = |of: fn(&Lab) -> f64| {
            let mut values: Vec<f32> = colours.iter().map(|colour| of(colour) as f32).collect();
            let middle = quantile(&mut values, 0.5)?;
            for value in &mut values {
                *value = (*value - middle).abs();
            }
            Some((f64::from(middle), f64::from(quantile(&mut values, 0.5)?) * 1.4826))
        };
        let [l, a, b] = [channel(|c| c.l)?, channel(|c| c.a)?, channel(|c| c.b)?];
        Some(Self { middle: Lab { l: l.0, a: a.0, b: b.0 }, sigma: Lab { l: l.1, a: a.1, b: b.1 } })
    }
}

/// The first pixel of a row whose middle does not lie before `value`.
fn whole(value: f64, limit: u32) -> u32 {
    (value - 0.5).ceil().clamp(0.0, f64::from(limit)) as u32
}

fn edges(corners: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_polygon_holds_the_pixels_whose_middle_it_holds_and_none_outside_the_image() {
        let square = [at(1.0, 1.0), at(4.0, 1.0), at(4.0, 3.0), at(1.0, 3.0)];
        let region = Region::polygon(&square, (10, 10));
        assert_eq!(region, Region::rectangle([1.0, 1.0, 4.0, 3.0], (10, 10)));
        assert_eq!(
            region.places().collect::<Vec<_>>(),
            [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2)]
        );
        assert_eq!(Region::polygon(&square, (3, 2)).area(), 2);
        assert_eq!(Region::polygon(&[], (3, 2)).area(), 0);
        assert_eq!(Region::polygon(&square.map(|p| at(p.x + 50.0, p.y)), (10, 10)).area(), 0);
    }

    #[test]
    fn a_notch_is_not_inside() {
        let notched = [at(0.0, 0.0), at(10.0, 0.0), at(10.0, 6.0), at(5.0, 1.0), at(0.0, 6.0)];
        let inside: Vec<_> = Region::polygon(&notched, (10, 10)).places().collect();
        assert!(inside.contains(&(0, 4)) && inside.contains(&(9, 4)), "{inside:?}");
        assert!(!inside.contains(&(5, 4)), "{inside:?}");
    }

    #[test]
    fn a_disc_has_the_area_of_a_disc() {
        let area = Region::disc(at(50.3, 40.7), 20.0, (100, 100)).area() as f64;
        assert!((area / (std::f64::consts::PI * 400.0) - 1.0).abs() < 0.02, "{area}");
    }

    #[test]
    fn pixels_come_in_the_order_of_their_places() {
        let image = RgbImage::from_fn(7, 5, |x, y| image::Rgb([x as u8, y as u8, 0]));
        let region = Region::disc(at(3.0, 2.0), 2.0, (7, 5));
        let read: Vec<(u32, u32)> =
            region.pixels(&image).map(|p| (u32::from(p[0]), u32::from(p[1]))).collect();
        assert_eq!(read, region.places().collect::<Vec<_>>());
    }

    #[test]
    fn one_stray_colour_moves_neither_middle_nor_spread() {
        let mut colours = vec![Lab { l: 60.0, a: 12.0, b: 15.0 }; 9];
        colours.push(Lab { l: 0.0, a: 90.0, b: -90.0 });
        let spread = Spread::of(&colours).unwrap();
        assert!(spread.middle.distance(colours[0]) < 1e-4);
        assert!(spread.sigma.distance(Lab { l: 0.0, a: 0.0, b: 0.0 }) < 1e-4);
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn a_quantile_of_lumas_is_that_of_the_pixels() {
        let image = RgbImage::from_fn(10, 1, |x, _| image::Rgb([x as u8 * 20; 3]));
        let all = Region::rectangle([0.0, 0.0, 10.0, 1.0], (10, 1));
        for (share, expect) in [(0.0, 0), (0.5, 80), (0.91, 180), (1.0, 180)] {
            assert_eq!(luma_quantile(&all, &image, share), Some(expect), "{share}");
        }
        assert_eq!(luma_quantile(&Region::default(), &image, 0.5), None);
        assert_eq!(luma([255; 3]), 255);
    }

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        for (share, expect) in [(0.0, 1.0), (0.5, 3.0), (0.75, 4.0), (1.0, 5.0)] {
            assert_eq!(quantile(&mut values.clone(), share), Some(expect));
        }
        assert_eq!(quantile(&mut [], 0.5), None);
    }
}
