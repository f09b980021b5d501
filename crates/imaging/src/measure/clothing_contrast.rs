//! 衣着与背景: how far the clothes' colour is from the background's along the shoulders.

use super::cells::Ground;
use super::region::quantile;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Measured, Place, WhyNot};

/// Cells of the silhouette's edge that may lie between background and clothes.
const EDGE_CELLS: usize = 8;

/// Shoulder places needed.
const PLACES_NEEDED: usize = 12;

/// The quarter of the shoulder line with the least contrast must have this much.
const SHARE: f64 = 0.25;

/// So far from the chin, in eye distances, there are shoulders at the lower edge of a portrait
/// with both of them in it; a wide neckline reaches 1.3.
const SHOULDERS: f64 = 1.9;

/// ΔE*ab (CIE 1976) between the clothes and the background above them that three quarters of
/// the shoulder line exceed.
///
/// Where no person is seen for sure although shoulders must be there, they look like the
/// background: whatever lies below it is compared with it all the same.
pub fn measure(view: &View<'_>) -> Gauged {
    let cells = &view.cells;
    let places = (0..cells.columns).filter_map(|column| {
        let (above, inside) = shoulder(view, column)?;
        let lab = |row: usize| cells.labs[row * cells.columns + column];
        Some((lab(above).distance(lab(inside)) as f32, (column, inside)))
    });
    let (mut contrasts, line): (Vec<f32>, Vec<(usize, usize)>) = places.unzip();
    if contrasts.len() < PLACES_NEEDED {
        return Err(WhyNot::TooLittleClothing);
    }
    let value = quantile(&mut contrasts, SHARE).ok_or(WhyNot::TooLittleClothing)?;
    let middle = |(column, row): (usize, usize)| {
        let (x, y) = cells.middle(row * cells.columns + column);
        Point { x, y }
    };
    let ends = line.first().zip(line.last()).ok_or(WhyNot::TooLittleClothing)?;
    let place = Place::between(middle(*ends.0), middle(*ends.1));
    Ok(Measured::at(f64::from(value), place))
}

/// Rows of a column, one of the background and one of the clothes below it.
fn shoulder(view: &View<'_>, column: usize) -> Option<(usize, usize)> {
    let cells = &view.cells;
    let ground = |row: usize| cells.grounds[row * cells.columns + column];
    let first = (view.face.chin.y / f64::from(super::cells::CELL_PX)).max(1.0) as usize;
    let above = (0..cells.rows).rev().find(|row| ground(*row) == Ground::Background)?;
    if above + 1 < first {
        return None;
    }
    let below = (above + 1..(above + 1 + EDGE_CELLS).min(cells.rows))
        .find(|row| ground(*row) == Ground::Person);
    let away_px = (cells.middle(column).0 - view.face.chin.x).abs();
    let must_be = away_px < SHOULDERS * view.axes.unit_px && first < cells.rows;
    match below {
        // One cell farther in: the outermost mixes with the background.
        Some(row) => Some((above, row + 1)).filter(|(_, inside)| *inside < cells.rows),
        None if !must_be => None,
        None if above + 1 == cells.rows => Some((first, above)),
        None => Some((above, (above + EDGE_CELLS).min(cells.rows - 1))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Fixture, WALL};
    use super::*;
    use crate::colour::Lab;

    #[test]
    fn the_contrast_is_that_of_clothes_and_wall() {
        for cloth in [[255, 255, 255], [40, 45, 60], [110, 190, 245], WALL] {
            let fixture =
                Fixture::plain().with(|_, _, ground, rgb| if ground == 'b' { cloth } else { rgb });
            let read = measure(&fixture.view()).unwrap().value;
            let expect = Lab::of(cloth).distance(Lab::of(WALL));
            assert!((read - expect).abs() < 0.1, "{cloth:?}: {read} for {expect}");
        }
    }

    #[test]
    fn clothes_that_are_taken_for_the_wall_have_its_colour() {
        for cloth in [[102, 196, 253], [40, 45, 60]] {
            let fixture =
                Fixture::plain().with(|_, _, ground, rgb| if ground == 'b' { cloth } else { rgb });
            let mut view = fixture.view();
            for (cell, ground) in view.cells.grounds.iter_mut().enumerate() {
                let row = cell / view.cells.columns;
                let is_neck = (45..75).contains(&(cell % view.cells.columns));
                if row > 110 && !is_neck {
                    *ground = Ground::Background;
                }
            }
            let read = measure(&view).unwrap().value;
            let expect = Lab::of(cloth).distance(Lab::of(WALL));
            assert!((read - expect).abs() < 0.1, "{cloth:?}: {read} for {expect}");
        }
    }

    #[test]
    fn one_dark_shoulder_does_not_hide_a_white_one_before_white() {
        let fixture = Fixture::plain().with(|x, _, ground, rgb| match (ground, x) {
            ('h', _) => rgb,
            ('b', 0..200) => [30, 30, 40],
            _ => [250, 250, 250],
        });
        assert!(measure(&fixture.view()).unwrap().value < 1.0);
    }
}
