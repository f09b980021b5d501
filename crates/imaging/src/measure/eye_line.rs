//! 眼位: pupils to the upper edge of the portrait.

use super::View;
use crate::reading::{Measured, Place};

/// Pixels of the portrait, of the middle between the pupils.
pub fn measure(view: &View<'_>) -> Measured {
    let (left, right) = (view.face.left_pupil, view.face.right_pupil);
    Measured::at(view.face.eyes().y, Place::between(left, right))
}
