//! Closed lids.

use imaging::Rule;

use super::{Edit, Sink, Truth};
use crate::hand::{height_at, index};
use crate::paint::bend;
use crate::subject::Subject;

/// How far the upper lid comes down, 0 to 1.
const CLOSURES: [f64; 5] = [0.15, 0.3, 0.6, 0.92, 1.0];

/// Lid gap over eye width from which on an eye is open, whatever its shape: the narrowest of
/// the London set is 0.228.
const OPEN: f64 = 0.2;

/// … and up to which it is shut: two pixels at this size.
const SHUT: f64 = 0.04;

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    for closure in CLOSURES {
        let mut picture = subject.portrait.clone();
        for eye in [0, 1] {
            lower(subject, &mut picture, eye, closure);
        }
        let left = subject.hand.eye_opening() * (1.0 - closure);
        let truth = Truth::graded(-left, -OPEN, -SHUT);
        sink(Edit::of("lids lowered", picture, Rule::EyesOpen, truth, closure));
    }
    let mut picture = subject.portrait.clone();
    lower(subject, &mut picture, 0, 1.0);
    sink(Edit::of("one lid lowered", picture, Rule::EyesOpen, Truth::Broken, 1.0));
}

/// Draws the skin between the fold and the upper lid down over the eye.
fn lower(subject: &Subject, picture: &mut image::RgbImage, eye: usize, closure: f64) {
    let hand = &subject.hand;
    let upper = hand.curve(&index::UPPER_LIDS[eye]);
    let lower = hand.curve(&index::LOWER_LIDS[eye]);
    let (left, right) = (upper[0].x, upper[4].x);
    // A little above the fold, so that there is skin to draw down.
    let width = right - left;
    let fold = (hand.at(index::FOLDS[eye]).y - 0.12 * width).min(upper[2].y - 0.2 * width);
    let bottom = lower.iter().map(|p| p.y).fold(0.0, f64::max) + 1.0;
    bend(picture, [left, fold, right, bottom], |x, y| {
        let (lid, other) = (height_at(&upper, x), height_at(&lower, x));
        let lid_now = lid + closure * (other - lid).max(0.0);
        if y > lid_now || lid <= fold {
            return (x, y);
        }
        // Thin at the edge of the lid, so that the lashes stay as thick as they are.
        let along = (y - fold) / (lid_now - fold);
        (x, fold + along * (lid - fold))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;
    use crate::paint::Stencil;

    #[test]
    fn a_shut_eye_shows_nothing_of_what_was_in_it() {
        let mut subject = plain_subject();
        for eye in [0, 1] {
            let centre = subject.hand.at(index::PUPILS[eye]);
            let white = Stencil::ellipse(centre, (15.0, 3.0), 0.5, (480, 640));
            white.fill(&mut subject.portrait, [10, 10, 250]);
        }
        let blue = |picture: &image::RgbImage| {
            picture.pixels().filter(|pixel| pixel.0[2] > pixel.0[0].saturating_add(50)).count()
        };
        let was = blue(&subject.portrait);
        let mut left = Vec::new();
        each(&subject, &mut |edit| {
            if edit.name == "lids lowered" {
                left.push(blue(&edit.picture));
            }
        });
        assert!(left.windows(2).all(|pair| pair[0] >= pair[1]), "{left:?}");
        assert!(left[4] * 20 < was, "{left:?} of {was}");
    }

    #[test]
    fn truth_follows_what_is_left_of_the_gap() {
        let mut truths = Vec::new();
        each(&plain_subject(), &mut |edit| truths.push(edit.claims[0].truth));
        let expect =
            [Truth::Kept, Truth::Kept, Truth::Between, Truth::Broken, Truth::Broken, Truth::Broken];
        assert_eq!(truths, expect);
    }
}
