//! 抬头低头: how far the head is nodded.

use super::View;
use crate::reading::{Measured, Place};

/// Bridge of the nose and chin.
const AXIS: [usize; 2] = [168, 152];

/// Degrees, positive downwards; see [`Pose`](super::pose::Pose).
///
/// Faces differ in where their noses and chins lie: on frontal portraits of adults who look
/// straight on the standard deviation is 4.6°, so ISO/IEC 39794-5:2019 D.1's ±5° is a wish.
pub fn measure(view: &View<'_>) -> Measured {
    Measured::at(view.pose.pitch, Place::between(view.at(AXIS[0]), view.at(AXIS[1])))
}
