//! 衣着图案: how much of the clothes is pattern.

use super::cells::{CELL_PX, Ground};
use super::{Gauged, View};
use crate::reading::WhyNot;

/// Cells of clothes needed.
const CELLS_NEEDED: usize = 150;

/// Below the chin by this share of the eye distance clothes begin.
const BELOW_CHIN: f64 = 0.35;

/// ΔE between neighbouring cells that is a pattern's.
const STEP: f64 = 10.0;

/// Mean luma step from pixel to pixel that is a fine pattern's.
const GRAIN: u32 = 9;

/// Skin of this strangeness and less is a neck, not clothes.
const SKIN: f64 = 3.0;

/// Share of the clothes with edges in it, 0 to 1.
pub fn measure(view: &View<'_>) -> Gauged {
    let cells = &view.cells;
    let top = view.face.chin.y + BELOW_CHIN * view.eye_distance_px();
    let is_clothes: Vec<bool> = (0..cells.grounds.len())
        .map(|cell| {
            let worn = cells.grounds[cell] == Ground::Person && cells.middle(cell).1 >= top;
            let strange = |skin: &super::skin::Skin| skin.strangeness(cells.labs[cell]);
            worn && view.skin.as_ref().is_none_or(|skin| strange(skin) > SKIN)
        })
        .collect();
    let clothes: Vec<usize> = (0..is_clothes.len()).filter(|cell| is_clothes[*cell]).collect();
    if clothes.len() < CELLS_NEEDED {
        return Err(WhyNot::TooLittleClothing);
    }
    let differs = |cell: usize, other: usize| {
        is_clothes.get(other).is_some_and(|clothes| *clothes)
            && cells.labs[cell].distance(cells.labs[other]) > STEP
    };
    let patterned = clothes.iter().filter(|&&cell| {
        differs(cell, cell + 1) || differs(cell, cell + cells.columns) || grain(view, cell) > GRAIN
    });
    Ok((patterned.count() as f64 / clothes.len() as f64).into())
}

/// Mean step of the luma between neighbours in a cell's rows.
fn grain(view: &View<'_>, cell: usize) -> u32 {
    let side = CELL_PX as usize;
    let (pixels, width) =
        (view.portrait.as_raw().as_chunks::<3>().0, view.portrait.width() as usize);
    let (x, y) = (cell % view.cells.columns * side, cell / view.cells.columns * side);
    let luma = |[r, g, b]: &[u8; 3]| 77 * u32::from(*r) + 150 * u32::from(*g) + 29 * u32::from(*b);
    let mut sum = 0;
    for row in y..y + side {
        let line = &pixels[row * width + x..row * width + x + side];
        sum += line.windows(2).map(|pair| luma(&pair[0]).abs_diff(luma(&pair[1]))).sum::<u32>();
    }
    sum / (CELL_PX * (CELL_PX - 1) * 256)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    fn read(cloth: impl Fn(u32, u32) -> [u8; 3]) -> f64 {
        let fixture = Fixture::plain()
            .with(|x, y, ground, rgb| if ground == 'b' { cloth(x, y) } else { rgb });
        measure(&fixture.view()).unwrap().value
    }

    #[test]
    fn stripes_and_checks_are_patterns_and_a_plain_shirt_with_a_tie_is_not() {
        let plain = read(|_, _| [225, 224, 228]);
        let tie =
            read(|x, _| if (225..255).contains(&x) { [120, 20, 30] } else { [225, 224, 228] });
        let pins = read(|x, _| if x % 6 < 3 { [40, 45, 60] } else { [200, 200, 205] });
        let checks =
            read(|x, y| if (x / 12 + y / 12) % 2 == 0 { [150, 30, 30] } else { [30, 30, 90] });
        assert!(plain < 0.01 && tie < 0.15, "{plain} {tie}");
        assert!(pins > 0.9 && checks > 0.5, "{pins} {checks}");
    }
}
