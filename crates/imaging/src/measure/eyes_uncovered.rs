//! 露出眼睛: hair that hangs over an eye.

use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Corners of each eye, and its lids' middle.
const EYES: [[usize; 4]; 2] = [[33, 133, 159, 145], [362, 263, 386, 374]];

/// The zone around the visible eyeball that has to be free, in eye distances: ICAO Doc 9303-1.
const ZONE: f64 = 0.05;

/// Hair over an eye comes from above: it is followed from this far over the lid, above brow …
const FROM: f64 = 0.42;

/// … in steps of this.
const STEP: f64 = 0.03;

/// Hair is not finer than this share of what it hangs over: brows and lids interrupt no skin.
const UNBROKEN: f64 = 0.85;

/// Columns an eye's zone is looked at in.
const COLUMNS: usize = 11;

/// Per cent of the zone of the eyes under hair, on the worse side.
///
/// The zone is cut into columns. A column counts as far down as hair goes on without skin
/// from above the brow, so that frames, lashes and the shade of deep eyes do not count.
/// Never refuses: the best published error is 12 % (FICV-1.0, 15).
pub fn measure(view: &View<'_>) -> Gauged {
    let skin = view.skin.ok_or(WhyNot::TooLittleFace)?;
    let Some(hair) = view.hair else { return Ok(0.0.into()) };
    let is_hair = |place: Point| {
        let cell = view.cells.holding(place.x, place.y)?;
        let colour = view.cells.labs[cell];
        Some(hair.is_nearer(colour) && !skin.holds(colour))
    };
    let shares = [0, 1].map(|eye| covered(view, zone(view, eye), &is_hair));
    let eye = usize::from(shares[1] > shares[0]);
    let side = if eye == 0 { Side::Left } else { Side::Right };
    let place = Place::around(view.axes.quad(zone(view, eye)));
    Ok(Measured::at(shares[eye] * 100.0, place).with(Detail::Side { side }))
}

/// The zone of an eye in the face's axes: left, top, right, bottom.
fn zone(view: &View<'_>, eye: usize) -> [f64; 4] {
    let corners = EYES[eye].map(|index| view.axes.of_point(view.at(index)));
    let [l, t, r, b] = corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |box_, p| {
        [box_[0].min(p.0), box_[1].min(p.1), box_[2].max(p.0), box_[3].max(p.1)]
    });
    [l - ZONE, t - ZONE, r + ZONE, b + ZONE]
}

/// Share of a zone that hair covers from above.
fn covered(
    view: &View<'_>,
    [left, top, right, bottom]: [f64; 4],
    is_hair: &dyn Fn(Point) -> Option<bool>,
) -> f64 {
    let mut depth = 0.0;
    for column in 0..COLUMNS {
        let x = left + (right - left) * (column as f64 + 0.5) / COLUMNS as f64;
        let (mut seen, mut hair, mut y, mut reached) = (0.0, 0.0, top - FROM, top);
        while y < bottom {
            match is_hair(view.axes.point(x, y)) {
                Some(true) => hair += 1.0,
                Some(false) => {}
                None => break,
            }
            seen += 1.0;
            if hair < seen * UNBROKEN {
                break;
            }
            y += STEP;
            reached = y.min(bottom);
        }
        depth += (reached - top).max(0.0) / (bottom - top);
    }
    depth / COLUMNS as f64
}
