//! 露出眉毛: how much of the skin above the brows is under hair.

use super::region::cells_inside;
use super::{Gauged, View};
use crate::assessment::Point;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Upper outline of each brow, from the picture's left to its right.
const BROWS: [[usize; 5]; 2] = [[70, 63, 105, 66, 107], [336, 296, 334, 293, 300]];

/// The strip looked at begins and ends this far above the brow, in eye distances.
const STRIP: [f64; 2] = [0.06, 0.17];

/// Beyond this turn, in degrees, the far brow is foreshortened away.
const FRONTAL_DEGREES: f64 = 25.0;

/// Per cent of the strip above the brow that is rather hair than skin, on the worse side.
///
/// The brow itself is of the hair's colour, so what is looked for is hair that goes on above
/// it. A bald head has none. Never refuses: the best published error is 12 % (FICV-1.0, 15).
pub fn measure(view: &View<'_>) -> Gauged {
    if view.pose.yaw.abs() > FRONTAL_DEGREES {
        return Err(WhyNot::NotFrontal);
    }
    let skin = view.skin.ok_or(WhyNot::TooLittleFace)?;
    let Some(hair) = view.hair else { return Ok(0.0.into()) };
    let mut worst: Option<(f64, usize)> = None;
    for brow in [0, 1] {
        let cells = cells_inside(&view.cells, &strip(view, brow));
        let covered = |cell: &&usize| {
            let colour = view.cells.labs[**cell];
            hair.is_nearer(colour) && !skin.holds(colour)
        };
        let share = match cells.len() {
            0 => return Err(WhyNot::TooLittleFace),
            count => cells.iter().filter(covered).count() as f64 / count as f64 * 100.0,
        };
        if worst.is_none_or(|(most, _)| share > most) {
            worst = Some((share, brow));
        }
    }
    let (share, brow) = worst.ok_or(WhyNot::TooLittleFace)?;
    let side = if brow == 0 { Side::Left } else { Side::Right };
    Ok(Measured::at(share, Place::around(strip(view, brow))).with(Detail::Side { side }))
}

/// Outline of the strip above one brow.
fn strip(view: &View<'_>, brow: usize) -> Vec<Point> {
    let raised = |index: usize, by: f64| {
        let (x, y) = view.axes.of_point(view.at(index));
        view.axes.point(x, y - by)
    };
    let lower = BROWS[brow].iter().map(|index| raised(*index, STRIP[0]));
    let upper = BROWS[brow].iter().rev().map(|index| raised(*index, STRIP[1]));
    lower.chain(upper).collect()
}
