//! 无佩饰: signs of earrings and necklaces.

use super::cells::{CELL_PX, Ground};
use super::region::cells_inside;
use super::skin::Skin;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::colour::Lab;
use crate::reading::{Measured, Place, WhyNot};

/// Outline of the cheek at the height of the ears.
const CHEEKS: [usize; 2] = [234, 454];

/// Where an earring hangs: outwards from the cheek and down from the eyes, in eye distances.
const LOBE: [f64; 4] = [0.02, 0.40, 0.28, 0.95];

/// Where a necklace lies: half the width, and from the chin down.
const NECK_HALF_WIDTH: f64 = 0.4;
const NECK_ROWS: [f64; 2] = [0.12, 0.75];

/// A necklace is lower than this many cells; what is lower still is a collar.
const THICKEST: usize = 4;

/// Skin has to be this many cells high above and below a necklace.
const SKIN_CELLS: usize = 2;

/// As far from skin as this, in its standard deviations, and lighter than hair, is neither.
const FOREIGN: f64 = 7.0;

/// The neck's tint is farther from the face's than cheek from forehead, by up to this.
const NECK: f64 = 4.5;

/// Darker than this is the chin's shadow.
const SHADOW_L: f64 = 12.0;

/// How much lighter than the skin something has to be to shine, in L*.
const SHINES_L: f64 = 14.0;

/// Per cent of the places below the ears that are neither skin nor hair nor background, or of
/// the neck's width that something lies across with skin above and below it, whichever is more.
///
/// A fine chain or a pin smaller than a cell of four pixels is not seen. Never refuses.
pub fn measure(view: &View<'_>) -> Gauged {
    let skin = view.skin.ok_or(WhyNot::TooLittleFace)?;
    let lobes = [0, 1].map(|ear| lobe(view, ear));
    let [left, right] = lobes.map(|corners| beside_ear(view, &skin, &corners));
    let neck = across_neck(view, &skin);
    let (worst, place) = if neck >= left.max(right) {
        (neck, neck_box(view))
    } else {
        (left.max(right), lobes[usize::from(right > left)])
    };
    Ok(Measured::at(worst * 100.0, Place::around(place)))
}

fn lobe(view: &View<'_>, ear: usize) -> [Point; 4] {
    let (x, _) = view.axes.of_point(view.at(CHEEKS[ear]));
    let [near, top, far, bottom] = LOBE;
    view.axes.quad(if ear == 0 {
        [x - far, top, x - near, bottom]
    } else {
        [x + near, top, x + far, bottom]
    })
}

fn neck_box(view: &View<'_>) -> [Point; 4] {
    let (x, chin) = view.axes.of_point(view.face.chin);
    let [top, bottom] = NECK_ROWS;
    view.axes.quad([x - NECK_HALF_WIDTH, chin + top, x + NECK_HALF_WIDTH, chin + bottom])
}

/// Share of a box's cells that belong to the person and are neither skin nor hair.
fn beside_ear(view: &View<'_>, skin: &Skin, corners: &[Point]) -> f64 {
    let cells = cells_inside(&view.cells, corners);
    let is_jewel = |cell: &&usize| {
        let colour = view.cells.labs[**cell];
        let of_person = view.cells.grounds[**cell] == Ground::Person;
        let is_hair = view.hair.is_some_and(|hair| hair.is_nearer(colour));
        let shines = colour.l > skin.colour.middle.l + SHINES_L;
        of_person && !is_hair && (shines || skin.strangeness(colour) > FOREIGN)
    };
    cells.iter().filter(is_jewel).count() as f64 / cells.len().max(1) as f64
}

/// Share of the neck's columns in which something thin interrupts the skin.
fn across_neck(view: &View<'_>, skin: &Skin) -> f64 {
    let [from, .., to] = neck_box(view);
    let side = f64::from(CELL_PX);
    let (width, height) = (view.cells.columns, view.cells.rows);
    let index = |value: f64, limit: usize| (value / side).clamp(0.0, limit as f64) as usize;
    let right = view.face.chin.x + NECK_HALF_WIDTH * view.axes.unit_px;
    let columns = index(from.x, width)..index(right, width);
    let rows = index(from.y, height)..index(to.y, height);
    let total = columns.len().max(1);
    let crossed = columns.filter(|column| {
        let cells = rows.clone().map(|row| on_neck(view.cells.labs[row * width + column], skin));
        is_crossed(&cells.collect::<Vec<OnNeck>>())
    });
    crossed.count() as f64 / total as f64
}

/// What a cell of the neck shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnNeck {
    Skin,
    Jewel,
    /// A seam, a shadow's edge: neither for sure.
    Unclear,
}

fn on_neck(colour: Lab, skin: &Skin) -> OnNeck {
    match skin.strangeness(colour) {
        // The chin's own shadow keeps the skin's tint as long as it has one.
        _ if colour.l < SHADOW_L => OnNeck::Skin,
        off if off < NECK => OnNeck::Skin,
        off if off > FOREIGN => OnNeck::Jewel,
        _ => OnNeck::Unclear,
    }
}

/// Whether a column is skin, then for a little a jewel, then skin again.
fn is_crossed(cells: &[OnNeck]) -> bool {
    let runs: Vec<&[OnNeck]> = cells.chunk_by(|a, b| a == b).collect();
    runs.windows(3).any(|three| {
        let [above, between, below] = [three[0], three[1], three[2]];
        let is_neck = |run: &[OnNeck]| run[0] == OnNeck::Skin && run.len() >= SKIN_CELLS;
        is_neck(above) && is_neck(below) && between[0] == OnNeck::Jewel && between.len() <= THICKEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_necklace_has_skin_above_and_below_and_a_collar_has_not() {
        let column = |text: &str| -> Vec<OnNeck> {
            let of = |byte| match byte {
                b's' => OnNeck::Skin,
                b'j' => OnNeck::Jewel,
                _ => OnNeck::Unclear,
            };
            text.bytes().map(of).collect()
        };
        let cases = [
            ("sssssjjsssss", true),
            ("ssssssssssss", false),
            ("sssssjjjjjjj", false),
            ("sssss..sssss", false),
            ("ssjjjjjsssss", false),
            ("sjjsssss", false),
            ("jjssssss", false),
            ("", false),
        ];
        for (cells, expect) in cases {
            assert_eq!(is_crossed(&column(cells)), expect, "{cells}");
        }
    }
}
