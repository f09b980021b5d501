//! 背景无杂物: what else there is in the background.

use super::cells::Cells;
use super::{Gauged, View};
use crate::colour::Lab;
use crate::reading::{Measured, WhyNot};

/// ΔE to the wall from which a cell is something else.
const STRANGE: f64 = 15.0;

/// Darkening counts by this share only: it may be a shadow, which is not an object.
const SHADE: f64 = 0.6;

/// Fewer connected cells are a speck: a fifth of a percent of a portrait.
const SPECK_CELLS: usize = 38;

/// Cells from the silhouette that may be hair which the silhouette missed.
const HAIR_CELLS: u8 = 6;

/// Hundredths of the background covered by what is not wall: groups of cells that differ from
/// it by more than ΔE 15, but for specks and for hair that the silhouette missed.
pub fn measure(view: &View<'_>) -> Gauged {
    let wall = view.wall().ok_or(WhyNot::TooLittleBackground)?;
    let mut strange = vec![false; view.cells.grounds.len()];
    let mut free = vec![false; view.cells.grounds.len()];
    for (i, cell) in wall.cells.iter().enumerate() {
        strange[*cell] = strangeness(wall.off[i]) > STRANGE;
        free[*cell] = wall.distance[i] > HAIR_CELLS;
    }
    let mut objects = components(&view.cells, strange);
    objects.retain(|cells| cells.iter().filter(|cell| free[**cell]).count() >= SPECK_CELLS);
    let covered: usize = objects.iter().map(Vec::len).sum();
    let value = 100.0 * covered as f64 / wall.cells.len() as f64;
    Ok(match objects.iter().max_by_key(|cells| cells.len()) {
        Some(largest) => Measured::at(value, view.cells.around(largest.iter().copied())),
        None => value.into(),
    })
}

fn strangeness(off: Lab) -> f64 {
    let l = if off.l < 0.0 { off.l * SHADE } else { off.l };
    (l * l + off.a * off.a + off.b * off.b).sqrt()
}

/// Groups of marked cells that touch, by their indices.
fn components(cells: &Cells, mut marked: Vec<bool>) -> Vec<Vec<usize>> {
    let (columns, rows) = (cells.columns, cells.rows);
    let mut groups = Vec::new();
    for first in 0..marked.len() {
        if !std::mem::take(&mut marked[first]) {
            continue;
        }
        let mut group = vec![first];
        let mut next = 0;
        while let Some(&cell) = group.get(next) {
            next += 1;
            let (x, y) = (cell % columns, cell / columns);
            for row in y.saturating_sub(1)..(y + 2).min(rows) {
                for column in x.saturating_sub(1)..(x + 2).min(columns) {
                    if std::mem::take(&mut marked[row * columns + column]) {
                        group.push(row * columns + column);
                    }
                }
            }
        }
        groups.push(group);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    fn covered(thing: impl Fn(u32, u32, [u8; 3]) -> [u8; 3]) -> f64 {
        let fixture = Fixture::plain().with(|x, y, ground, rgb| match ground {
            'w' => thing(x, y, rgb),
            _ => rgb,
        });
        measure(&fixture.view()).unwrap().value
    }

    #[test]
    fn a_plant_is_an_object_and_a_speck_a_shadow_and_a_gradient_are_not() {
        let in_box = |x: u32, y: u32, side: u32| {
            (10..10 + side).contains(&x) && (30..30 + side).contains(&y)
        };
        let plant = covered(|x, y, rgb| if in_box(x, y, 60) { [60, 110, 50] } else { rgb });
        assert!((1.5..4.0).contains(&plant), "{plant}");
        let speck = covered(|x, y, rgb| if in_box(x, y, 16) { [60, 110, 50] } else { rgb });
        let shade = covered(|x, y, rgb| if in_box(x, y, 60) { [82, 165, 216] } else { rgb });
        let gradient =
            covered(|_, y, rgb| rgb.map(|v| (f64::from(v) * (1.0 - f64::from(y) / 1600.0)) as u8));
        for (value, what) in [(speck, "speck"), (shade, "shade"), (gradient, "gradient")] {
            assert!(value < 1e-9, "{what} {value}");
        }
    }

    #[test]
    fn hair_beside_the_silhouette_is_not_an_object() {
        let hair = covered(|x, y, rgb| {
            let (dx, dy) = ((f64::from(x) - 240.0) / 125.0, (f64::from(y) - 310.0) / 165.0);
            if dx.hypot(dy) < 1.0 { [30, 25, 22] } else { rgb }
        });
        assert!(hair < 1e-9, "{hair}");
    }
}
