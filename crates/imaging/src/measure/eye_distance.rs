//! 瞳距: pupil to pupil.

use super::View;
use crate::reading::{Measured, Place};

/// Pixels of the portrait.
pub fn measure(view: &View<'_>) -> Measured {
    let (left, right) = (view.face.left_pupil, view.face.right_pupil);
    Measured::at(left.distance(right), Place::between(left, right))
}
