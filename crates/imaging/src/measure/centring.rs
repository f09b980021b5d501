//! 居中: middle of the face to middle of the portrait.

use crate::assessment::{Crop, Landmarks};

/// Pixels of the portrait; positive when the face is right of the middle.
///
/// The middle is that of the cheek contour: the nose wanders with the slightest turn.
pub fn measure(face: &Landmarks, crop: Crop, width_px: u32) -> f64 {
    (face.centre_x() - crop.x) * crop.scale - f64::from(width_px) / 2.0
}
