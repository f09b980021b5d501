//! 居中: middle of the face to middle of the portrait.

use super::View;
use crate::assessment::Point;
use crate::reading::{Measured, Place};

/// Pixels of the portrait; positive when the face is right of the middle.
///
/// The middle is that of the cheek contour: the nose wanders with the slightest turn.
pub fn measure(view: &View<'_>) -> Measured {
    let (x, middle) = (view.face.centre_x(), f64::from(view.portrait.width()) / 2.0);
    let y = view.face.eyes().y;
    let place = Place::between(Point { x: middle, y }, Point { x, y });
    Measured::at(x - middle, place)
}
