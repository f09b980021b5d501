//! Open mouths.

use image::RgbImage;
use imaging::Rule;

use super::{Edit, Sink, Truth};
use crate::hand::{height_at, index};
use crate::paint::{bend, light_of, of_light};
use crate::subject::Subject;

/// Inner lip gap over the distance from eye line to chin, and whether teeth show. OFIQ's
/// published open mouths measure 0.08, compliant ones up to 0.036.
const GAPS: [(f64, bool); 6] =
    [(0.015, false), (0.04, false), (0.07, false), (0.07, true), (0.11, false), (0.11, true)];

/// The dark of a mouth, and teeth (sRGB).
const INSIDE: [u8; 3] = [58, 22, 22];
const TEETH: [u8; 3] = [222, 212, 196];

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    for (gap, with_teeth) in GAPS {
        let picture = opened(subject, gap, with_teeth);
        let truth = Truth::graded(gap, 0.02, 0.06);
        let name = if with_teeth { "lips apart, teeth" } else { "lips apart" };
        sink(Edit::of(name, picture, Rule::MouthClosed, truth, gap));
    }
}

/// Moves everything below the line between the lips down, less and less towards the chin.
fn opened(subject: &Subject, gap: f64, with_teeth: bool) -> RgbImage {
    let hand = &subject.hand;
    let line = hand.curve(&index::INNER_UPPER_LIP);
    let (left, right) = (line[0].x, line[6].x);
    let chin = hand.at(index::CHIN).y;
    let gap_px = |x: f64| {
        let across = (2.0 * (x - left) / (right - left) - 1.0).clamp(-1.0, 1.0);
        gap * hand.lower_face_px() * (1.0 - across * across)
    };
    let top = line.iter().map(|p| p.y).fold(f64::MAX, f64::min);
    let mut picture = subject.portrait.clone();
    bend(&mut picture, [left, top, right, chin], |x, y| {
        let (lips, open_px) = (height_at(&line, x), gap_px(x));
        if y <= lips {
            return (x, y);
        }
        let room = (chin - lips - open_px).max(1.0);
        (x, (lips + (y - lips - open_px).max(0.0) * (chin - lips) / room).min(chin))
    });
    for y in top.max(0.0) as u32..(chin.max(0.0) as u32).min(picture.height()) {
        for x in left.max(0.0) as u32..(right.max(0.0) as u32).min(picture.width()) {
            let (u, v) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let (lips, open_px) = (height_at(&line, u), gap_px(u));
            let covered = (v - lips + 0.5).clamp(0.0, 1.0).min(lips + open_px - v + 0.5);
            let is_tooth = with_teeth && v < lips + 0.7 * open_px;
            let inside = light_of(if is_tooth { TEETH } else { INSIDE });
            let pixel = picture.get_pixel_mut(x, y);
            let was = light_of(pixel.0);
            let share = covered.clamp(0.0, 1.0) as f32;
            pixel.0 = of_light(std::array::from_fn(|c| was[c] + (inside[c] - was[c]) * share));
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    #[test]
    fn the_gap_is_as_high_as_it_says() {
        let subject = plain_subject();
        for gap in [0.04, 0.11] {
            let picture = opened(&subject, gap, false);
            let dark = (0..640).filter(|y| picture.get_pixel(240, *y).0[1] < 60).count() as f64;
            let expect = gap * subject.hand.lower_face_px();
            assert!((dark - expect).abs() <= 1.5, "{dark} {expect}");
        }
    }
}
