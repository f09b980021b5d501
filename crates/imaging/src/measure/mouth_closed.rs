//! 闭嘴: how far the lips are apart.

use super::View;
use crate::reading::{Measured, Place};

/// Upper and lower inner lip: middle, left and right of it.
const LIPS: [[usize; 2]; 3] = [[13, 14], [82, 87], [312, 317]];

/// Inner outline of the lips, once round.
const INNER: [usize; 8] = [78, 82, 13, 312, 308, 317, 14, 87];

/// Widest inner lip gap over the distance from eye line to chin; 0 is closed.
///
/// OFIQ's `MouthClosed` (ISO/IEC 29794-5:2025) divides by the same distance.
pub fn measure(view: &View<'_>) -> Measured {
    let gap = LIPS.iter().map(|[upper, lower]| view.distance(*upper, *lower)).fold(0.0, f64::max);
    let height = view.face.eyes().distance(view.face.chin);
    Measured::at(gap / height, Place::around(INNER.map(|index| view.at(index))))
}
