//! 睁眼: how far the narrower eye is open.

use super::View;
use crate::reading::{Measured, Place};

/// Corners of the eyes at the picture's left and right.
const CORNERS: [[usize; 2]; 2] = [[33, 133], [362, 263]];

/// Upper and lower lid, three pairs an eye.
const LIDS: [[[usize; 2]; 3]; 2] =
    [[[159, 145], [158, 153], [160, 144]], [[386, 374], [385, 380], [387, 373]]];

/// Mean lid gap over eye width, of the narrower eye; 0 is shut.
///
/// The ratio does not depend on scale or roll. Soukupová and Čech, Real-Time Eye Blink
/// Detection (2016); their threshold of 0.2 would refuse narrow eyes that are open.
pub fn measure(view: &View<'_>) -> Measured {
    let [left, right] = [0, 1].map(|eye| {
        let gap: f64 = LIDS[eye].iter().map(|[upper, lower]| view.distance(*upper, *lower)).sum();
        gap / 3.0 / view.distance(CORNERS[eye][0], CORNERS[eye][1])
    });
    let eye = usize::from(right < left);
    let outline = [CORNERS[eye][0], LIDS[eye][2][0], LIDS[eye][0][0], LIDS[eye][1][0]]
        .into_iter()
        .chain([CORNERS[eye][1], LIDS[eye][1][1], LIDS[eye][0][1], LIDS[eye][2][1]]);
    Measured::at(left.min(right), Place::around(outline.map(|index| view.at(index))))
}
