//! 定位: finds the cards of a picture by their fiducials, whichever way they lie.

mod quads;
mod refine;
mod squares;

use crate::form::Form;
use crate::picture::Picture;
use crate::plane::{Plane, Xy};
use crate::warp::Warp;

use quads::Corners;

/// A card on a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    /// From millimetres of the sheet to pixels.
    pub(crate) to_px: Plane,
    /// From pixels to millimetres.
    pub(crate) to_mm: Plane,
}

impl Placed {
    fn new(to_px: Plane) -> Option<Self> {
        Some(Self { to_px, to_mm: to_px.inverse()? })
    }
}

/// Longer sides, in pixels, of the reduced pictures that are searched: one card fills the first,
/// several on a page or one far away need the finer ones.
const SEARCH_PX: [usize; 3] = [520, 1040, 2080];
/// Cards that cover this share of the picture leave no room for another.
const FULL_SHARE: f64 = 0.55;
/// Nobody scans more on one page.
const MOST_CARDS: usize = 12;

/// With a smaller share of its timing bars in sight something is no card, or not to be read.
const LEAST_BARS: f64 = 0.5;

/// Every card of the picture, from top to bottom and left to right.
pub(crate) fn cards(picture: &Picture, form: &Form) -> Vec<Warp> {
    let long_px = picture.width_px().max(picture.height_px());
    let mut found: Vec<Warp> = Vec::new();
    let mut searched = 0;
    for search_px in SEARCH_PX {
        let factor = long_px.div_ceil(search_px).max(1);
        if factor == searched || covered(&found, form, picture) > FULL_SHARE {
            continue;
        }
        searched = factor;
        let Some(small) = picture.reduced(factor) else { continue };
        let blobs = squares::blobs(&small);
        for corners in quads::quads(&blobs, &small, form) {
            let scaled = corners.map(|(x, y)| (x * factor as f64, y * factor as f64));
            let Some(placed) = place(&scaled, picture, form) else { continue };
            let warp = Warp::new(picture, form, placed);
            if warp.bars_found >= LEAST_BARS {
                admit(&mut found, warp, form);
            }
        }
        if factor == 1 {
            break;
        }
    }
    let row_px = picture.height_px() as f64 / 8.0;
    let key = |one: &Warp| {
        let (x, y) = one.placed.to_px.apply(middle(form));
        ((y / row_px) as usize, x)
    };
    found.sort_by(|one, other| {
        let ((row, x), (other_row, other_x)) = (key(one), key(other));
        row.cmp(&other_row).then(x.total_cmp(&other_x))
    });
    found
}

/// Of two that lie on each other, the one with more bars is the card.
fn admit(found: &mut Vec<Warp>, warp: Warp, form: &Form) {
    let overlaps = |one: &Warp| {
        let middle_of = |card: &Warp| card.placed.to_px.apply(middle(form));
        holds(&one.placed, form, middle_of(&warp)) || holds(&warp.placed, form, middle_of(one))
    };
    if found.iter().any(|one| overlaps(one) && one.bars_found >= warp.bars_found) {
        return;
    }
    found.retain(|one| !overlaps(one));
    if found.len() < MOST_CARDS {
        found.push(warp);
    }
}

fn place(corners: &Corners, picture: &Picture, form: &Form) -> Option<Placed> {
    let rough = Plane::through(&nominal(form), corners)?;
    let exact = refine::corners(picture, form, &rough);
    Placed::new(Plane::through(&nominal(form), &exact)?)
}

/// Centres of the fiducials on the sheet, clockwise from the top left.
fn nominal(form: &Form) -> [Xy; 4] {
    form.fiducial_rects().map(|rect| (rect.centre().x_mm, rect.centre().y_mm))
}

fn middle(form: &Form) -> Xy {
    (form.sheet.width_mm / 2.0, form.sheet.height_mm / 2.0)
}

fn holds(card: &Placed, form: &Form, place_px: Xy) -> bool {
    let (x_mm, y_mm) = card.to_mm.apply(place_px);
    (0.0..form.sheet.width_mm).contains(&x_mm) && (0.0..form.sheet.height_mm).contains(&y_mm)
}

/// Share of the picture under the sheets of the cards found.
fn covered(found: &[Warp], form: &Form, picture: &Picture) -> f64 {
    let (width, height) = (form.sheet.width_mm, form.sheet.height_mm);
    let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    let area = |card: &Warp| {
        let seen = corners.map(|corner| card.placed.to_px.apply(corner));
        let cross = |at: usize| {
            let ((x, y), (next_x, next_y)) = (seen[at], seen[(at + 1) % 4]);
            x * next_y - next_x * y
        };
        (0..4).map(cross).sum::<f64>().abs() / 2.0
    };
    found.iter().map(area).sum::<f64>() / (picture.width_px() * picture.height_px()) as f64
}
