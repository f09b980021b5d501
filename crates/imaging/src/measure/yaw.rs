//! 头部左右转: how far the head is turned to a side.

use super::View;
use crate::reading::{Measured, Place};

/// Bridge and tip of the nose, which point where the face does.
const NOSE: [usize; 2] = [168, 4];

/// Degrees, positive towards the picture's right; see [`Pose`](super::pose::Pose).
///
/// On frontal portraits of adults the standard deviation is 2.4°, the faces' own asymmetry
/// included; ISO/IEC 39794-5:2019 D.1 asks for ±5°.
pub fn measure(view: &View<'_>) -> Measured {
    Measured::at(view.pose.yaw, Place::between(view.at(NOSE[0]), view.at(NOSE[1])))
}
