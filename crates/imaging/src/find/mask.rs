//! The person's silhouette, by selfie segmentation.

use image::RgbImage;
use tflite::Model;

use crate::assessment::Point;
use crate::sample::{self, Border, Map};

/// Side of the net's input and output.
const SIDE: usize = 256;

/// From this probability on, a pixel is the person's.
const PERSON: f32 = 0.5;

/// Upright rectangle of an image, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Region {
    /// All of an image.
    pub fn whole(image: &RgbImage) -> Self {
        let (right, bottom) = (f64::from(image.width()), f64::from(image.height()));
        Self { left: 0.0, top: 0.0, right, bottom }
    }

    /// Larger by a share of its size on every side.
    #[must_use]
    pub fn grown(self, share: f64) -> Self {
        let (x, y) = ((self.right - self.left) * share, (self.bottom - self.top) * share);
        Self {
            left: self.left - x,
            top: self.top - y,
            right: self.right + x,
            bottom: self.bottom + y,
        }
    }

    /// The part of it that lies in an image.
    #[must_use]
    pub fn clamped(self, image: &RgbImage) -> Self {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        Self {
            left: self.left.clamp(0.0, width - 1.0),
            top: self.top.clamp(0.0, height - 1.0),
            right: self.right.clamp(1.0, width),
            bottom: self.bottom.clamp(1.0, height),
        }
    }

    /// Whether `other` lies inside, give or take `slack_px`.
    pub fn holds(&self, other: &Self, slack_px: f64) -> bool {
        self.left <= other.left + slack_px
            && self.top <= other.top + slack_px
            && self.right >= other.right - slack_px
            && self.bottom >= other.bottom - slack_px
    }
}

/// How much each place of a region is the person, 0 to 1.
#[derive(Debug, Clone)]
pub struct Mask {
    pub region: Region,
    values: Vec<f32>,
}

/// Runs the net on a region.
pub fn segment(model: &mut Model, image: &RgbImage, region: Region) -> Mask {
    let step_x = (region.right - region.left) / SIDE as f64;
    let step_y = (region.bottom - region.top) / SIDE as f64;
    let map = Map::upright(Point { x: region.left, y: region.top }, step_x, step_y);
    sample::fill(image, &map, Border::Nearest, (0.0, 1.0), SIDE, model.input_mut(0));
    model.run();
    Mask { region, values: model.output(0).to_vec() }
}

/// Whether a model has the output this module reads.
pub fn fits(model: &Model) -> bool {
    model.outputs().first().is_some_and(|t| t.dims.iter().product::<usize>() == SIDE * SIDE)
}

impl Mask {
    /// How much of a person is at (x, y) of the image; `None` outside the region.
    pub fn at(&self, x: f64, y: f64) -> Option<f32> {
        let Region { left, top, right, bottom } = self.region;
        let column = (x - left) / (right - left) * SIDE as f64;
        let row = (y - top) / (bottom - top) * SIDE as f64;
        let inside = column >= 0.0 && row >= 0.0;
        let (column, row) = (column as usize, row as usize);
        (inside && column < SIDE && row < SIDE).then(|| self.values[row * SIDE + column])
    }

    /// Height of the silhouette's top between two x of the image, in image pixels.
    ///
    /// The top is where 3 % of the columns are the person's, so that one stray hair does not
    /// lift it. In each column it is the uppermost crossing of one half that is not a speck:
    /// the three rows below it are the person's too. Between two rows it is interpolated.
    /// `None` when fewer columns than that show the person at all.
    pub fn top(&self, from_x: f64, to_x: f64) -> Option<f64> {
        let Region { left, top, right, bottom } = self.region;
        let to_column = |x: f64| {
            ((x - left) / (right - left) * SIDE as f64).round().clamp(0.0, SIDE as f64) as usize
        };
        let columns = to_column(from_x)..to_column(to_x);
        let needed = ((columns.len() as f64 * 0.03).ceil() as usize).max(2);
        let mut tops: Vec<f64> = columns.filter_map(|column| self.column_top(column)).collect();
        if tops.len() < needed {
            return None;
        }
        tops.sort_by(f64::total_cmp);
        Some(top + tops[needed - 1] / SIDE as f64 * (bottom - top))
    }

    /// Row, with its fraction, where a column becomes the person's.
    fn column_top(&self, column: usize) -> Option<f64> {
        const SOLID: usize = 3;
        let value = |row: usize| self.values[row * SIDE + column];
        let first =
            (0..SIDE - SOLID).find(|row| (*row..=row + SOLID).all(|r| value(r) >= PERSON))?;
        let Some(above) = first.checked_sub(1).map(value) else { return Some(0.0) };
        let part = (PERSON - above) / (value(first) - above);
        Some(first as f64 - 1.0 + f64::from(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(of: impl Fn(usize, usize) -> f32) -> Mask {
        let region = Region { left: 100.0, top: 50.0, right: 612.0, bottom: 306.0 };
        let values = (0..SIDE * SIDE).map(|i| of(i % SIDE, i / SIDE)).collect();
        Mask { region, values }
    }

    #[test]
    fn the_top_lies_between_the_rows_it_crosses_between() {
        let soft = mask(|_, row| ((row as f32 - 40.0) / 4.0).clamp(0.0, 1.0));
        assert!((soft.top(200.0, 400.0).unwrap() - 92.0).abs() < 1e-3);
    }

    #[test]
    fn a_stray_hair_and_a_speck_do_not_lift_the_top() {
        let stray = mask(|column, row| {
            let hair = column == 100 && row > 10;
            let speck = (60..90).contains(&column) && (20..22).contains(&row);
            f32::from(u8::from(row >= 80 || hair || speck))
        });
        let top = stray.top(200.0, 500.0).unwrap();
        assert!((top - (50.0 + 79.5)).abs() < 1e-3, "{top}");
    }

    #[test]
    fn a_silhouette_that_starts_at_the_edge_is_at_the_edge_and_nobody_has_no_top() {
        assert_eq!(mask(|_, _| 1.0).top(200.0, 400.0), Some(50.0));
        assert_eq!(mask(|_, _| 0.0).top(200.0, 400.0), None);
        assert_eq!(mask(|_, _| 1.0).top(-50.0, 90.0), None, "no column inside the region");
    }

    #[test]
    fn a_place_outside_the_region_is_not_known() {
        let all = mask(|_, _| 1.0);
        assert_eq!(all.at(100.0, 50.0), Some(1.0));
        assert_eq!(all.at(99.0, 60.0), None);
        assert_eq!(all.at(612.0, 60.0), None);
    }
}
