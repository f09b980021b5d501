//! 眼位: the pupils to the upper edge of the portrait.

use crate::assessment::{Crop, Landmarks};

/// Pixels of the portrait, of the middle between the pupils.
pub fn measure(face: &Landmarks, crop: Crop) -> f64 {
    (face.eyes().y - crop.y) * crop.scale
}
