//! 清晰: how steep the edges of eyes and brows are.

use image::RgbImage;

use super::region::{bounds, luma, quantile};
use super::{Gauged, View};
use crate::reading::WhyNot;

/// Points around each eye with its brow: lids, lashes, iris and brow are the sharpest edges of
/// a face, and on every face.
const EYES: [[usize; 11]; 2] = [
    [70, 63, 105, 66, 107, 33, 133, 145, 159, 153, 163],
    [300, 293, 334, 296, 336, 263, 362, 374, 386, 380, 390],
];

/// Pixels around an eye that still show its edges.
const MARGIN_PX: f64 = 6.0;

/// An edge is as high as this share of the luma's range around the eye; skin, its grain and
/// the noise of a camera are lower.
const HIGH: f32 = 0.3;

/// The range leaves out the darkest and the lightest of the pixels: the catchlight is one.
const RANGE: [f64; 2] = [0.03, 0.97];

/// Ranges of luma below this are no eye.
const LEAST_RANGE: f32 = 8.0;

/// Of the edges those count that are steeper than this share of them: lids fold gently.
const STEEP: f64 = 0.7;

/// Edges needed in either direction.
const EDGES_NEEDED: usize = 20;

/// Periods of steps that are looked for, in pixels: of pixels enlarged without smoothing.
const PERIODS: std::ops::RangeInclusive<usize> = 2..=8;

/// Steps at one phase this many times as strong as at the others are no chance.
const NATURAL: f64 = 2.5;

/// The share of an edge's height that its steepest pixel takes, of the steep edges around the
/// eyes, in the blurrier of both directions; 1 is a step from one pixel to the next.
///
/// The width of edges is the measure of blur of Marziliano et al., A no-reference perceptual
/// blur metric (2002): it depends neither on contrast nor on how much of a face is smooth. Each
/// direction is read by itself, because a moved camera blurs only along its way. Out of focus
/// by σ pixels an edge takes σ√2π of them. Pixels enlarged
/// without smoothing have steps at even distances: the value is divided by how much stronger
/// those are.
pub fn measure(view: &View<'_>) -> Gauged {
    let mut edges = [Vec::new(), Vec::new()];
    let mut columns = vec![(0.0, 0); view.size().0 as usize];
    for eye in EYES {
        let corners = eye.map(|index| view.at(index));
        let [left, top, right, bottom] = bounds(&corners);
        let (width, height) = view.size();
        let whole = |value: f64, limit: u32| value.clamp(0.0, f64::from(limit)) as usize;
        let left = whole(left - MARGIN_PX, width);
        let patch = Patch::of(
            view.portrait,
            (left, whole(right + MARGIN_PX, width)),
            (whole(top - MARGIN_PX, height), whole(bottom + MARGIN_PX, height)),
        );
        patch.steps(left, &mut columns);
        let least = patch.range() * HIGH;
        patch.edges(least, &mut edges[0]);
        patch.turned().edges(least, &mut edges[1]);
    }
    if edges.iter().any(|steepness| steepness.len() < EDGES_NEEDED) {
        return Err(WhyNot::TooLittleFace);
    }
    let steepness = edges.iter_mut().filter_map(|edges| quantile(edges, STEEP));
    let value = steepness.map(f64::from).fold(f64::MAX, f64::min);
    let steps = periodicity(&columns);
    Ok(if steps > NATURAL { value / steps } else { value }.into())
}

/// How much stronger the steps between columns are at every so-manieth column than between.
fn periodicity(columns: &[(f32, u32)]) -> f64 {
    PERIODS
        .flat_map(|period| (0..period).map(move |phase| (period, phase)))
        .map(|(period, phase)| {
            let mean = |on: bool| {
                let chosen =
                    columns.iter().enumerate().filter(|(x, _)| (x % period == phase) == on);
                let (sum, count) =
                    chosen.fold((0.0, 0), |s, (_, c)| (s.0 + f64::from(c.0), s.1 + c.1));
                sum / f64::from(count.max(1))
            };
            (mean(true) + 0.01) / (mean(false) + 0.01)
        })
        .fold(0.0, f64::max)
}

/// Luma of a rectangle of the portrait.
struct Patch {
    width: usize,
    luma: Vec<f32>,
}

impl Patch {
    fn of(portrait: &RgbImage, columns: (usize, usize), rows: (usize, usize)) -> Self {
        let (pixels, stride) = (portrait.as_raw().as_chunks::<3>().0, portrait.width() as usize);
        let width = columns.1.saturating_sub(columns.0);
        let mut values = Vec::with_capacity(width * rows.1.saturating_sub(rows.0));
        for y in rows.0..rows.1 {
            let row = &pixels[y * stride + columns.0..y * stride + columns.0 + width];
            values.extend(row.iter().map(|pixel| f32::from(luma(*pixel))));
        }
        Self { width: width.max(1), luma: values }
    }

    /// Columns as rows.
    fn turned(&self) -> Self {
        let height = self.luma.len() / self.width;
        let column = |x: usize| self.luma.iter().skip(x).step_by(self.width).copied();
        Self { width: height.max(1), luma: (0..self.width).flat_map(column).collect() }
    }

    /// Adds to each column of the portrait the steps of luma into it and their number; the
    /// patch begins at column `left`.
    fn steps(&self, left: usize, columns: &mut [(f32, u32)]) {
        for row in self.luma.chunks_exact(self.width) {
            for (pair, column) in row.windows(2).zip(&mut columns[left + 1..]) {
                *column = (column.0 + (pair[1] - pair[0]).abs(), column.1 + 1);
            }
        }
    }

    /// From dark to light, without the few darkest and lightest pixels.
    fn range(&self) -> f32 {
        let mut values = self.luma.clone();
        let [low, high] = RANGE.map(|share| quantile(&mut values, share).unwrap_or(0.0));
        (high - low).max(LEAST_RANGE)
    }

    /// The steepness of every edge along the rows that is at least this high: its steepest step
    /// over all of them. Each row is smoothed with its neighbours, against noise, and not along
    /// itself.
    fn edges(&self, least: f32, into: &mut Vec<f32>) {
        let rows: Vec<&[f32]> = self.luma.chunks_exact(self.width).collect();
        let mut smoothed = vec![0.0; self.width];
        for triple in rows.windows(3) {
            for (x, smooth) in smoothed.iter_mut().enumerate() {
                *smooth = 0.25 * (triple[0][x] + 2.0 * triple[1][x] + triple[2][x]);
            }
            let (mut height, mut steepest) = (0.0_f32, 0.0_f32);
            let mut end = |height: f32, steepest: f32| {
                if height.abs() >= least {
                    into.push(steepest / height.abs());
                }
            };
            for pair in smoothed.windows(2) {
                let step = pair[1] - pair[0];
                if step * height <= 0.0 {
                    end(height, steepest);
                    (height, steepest) = (0.0, 0.0);
                }
                height += step;
                steepest = steepest.max(step.abs());
            }
            end(height, steepest);
        }
    }
}

#[cfg(test)]
mod tests {
    use image::imageops;

    use super::super::fixture::Fixture;
    use super::*;

    /// A face with steps both ways where eyes and brows are.
    fn lined(contrast: u8) -> Fixture {
        Fixture::plain().with(|x, y, ground, rgb| {
            let is_dark = (x / 13 + y / 13).is_multiple_of(2);
            if ground == 'h' && is_dark { rgb.map(|v| v.saturating_sub(contrast)) } else { rgb }
        })
    }

    /// The face out of focus, and then strewn with noise of an amplitude in levels.
    fn read(sigma: f32, contrast: u8, noise: u8) -> f64 {
        let mut fixture = lined(contrast);
        if sigma > 0.0 {
            fixture.portrait = imageops::blur(&fixture.portrait, sigma);
        }
        let mut state = 1_u32;
        for pixel in fixture.portrait.pixels_mut() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let off = if noise == 0 { 0 } else { (state >> 16) % (2 * u32::from(noise) + 1) };
            pixel.0 = pixel.0.map(|v| v.saturating_add(off as u8).saturating_sub(noise));
        }
        measure(&fixture.view()).unwrap().value
    }

    #[test]
    fn blur_lowers_it_step_by_step_and_neither_contrast_nor_noise_decides() {
        let sharp = read(0.0, 120, 0);
        let steps = [0.6, 1.0, 2.0].map(|sigma| read(sigma, 120, 0));
        assert!(
            sharp > steps[0] && steps[0] > steps[1] && steps[1] > steps[2],
            "{sharp} {steps:?}"
        );
        assert!((read(0.0, 40, 0) - sharp).abs() < 0.05);
        let noisy = read(2.0, 120, 8);
        assert!(noisy < steps[0], "{noisy} {steps:?}");
    }

    #[test]
    fn a_camera_moved_one_way_is_as_bad_as_one_out_of_focus() {
        let still = lined(120).portrait;
        let moved = |across: u32, down: u32| {
            let mut fixture = lined(120);
            for (x, y, pixel) in fixture.portrait.enumerate_pixels_mut() {
                let at = |step: u32| {
                    still.get_pixel((x + across * step).min(479), (y + down * step).min(639)).0
                };
                pixel.0 = std::array::from_fn(|c| {
                    ((0..5).map(|step| u32::from(at(step)[c])).sum::<u32>() / 5) as u8
                });
            }
            measure(&fixture.view()).unwrap().value
        };
        let blurred = read(1.0, 120, 0);
        for (across, down) in [(1, 0), (0, 1), (1, 1)] {
            let value = moved(across, down);
            assert!(value < blurred, "{across} {down}: {value}, blurred {blurred}");
        }
    }

    #[test]
    fn a_face_without_edges_has_no_sharpness() {
        assert_eq!(
            measure(&Fixture::plain().with(|_, _, _, _| [90; 3]).view()),
            Err(WhyNot::TooLittleFace)
        );
    }
}
