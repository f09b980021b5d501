//! Centres of the fiducials to a fraction of a pixel.

use super::nominal;
use crate::form::Form;
use crate::picture::Picture;
use crate::plane::{Plane, Xy};

/// The fiducials' centres as the whole picture shows them. One that is covered stays where the
/// others put it.
pub(super) fn corners(picture: &Picture, form: &Form, rough: &Plane) -> [Xy; 4] {
    let reach_mm = form.fiducials.size_mm / 2.0 + form.quiet_mm * 0.9;
    nominal(form).map(|centre| {
        let first = rough.apply(centre);
        let mut here = first;
        let (right, down) = rough.steps(centre);
        let reach_px = reach_mm * right.0.hypot(right.1).max(down.0.hypot(down.1));
        let side_px = form.fiducials.size_mm * (right.0 * down.1 - right.1 * down.0).abs().sqrt();
        // The second look is taken around the centre that the first one found.
        for _ in 0..2 {
            if let Some(next) = dark_centre(picture, here, reach_px, side_px) {
                here = next;
            }
        }
        let moved_px = (here.0 - first.0).hypot(here.1 - first.1);
        if moved_px < reach_px { here } else { first }
    })
}

/// Centroid of what is darker than half-way between the window's white and black, when there is
/// about as much of it as a fiducial has.
fn dark_centre(picture: &Picture, around: Xy, reach_px: f64, side_px: f64) -> Option<Xy> {
    let (left, right) = span(around.0, reach_px, picture.width_px())?;
    let (top, bottom) = span(around.1, reach_px, picture.height_px())?;
    let rows = || {
        let lines = picture.samples().chunks_exact(picture.width_px());
        (top..bottom).zip(lines.skip(top)).map(|(y, line)| (y, &line[left..right]))
    };
    let mut counts = [0usize; 256];
    rows().for_each(|(_, row)| row.iter().for_each(|at| counts[usize::from(*at)] += 1));
    let total = (right - left) * (bottom - top);
    let (black, white) = (percentile(&counts, total / 8), percentile(&counts, total * 17 / 20));
    if white < black + 20.0 {
        return None;
    }
    let middle = f64::midpoint(black, white);
    let (mut area, mut x_sum, mut y_sum) = (0.0, 0.0, 0.0);
    for (y, row) in rows() {
        for (x, sample) in row.iter().enumerate() {
            // A soft edge of a quarter of the contrast keeps the fraction of a pixel.
            let dark =
                (0.5 + (middle - f64::from(*sample)) / (0.5 * (white - black))).clamp(0.0, 1.0);
            area += dark;
            x_sum += dark * ((left + x) as f64 + 0.5);
            y_sum += dark * (y as f64 + 0.5);
        }
    }
    let share = area / (side_px * side_px);
    (0.5..1.7).contains(&share).then(|| (x_sum / area, y_sum / area))
}

fn span(at: f64, reach: f64, length: usize) -> Option<(usize, usize)> {
    let (from, to) = ((at - reach).max(0.0) as usize, ((at + reach).ceil() as usize).min(length));
    (from + 2 < to).then_some((from, to))
}

fn percentile(counts: &[usize; 256], rank: usize) -> f64 {
    let mut passed = 0;
    for (value, count) in counts.iter().enumerate() {
        passed += count;
        if passed > rank {
            return value as f64;
        }
    }
    255.0
}
