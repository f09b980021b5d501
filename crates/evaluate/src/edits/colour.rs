//! Colour that is missing, or that comes from the wrong lamp.

use imaging::Rule;

use super::{Edit, Sink, Truth};
use crate::paint::{Stencil, relit};
use crate::subject::Subject;

/// Gains of red, green and blue light, and whether anybody would call that skin.
const CASTS: [([f32; 3], Truth); 8] = [
    ([1.04, 1.0, 0.96], Truth::Kept),
    ([0.97, 1.0, 1.05], Truth::Kept),
    ([1.15, 1.0, 0.8], Truth::Between),
    ([0.55, 0.9, 1.7], Truth::Broken),
    ([0.6, 1.35, 0.6], Truth::Broken),
    ([1.9, 0.75, 0.75], Truth::Broken),
    ([1.2, 1.05, 0.18], Truth::Broken),
    ([1.4, 0.6, 1.5], Truth::Broken),
];

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    for (number, (gain, truth)) in (1_u32..).zip(CASTS) {
        let picture = relit(&subject.portrait, |_, _, light| {
            std::array::from_fn(|channel| light[channel] * gain[channel])
        });
        let strength = f64::from(number);
        sink(Edit::of("colour cast", picture, Rule::NaturalColour, truth, strength));
    }
    for left in [0.7, 0.4, 0.0] {
        let picture = relit(&subject.portrait, |_, _, light| {
            let grey = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
            light.map(|l| grey + (l - grey) * left)
        });
        let truth = Truth::graded(1.0 - f64::from(left), 0.35, 1.0);
        sink(Edit::of("desaturated", picture, Rule::Greyscale, truth, left.into()));
    }
    red_eyes(subject, sink);
}

/// Pupils as a flash beside the lens makes them; the strength is their radius over the eye
/// distance.
fn red_eyes(subject: &Subject, sink: &mut Sink<'_>) {
    let unit = subject.hand.eye_distance_px();
    for radius in [0.035, 0.05] {
        let mut picture = subject.portrait.clone();
        for pupil in crate::hand::index::PUPILS {
            let radius_px = radius * unit;
            let centre = subject.hand.at(pupil);
            let disc = Stencil::ellipse(centre, (radius_px, radius_px), 1.0, subject.size());
            disc.fill(&mut picture, [205, 38, 32]);
        }
        sink(Edit::of("red pupils", picture, Rule::RedEye, Truth::Broken, radius));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    #[test]
    fn what_is_fully_desaturated_has_no_colour_left() {
        each(&plain_subject(), &mut |edit| {
            if edit.name == "desaturated" && edit.claims[0].truth == Truth::Broken {
                assert!(edit.picture.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]));
            }
        });
    }
}
