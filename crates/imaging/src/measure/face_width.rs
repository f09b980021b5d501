//! 面宽: cheek to cheek.

use super::View;
use crate::assessment::Point;
use crate::reading::{Measured, Place};

/// Pixels of the portrait, along the face's own axis.
pub fn measure(view: &View<'_>) -> Measured {
    let face = &view.face;
    let y = f64::midpoint(face.eyes().y, face.chin.y);
    let ends = [face.face_left_x, face.face_right_x].map(|x| Point { x, y });
    Measured::at(face.face_width_px, Place::between(ends[0], ends[1]))
}
