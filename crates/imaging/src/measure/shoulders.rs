//! 肩线: where the silhouette of the shoulders runs.

use super::View;
use super::cells::{CELL_PX, Ground};

/// The shoulders to both sides of the chin.
#[derive(Debug, Clone, PartialEq)]
pub struct Shoulders {
    /// Pairs of points equally far left and right of the chin: the distance to either, and
    /// the heights of the outline there, all in pixels.
    pub pairs: Vec<Pair>,
}

/// One distance from the middle, and the outline's height at its left and right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub away_px: f64,
    pub left_y: f64,
    pub right_y: f64,
}

/// From here to there, in eye distances beside the chin, the outline is a shoulder and not a
/// neck.
const REACH: [f64; 2] = [0.9, 1.7];

/// Outline of the person's shoulders. A column that is the person's already beside the chin
/// shows hair and is left out.
pub fn outline(view: &View<'_>) -> Shoulders {
    let (cells, chin, unit) = (&view.cells, view.face.chin, view.axes.unit_px);
    let side = f64::from(CELL_PX);
    let chin_row = (chin.y / side).max(0.0) as usize;
    let top = |x: f64| {
        let column = (x >= 0.0).then_some((x / side) as usize).filter(|c| *c < cells.columns)?;
        let is_person = |row: usize| cells.grounds[row * cells.columns + column] == Ground::Person;
        let from = chin_row.checked_sub(1).filter(|row| *row < cells.rows)?;
        if is_person(from) {
            return None;
        }
        (from..cells.rows).find(|row| is_person(*row)).map(|row| row as f64 * side)
    };
    let steps = ((REACH[1] - REACH[0]) * unit / side).max(0.0) as usize;
    let pairs = (0..=steps).filter_map(|step| {
        let away_px = REACH[0] * unit + step as f64 * side;
        let (left_y, right_y) = (top(chin.x - away_px)?, top(chin.x + away_px)?);
        Some(Pair { away_px, left_y, right_y })
    });
    Shoulders { pairs: pairs.collect() }
}
