//! 镜框位置: a frame that runs across an eye.

use super::eyes_open::CORNERS;
use super::region::luma;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Middle of the upper and the lower lid of each eye.
const LIDS: [[usize; 2]; 2] = [[159, 145], [386, 374]];

/// Beyond the corners of the eye a frame goes on, and lashes do not: columns so far out on
/// either side, in eye distances.
const BESIDE: [f64; 4] = [0.03, 0.06, 0.09, 0.12];
const COLUMNS: usize = 2 * BESIDE.len();

/// Of the columns one may show nothing: a hinge, a reflection, or the nose's shade.
const COLUMNS_NEEDED: usize = COLUMNS - 1;

/// Rows looked at above and below the corners, in eye distances, and the step between them.
const ROWS: usize = 41;
const STEP: f64 = 0.01;

/// A frame is thinner than twice this many rows, so that the skin above and below it shows …
const HALF_LINE: usize = 2;

/// … in this many rows.
const SKIN: usize = 5;

/// A line is darker than the skin on both sides of it by this share of its luma. On portraits
/// without a frame over the eye the folds of the lids reach 0.1, a thin pale rim has 0.15.
const DEPTH: f32 = 0.12;

/// Lines tried: their slope against the line of the eyes, and their distance from it in rows.
const SLOPES: [f64; 5] = [-0.1, -0.05, 0.0, 0.05, 0.1];
const AWAY: usize = 10;

/// Beyond this turn, in degrees, one side of an eye is hidden by the nose.
const FRONTAL_DEGREES: f64 = 20.0;

/// Per cent of the eye's width that a dark line crosses between its lids, of the worse eye: a
/// thin straight line that goes on beyond both corners of the eye, as frames do and lashes,
/// folds and brows do not.
pub fn measure(view: &View<'_>) -> Gauged {
    if view.pose.yaw.abs() > FRONTAL_DEGREES {
        return Err(WhyNot::NotFrontal);
    }
    let crossings = [0, 1].map(|eye| crossing(view, eye));
    let share = |eye: usize| crossings[eye].map_or(0.0, |(share, _)| share);
    let eye = usize::from(share(1) > share(0));
    let Some((share, [from, to])) = crossings[eye] else { return Ok(0.0.into()) };
    let side = if eye == 0 { Side::Left } else { Side::Right };
    Ok(Measured::at(share * 100.0, Place::between(from, to)).with(Detail::Side { side }))
}

/// The largest share of an eye that a frame crosses, and the line it runs along.
fn crossing(view: &View<'_>, eye: usize) -> Option<(f64, [Point; 2])> {
    let corners = CORNERS[eye].map(|corner| view.axes.of_point(view.at(corner)));
    let lids = LIDS[eye].map(|lid| view.axes.of_point(view.at(lid)).1);
    let middle =
        (f64::midpoint(corners[0].0, corners[1].0), f64::midpoint(corners[0].1, corners[1].1));
    let across: [f64; COLUMNS] = std::array::from_fn(|column| match BESIDE.get(column) {
        Some(beside) => corners[0].0 - beside,
        None => corners[1].0 + BESIDE[column - BESIDE.len()],
    });
    let dark = across.map(|x| lines(&column(view, x, middle.1)));
    if dark.iter().filter(|rows| rows.contains(&true)).count() < COLUMNS_NEEDED {
        return None;
    }
    let mut most: Option<(f64, [Point; 2])> = None;
    for slope in SLOPES {
        for away in ROWS / 2 - AWAY..ROWS / 2 + AWAY {
            let row = |x: f64| away as f64 + slope * (x - middle.0) / STEP;
            let is_dark = |(rows, x): (&[bool; ROWS], &f64)| {
                let at = row(*x).round();
                at >= 0.0 && rows.get(at as usize).is_some_and(|dark| *dark)
            };
            if dark.iter().zip(&across).filter(|column| is_dark(*column)).count() < COLUMNS_NEEDED {
                continue;
            }
            let y = |x: f64| middle.1 + (row(x) - (ROWS / 2) as f64) * STEP;
            let share = between_lids(y, corners, lids);
            if most.is_none_or(|(found, _)| share > found) {
                let end = |x: f64| view.axes.point(x, y(x));
                most = Some((share, [end(across[BESIDE.len() - 1]), end(across[COLUMNS - 1])]));
            }
        }
    }
    most
}

/// Luma down a column of the face's axes, its middle row at `y`.
fn column(view: &View<'_>, x: f64, y: f64) -> [f32; ROWS] {
    std::array::from_fn(|row| {
        let place = view.axes.point(x, y + (row as f64 - (ROWS / 2) as f64) * STEP);
        let is_inside = place.x >= 0.0 && place.y >= 0.0;
        let pixel = view.portrait.get_pixel_checked(place.x as u32, place.y as u32);
        pixel.filter(|_| is_inside).map_or(0.0, |pixel| f32::from(luma(pixel.0)))
    })
}

/// In which rows a thin dark line passes, or beside which.
fn lines(column: &[f32; ROWS]) -> [bool; ROWS] {
    /// Noise of a dark picture is no line.
    const LEAST_LUMA: f32 = 16.0;
    let mean = |rows: &[f32]| rows.iter().sum::<f32>() / rows.len() as f32;
    let reach = HALF_LINE + SKIN;
    let mut found = [false; ROWS];
    for row in reach..ROWS - reach {
        let above = mean(&column[row - reach..row - HALF_LINE]);
        let below = mean(&column[row + HALF_LINE + 1..=row + reach]);
        let skin = above.min(below);
        if skin - column[row] >= DEPTH * skin.max(LEAST_LUMA) {
            found[row - 1..=row + 1].fill(true);
        }
    }
    found
}

/// The share of the width between two corners in which the line at height `y` lies between
/// the lids, whose edge is taken as two parabolas through corners and lids.
fn between_lids(y: impl Fn(f64) -> f64, corners: [(f64, f64); 2], lids: [f64; 2]) -> f64 {
    const STEPS: usize = 20;
    let inside = |step: &usize| {
        let t = (*step as f64 + 0.5) / STEPS as f64;
        let x = corners[0].0 + (corners[1].0 - corners[0].0) * t;
        let chord = corners[0].1 + (corners[1].1 - corners[0].1) * t;
        let bulge = 4.0 * t * (1.0 - t);
        let middle = f64::midpoint(corners[0].1, corners[1].1);
        let [upper, lower] = lids.map(|lid| chord + (lid - middle) * bulge);
        (upper..lower).contains(&y(x))
    };
    (0..STEPS).filter(inside).count() as f64 / STEPS as f64
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn a_line_counts_as_far_as_it_lies_between_the_lids() {
        let corners = [(-0.7, 0.0), (-0.3, 0.0)];
        let at = |middle: f64, slope: f64| {
            between_lids(|x| middle + slope * (x + 0.5), corners, [-0.09, 0.06])
        };
        assert!(at(0.001, 0.0) > 0.9);
        assert!(at(-0.2, 0.0) < 1e-9);
        assert!(at(0.1, 0.0) < 1e-9);
        assert!((0.3..0.8).contains(&at(-0.05, 0.3)), "{}", at(-0.05, 0.3));
    }

    #[test]
    fn a_thin_line_is_found_and_an_edge_or_a_wide_band_is_not() {
        let with = |rows: std::ops::Range<usize>| {
            let mut column = [150.0; ROWS];
            column[rows].fill(60.0);
            lines(&column).contains(&true)
        };
        assert!(with(18..22));
        assert!(!with(18..ROWS));
        assert!(!with(12..30));
        assert!(!with(0..0));
    }

    #[test]
    fn a_rim_over_the_pupils_crosses_the_eyes_and_one_over_the_brows_does_not() {
        let rim = |top: u32| {
            let fixture = Fixture::plain().with(|x, y, ground, rgb| {
                let is_rim = ground == 'h' && (top..top + 4).contains(&y) && x.abs_diff(240) > 15;
                if is_rim { [60, 55, 55] } else { rgb }
            });
            let mut view = fixture.view();
            for (eye, x) in [(0, 185.0), (1, 295.0)] {
                let places = [(-16.0, 265.0), (16.0, 265.0), (0.0, 259.0), (0.0, 271.0)];
                let points = CORNERS[eye].into_iter().chain(LIDS[eye]);
                for (point, (away, y)) in points.zip(places) {
                    view.points[point] = Point { x: x + away, y };
                }
            }
            measure(&view).unwrap().value
        };
        assert!(rim(263) > 80.0, "{}", rim(263));
        assert!(rim(235) < 1e-9);
        assert!(rim(640) < 1e-9);
    }
}
