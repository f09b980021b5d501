//! Exposure, contrast, light from one side, and focus.

use image::RgbImage;
use image::imageops::{FilterType, resize};
use imaging::{Point, Rule};

use super::{Edit, Sink, Truth};
use crate::hand::{Hand, index};
use crate::paint::{Stencil, blurred, light_of, of_light, relit};
use crate::subject::Subject;

/// Share of the face that is burnt out up to which, and from which on, exposure is right and
/// wrong; a black person's face is not burnt out by what burns a white person's.
const BURNT: (f64, f64) = (0.005, 0.08);

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    exposures(subject, sink);
    flat(subject, sink);
    sides(subject, sink);
    flashes(subject, sink);
    focus(subject, sink);
}

/// Stops of exposure.
fn exposures(subject: &Subject, sink: &mut Sink<'_>) {
    let gained = |stops: f64| {
        let gain = 2.0_f64.powf(stops) as f32;
        relit(&subject.portrait, |_, _, light| light.map(|l| l * gain))
    };
    for stops in [-4.0, -3.0, -2.0, -1.0, -0.3] {
        let truth = Truth::graded(-stops, 0.5, 2.0);
        sink(Edit::of("exposed less", gained(stops), Rule::UnderExposure, truth, stops));
    }
    for stops in [0.3, 1.0, 1.5, 2.0, 3.0] {
        let picture = gained(stops);
        let burnt = burnt_share(&picture, &subject.hand);
        let truth = Truth::graded(burnt, BURNT.0, BURNT.1);
        sink(Edit::of("exposed more", picture, Rule::OverExposure, truth, stops));
    }
}

/// Share of the face, forehead to chin, in which at least two channels are at their end.
fn burnt_share(picture: &RgbImage, hand: &Hand) -> f64 {
    let face = Stencil::inside(&face_outline(hand), 0.5, picture.dimensions());
    let is_burnt = |x: u32, y: u32| {
        picture.get_pixel(x, y).0.iter().filter(|value| **value >= 254).count() >= 2
    };
    let burnt: f64 =
        face.pixels().filter(|(x, y, _)| is_burnt(*x, *y)).map(|(_, _, s)| f64::from(s)).sum();
    burnt / face.area_px().max(1.0)
}

/// The jaw, closed over the brows.
fn face_outline(hand: &Hand) -> Vec<Point> {
    let lift = |p: Point| Point { x: p.x, y: p.y - 0.25 * hand.eye_distance_px() };
    let brows = [index::BROWS[1][5], index::BROWS[1][2], index::BROWS[0][3], index::BROWS[0][0]];
    hand.curve(&index::JAW).into_iter().chain(hand.curve(&brows).into_iter().map(lift)).collect()
}

/// Washed out: every value drawn to a light grey.
fn flat(subject: &Subject, sink: &mut Sink<'_>) {
    for contrast in [0.9, 0.5, 0.3, 0.2] {
        let picture = RgbImage::from_fn(480, 640, |x, y| {
            let value = subject
                .portrait
                .get_pixel(x, y)
                .0
                .map(|value| crate::paint::byte(165.0 + (f32::from(value) - 165.0) * contrast));
            image::Rgb(value)
        });
        let truth = Truth::graded(1.0 - f64::from(contrast), 0.15, 0.65);
        sink(Edit::of("washed out", picture, Rule::DynamicRange, truth, contrast.into()));
    }
}

/// Light that falls off across the face; the strength is what is left at the darker cheek.
fn sides(subject: &Subject, sink: &mut Sink<'_>) {
    let [left, right] = index::CHEEKS.map(|cheek| subject.hand.at(cheek).x);
    // Where the measure looks at the cheeks, a fifth of the face from its sides.
    let inset = (right - left) * 0.2;
    for (rest, is_left_darker) in
        [(0.92, true), (0.75, false), (0.55, true), (0.55, false), (0.4, true), (0.25, false)]
    {
        let picture = relit(&subject.portrait, |x, y, light| {
            let across = along(left + inset, right - inset, f64::from(x) + 0.5);
            let dark = if is_left_darker { 1.0 - across } else { across };
            let person = f64::from(255 - wall_share(subject, x, y)) / 255.0;
            let gain = 1.0 + (f64::powf(rest, dark) - 1.0) * person;
            light.map(|l| l * gain as f32)
        });
        let truth = Truth::graded(1.0 - rest, 0.1, 0.45);
        sink(Edit::of("lit from a side", picture, Rule::EvenLight, truth, rest));
    }
}

/// 255 where the portrait shows wall.
fn wall_share(subject: &Subject, x: u32, y: u32) -> u8 {
    subject.wall.as_ref().map_or(0, |wall| wall.matte.get_pixel(x, y).0[0])
}

/// Straight from 0 to 1, going on beyond both ends by a quarter.
fn along(from: f64, to: f64, value: f64) -> f64 {
    ((value - from) / (to - from)).clamp(-0.25, 1.25)
}

/// A burnt-out spot on the forehead; the strength is its radius over the eye distance.
fn flashes(subject: &Subject, sink: &mut Sink<'_>) {
    let unit = subject.hand.eye_distance_px();
    let eyes = subject.hand.eyes();
    for radius in [0.2, 0.3] {
        let centre = Point { x: eyes.x + 0.1 * unit, y: eyes.y - 0.55 * unit };
        let spot = Stencil::ellipse(
            centre,
            (radius * unit, 0.7 * radius * unit),
            0.1 * unit,
            subject.size(),
        );
        let mut picture = subject.portrait.clone();
        spot.light(&mut picture, |_| [1.0; 3]);
        sink(Edit::of("flash on the skin", picture, Rule::OverExposure, Truth::Broken, radius));
    }
}

/// Out of focus (σ in pixels of the portrait), shaken, and enlarged from too few pixels.
fn focus(subject: &Subject, sink: &mut Sink<'_>) {
    for sigma_px in [0.5, 1.0, 1.5, 2.0, 3.0] {
        let picture = blurred(&subject.portrait, sigma_px);
        let truth = Truth::graded(sigma_px, 0.5, 1.5);
        sink(Edit::of("blurred", picture, Rule::Sharpness, truth, sigma_px));
    }
    for length_px in [7_u32, 11] {
        let picture = shaken(&subject.portrait, length_px);
        let strength = f64::from(length_px);
        sink(Edit::of("shaken", picture, Rule::Sharpness, Truth::Broken, strength));
    }
    for times in [3_u32, 5] {
        let (width, height) = subject.size();
        let small = resize(&subject.portrait, width / times, height / times, FilterType::Triangle);
        let picture = resize(&small, width, height, FilterType::CatmullRom);
        let strength = f64::from(times);
        sink(Edit::of("enlarged", picture, Rule::Sharpness, Truth::Broken, strength));
    }
}

/// Moved sideways while the shutter was open.
fn shaken(image: &RgbImage, length_px: u32) -> RgbImage {
    let end = image.width() - 1;
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let mut light = [0.0; 3];
        for step in 0..length_px {
            let from = (x + step).saturating_sub(length_px / 2).min(end);
            for (light, of) in light.iter_mut().zip(light_of(image.get_pixel(from, y).0)) {
                *light += of / length_px as f32;
            }
        }
        image::Rgb(of_light(light))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    #[test]
    fn light_from_a_side_leaves_the_share_it_says_at_the_darker_cheek() {
        let subject = plain_subject();
        let [left, right] = index::CHEEKS.map(|cheek| subject.hand.at(cheek).x);
        let inset = (right - left) * 0.2;
        let at =
            |picture: &RgbImage, x: f64| f64::from(light_of(picture.get_pixel(x as u32, 330).0)[1]);
        sides(&subject, &mut |edit| {
            let (a, b) = (at(&edit.picture, left + inset), at(&edit.picture, right - inset));
            let strength = edit.claims[0].strength;
            assert!((a.min(b) / a.max(b) - strength).abs() < 0.03, "{a} {b} {strength}");
        });
    }

    #[test]
    fn a_stop_less_is_half_the_light() {
        let subject = plain_subject();
        let was = light_of(subject.portrait.get_pixel(240, 300).0)[0];
        exposures(&subject, &mut |edit| {
            let now = light_of(edit.picture.get_pixel(240, 300).0)[0];
            let expect = (was * 2.0_f64.powf(edit.claims[0].strength) as f32).min(1.0);
            assert!((now - expect).abs() < 0.01, "{now} {expect}");
        });
    }

    #[test]
    fn a_dark_face_that_is_not_burnt_out_is_not_called_so() {
        let mut subject = plain_subject();
        subject.portrait = relit(&subject.portrait, |_, _, light| light.map(|l| l * 0.1));
        exposures(&subject, &mut |edit| {
            let Edit { name, claims, .. } = edit;
            if name == "exposed more" && claims[0].strength <= 2.0 {
                assert_eq!(claims[0].truth, Truth::Kept);
            }
        });
    }
}
