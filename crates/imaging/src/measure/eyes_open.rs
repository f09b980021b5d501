//! 睁眼: how far the narrower eye is open.

use super::dark_lenses;
use super::{Gauged, View};
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Corners of the eyes at the picture's left and right.
pub(super) const CORNERS: [[usize; 2]; 2] = [[33, 133], [362, 263]];

/// Upper and lower lid, three pairs an eye.
const LIDS: [[[usize; 2]; 3]; 2] =
    [[[159, 145], [158, 153], [160, 144]], [[386, 374], [385, 380], [387, 373]]];

/// Mean lid gap over eye width, of the narrower eye; 0 is shut.
///
/// The ratio does not depend on scale or roll. Soukupová and Čech, Real-Time Eye Blink
/// Detection (2016); their threshold of 0.2 would refuse narrow eyes that are open. Shut
/// eyes and eyes cast down measure up to 0.13, open ones from 0.18 up. Behind dark lenses
/// the mesh draws open eyes that nobody sees, so there is no value.
pub fn measure(view: &View<'_>) -> Gauged {
    if dark_lenses::light(view).is_some_and(|light| light < dark_lenses::HIDES_EYES) {
        return Err(WhyNot::Covered);
    }
    let [left, right] = [0, 1].map(|eye| openness(view, eye));
    let eye = usize::from(right < left);
    let side = if eye == 0 { Side::Left } else { Side::Right };
    let place = Place::around(outline(eye).map(|index| view.at(index)));
    Ok(Measured::at(left.min(right), place).with(Detail::Side { side }))
}

/// Mean lid gap over eye width of one eye, the picture's left (0) or right (1).
pub(super) fn openness(view: &View<'_>, eye: usize) -> f64 {
    let gap: f64 = LIDS[eye].iter().map(|[upper, lower]| view.distance(*upper, *lower)).sum();
    gap / 3.0 / view.distance(CORNERS[eye][0], CORNERS[eye][1]).max(1.0)
}

/// The opening between the lids, once round.
pub(super) fn outline(eye: usize) -> impl Iterator<Item = usize> {
    let [[a, d], [b, e], [c, f]] = LIDS[eye];
    // The lids' middle pair comes first; the outer corner of the left eye is its first.
    let (from, to) = (CORNERS[eye][0], CORNERS[eye][1]);
    let (near_from, near_to) = if eye == 0 { ([c, f], [b, e]) } else { ([b, e], [c, f]) };
    [from, near_from[0], a, near_to[0], to, near_to[1], d, near_from[1]].into_iter()
}
