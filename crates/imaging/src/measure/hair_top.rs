//! 发际: upper outline of the hair to the upper edge of the portrait.

use crate::assessment::{Crop, Landmarks};

/// Pixels of the portrait; `None` when the outline was not found.
///
/// 「头顶发际」 is read as the top of the hair's outline (of the head, where there is none):
/// a hairline on the forehead could not lie 50 to 110 px from the edge with the eyes at 200.
pub fn measure(face: &Landmarks, crop: Crop) -> Option<f64> {
    face.hair_top_y.map(|y| (y - crop.y) * crop.scale)
}
