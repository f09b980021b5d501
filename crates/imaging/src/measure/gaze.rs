//! 注视镜头: where the irises stand in their eyes.

use super::eyes_open::{self, CORNERS};
use super::{Gauged, View};
use crate::assessment::Point;
use crate::find::mesh::IRISES;
use crate::reading::{Measured, Place, WhyNot};

/// Eyes open less than this hide where they look.
const OPEN_ENOUGH: f64 = 0.15;

/// Beyond this turn or nod, in degrees, the far eye's corners are guesses.
const FRONTAL_DEGREES: f64 = 25.0;

/// How far above the line through its corners the iris of an eye stands that looks straight
/// on, over the eye width: median of neutral portraits.
const RESTING_RISE: f64 = 0.06;

/// The eye's corners lie about 8 mm before the centre the eyeball turns about, over an eye
/// width of 30 mm: so far the iris moves in its eye when the head turns and the gaze stays.
const DEPTH_OF_CORNERS: f64 = 0.27;

/// Mean distance of both irises from where they would stand if they looked into the camera,
/// over the eye width; 0 is a gaze into the lens, 0.12 about 15° beside it.
///
/// Never refuses: the best published error is 5 %, of classical methods 20 % (FICV-1.0, 9).
pub fn measure(view: &View<'_>) -> Gauged {
    let pose = &view.pose;
    if pose.yaw.abs() > FRONTAL_DEGREES || pose.pitch.abs() > FRONTAL_DEGREES {
        return Err(WhyNot::NotFrontal);
    }
    if [0, 1].iter().any(|eye| eyes_open::openness(view, *eye) < OPEN_ENOUGH) {
        return Err(WhyNot::Covered);
    }
    let expected = [
        -DEPTH_OF_CORNERS * pose.yaw.to_radians().sin(),
        -RESTING_RISE - DEPTH_OF_CORNERS * pose.pitch.to_radians().sin(),
    ];
    let [left, right] = [0, 1].map(|eye| {
        let [a, b] = CORNERS[eye].map(|corner| view.at(corner));
        offset(a, b, view.at(IRISES[eye]))
    });
    let off = |i: usize| f64::midpoint(left[i], right[i]) - expected[i];
    let place = Place::around(CORNERS.as_flattened().iter().map(|corner| view.at(*corner)));
    Ok(Measured::at(off(0).hypot(off(1)), place))
}

/// Where `iris` lies beside the middle of two corners, along the line through them and down
/// from it, over their distance.
fn offset(a: Point, b: Point, iris: Point) -> [f64; 2] {
    let width = a.distance(b).max(1.0);
    let (cos, sin) = ((b.x - a.x) / width, (b.y - a.y) / width);
    let middle = a.middle(b);
    let (dx, dy) = (iris.x - middle.x, iris.y - middle.y);
    [(dx * cos + dy * sin) / width, (dy * cos - dx * sin) / width]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_measured_along_the_eye_however_it_is_tilted() {
        let at = |x, y| Point { x, y };
        let [along, down] = offset(at(0.0, 0.0), at(30.0, 40.0), at(17.0, 31.0));
        assert!((along - 0.2).abs() < 0.01 && (down - 0.1).abs() < 0.01, "{along} {down}");
        let [along, down] = offset(at(0.0, 0.0), at(50.0, 0.0), at(25.0, -5.0));
        assert!(along.abs() < 1e-9 && (down + 0.1).abs() < 1e-9, "{along} {down}");
    }
}
