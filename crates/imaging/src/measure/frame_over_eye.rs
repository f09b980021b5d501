//! 镜框位置: a frame that runs across an eye.

use super::eyes_open::CORNERS;
use super::glasses;
use super::region::{luma, quantile};
use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Middle of the upper and the lower lid of each eye.
const LIDS: [[usize; 2]; 2] = [[159, 145], [386, 374]];

/// Beyond the corners of the eye a frame goes on, and lashes do not: looked for so far out, in
/// eye distances.
const BESIDE: [f64; 3] = [0.04, 0.08, 0.12];

/// A line is darker than the skin around it by this share of its light.
const DEPTH: f32 = 0.22;

/// Samples from above the lid to below it.
const SAMPLES: usize = 25;

/// How far above and below the eye's middle a line is looked for, in eye distances.
const HALF_HEIGHT: f64 = 0.16;

/// Both ends of one frame lie at about one height: no farther apart than this, in eye distances.
const LEVEL: f64 = 0.09;

/// Per cent of the eye's width that a dark line crosses between its lids, of the worse eye: a
/// line that goes on beyond both corners of the eye, as frames do. 0 without spectacles.
pub fn measure(view: &View<'_>) -> Gauged {
    if view.pose.yaw.abs() > 20.0 {
        return Err(WhyNot::NotFrontal);
    }
    if !glasses::have_rims(view) {
        return Ok(0.0.into());
    }
    let crossings = [0, 1].map(|eye| crossing(view, eye));
    let share = |eye: usize| crossings[eye].map_or(0.0, |(share, _)| share);
    let eye = usize::from(share(1) > share(0));
    let Some((share, [from, to])) = crossings[eye] else { return Ok(0.0.into()) };
    let side = if eye == 0 { Side::Left } else { Side::Right };
    Ok(Measured::at(share * 100.0, Place::between(from, to)).with(Detail::Side { side }))
}

/// The share of an eye that a frame crosses, and the line it runs along.
fn crossing(view: &View<'_>, eye: usize) -> Option<(f64, [Point; 2])> {
    let [from, to] = CORNERS[eye].map(|corner| view.axes.of_point(view.at(corner)));
    let [upper, lower] = LIDS[eye].map(|lid| view.axes.of_point(view.at(lid)).1);
    let (left, right) = (dark_line(view, from, -1.0)?, dark_line(view, to, 1.0)?);
    if (left.1 - right.1).abs() > LEVEL {
        return None;
    }
    let share = between_lids([left, right], [from, to], [upper, lower]);
    Some((share, [left, right].map(|(x, y)| view.axes.point(x, y))))
}

/// The place beside a corner where a thin dark line passes, if it does in every column.
fn dark_line(view: &View<'_>, (x, y): (f64, f64), way: f64) -> Option<(f64, f64)> {
    let mut heights = [0.0_f32; BESIDE.len()];
    for (height, beside) in heights.iter_mut().zip(BESIDE) {
        let at = |i: usize| HALF_HEIGHT * (2.0 * i as f64 / (SAMPLES - 1) as f64 - 1.0);
        let profile: [f32; SAMPLES] = std::array::from_fn(|i| {
            let place = view.axes.point(x + way * beside, y + at(i));
            let pixel = view.portrait.get_pixel_checked(place.x as u32, place.y as u32);
            pixel.map_or(0.0, |pixel| f32::from(luma(pixel.0)))
        });
        let around = quantile(&mut profile.clone(), 0.6)?;
        let (lowest, luma) = profile.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))?;
        if around - luma < DEPTH * around.max(16.0) {
            return None;
        }
        *height = (y + at(lowest)) as f32;
    }
    let [first, .., last] = heights;
    let straight = f64::from((first - last).abs()) < LEVEL;
    let height = f64::from(quantile(&mut heights, 0.5)?);
    straight.then_some((x + way * BESIDE[1], height))
}

/// The share of the width between two corners in which the line through `ends` lies between
/// the lids, whose edge is taken as two parabolas through corners and lids.
fn between_lids(ends: [(f64, f64); 2], corners: [(f64, f64); 2], lids: [f64; 2]) -> f64 {
    const STEPS: usize = 20;
    let inside = |step: &usize| {
        let t = (*step as f64 + 0.5) / STEPS as f64;
        let x = corners[0].0 + (corners[1].0 - corners[0].0) * t;
        let chord = corners[0].1 + (corners[1].1 - corners[0].1) * t;
        let bulge = 4.0 * t * (1.0 - t);
        let middle = f64::midpoint(corners[0].1, corners[1].1);
        let [upper, lower] = lids.map(|lid| chord + (lid - middle) * bulge);
        let along = (x - ends[0].0) / (ends[1].0 - ends[0].0);
        let line = ends[0].1 + (ends[1].1 - ends[0].1) * along;
        (upper..lower).contains(&line)
    };
    (0..STEPS).filter(inside).count() as f64 / STEPS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_counts_as_far_as_it_lies_between_the_lids() {
        let corners = [(-0.7, 0.0), (-0.3, 0.0)];
        let at = |left: f64, right: f64| {
            between_lids([(-0.78, left), (-0.22, right)], corners, [-0.09, 0.06])
        };
        assert!(at(0.001, 0.001) > 0.9);
        assert!(at(-0.2, -0.2) < 1e-9);
        assert!(at(0.1, 0.1) < 1e-9);
        assert!((0.3..0.8).contains(&at(-0.15, 0.06)), "{}", at(-0.15, 0.06));
    }
}
