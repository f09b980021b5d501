//! Drawn spectacles: clear, tinted, dark, across the eye, and with reflections.

use image::RgbImage;
use imaging::{Point, Rule};

use super::{Edit, Sink, Truth};
use crate::hand::{Hand, index};
use crate::paint::Stencil;
use crate::subject::Subject;

/// A pair of spectacles; lengths over the eye distance.
#[derive(Debug, Clone, Copy)]
struct Spectacles {
    /// Light that the lenses let through.
    through: [f32; 3],
    rim: f64,
    /// How far they have slipped down.
    slipped: f64,
}

const CLEAR: Spectacles = Spectacles { through: [0.93; 3], rim: 0.035, slipped: 0.06 };

/// Half the width and height of a lens over the eye distance.
const LENS: (f64, f64) = (0.4, 0.29);

/// Colour of rims (sRGB).
const RIM: [u8; 3] = [38, 34, 34];

/// What lenses let through, and what the rule says of it: clear ones must be let pass, since
/// whoever wears spectacles every day has to wear them.
const TINTS: [([f32; 3], Truth); 7] = [
    ([0.93; 3], Truth::Kept),
    ([0.8, 0.82, 0.85], Truth::Kept),
    ([0.6, 0.55, 0.5], Truth::Between),
    ([0.35, 0.3, 0.27], Truth::Broken),
    ([0.2; 3], Truth::Broken),
    ([0.08; 3], Truth::Broken),
    ([0.02; 3], Truth::Broken),
];

/// Rules that clear, well fitting spectacles keep.
const KEPT: [Rule; 6] = [
    Rule::FrameOverEye,
    Rule::LensReflection,
    Rule::EyesOpen,
    Rule::EyesUncovered,
    Rule::FaceUncovered,
    Rule::Distortion,
];

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    for (through, truth) in TINTS {
        let picture = worn(subject, Spectacles { through, ..CLEAR });
        let strength = f64::from(through[1]);
        let edit = Edit::of("tinted lenses", picture, Rule::DarkLenses, truth, strength);
        sink(if truth == Truth::Kept { edit.also(&KEPT, Truth::Kept) } else { edit });
    }
    let thin = worn(subject, Spectacles { rim: 0.012, ..CLEAR });
    sink(
        Edit::of("thin rims", thin, Rule::DarkLenses, Truth::Kept, 0.012).also(&KEPT, Truth::Kept),
    );
    for slipped in [0.3, 0.26] {
        let picture = worn(subject, Spectacles { slipped, ..CLEAR });
        sink(Edit::of("rim across", picture, Rule::FrameOverEye, Truth::Broken, slipped));
    }
    reflections(subject, sink);
}

/// Lamps in the lenses; the strength is the share of a lens.
fn reflections(subject: &Subject, sink: &mut Sink<'_>) {
    let clear = worn(subject, CLEAR);
    let unit = subject.hand.eye_distance_px();
    for (name, size, add) in [
        ("lamps in lenses", 0.10, [1.0; 3]),
        ("lamps in lenses", 0.16, [1.0; 3]),
        ("lamps in lenses", 0.22, [1.0; 3]),
        ("coating in lenses", 0.20, [0.15, 0.51, 0.27]),
        ("coating in lenses", 0.20, [0.33, 0.24, 0.57]),
    ] {
        let mut picture = clear.clone();
        for pupil in index::PUPILS {
            let eye = subject.hand.at(pupil);
            let centre = Point { x: eye.x + 0.08 * unit, y: eye.y - 0.03 * unit };
            let radii = (size * unit, 0.7 * size * unit);
            let glint = Stencil::ellipse(centre, radii, 2.0, subject.size());
            glint.light(&mut picture, |was| std::array::from_fn(|c| was[c] + add[c]));
        }
        let share = size * 0.7 * size / (LENS.0 * LENS.1);
        sink(Edit::of(name, picture, Rule::LensReflection, Truth::Broken, share));
    }
}

/// The portrait with spectacles on.
fn worn(subject: &Subject, worn: Spectacles) -> RgbImage {
    let mut picture = subject.portrait.clone();
    let (hand, size) = (&subject.hand, subject.size());
    let unit = hand.eye_distance_px();
    for eye in [0, 1] {
        let outline = lens(hand, eye, worn.slipped);
        let glass = Stencil::inside(&outline, 0.8, size);
        glass.light(&mut picture, |was| std::array::from_fn(|c| was[c] * worn.through[c]));
        for (place, from) in outline.iter().enumerate() {
            let to = outline[(place + 1) % outline.len()];
            stroke(&mut picture, *from, to, worn.rim * unit);
        }
    }
    let [left, right] = index::PUPILS.map(|pupil| hand.at(pupil));
    let across = along(left, right);
    let down = Point { x: -across.y, y: across.x };
    let at = |base: Point, right: f64, below: f64| Point {
        x: base.x + unit * (right * across.x + below * down.x),
        y: base.y + unit * (right * across.y + below * down.y),
    };
    let nose = worn.slipped - 0.04;
    stroke(&mut picture, at(left, LENS.0, nose), at(right, -LENS.0, nose), worn.rim * unit);
    // Temples, to the sides of the face.
    stroke(&mut picture, at(left, -LENS.0, nose), at(left, -0.58, nose), worn.rim * unit);
    stroke(&mut picture, at(right, LENS.0, nose), at(right, 0.58, nose), worn.rim * unit);
    picture
}

/// A rounded rectangle round an eye.
fn lens(hand: &Hand, eye: usize, slipped: f64) -> Vec<Point> {
    let [left, right] = index::PUPILS.map(|pupil| hand.at(pupil));
    let (across, unit) = (along(left, right), hand.eye_distance_px());
    let centre = [left, right][eye];
    (0..40)
        .map(|step| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(step) / 40.0).sin_cos();
            // A superellipse of the fourth degree.
            let (u, v) = (cos.abs().sqrt() * cos.signum(), sin.abs().sqrt() * sin.signum());
            let (u, v) = (u * LENS.0 * unit, (v * LENS.1 + slipped) * unit);
            Point {
                x: centre.x + u * across.x - v * across.y,
                y: centre.y + u * across.y + v * across.x,
            }
        })
        .collect()
}

/// The direction from one point to another, of length 1.
fn along(from: Point, to: Point) -> Point {
    let length = from.distance(to).max(1e-9);
    Point { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
}

/// A straight piece of frame.
fn stroke(picture: &mut RgbImage, from: Point, to: Point, width_px: f64) {
    let dir = along(from, to);
    let half = width_px / 2.0;
    let corner = |p: Point, side: f64, on: f64| Point {
        x: p.x - side * half * dir.y + on * half * dir.x,
        y: p.y + side * half * dir.x + on * half * dir.y,
    };
    let outline = [
        corner(from, -1.0, -1.0),
        corner(to, -1.0, 1.0),
        corner(to, 1.0, 1.0),
        corner(from, 1.0, -1.0),
    ];
    Stencil::inside(&outline, 0.6, picture.dimensions()).fill(picture, RIM);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;
    use crate::paint::light_of;

    #[test]
    fn a_lens_lets_through_what_it_says() {
        let subject = plain_subject();
        // Inside the lens and below the eye.
        let at = |picture: &RgbImage| light_of(picture.get_pixel(185, 285).0)[1];
        for (through, _) in TINTS {
            let picture = worn(&subject, Spectacles { through, ..CLEAR });
            let share = at(&picture) / at(&subject.portrait);
            assert!((share - through[1]).abs() < 0.02, "{share} {through:?}");
        }
    }

    #[test]
    fn a_slipped_rim_crosses_the_pupil_and_a_fitting_one_does_not() {
        let subject = plain_subject();
        let darkest =
            |picture: &RgbImage| (259..271).map(|y| picture.get_pixel(198, y).0[1]).min().unwrap();
        assert!(darkest(&worn(&subject, CLEAR)) > 100);
        assert!(darkest(&worn(&subject, Spectacles { slipped: 0.28, ..CLEAR })) < 60);
    }
}
