//! Other backgrounds behind the same person, by the wall's matte.

use image::RgbImage;
use imaging::colour::Lab;
use imaging::{Point, Rule};

use super::{Edit, Sink, Truth};
use crate::paint::{Stencil, blurred, byte, light_of, of_light};
use crate::subject::Subject;
use crate::wall::Wall;

const BLUE: [u8; 3] = [100, 197, 255];
const WHITE: [u8; 3] = [255, 255, 255];
const LIGHT_GREY: [u8; 3] = [240, 240, 240];

/// Colours the notice does not allow.
const WRONG: [[u8; 3]; 8] = [
    [200, 40, 40],
    [60, 160, 90],
    [90, 90, 90],
    [20, 60, 140],
    [250, 230, 120],
    [250, 175, 200],
    [222, 198, 160],
    [160, 120, 210],
];

/// Rules that an even, allowed background keeps.
const KEPT: [Rule; 3] =
    [Rule::BackgroundUniformity, Rule::BackgroundShadow, Rule::BackgroundObjects];

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    let Some(wall) = &subject.wall else { return };
    for (number, colour) in (1_u32..).zip([BLUE, WHITE, LIGHT_GREY]) {
        let picture = before(&subject.portrait, wall, |_, _| colour);
        let strength = f64::from(number);
        sink(
            Edit::of("allowed colour", picture, Rule::BackgroundColour, Truth::Kept, strength)
                .also(&KEPT, Truth::Kept),
        );
    }
    for (number, colour) in (1_u32..).zip(WRONG) {
        let picture = before(&subject.portrait, wall, |_, _| colour);
        let strength = f64::from(number);
        sink(Edit::of("wrong colour", picture, Rule::BackgroundColour, Truth::Broken, strength));
    }
    gradients(subject, wall, sink);
    patterns(subject, wall, sink);
    shadows(subject, wall, sink);
    objects(subject, wall, sink);
}

/// The wall's own grain stays: what is painted is the difference of the two walls.
pub(super) fn before(
    portrait: &RgbImage,
    wall: &Wall,
    colour: impl Fn(u32, u32) -> [u8; 3],
) -> RgbImage {
    RgbImage::from_fn(480, 640, |x, y| {
        let share = f32::from(wall.matte.get_pixel(x, y).0[0]) / 255.0;
        let (was, plate) = (portrait.get_pixel(x, y).0, wall.plate.get_pixel(x, y).0);
        let now = colour(x, y);
        image::Rgb(std::array::from_fn(|c| {
            byte(f32::from(was[c]) + share * (f32::from(now[c]) - f32::from(plate[c])))
        }))
    })
}

/// Darker towards the bottom or to a side; the strength is the fall of L* from end to end.
fn gradients(subject: &Subject, wall: &Wall, sink: &mut Sink<'_>) {
    for (colour, fall, is_down) in [
        (BLUE, 4.0, true),
        (LIGHT_GREY, 4.0, false),
        (BLUE, 12.0, true),
        (BLUE, 25.0, true),
        (LIGHT_GREY, 25.0, false),
        (BLUE, 35.0, false),
        (WHITE, 40.0, true),
    ] {
        let picture = before(&subject.portrait, wall, |x, y| {
            let along = if is_down { f64::from(y) / 639.0 } else { f64::from(x) / 479.0 };
            darker(colour, fall * along)
        });
        let truth = Truth::graded(fall, 5.0, 20.0);
        sink(Edit::of("gradient", picture, Rule::BackgroundUniformity, truth, fall));
    }
}

/// Stripes; the strength is the fall of L* in every second one.
fn patterns(subject: &Subject, wall: &Wall, sink: &mut Sink<'_>) {
    for fall in [15.0, 30.0] {
        let picture = before(&subject.portrait, wall, |x, y| {
            darker(BLUE, if (x / 24 + y / 24) % 2 == 0 { fall } else { 0.0 })
        });
        sink(Edit::of("pattern", picture, Rule::BackgroundUniformity, Truth::Broken, fall));
    }
}

/// The silhouette's shadow, off to a side; the strength is its depth in L*.
fn shadows(subject: &Subject, wall: &Wall, sink: &mut Sink<'_>) {
    let soft = blurred(&person(wall), 9.0);
    for (depth, right_px, colour) in [
        (3.0, 26, BLUE),
        (9.0, -26, BLUE),
        (18.0, 26, BLUE),
        (18.0, -30, LIGHT_GREY),
        (28.0, -26, BLUE),
        (28.0, 32, WHITE),
    ] {
        let picture = before(&subject.portrait, wall, |x, y| {
            let from_x = i64::from(x) - right_px;
            let from_y = i64::from(y) - 14;
            let from_x = from_x.clamp(0, 479) as u32;
            let shade = f64::from(soft.get_pixel(from_x, from_y.max(0) as u32).0[0]) / 255.0;
            darker(colour, depth * shade)
        });
        let truth = Truth::graded(depth, 4.0, 15.0);
        sink(Edit::of("shadow", picture, Rule::BackgroundShadow, truth, depth));
    }
}

/// White where the person is.
fn person(wall: &Wall) -> RgbImage {
    RgbImage::from_fn(480, 640, |x, y| image::Rgb([255 - wall.matte.get_pixel(x, y).0[0]; 3]))
}

/// A picture on the wall, a door's edge, a switch; the strength counts them.
fn objects(subject: &Subject, wall: &Wall, sink: &mut Sink<'_>) {
    let things: [([f64; 4], [u8; 3]); 4] = [
        ([10.0, 20.0, 90.0, 130.0], [120, 70, 40]),
        ([400.0, 0.0, 425.0, 640.0], [70, 90, 110]),
        ([395.0, 150.0, 455.0, 215.0], [210, 60, 50]),
        ([0.0, 40.0, 70.0, 300.0], [245, 235, 200]),
    ];
    for (number, ([left, top, right, bottom], colour)) in (1_u32..).zip(things) {
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
            .map(|(x, y)| Point { x, y });
        let thing = Stencil::inside(&corners, 0.6, (480, 640));
        let mut plain = RgbImage::from_pixel(480, 640, image::Rgb(BLUE));
        thing.fill(&mut plain, colour);
        let picture = before(&subject.portrait, wall, |x, y| plain.get_pixel(x, y).0);
        let strength = f64::from(number);
        let rule = Rule::BackgroundObjects;
        sink(Edit::of("object", picture, rule, Truth::Broken, strength));
    }
}

/// The same colour in less light, so much lower in L*.
fn darker(rgb: [u8; 3], fall: f64) -> [u8; 3] {
    if fall <= 0.0 {
        return rgb;
    }
    let lightness = Lab::of(rgb).l;
    let luminance = |l: f64| {
        if l > 8.0 { ((l + 16.0) / 116.0).powi(3) } else { l * 27.0 / 24_389.0 }
    };
    let gain = (luminance((lightness - fall).max(0.0)) / luminance(lightness)) as f32;
    of_light(light_of(rgb).map(|l| l * gain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    #[test]
    fn another_background_is_there_and_the_person_is_as_before() {
        let subject = plain_subject();
        let wall = subject.wall.as_ref().unwrap();
        let picture = before(&subject.portrait, wall, |_, _| BLUE);
        assert_eq!(picture.get_pixel(5, 5).0, BLUE);
        assert_eq!(picture.get_pixel(240, 300), subject.portrait.get_pixel(240, 300));
    }

    #[test]
    fn darker_is_lower_in_lightness_and_keeps_its_hue() {
        for fall in [3.0, 12.0, 28.0] {
            let (was, now) = (Lab::of(BLUE), Lab::of(darker(BLUE, fall)));
            assert!((was.l - now.l - fall).abs() < 0.6, "{now:?}");
            assert!((was.hue_degrees() - now.hue_degrees()).abs() < 4.0, "{now:?}");
        }
    }

    #[test]
    fn a_shadow_is_as_deep_as_it_says_somewhere_and_absent_far_away() {
        let subject = plain_subject();
        let wall = subject.wall.as_ref().unwrap();
        shadows(&subject, wall, &mut |edit| {
            let is_wall = |x: u32, y: u32| wall.matte.get_pixel(x, y).0[0] == 255;
            let lightness = |x: u32, y: u32| Lab::of(edit.picture.get_pixel(x, y).0).l;
            let all = (0..640).flat_map(|y| (0..480).map(move |x| (x, y)));
            let (low, high) = all
                .filter(|(x, y)| is_wall(*x, *y))
                .map(|(x, y)| lightness(x, y))
                .fold((100.0, 0.0), |(low, high), l| (f64::min(low, l), f64::max(high, l)));
            let depth = edit.claims[0].strength;
            assert!((high - low - depth).abs() < 2.0, "{low} {high} {depth}");
        });
    }
}
