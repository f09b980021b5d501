//! One track: each bar by the best fit of a bright frame around a dark bar.

use super::Warp;
use crate::form::{Axis, Track};
use crate::picture::Picture;
use crate::plane::Xy;

/// Distance of samples.
const STEP_MM: f64 = 0.25;
/// How far a bar is looked for around where its neighbour says.
const REACH_MM: f64 = 1.75;
/// Width of the white frame around a bar that is compared with it.
const FRAME_MM: f64 = 0.5;
/// The bar must be darker than its frame by this share of white.
const LEAST_CONTRAST: f64 = 0.18;
/// A bar further than this from the bars around it, and from the line through the two before it and
/// the two after it, is something else. The tip of a fold lies on both lines.
const MOST_JUMP_MM: f64 = 0.6;
/// With fewer bars a track says nothing.
const LEAST_SHARE: f64 = 0.4;

/// How far each bar is off in millimetres of the sheet, `None` where none is seen. The first half
/// is followed from the first bar on, the second from the last one back.
pub(super) fn follow(picture: &Picture, track: &Track, warp: &Warp) -> Vec<Option<Xy>> {
    let centres: Vec<Xy> = track.bars().map(|bar| (bar.centre().x_mm, bar.centre().y_mm)).collect();
    let mut found = vec![None; centres.len()];
    let half = centres.len() / 2;
    let ways: [Vec<usize>; 2] = [(0..half).collect(), (half..centres.len()).rev().collect()];
    for way in ways {
        // What the outer tracks say of this bar, and how far its neighbour was off besides.
        let mut drift = (0.0, 0.0);
        for at in way {
            let known = warp.offset(centres[at]);
            let expected = (known.0 + drift.0, known.1 + drift.1);
            let Some(off) = bar(picture, track, warp, centres[at], expected) else { continue };
            found[at] = Some(off);
            drift = (off.0 - known.0, off.1 - known.1);
        }
    }
    found
}

/// The offsets without those that stand out, gaps closed on a line; `None` when too few are left.
pub(super) fn smooth(found: &[Option<Xy>]) -> Option<Vec<Xy>> {
    let near = |at: usize, part: fn(Xy) -> f64| {
        let around = at.saturating_sub(2)..(at + 3).min(found.len());
        let mut values: Vec<f64> = found[around].iter().flatten().map(|one| part(*one)).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let kept = |at: usize| {
        let off = found[at]?;
        let fits =
            |(x, y): Xy| (off.0 - x).abs() < MOST_JUMP_MM && (off.1 - y).abs() < MOST_JUMP_MM;
        let around = (near(at, |one| one.0)?, near(at, |one| one.1)?);
        let seen = |place: usize| Some((place, found[place]?));
        let before = line_at(at, (0..at).rev().filter_map(seen));
        let after = line_at(at, (at + 1..found.len()).filter_map(seen));
        (fits(around) || before.is_some_and(fits) || after.is_some_and(fits)).then_some(off)
    };
    let kept: Vec<(usize, Xy)> = (0..found.len()).filter_map(|at| Some((at, kept(at)?))).collect();
    if (kept.len() as f64) < LEAST_SHARE * found.len() as f64 {
        return None;
    }
    let close = |at: usize| {
        let after = kept.partition_point(|(place, _)| *place < at);
        let (low, off) = kept[after.saturating_sub(1)];
        let (high, next) = kept[after.min(kept.len() - 1)];
        if high <= low {
            return off;
        }
        super::lerp(off, next, ((at as f64 - low as f64) / (high - low) as f64).clamp(0.0, 1.0))
    };
    Some((0..found.len()).map(close).collect())
}

/// Where the line through the nearest two of one side meets a place.
fn line_at(at: usize, mut side: impl Iterator<Item = (usize, Xy)>) -> Option<Xy> {
    let ((near, one), (far, other)) = (side.next()?, side.next()?);
    Some(super::lerp(one, other, (at as f64 - near as f64) / (far as f64 - near as f64)))
}

/// Samples around a place of the sheet, as sums of all above and left.
struct Patch {
    sums: Vec<u32>,
    columns: usize,
}

impl Patch {
    fn new(picture: &Picture, warp: &Warp, centre: Xy, columns: usize, rows: usize) -> Self {
        let map = &warp.placed.to_px;
        let here = map.apply(centre);
        let (right, down) = map.steps(centre);
        let step = |way: Xy| (way.0 * STEP_MM, way.1 * STEP_MM);
        let (right, down) = (step(right), step(down));
        let (back, up) = ((columns as f64 - 1.0) / 2.0, (rows as f64 - 1.0) / 2.0);
        let first = (here.0 - right.0 * back - down.0 * up, here.1 - right.1 * back - down.1 * up);
        let mut samples = vec![0u8; columns * rows];
        picture.take(first, right, down, columns, &mut samples);
        let mut sums = vec![0u32; (columns + 1) * (rows + 1)];
        for (row, samples) in samples.chunks_exact(columns).enumerate() {
            let (done, rest) = sums.split_at_mut((row + 1) * (columns + 1));
            let above = &done[row * (columns + 1)..];
            let mut line = 0;
            for ((sum, above), sample) in rest[1..].iter_mut().zip(&above[1..]).zip(samples) {
                line += u32::from(*sample);
                *sum = above + line;
            }
        }
        Self { sums, columns }
    }

    fn sum(&self, left: usize, top: usize, width: usize, height: usize) -> f64 {
        let at = |x: usize, y: usize| i64::from(self.sums[y * (self.columns + 1) + x]);
        let (right, bottom) = (left + width, top + height);
        let sum = at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
        sum as f64
    }
}

fn bar(picture: &Picture, track: &Track, warp: &Warp, centre: Xy, off: Xy) -> Option<Xy> {
    let cells = |length_mm: f64| ((length_mm / STEP_MM).round() as usize).max(1);
    let (width, height) = (cells(track.width_mm), cells(track.height_mm));
    let frame = cells(FRAME_MM);
    // Along the track the next bar must stay out of sight.
    let along_mm = match track.along {
        Axis::X => (track.step_mm - track.width_mm) / 2.0 - FRAME_MM,
        Axis::Y => (track.step_mm - track.height_mm) / 2.0 - FRAME_MM,
    };
    let reach = cells(REACH_MM.min(along_mm.max(2.0 * STEP_MM)));
    let across = cells(REACH_MM);
    let (reach_x, reach_y) = match track.along {
        Axis::X => (reach, across),
        Axis::Y => (across, reach),
    };
    let (columns, rows) = (width + 2 * (frame + reach_x), height + 2 * (frame + reach_y));
    let middle = (centre.0 + off.0, centre.1 + off.1);
    let patch = Patch::new(picture, warp, middle, columns, rows);
    let contrast = |x: usize, y: usize| {
        let inner = patch.sum(x + frame, y + frame, width, height);
        let all = patch.sum(x, y, width + 2 * frame, height + 2 * frame);
        let area = (width * height) as f64;
        let frame_area = ((width + 2 * frame) * (height + 2 * frame)) as f64 - area;
        let white = (all - inner) / frame_area;
        (white - inner / area) / white.max(1.0)
    };
    let (mut best, mut x, mut y) = (LEAST_CONTRAST, 0, 0);
    let mut is_seen = false;
    for (at_x, at_y) in (0..=2 * reach_y).flat_map(|y| (0..=2 * reach_x).map(move |x| (x, y))) {
        let here = contrast(at_x, at_y);
        if here >= best {
            (best, x, y, is_seen) = (here, at_x, at_y, true);
        }
    }
    if !is_seen {
        return None;
    }
    let off_x = peak(x, 2 * reach_x, |x| contrast(x, y)) - reach_x as f64;
    let off_y = peak(y, 2 * reach_y, |y| contrast(x, y)) - reach_y as f64;
    Some((off.0 + off_x * STEP_MM, off.1 + off_y * STEP_MM))
}

/// The top of the parabola through a peak and its neighbours.
fn peak(at: usize, last: usize, value: impl Fn(usize) -> f64) -> f64 {
    if at == 0 || at == last {
        return at as f64;
    }
    let (before, here, after) = (value(at - 1), value(at), value(at + 1));
    let bend = before - 2.0 * here + after;
    if bend >= -1e-9 { at as f64 } else { at as f64 + 0.5 * (before - after) / bend }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_that_stands_out_is_replaced_by_its_neighbours() {
        let off = |x: f64| Some((x, 0.0));
        let found = [off(0.0), off(0.1), off(1.5), off(0.3), None, off(0.5)];
        let smoothed = smooth(&found).unwrap();
        let expected = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5];
        for (one, other) in smoothed.iter().zip(expected) {
            assert!((one.0 - other).abs() < 1e-9, "{smoothed:?}");
        }
        assert_eq!(smooth(&[None, None, off(0.0), None, None, None]), None);
    }

    #[test]
    fn the_tip_of_a_fold_is_kept() {
        let found = [0.0, 0.0, 0.9, 1.8, 2.7, 1.8, 0.9, 0.0, 0.0].map(|y| Some((0.0, y)));
        assert_eq!(smooth(&found), found.iter().copied().collect());
    }
}
