//! 光线均匀: light on one cheek against light on the other.

use super::region::{cells_inside, quantile};
use super::{Gauged, View};
use crate::assessment::Point;
use crate::colour::linear;
use crate::reading::{Detail, Measured, Place, Side, WhyNot};

/// Cheeks from under the eye to the corner of the mouth, the picture's left first.
const CHEEKS: [[usize; 8]; 2] =
    [[117, 118, 119, 100, 142, 36, 205, 50], [346, 347, 348, 329, 371, 266, 425, 280]];

/// A cheek with fewer cells tells nothing of its light.
const CELLS_NEEDED: usize = 12;

/// Median linear light of the darker cheek over that of the brighter, 0 to 1.
///
/// Skin cancels out of the quotient. ICAO's rule for zones of the face (BSI TR-03121-3, as
/// `BioGaze` codes it) asks for one half; forehead and chin are left out because hair and
/// beards darken them.
pub fn measure(view: &View<'_>) -> Gauged {
    let outlines = CHEEKS.map(|cheek| cheek.map(|index| view.at(index)));
    let [left, right] = outlines.each_ref().map(|outline| light(view, outline));
    let (left, right) = (left.ok_or(WhyNot::TooLittleFace)?, right.ok_or(WhyNot::TooLittleFace)?);
    let brighter = left.max(right);
    if brighter <= 0.0 {
        return Err(WhyNot::BadLight);
    }
    let (side, outline) =
        if left < right { (Side::Left, outlines[0]) } else { (Side::Right, outlines[1]) };
    let place = Place::around(outline);
    Ok(Measured::at(left.min(right) / brighter, place).with(Detail::Side { side }))
}

fn light(view: &View<'_>, outline: &[Point]) -> Option<f64> {
    let mut lights: Vec<f32> = cells_inside(&view.cells, outline)
        .into_iter()
        .map(|cell| {
            let [r, g, b] = view.cells.colours[cell].map(linear);
            (0.2126 * r + 0.7152 * g + 0.0722 * b) as f32
        })
        .collect();
    (lights.len() >= CELLS_NEEDED).then(|| quantile(&mut lights, 0.5).map(f64::from))?
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Fixture, SKIN, lit};
    use super::*;

    #[test]
    fn the_quotient_is_that_of_the_light_whatever_the_skin_and_names_the_darker_side() {
        for skin in [SKIN, [70, 46, 36]] {
            for share in [1.0, 0.7, 0.4] {
                let fixture = Fixture::plain().with(|x, _, ground, rgb| match (ground, x) {
                    ('h', 240..) => lit(skin, share),
                    ('h', _) => skin,
                    _ => rgb,
                });
                let read = measure(&fixture.view()).unwrap();
                assert!((read.value - share).abs() < 0.03, "{skin:?} {share}: {}", read.value);
                if share < 1.0 {
                    assert_eq!(read.detail, Detail::Side { side: Side::Right });
                }
            }
        }
    }
}
