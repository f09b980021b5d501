//! 背景无阴影: darkening of the background beside the silhouette.

use super::region::quantile;
use super::wall::{NEAR_CELLS, Wall};
use super::{Gauged, View};
use crate::reading::{Measured, WhyNot};

/// Directions around the eyes in which a shadow is looked for.
const SECTORS: usize = 12;

/// Cells a sector needs before it can hold a shadow: less is a tuft of hair.
const CELLS_NEEDED: usize = 16;

/// The share of a sector that may be darker than the value says: a shadow need not fill it.
const SHARE: f64 = 0.75;

/// L* by which the background near the silhouette is darker than an evenly lit wall would be
/// there, in the direction where it is most; 0 without a shadow.
///
/// A lamp that falls off across the wall is part of the wall and no shadow; see
/// [`super::wall::Wall`].
pub fn measure(view: &View<'_>) -> Gauged {
    let wall = view.wall().ok_or(WhyNot::TooLittleBackground)?;
    let eyes = view.face.eyes();
    let of_cell = darkness(view, wall);
    let mut sectors: [Vec<(f32, usize)>; SECTORS] = Default::default();
    for (i, cell) in wall.cells.iter().enumerate() {
        if wall.distance[i] > NEAR_CELLS {
            continue;
        }
        let (x, y) = view.cells.middle(*cell);
        let turn = (y - eyes.y).atan2(x - eyes.x) / std::f64::consts::TAU + 0.5;
        let sector = ((turn * SECTORS as f64) as usize).min(SECTORS - 1);
        sectors[sector].push((least_around(view, &of_cell, *cell), *cell));
    }
    let darkest = sectors
        .iter()
        .filter(|sector| sector.len() >= CELLS_NEEDED)
        .filter_map(|sector| {
            let mut values: Vec<f32> = sector.iter().map(|(dark, _)| *dark).collect();
            Some((quantile(&mut values, SHARE)?, sector))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let (value, sector) = darkest.ok_or(WhyNot::TooLittleBackground)?;
    let place = view.cells.around(sector.iter().map(|(_, cell)| *cell));
    Ok(Measured::at(f64::from(value.max(0.0)), place))
}

/// By how much each cell is too dark for the wall; what is not the wall is darker than all.
fn darkness(view: &View<'_>, wall: &Wall) -> Vec<f32> {
    let mut of_cell = vec![f32::MAX; view.cells.grounds.len()];
    for (cell, off) in wall.cells.iter().zip(&wall.off) {
        of_cell[*cell] = -off.l as f32;
    }
    of_cell
}

/// The least darkness of a cell and those around it: what is thinner than three cells is a
/// strand of hair, and no shadow.
fn least_around(view: &View<'_>, of_cell: &[f32], cell: usize) -> f32 {
    let (columns, rows) = (view.cells.columns, view.cells.rows);
    let (x, y) = (cell % columns, cell / columns);
    let (from, to) = (x.saturating_sub(1), (x + 2).min(columns));
    (y.saturating_sub(1)..(y + 2).min(rows))
        .flat_map(|row| &of_cell[row * columns + from..row * columns + to])
        .copied()
        .fold(f32::MAX, f32::min)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    fn shadow(change: impl Fn(u32, u32) -> f64) -> f64 {
        let darken = |value: u8, share: f64| (f64::from(value) * share) as u8;
        let fixture = Fixture::plain().with(|x, y, ground, rgb| match ground {
            'w' => rgb.map(|value| darken(value, change(x, y))),
            _ => rgb,
        });
        measure(&fixture.view()).unwrap().value
    }

    #[test]
    fn a_shadow_beside_the_head_is_seen_and_a_lamp_that_falls_off_is_not() {
        assert!(shadow(|_, _| 1.0) < 0.5);
        assert!(shadow(|_, y| 1.0 - f64::from(y) / 1600.0) < 3.0);
        let beside = |x: u32, y: u32| if (330..385).contains(&x) && y > 200 { 0.75 } else { 1.0 };
        assert!(shadow(beside) > 12.0, "{}", shadow(beside));
        let faint = |x: u32, y: u32| if (330..385).contains(&x) && y > 200 { 0.9 } else { 1.0 };
        assert!((3.0..9.0).contains(&shadow(faint)), "{}", shadow(faint));
        let strands = |x: u32, y: u32| if x % 20 < 6 && y > 200 { 0.3 } else { 1.0 };
        assert!(shadow(strands) < 6.0, "{}", shadow(strands));
    }
}
