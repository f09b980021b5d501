//! 头部倾斜: the line through the eyes against the horizontal.

use super::View;
use crate::reading::{Measured, Place};

/// Degrees, clockwise positive.
pub fn measure(view: &View<'_>) -> Measured {
    let place = Place::between(view.face.left_pupil, view.face.right_pupil);
    Measured::at(view.face.roll_degrees(), place)
}
