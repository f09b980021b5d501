//! 发际: upper outline of the hair to the upper edge of the portrait.

use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Measured, Place, WhyNot};

/// Pixels of the portrait.
///
/// 「头顶发际」 is read as the top of the hair's outline (of the head, where there is none):
/// a hairline on the forehead could not lie 50 to 110 px from the edge with the eyes at 200.
pub fn measure(view: &View<'_>) -> Gauged {
    let y = view.face.hair_top_y.ok_or(WhyNot::NoHairTop)?;
    let x = view.face.centre_x();
    Ok(Measured::at(y, Place::between(Point { x, y: 0.0 }, Point { x, y })))
}
