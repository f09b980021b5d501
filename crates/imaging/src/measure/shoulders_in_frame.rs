//! 双肩入画: whether both shoulders are in the portrait.

use super::cells::Ground;
use super::{Gauged, View};
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// The lowest share of the portrait in which shoulders are looked for.
const LOWEST: f64 = 0.06;

/// A chin lower than this share of the portrait leaves no room for shoulders.
const CHIN_LOWEST: f64 = 0.90;

/// How far the person reaches from the middle of the face to the edge of the portrait, along
/// its lower edge and on the side that reaches less far: 1 is to the edge, and a neck
/// without shoulders reaches 0.4.
pub fn measure(view: &View<'_>) -> Gauged {
    let (columns, rows) = (view.cells.columns, view.cells.rows);
    let (width, height) = view.size();
    if columns == 0 || view.face.chin.y > CHIN_LOWEST * f64::from(height) {
        return Err(WhyNot::TooLittleClothing);
    }
    let first = rows - ((rows as f64 * LOWEST).ceil() as usize).min(rows);
    let middle = view.face.centre_x() / f64::from(width) * columns as f64;
    let is_person = |column: usize| {
        let of_person = (first..rows)
            .filter(|row| view.cells.grounds[row * columns + column] != Ground::Background);
        of_person.count() * 2 >= rows - first
    };
    let reached: Vec<f64> =
        (0..columns).filter(|c| is_person(*c)).map(|column| column as f64 + 0.5).collect();
    let (Some(from), Some(to)) = (reached.first(), reached.last()) else {
        return Err(WhyNot::TooLittleClothing);
    };
    let left = (middle - from) / middle.max(1.0);
    let right = (to - middle) / (columns as f64 - middle).max(1.0);
    let side = if right < left { Side::Right } else { Side::Left };
    let top = first as f32 * super::cells::CELL_PX as f32;
    let place = Place::Box([0.0, top, width as f32, height as f32]);
    // Half a cell at the edge belongs to the person too.
    let reach = left.min(right) + 0.5 / middle.max(1.0);
    Ok(Measured::at(reach.clamp(0.0, 1.0), place).with(Detail::Side { side }))
}
