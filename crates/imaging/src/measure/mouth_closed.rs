//! 闭嘴: how far the lips are apart.

use super::face_uncovered;
use super::{Gauged, View};
use crate::reading::{Measured, Place, WhyNot};

/// Upper and lower inner lip: middle, left and right of it.
const LIPS: [[usize; 2]; 3] = [[13, 14], [82, 87], [312, 317]];

/// Inner outline of the lips, once round.
const INNER: [usize; 8] = [78, 82, 13, 312, 308, 317, 14, 87];

/// Widest inner lip gap over the distance from eye line to chin; 0 is closed.
///
/// OFIQ's `MouthClosed` (ISO/IEC 29794-5:2025) divides by the same distance. Teeth between
/// drawn lips part them by 0.05 and more; a tongue put out is not seen. Under a mask the mesh
/// draws lips that nobody sees, so there is no value.
pub fn measure(view: &View<'_>) -> Gauged {
    if face_uncovered::hides_lips(view) {
        return Err(WhyNot::Covered);
    }
    let gap = LIPS.iter().map(|[upper, lower]| view.distance(*upper, *lower)).fold(0.0, f64::max);
    let height = view.face.eyes().distance(view.face.chin);
    let place = Place::around(INNER.map(|index| view.at(index)));
    Ok(Measured::at(gap / height.max(1.0), place))
}
