//! 面宽: cheek to cheek.

use crate::assessment::{Crop, Landmarks};

/// Pixels of the portrait, along the face's own axis.
pub fn measure(face: &Landmarks, crop: Crop) -> f64 {
    face.face_width_px * crop.scale
}
