//! 曝光不足: how bright the whites of the picture and of the face are.

use super::histogram::Histogram;
use super::region::{Region, quantile};
use super::{Gauged, View};
use crate::assessment::Point;
use crate::colour::Lab;
use crate::reading::WhyNot;

/// Fewer counted pixels than this are no face to judge.
pub const PIXELS_NEEDED: u32 = 1000;

/// Lid lines of each eye: what lies inside is iris, lashes and the white of the eye.
pub const EYES: [[usize; 16]; 2] = [
    [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
    [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
];

/// The brightest twentieth of the eyes is their white, and of the portrait its background or
/// a collar; the brightest fiftieth of the face is its shine.
const WHITES: f64 = 0.95;
const SHINE: f64 = 0.98;

/// Every so-manieth cell is asked: a prime, so that no column is left out.
const EVERY: usize = 7;

/// L* by which the whites of the eyes are darker than those of the picture in even light: the
/// eyes lie in the shade of the brows.
const IN_SHADE: f64 = 20.0;

/// L* of the whites: the brightest twentieth of the portrait, or [`IN_SHADE`] above the whites
/// of the eyes (the shine of the face, where that is brighter), whichever is less.
///
/// The light on the skin itself is not asked: the darkest and the lightest skin differ by more
/// than a right and a wrong exposure do, and OFIQ's luminance components refuse dark faces for
/// it. The whites of the eyes are much alike on all people. Too little light on everything
/// lowers the first of the two, light from behind the second.
pub fn measure(view: &View<'_>) -> Gauged {
    let tone = view.tone();
    if tone.count < PIXELS_NEEDED {
        return Err(WhyNot::TooLittleFace);
    }
    let cells = view.cells.labs.iter().step_by(EVERY).map(|colour| colour.l);
    let picture = Histogram::of(cells, 0.0, 102.4).quantile(WHITES).ok_or(WhyNot::TooLittleFace)?;
    let mut eyes: Vec<f32> = EYES.iter().flat_map(|eye| lightness(view, eye)).collect();
    let eyes = quantile(&mut eyes, WHITES).map_or(0.0, f64::from);
    let shine = Lab::lightness(f64::from(tone.quantile(SHINE)) / 255.0);
    Ok(picture.min(eyes.max(shine) + IN_SHADE).into())
}

fn lightness(view: &View<'_>, eye: &[usize]) -> Vec<f32> {
    let corners: Vec<Point> = eye.iter().map(|index| view.at(*index)).collect();
    let region = Region::polygon(&corners, view.size());
    let light = |rgb: &[u8; 3]| f64::from(super::tone::luminance(*rgb)) / 255.0;
    region.pixels(view.portrait).map(|rgb| Lab::lightness(light(rgb)) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Fixture, lit};
    use super::*;

    /// Reads a portrait whose skin has this colour, all its light multiplied by `gain`.
    fn read(skin: [u8; 3], gain: f64, wall_gain: f64) -> f64 {
        let fixture = Fixture::plain().with(|x, y, ground, rgb| {
            let eye = |middle: f64| {
                let (dx, dy) = (f64::from(x) - middle, f64::from(y) - 265.0);
                (8.0..20.0).contains(&dx.abs()) && dy.abs() < 5.0
            };
            match ground {
                'h' if eye(185.0) || eye(295.0) => lit([150, 140, 135], gain),
                'h' => lit(skin, gain),
                'w' => lit(rgb, wall_gain),
                _ => lit(rgb, gain),
            }
        });
        measure(&fixture.view()).unwrap().value
    }

    #[test]
    fn dark_skin_in_good_light_is_not_underexposed_and_any_skin_in_little_light_is() {
        for skin in [[240, 205, 185], [198, 145, 110], [110, 72, 52], [62, 42, 34]] {
            assert!(read(skin, 1.0, 1.0) > 70.0, "{skin:?}");
            assert!(read(skin, 0.25, 0.25) < 50.0, "{skin:?}");
        }
    }

    #[test]
    fn a_face_against_the_light_is_underexposed_before_a_bright_wall() {
        assert!(read([198, 145, 110], 0.08, 1.0) < 52.0);
    }
}
