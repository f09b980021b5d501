//! 表情自然: whether the mouth is drawn into a laugh, or its corners down.

use super::{Gauged, View};
use crate::reading::{Measured, Place, WhyNot};

/// Corners of the mouth.
const CORNERS: [usize; 2] = [61, 291];

/// Middle of the lips, upper and lower.
const LIPS: [usize; 2] = [13, 14];

/// Of a mouth at rest, over the eye distance: how far its corners lie above its middle, and
/// how far apart they are. Medians of neutral portraits.
const RESTING_LIFT: f64 = -0.02;
const RESTING_WIDTH: f64 = 0.78;

/// Beyond this nod, in degrees, the mouth's curve is the nod's and not the mood's.
const FRONTAL_DEGREES: f64 = 15.0;

/// How far each corner has gone up and out from a mouth at rest, over the eye distance;
/// negative when both go down and in.
///
/// The rule asks for a natural expression and not for a neutral one: a light smile, to 0.15,
/// is within it; laughing mouths of test portraits reach 0.2 to 0.35.
pub fn measure(view: &View<'_>) -> Gauged {
    if view.pose.pitch.abs() > FRONTAL_DEGREES {
        return Err(WhyNot::NotFrontal);
    }
    let [left, right] = CORNERS.map(|corner| view.axes.of_point(view.at(corner)));
    let [upper, lower] = LIPS.map(|lip| view.axes.of_point(view.at(lip)));
    let middle_y = f64::midpoint(upper.1, lower.1);
    let rise = middle_y - f64::midpoint(left.1, right.1);
    let place = Place::between(view.at(CORNERS[0]), view.at(CORNERS[1]));
    Ok(Measured::at(strain(rise, right.0 - left.0), place))
}

fn strain(rise: f64, width: f64) -> f64 {
    (rise - RESTING_LIFT) + (width - RESTING_WIDTH) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_laugh_counts_up_and_a_mouth_drawn_down_counts_down() {
        assert!(strain(RESTING_LIFT, RESTING_WIDTH).abs() < 1e-9);
        assert!(strain(0.155, 1.12) > 0.3);
        assert!(strain(-0.1, 0.7) < -0.1);
    }
}
