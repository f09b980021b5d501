//! 佩戴眼镜: the bridge and the lower rims of spectacles.

use super::View;
use super::region::{luma, quantile};
use crate::assessment::Point;
use crate::reading::{Measured, Place};

/// From between the brows down the nose: a bridge crosses it.
const NOSE: [usize; 2] = [9, 195];

/// Middle of each lower lid: a rim runs below it.
const LOWER_LIDS: [usize; 2] = [145, 374];

/// Where rims are looked for under the lid, in eye distances.
const RIM: [f64; 2] = [0.06, 0.42];

/// Samples along each line.
const SAMPLES: usize = 48;

/// A frame is thinner than twice this many samples; lids and noses are not.
const HALF_WINDOW: usize = 9;

/// Neither sign alone makes it sure.
const MOST: f64 = 0.5;

/// How sure it is that spectacles are worn, 0 to 1: the height of the strongest thin line
/// across the bridge of the nose, and of that under an eye, each over the skin beside it and
/// up to one half. From 0.5 on they are likely.
///
/// It is told and not judged: who wears spectacles every day wears them in the portrait.
pub fn measure(view: &View<'_>) -> Measured {
    let corners = [NOSE[0], 226, LOWER_LIDS[0], NOSE[1], LOWER_LIDS[1], 446];
    Measured::at(sureness(view), Place::around(corners.map(|index| view.at(index))))
}

/// The value of the measure.
pub(super) fn sureness(view: &View<'_>) -> f64 {
    bridge(view).min(MOST) + rims(view).min(MOST)
}

/// Strength of a line across the nose.
fn bridge(view: &View<'_>) -> f64 {
    const HALF_WIDTH: f64 = 0.05;
    let [(x0, y0), (x1, y1)] = NOSE.map(|index| view.axes.of_point(view.at(index)));
    let profile: [f32; SAMPLES] = std::array::from_fn(|i| {
        let t = i as f64 / (SAMPLES - 1) as f64;
        let across = [-1.0, -0.5, 0.0, 0.5, 1.0].map(|side| {
            let x = x0 + (x1 - x0) * t + side * HALF_WIDTH;
            sample(view, view.axes.point(x, y0 + (y1 - y0) * t))
        });
        across.iter().sum::<f32>() / 5.0
    });
    f64::from(strongest(&profile))
}

/// Strength of the lower rims, of the plainer eye: the median over columns beside the pupil.
fn rims(view: &View<'_>) -> f64 {
    let of_eye = LOWER_LIDS.map(|lid| {
        let (x, y) = view.axes.of_point(view.at(lid));
        let mut columns = [-0.12, -0.06, 0.0, 0.06, 0.12].map(|side| {
            let profile: [f32; SAMPLES] = std::array::from_fn(|i| {
                let t = i as f64 / (SAMPLES - 1) as f64;
                sample(view, view.axes.point(x + side, y + RIM[0] + (RIM[1] - RIM[0]) * t))
            });
            strongest(&profile)
        });
        quantile(&mut columns, 0.5).unwrap_or(0.0)
    });
    f64::from(of_eye[0].max(of_eye[1]))
}

/// The largest distance of a sample from the median of its neighbours, over the median of all.
fn strongest(profile: &[f32; SAMPLES]) -> f32 {
    /// Noise of a dark picture is no line.
    const LEAST_LUMA: f32 = 16.0;
    let all = quantile(&mut profile.clone(), 0.5).unwrap_or(0.0).max(LEAST_LUMA);
    let mut most = 0.0_f32;
    // The neighbours in order: one comes and one goes with each step.
    let mut window: Vec<f32> = Vec::with_capacity(2 * HALF_WINDOW + 2);
    let place = |window: &[f32], value: f32| window.partition_point(|other| *other < value);
    for value in &profile[..HALF_WINDOW] {
        window.insert(place(&window, *value), *value);
    }
    for (i, value) in profile.iter().enumerate() {
        if let Some(comes) = profile.get(i + HALF_WINDOW) {
            window.insert(place(&window, *comes), *comes);
        }
        if let Some(goes) = i.checked_sub(HALF_WINDOW + 1).map(|i| profile[i]) {
            window.remove(place(&window, goes));
        }
        most = most.max((value - window[window.len() / 2]).abs());
    }
    most / all
}

/// Luma of the pixel at a place, the nearest one outside the portrait.
fn sample(view: &View<'_>, place: Point) -> f32 {
    let (width, height) = view.size();
    let x = place.x.clamp(0.0, f64::from(width.saturating_sub(1))) as u32;
    let y = place.y.clamp(0.0, f64::from(height.saturating_sub(1))) as u32;
    f32::from(luma(view.portrait.get_pixel(x, y).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thin_line_is_strong_and_an_edge_or_a_slope_is_not() {
        let flat = [120.0; SAMPLES];
        let mut line = flat;
        line[20..23].fill(30.0);
        let mut edge = flat;
        edge[24..].fill(60.0);
        let slope: [f32; SAMPLES] = std::array::from_fn(|i| 100.0 + i as f32);
        assert!(strongest(&flat) < 1e-6);
        assert!((strongest(&line) - 0.75).abs() < 1e-6);
        assert!(strongest(&edge) < 1e-6);
        assert!(strongest(&slope) < 0.06, "{}", strongest(&slope));
    }
}
