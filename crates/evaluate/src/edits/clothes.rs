//! Clothes of another colour: white ones, as the studio pictures have, vanish before white.

use image::RgbImage;
use imaging::Rule;

use super::ground::before;
use super::{Edit, Sink, Truth};
use crate::hand::index;
use crate::paint::{Stencil, light_of, smooth};
use crate::subject::Subject;

const BLUE: [u8; 3] = [100, 197, 255];
const WHITE: [u8; 3] = [255, 255, 255];
const NAVY: [u8; 3] = [40, 48, 80];

/// What light a white shirt of these collections sends back.
const SHIRT_LIGHT: f32 = 0.75;

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    let Some(wall) = &subject.wall else { return };
    let shirt = shirt(subject);
    let cases = [
        (NAVY, WHITE, Truth::Kept),
        (NAVY, BLUE, Truth::Kept),
        (WHITE, BLUE, Truth::Kept),
        ([120, 40, 45], BLUE, Truth::Kept),
        (WHITE, WHITE, Truth::Broken),
        (BLUE, BLUE, Truth::Broken),
        ([240, 240, 240], [240, 240, 240], Truth::Broken),
        ([95, 185, 240], BLUE, Truth::Broken),
    ];
    for (number, (colour, ground, truth)) in (1_u32..).zip(cases) {
        let mut dressed = subject.portrait.clone();
        dye(&mut dressed, &shirt, |_, _| colour);
        let picture = before(&dressed, wall, |_, _| ground);
        let strength = f64::from(number);
        let edit = Edit::of("shirt and wall", picture, Rule::ClothingContrast, truth, strength);
        let plain = [Rule::ClothingPattern];
        sink(if truth == Truth::Kept { edit.also(&plain, truth) } else { edit });
    }
    for (number, period_px) in (1_u32..).zip([14, 26]) {
        let mut dressed = subject.portrait.clone();
        dye(&mut dressed, &shirt, |x, y| {
            let is_light = (x / period_px + y / period_px).is_multiple_of(2);
            if is_light { [240, 235, 90] } else { [170, 20, 60] }
        });
        let picture = before(&dressed, wall, |_, _| BLUE);
        let strength = f64::from(number);
        let rule = Rule::ClothingPattern;
        sink(Edit::of("loud shirt", picture, rule, Truth::Broken, strength));
    }
}

/// The light, colourless part of the person below the chin.
fn shirt(subject: &Subject) -> Stencil {
    let chin = subject.hand.at(index::CHIN).y;
    let wall = subject.wall.as_ref();
    Stencil::of(subject.size(), |x, y| {
        if f64::from(y) < chin {
            return 0.0;
        }
        let pixel = subject.portrait.get_pixel(x, y).0;
        let (low, high) = (pixel.iter().min(), pixel.iter().max());
        let (low, high) = (low.copied().unwrap_or(0), high.copied().unwrap_or(0));
        // Skin has 35 grey levels and more between its red and its blue, folds up to 20.
        let is_pale = 1.0 - smooth(18.0, 32.0, f64::from(high - low));
        let is_light = smooth(90.0, 125.0, f64::from(high));
        let is_wall = wall.map_or(0.0, |wall| f64::from(wall.matte.get_pixel(x, y).0[0]) / 255.0);
        (is_pale * is_light * (1.0 - is_wall)) as f32
    })
}

/// Gives white clothes another colour and keeps their folds.
fn dye(picture: &mut RgbImage, shirt: &Stencil, colour: impl Fn(u32, u32) -> [u8; 3]) {
    for (x, y, share) in shirt.pixels() {
        let pixel = picture.get_pixel_mut(x, y);
        let was = light_of(pixel.0);
        let shade = (was[1] / SHIRT_LIGHT).min(1.15);
        let now = light_of(colour(x, y)).map(|l| l * shade);
        pixel.0 =
            crate::paint::of_light(std::array::from_fn(|c| was[c] + (now[c] - was[c]) * share));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    #[test]
    fn the_shirt_is_dyed_and_face_and_wall_are_not() {
        let subject = plain_subject();
        let mut picture = subject.portrait.clone();
        dye(&mut picture, &shirt(&subject), |_, _| NAVY);
        assert!(picture.get_pixel(240, 600).0[0] < 60);
        assert_eq!(picture.get_pixel(240, 300), subject.portrait.get_pixel(240, 300));
        assert_eq!(picture.get_pixel(10, 600), subject.portrait.get_pixel(10, 600));
    }
}
