//! 起伏: a height over the picture plane, sampled on a lattice, with the slopes between.

use super::canvas::Area;
use super::maths::{Point, Triple, mix, unit};

/// Heights in units on every few pixels. What is drawn on a relief is finer than the relief.
pub(super) struct Relief {
    left: f32,
    top: f32,
    step_px: f32,
    columns: usize,
    rows: usize,
    /// Height and its rise per unit to the right and down.
    cells: Vec<[f32; 3]>,
}

impl Relief {
    /// Samples `height`, a function of pixels, over `area`, `per_unit` times per unit.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "frames are below 2^24 pixels wide, and a step is at least one pixel"
    )]
    pub(super) fn of(
        area: Area,
        unit_px: f32,
        per_unit: f32,
        height: impl Fn(Point) -> f32,
    ) -> Self {
        let step_px = (unit_px / per_unit).max(1.0);
        let (left, top) = (area.left as f32, area.top as f32);
        let count =
            |from: usize, to: usize| (to.saturating_sub(from) as f32 / step_px) as usize + 3;
        let (columns, rows) = (count(area.left, area.right), count(area.top, area.bottom));
        let mut heights = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                heights.push(height((left + column as f32 * step_px, top + row as f32 * step_px)));
            }
        }
        let per_cell = unit_px / step_px;
        let cells = (0..rows * columns).map(|at| {
            let (column, row) = (at % columns, at / columns);
            let rise = |low: usize, high: usize, cells: usize| {
                (heights[high] - heights[low]) * per_cell / cells.max(1) as f32
            };
            let (west, east) = (column.saturating_sub(1), (column + 1).min(columns - 1));
            let (north, south) = (row.saturating_sub(1), (row + 1).min(rows - 1));
            let across = rise(row * columns + west, row * columns + east, east - west);
            let down = rise(north * columns + column, south * columns + column, south - north);
            [heights[at], across, down]
        });
        Self { left, top, step_px, columns, rows, cells: cells.collect() }
    }

    /// Height and slopes at a pixel.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the lattice"
    )]
    pub(super) fn at(&self, at_px: Point) -> [f32; 3] {
        let place = |at: f32, from: f32, cells: usize| {
            let place = ((at - from) / self.step_px).clamp(0.0, (cells - 2) as f32);
            let whole = place as i32;
            (whole as usize, place - whole as f32)
        };
        let (column, across) = place(at_px.0, self.left, self.columns);
        let (row, down) = place(at_px.1, self.top, self.rows);
        let first = row * self.columns + column;
        let (above, below) = (&self.cells[first..], &self.cells[first + self.columns..]);
        let between = |i: usize| {
            let over = mix(above[0][i], above[1][i], across);
            mix(over, mix(below[0][i], below[1][i], across), down)
        };
        [between(0), between(1), between(2)]
    }
}

/// The way a surface with these slopes faces.
pub(super) fn facing(across: f32, down: f32) -> Triple {
    unit([-across, -down, 1.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_keeps_its_height_and_slopes() {
        let area = Area { left: 10, right: 90, top: 20, bottom: 70 };
        let relief = Relief::of(area, 40.0, 10.0, |(x, y)| (2.0 * x - 3.0 * y) / 40.0);
        for (_, _, at_px) in area.pixels() {
            let [height, across, down] = relief.at(at_px);
            assert!((height - (2.0 * at_px.0 - 3.0 * at_px.1) / 40.0).abs() < 1e-3);
            assert!((across - 2.0).abs() < 1e-3 && (down + 3.0).abs() < 1e-3);
        }
    }
}
