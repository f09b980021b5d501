//! 无红眼: pupils that send the flash back.

use super::eyes_open;
use super::region::Region;
use super::{Gauged, View};
use crate::find::mesh::IRISES;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Radius of a pupil in dim light, in eye distances: 3.5 mm of 62 mm.
const PUPIL: f64 = 0.055;

/// Eyes open less than this hide their pupils.
const OPEN_ENOUGH: f64 = 0.12;

/// Red over the larger of green and blue, in eighths: a flash's red is above 2, brown irises
/// in warm light reach 1.6.
const REDNESS_EIGHTHS: u16 = 16;

/// Darker reds are a pupil in the dark.
const LEAST_RED: u8 = 70;

/// Per cent of the disc of the pupil that is red, in the redder eye.
pub fn measure(view: &View<'_>) -> Gauged {
    if [0, 1].iter().any(|eye| eyes_open::openness(view, *eye) < OPEN_ENOUGH) {
        return Err(WhyNot::Covered);
    }
    let radius_px = PUPIL * view.axes.unit_px;
    let shares = IRISES.map(|iris| {
        let disc = Region::disc(view.at(iris), radius_px, view.size());
        let red = disc.pixels(view.portrait).filter(|pixel| is_red(**pixel)).count();
        (disc.area() > 0).then(|| red as f64 / disc.area() as f64)
    });
    let [Some(left), Some(right)] = shares else { return Err(WhyNot::TooLittleFace) };
    let (eye, side) = if right > left { (1, Side::Right) } else { (0, Side::Left) };
    let centre = view.at(IRISES[eye]);
    let edges = [-1.0, 1.0].map(|way| [centre.x + way * radius_px, centre.y + way * radius_px]);
    let place = Place::Box(
        edges
            .as_flattened()
            .try_into()
            .map_or([0.0; 4], |all: [f64; 4]| all.map(|edge| edge as f32)),
    );
    Ok(Measured::at(left.max(right) * 100.0, place).with(Detail::Side { side }))
}

fn is_red([r, g, b]: [u8; 3]) -> bool {
    r >= LEAST_RED && u16::from(r) * 8 > u16::from(g.max(b)) * REDNESS_EIGHTHS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_is_red_and_a_brown_iris_is_not() {
        let cases = [
            ([180, 40, 45], true),
            ([120, 50, 40], true),
            ([92, 60, 40], false),
            ([130, 85, 50], false),
            ([60, 20, 20], false),
            ([30, 26, 24], false),
        ];
        for (pixel, expect) in cases {
            assert_eq!(is_red(pixel), expect, "{pixel:?}");
        }
    }
}
