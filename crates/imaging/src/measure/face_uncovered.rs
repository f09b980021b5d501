//! 面部无遮挡: how much of the face shows something else than a face.

use super::region::{cells_inside, quantile};
use super::skin::{Skin, tint};
use super::{Gauged, View};
use crate::assessment::Point;
use crate::colour::Lab;
use crate::reading::{Measured, Place, WhyNot};

/// Outline of the face below the eyes, from the picture's left cheek round the chin.
const LOWER_FACE: [usize; 15] =
    [227, 137, 177, 215, 138, 135, 169, 170, 140, 171, 175, 396, 369, 395, 394];

/// … and up again to the other cheek, over the nose.
const RETURN: [usize; 8] = [364, 367, 435, 401, 366, 447, 347, 6];

/// Outer outline of the lips.
const LIPS: [usize; 20] =
    [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146];

/// Tints farther from the skin's than this, in its standard deviations, are something else;
/// lips, shaved chins and shine stay below.
const FOREIGN: f64 = 6.0;

/// Hair on a face is darker than its skin by this much L*, or is not there.
const BEARD_L: f64 = 12.0;

/// Grey hair has less chroma than this, C*ab.
const GREY: f64 = 10.0;

/// A beard leaves the lips free: as much of them as this is not as dark as it.
const LIPS_FREE: f64 = 0.5;

/// Lips are at least as red as the skin; what has less of its red than this share is cloth.
const LEAST_RED: f64 = 0.5;

/// … and so is what is blue and has less red than this, in its tint, which the palest lips
/// have and the darkest: dark cloth has hardly less red than pale skin.
const REDDEST_CLOTH: f64 = 0.1;

/// From this share of the lips on, what lies there is no lips. Teeth take less.
const LIPS_HIDDEN: f64 = 0.6;

/// Skin less red than this, in its tint, is a picture without colours.
const COLOURLESS: f64 = 0.03;

/// Per cent of the face below the eyes that is no skin of this face: cloth, a mask, a scarf.
///
/// Cloth is told by its tint, and white or grey cloth by the lips that it hides. A beard
/// counts as face: it is told from dark cloth by the lips that it leaves free. A hand is of
/// the face's own skin and is not seen here.
pub fn measure(view: &View<'_>) -> Gauged {
    let skin = view.skin.ok_or(WhyNot::TooLittleFace)?;
    let outline: Vec<Point> =
        LOWER_FACE.iter().chain(&RETURN).map(|index| view.at(*index)).collect();
    let (face, lips) = (colours(view, &outline), lips(view));
    if face.is_empty() || lips.is_empty() {
        return Err(WhyNot::TooLittleFace);
    }
    Ok(Measured::at(share(&face, &lips, &skin) * 100.0, Place::around(outline)))
}

/// Whether something lies over the lips.
pub(super) fn hides_lips(view: &View<'_>) -> bool {
    view.skin.is_some_and(|skin| cloth(&lips(view), &skin).is_some())
}

fn lips(view: &View<'_>) -> Vec<Lab> {
    colours(view, &LIPS.map(|index| view.at(index)))
}

fn colours(view: &View<'_>, corners: &[Point]) -> Vec<Lab> {
    cells_inside(&view.cells, corners).into_iter().map(|cell| view.cells.labs[cell]).collect()
}

/// The tint of what hides the lips, if anything does.
fn cloth(lips: &[Lab], skin: &Skin) -> Option<[f64; 2]> {
    let is_cloth = |lip: &&Lab| {
        let [red, yellow] = tint(**lip);
        let is_blue = yellow < 0.0 && red < REDDEST_CLOTH.min(skin.tint[0]);
        is_blue || red < skin.tint[0] * LEAST_RED
    };
    let hidden = lips.iter().filter(is_cloth).count() as f64 >= lips.len() as f64 * LIPS_HIDDEN;
    if !hidden || lips.is_empty() || skin.tint[0] < COLOURLESS {
        return None;
    }
    let [a, b] = [0, 1].map(|part| {
        let mut values: Vec<f32> = lips.iter().map(|lip| tint(*lip)[part] as f32).collect();
        quantile(&mut values, 0.5).map(f64::from)
    });
    Some([a?, b?])
}

fn share(face: &[Lab], lips: &[Lab], skin: &Skin) -> f64 {
    let lit = skin.colour.middle.l;
    let is_dark = |colour: &Lab| colour.l < lit - BEARD_L;
    let is_grey = |colour: &Lab| colour.l < lit && colour.chroma() < GREY;
    let is_red = |lip: &Lab| tint(*lip)[0] >= skin.tint[0] * LEAST_RED;
    let free = lips.iter().filter(|lip| !is_dark(lip) || is_red(lip));
    let may_be_beard = free.count() as f64 >= lips.len() as f64 * LIPS_FREE;
    let cloth = cloth(lips, skin);
    let away = |tint: [f64; 2], from: [f64; 2]| (tint[0] - from[0]).hypot(tint[1] - from[1]);
    let foreign = |colour: &&Lab| {
        let tint = tint(**colour);
        if cloth.is_some_and(|cloth| away(tint, cloth) < away(tint, skin.tint)) {
            return true;
        }
        let is_beard = may_be_beard && cloth.is_none() && (is_dark(colour) || is_grey(colour));
        skin.strangeness(**colour) > FOREIGN && !is_beard
    };
    face.iter().filter(foreign).count() as f64 / face.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::region::Spread;

    fn skin(rgb: [u8; 3]) -> Skin {
        let colour = Lab::of(rgb);
        Skin { colour: Spread::of(&[colour]).unwrap(), tint: tint(colour), tint_sigma: [0.03; 2] }
    }

    #[test]
    fn masks_of_any_colour_count_and_beards_do_not() {
        let (bare, lip) = ([205, 160, 140], [170, 100, 95]);
        let cases = [
            ("bare", bare, lip, 0.0),
            ("white mask", [235, 236, 238], [230, 231, 233], 1.0),
            ("blue mask", [150, 190, 215], [145, 185, 212], 1.0),
            ("black mask", [22, 22, 26], [20, 20, 24], 1.0),
            ("dark grey mask", [52, 50, 58], [50, 48, 56], 1.0),
            ("black beard", [40, 32, 30], lip, 0.0),
            ("grey beard", [150, 146, 142], lip, 0.0),
            ("shine", [240, 215, 205], lip, 0.0),
        ];
        for (what, rgb, lips, expect) in cases {
            let found = share(&[Lab::of(rgb); 50], &[Lab::of(lips); 20], &skin(bare));
            assert!((found - expect).abs() < 1e-9, "{what}: {found}");
        }
    }

    #[test]
    fn dark_and_violet_lips_of_dark_skin_are_lips() {
        for lips in [[63, 43, 43], [58, 38, 46], [96, 58, 62]] {
            let dark = skin([112, 74, 58]);
            assert_eq!(cloth(&[Lab::of(lips); 20], &dark), None, "{lips:?}");
        }
    }

    #[test]
    fn dark_skin_in_its_own_shade_is_skin() {
        let dark = skin([92, 60, 46]);
        let face: Vec<Lab> =
            [[120, 80, 62], [92, 60, 46], [52, 34, 26]].into_iter().map(Lab::of).collect();
        assert!(share(&face, &[Lab::of([110, 62, 58]); 20], &dark) < 1e-9);
    }
}
