//! 测量: how dark every bubble is against the paper around it.

use crate::form::{Axis, Column, Form, Rect};
use crate::picture::Picture;
use crate::plane::Xy;
use crate::warp::Warp;

/// A bubble as seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    /// 0 for paper, 1 for black: the mean over the bubble's inside.
    pub(crate) ink: f64,
    /// The same over its darkest quarter: high for a short firm stroke, low for a smear.
    pub(crate) peak: f64,
}

/// Samples of a bubble along and across it, and of a gap.
const ACROSS: usize = 14;
const DOWN: usize = 7;
const GAP_DOWN: usize = 3;
/// Paper this much darker than its neighbour lies in a shadow.
const SHADOW: f64 = 0.85;
/// The print of the outline stays outside.
const INSIDE: f64 = 0.86;

/// The spots of every column, in the order of [`Form::columns`].
pub(crate) fn spots(
    picture: &Picture,
    form: &Form,
    columns: &[Column<'_>],
    warp: &Warp,
) -> Vec<Vec<Spot>> {
    let gaps: Vec<Vec<f64>> =
        columns.iter().map(|column| paper(picture, form, column, warp)).collect();
    let beside = |at: usize, other: Option<usize>| {
        let other = other?;
        let same = columns.get(other)?.field.name == columns[at].field.name;
        same.then(|| gaps.get(other)).flatten()
    };
    let column_spots = |at: usize| {
        let around = [Some(at), at.checked_sub(1), Some(at + 1)];
        let around: Vec<&Vec<f64>> = around.into_iter().filter_map(|o| beside(at, o)).collect();
        let spot = |row: usize, rect: Rect| {
            let near = around.iter().filter_map(|gaps| gaps.get(row..row + 2)).flatten();
            let mut near: Vec<f64> = near.copied().collect();
            spot(picture, warp, rect, white(&mut near))
        };
        let bubbles = columns[at].bubbles.iter().enumerate();
        bubbles.map(|(row, bubble)| spot(row, bubble.rect)).collect()
    };
    (0..columns.len()).map(column_spots).collect()
}

/// Brightness of the paper before, between and after the bubbles of a column: one more than
/// bubbles.
fn paper(picture: &Picture, form: &Form, column: &Column<'_>, warp: &Warp) -> Vec<f64> {
    let (width, height) = (form.bubble.width_mm, form.bubble.height_mm);
    let field = column.field;
    let along_y = field.values_along == Axis::Y;
    let length = if along_y { height } else { width };
    let gap = (field.row_step_mm - length).max(0.4);
    let middle = f64::midpoint(length, gap);
    // The middle of the gap only: strokes run over the outline.
    let thick = gap * 0.6;
    let (w, h) = if along_y { (width * 0.9, thick) } else { (thick, height * 0.9) };
    let shifted = |rect: Rect, by: f64| {
        let centre = rect.centre();
        if along_y { (centre.x_mm, centre.y_mm + by) } else { (centre.x_mm + by, centre.y_mm) }
    };
    let first = column.bubbles.first().map(|bubble| shifted(bubble.rect, -middle));
    let places = column.bubbles.iter().map(|bubble| shifted(bubble.rect, middle));
    let across = |centre: Xy| {
        let mut samples = [0u8; ACROSS * GAP_DOWN];
        let half = samples.len() / 2;
        let (columns, rows) = if along_y { (ACROSS, GAP_DOWN) } else { (GAP_DOWN, ACROSS) };
        let grid = Grid { width_mm: w, height_mm: h, columns, rows };
        take(picture, warp, centre, grid, &mut samples);
        samples.select_nth_unstable(half);
        // Pencil that strays into the gap darkens less than half of it.
        mean(&samples[half..])
    };
    first.into_iter().chain(places).map(across).collect()
}

fn spot(picture: &Picture, warp: &Warp, rect: Rect, white: f64) -> Spot {
    let mut samples = [0u8; ACROSS * DOWN];
    let centre = rect.centre();
    let (width_mm, height_mm) = (rect.width_mm * INSIDE, rect.height_mm * INSIDE);
    let tall = rect.height_mm > rect.width_mm;
    let (columns, rows) = if tall { (DOWN, ACROSS) } else { (ACROSS, DOWN) };
    let grid = Grid { width_mm, height_mm, columns, rows };
    take(picture, warp, (centre.x_mm, centre.y_mm), grid, &mut samples);
    let quarter = samples.len() / 4;
    samples.select_nth_unstable(quarter);
    let ink = |samples: &[u8]| (1.0 - mean(samples) / white).clamp(-0.5, 1.0);
    Spot { ink: ink(&samples), peak: ink(&samples[..quarter]) }
}

fn mean(samples: &[u8]) -> f64 {
    let sum: u32 = samples.iter().map(|at| u32::from(*at)).sum();
    f64::from(sum) / samples.len() as f64
}

/// Places in a box, row by row.
#[derive(Debug, Clone, Copy)]
struct Grid {
    width_mm: f64,
    height_mm: f64,
    columns: usize,
    rows: usize,
}

/// Samples on a grid around a place of the sheet.
fn take(picture: &Picture, warp: &Warp, centre: Xy, grid: Grid, samples: &mut [u8]) {
    let here = warp.to_px(centre);
    let (right, down) = warp.placed.to_px.steps(centre);
    let step = |way: Xy, length_mm: f64, count: usize| {
        let by = length_mm / count as f64;
        (way.0 * by, way.1 * by)
    };
    let right = step(right, grid.width_mm, grid.columns);
    let down = step(down, grid.height_mm, grid.rows);
    let (back, up) = ((grid.columns - 1) as f64 / 2.0, (grid.rows - 1) as f64 / 2.0);
    let first = (here.0 - right.0 * back - down.0 * up, here.1 - right.1 * back - down.1 * up);
    picture.take(first, right, down, grid.columns, samples);
}

/// The paper's brightness by the gaps around a bubble: their median; where the edge of a shadow
/// runs through, the dark side's, for a shadow is no pencil. The very darkest may be a stray
/// stroke.
fn white(gaps: &mut [f64]) -> f64 {
    gaps.sort_by(f64::total_cmp);
    let gaps = &*gaps;
    let [.., brightest] = gaps else { return 255.0 };
    let dark = gaps.get(1).unwrap_or(brightest);
    let paper = if *dark < *brightest * SHADOW { *dark } else { gaps[gaps.len() / 2] };
    paper.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_the_median_and_beside_a_shadow_the_dark_side() {
        for (mut gaps, paper) in [
            (vec![250.0, 246.0, 248.0, 252.0, 247.0, 249.0], 249.0),
            (vec![250.0, 120.0, 248.0, 252.0, 247.0, 249.0], 249.0),
            (vec![250.0, 120.0, 121.0, 252.0, 122.0, 249.0], 121.0),
            (vec![0.0, 0.0], 1.0),
            (vec![], 255.0),
        ] {
            assert!((white(&mut gaps) - paper).abs() < 1e-9, "{gaps:?}");
        }
    }
}
