//! 无畸变: how near the camera was.

use super::{Gauged, View};
use crate::reading::{Measured, Place, WhyNot};

/// Wings of the nose.
const NOSE: [usize; 2] = [129, 358];

/// Outline of the cheeks, which lies some 10 cm behind the nose.
const CHEEKS: [usize; 2] = [234, 454];

/// Beyond this turn, in degrees, the widths are those of the turn.
const FRONTAL_DEGREES: f64 = 12.0;

/// Width of the nose over the width of the face. A camera at 1.5 m sees both nearly as they
/// are; at 30 cm the nose is a third too wide for the face.
///
/// Noses differ by as much, so this only ever warns, far outside of what people are.
pub fn measure(view: &View<'_>) -> Gauged {
    if view.pose.yaw.abs() > FRONTAL_DEGREES {
        return Err(WhyNot::NotFrontal);
    }
    let width = view.distance(CHEEKS[0], CHEEKS[1]);
    if width < 1.0 {
        return Err(WhyNot::TooLittleFace);
    }
    let place = Place::between(view.at(NOSE[0]), view.at(NOSE[1]));
    Ok(Measured::at(view.distance(NOSE[0], NOSE[1]) / width, place))
}
