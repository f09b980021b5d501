//! 头长: hair top to chin.

use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Measured, Place, WhyNot};

/// Pixels of the portrait, straight down.
pub fn measure(view: &View<'_>) -> Gauged {
    let top = view.face.hair_top_y.ok_or(WhyNot::NoHairTop)?;
    let Point { x, y } = view.face.chin;
    Ok(Measured::at(y - top, Place::between(Point { x, y: top }, view.face.chin)))
}
