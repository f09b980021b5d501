//! 露出双耳: skin where each ear should be.

use super::cells::Ground;
use super::region::cells_inside;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Outline of the cheek at the height of the ears.
const CHEEKS: [usize; 2] = [234, 454];

/// From the cheek's outline outwards, and from the eyes' height down, in eye distances.
const REACH: f64 = 0.30;
const ROWS: [f64; 2] = [-0.10, 0.55];

/// Beyond this turn, in degrees, one ear is behind the head.
const FRONTAL_DEGREES: f64 = 15.0;

/// Skin beside the cheek over the square of 0.35 eye distances, on the side where less shows;
/// an ear seen from the front covers 0.2 to 0.7 of it, hair over it leaves 0.
///
/// Ears differ and so does how they stand, so this never refuses.
pub fn measure(view: &View<'_>) -> Gauged {
    if view.pose.yaw.abs() > FRONTAL_DEGREES {
        return Err(WhyNot::NotFrontal);
    }
    let skin = view.skin.ok_or(WhyNot::TooLittleFace)?;
    let boxes = [0, 1].map(|ear| beside(view, ear));
    let (width, height) = view.size();
    let inside = |p: &Point| (0.0..=f64::from(width)).contains(&p.x) && p.y <= f64::from(height);
    if !boxes.iter().flatten().all(inside) {
        return Err(WhyNot::TooLittleFace);
    }
    let unit_px = 0.35 * view.axes.unit_px;
    let areas = boxes.map(|corners| {
        let cells = cells_inside(&view.cells, &corners);
        let is_ear = |cell: &&usize| {
            view.cells.grounds[**cell] != Ground::Background && skin.holds(view.cells.labs[**cell])
        };
        let side_px = f64::from(super::cells::CELL_PX);
        cells.iter().filter(is_ear).count() as f64 * side_px * side_px / (unit_px * unit_px)
    });
    let (ear, side) = if areas[1] < areas[0] { (1, Side::Right) } else { (0, Side::Left) };
    Ok(Measured::at(areas[ear], Place::around(boxes[ear])).with(Detail::Side { side }))
}

/// The box an ear lies in.
fn beside(view: &View<'_>, ear: usize) -> [Point; 4] {
    let (x, _) = view.axes.of_point(view.at(CHEEKS[ear]));
    let [top, bottom] = ROWS;
    view.axes.quad(if ear == 0 { [x - REACH, top, x, bottom] } else { [x, top, x + REACH, bottom] })
}
