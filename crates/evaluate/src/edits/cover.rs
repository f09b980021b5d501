//! Fringes over brows and eyes, cloths over mouths, and frames drawn round the picture.

use image::RgbImage;
use imaging::{Point, Rule};
use testkit::random::Random;

use super::{Edit, Sink, Truth};
use crate::hand::{Hand, index};
use crate::paint::Stencil;
use crate::subject::Subject;

/// Masks and scarves (sRGB).
const CLOTHS: [[u8; 3]; 3] = [[150, 190, 215], [236, 238, 240], [52, 50, 58]];

/// Frames drawn round the picture: width in pixels and colour.
const FRAMES: [(u32, [u8; 3]); 3] = [(5, [0, 0, 0]), (12, [0, 0, 0]), (8, [250, 250, 250])];

pub(super) fn each(subject: &Subject, sink: &mut Sink<'_>) {
    let hand = &subject.hand;
    let unit = hand.eye_distance_px();
    let brows = |pick: fn(f64, f64) -> f64, start: f64| {
        index::BROWS.iter().flatten().map(|p| hand.at(*p).y).fold(start, pick)
    };
    let (brow_top, brow_bottom) = (brows(f64::min, f64::MAX), brows(f64::max, f64::MIN));
    let above = fringe(subject, brow_top - 0.18 * unit);
    sink(
        Edit::of("fringe", above, Rule::BrowsUncovered, Truth::Kept, -0.18)
            .also(&[Rule::EyesUncovered, Rule::FaceUncovered], Truth::Kept),
    );
    let over = fringe(subject, brow_bottom + 0.02 * unit);
    sink(Edit::of("fringe", over, Rule::BrowsUncovered, Truth::Broken, 0.1));
    let eyes = fringe(subject, hand.eyes().y + 0.08 * unit);
    sink(
        Edit::of("fringe", eyes, Rule::EyesUncovered, Truth::Broken, 0.5)
            .also(&[Rule::BrowsUncovered], Truth::Broken),
    );
    for (number, colour) in (1_u32..).zip(CLOTHS) {
        let picture = masked(subject, colour);
        let strength = f64::from(number);
        sink(Edit::of("cloth", picture, Rule::FaceUncovered, Truth::Broken, strength));
    }
    for (width_px, colour) in FRAMES {
        let picture = framed(&subject.portrait, width_px, colour);
        let strength = f64::from(width_px);
        sink(Edit::of("frame", picture, Rule::Border, Truth::Broken, strength));
    }
}

/// Strands of the person's own hair colour from the hairline down to `bottom`.
fn fringe(subject: &Subject, bottom: f64) -> RgbImage {
    let hand = &subject.hand;
    let unit = hand.eye_distance_px();
    let mut picture = subject.portrait.clone();
    let colour = hair_colour(&picture, hand);
    let hairline = hand.curve(&index::HAIRLINE);
    let (left, right) = (hand.at(index::BROWS[0][0]).x, hand.at(index::BROWS[1][5]).x);
    let mut random = Random::seeded(7);
    let count = 90_u32;
    for strand in 0..count {
        let across = (f64::from(strand) + f64::from(random.between(0.0, 1.0))) / f64::from(count);
        let x = left - 0.05 * unit + across * (right - left + 0.1 * unit);
        let root = crate::hand::height_at(&hairline, x) - 0.15 * unit;
        let end = bottom - f64::from(random.between(0.0, 0.06)) * unit;
        let lean = f64::from(random.between(-0.05, 0.05)) * unit;
        let half = 0.024 * unit;
        let outline = [
            (x - half, root),
            (x + half, root),
            (x + lean + 0.4 * half, end),
            (x + lean - 0.4 * half, end),
        ]
        .map(|(x, y)| Point { x, y });
        let shade = random.between(0.7, 1.35);
        let light = crate::paint::light_of(colour).map(|l| l * shade);
        Stencil::inside(&outline, 0.7, subject.size()).light(&mut picture, |_| light);
    }
    picture
}

/// The median colour of the hair above the hairline, or of the brows where none is seen.
fn hair_colour(picture: &RgbImage, hand: &Hand) -> [u8; 3] {
    let unit = hand.eye_distance_px();
    let hairline = hand.curve(&index::HAIRLINE[3..8]);
    let top = hairline.iter().map(|p| p.y).fold(f64::MAX, f64::min);
    let has_hair = top - hand.hair_top_y > 0.25 * unit;
    let lifted = |share: f64| {
        hairline.iter().map(move |p| Point { x: p.x, y: p.y - share * unit }).collect::<Vec<_>>()
    };
    let strip = || {
        let below = lifted(0.08);
        vec![lifted(0.22).into_iter().chain(below.into_iter().rev()).collect::<Vec<_>>()]
    };
    let brows = || index::BROWS.iter().map(|brow| hand.curve(brow)).collect::<Vec<_>>();
    let outlines = if has_hair { strip() } else { brows() };
    let stencils: Vec<Stencil> =
        outlines.iter().map(|o| Stencil::inside(o, 0.5, picture.dimensions())).collect();
    let pixels: Vec<[u8; 3]> = stencils
        .iter()
        .flat_map(Stencil::pixels)
        .filter(|(_, _, share)| *share > 0.9)
        .map(|(x, y, _)| picture.get_pixel(x, y).0)
        .collect();
    std::array::from_fn(|channel| {
        let mut values: Vec<u8> = pixels.iter().map(|pixel| pixel[channel]).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(40)
    })
}

/// A cloth from the back of the nose over mouth and chin, with folds.
fn masked(subject: &Subject, colour: [u8; 3]) -> RgbImage {
    let hand = &subject.hand;
    let eyes = hand.eyes();
    let bridge = eyes.middle(hand.at(index::NOSE_TIP));
    let jaw = hand.curve(&index::JAW);
    let mut outline = vec![bridge];
    outline.extend(
        jaw.iter()
            .rev()
            .skip(1)
            .take(jaw.len() - 2)
            .map(|p| Point { x: p.x + 0.03 * (p.x - eyes.x), y: p.y + 0.02 * (p.y - eyes.y) }),
    );
    let mut picture = subject.portrait.clone();
    let cloth = Stencil::inside(&outline, 1.2, subject.size());
    let light = crate::paint::light_of(colour);
    for (x, y, share) in cloth.pixels() {
        let across = (f64::from(x) - eyes.x) / hand.face_width_px();
        let fold = 0.06 * (f64::from(y) / 9.0).sin();
        let shade = (1.0 - 1.2 * across * across + fold) as f32;
        let pixel = picture.get_pixel_mut(x, y);
        let was = crate::paint::light_of(pixel.0);
        pixel.0 = crate::paint::of_light(std::array::from_fn(|c| {
            was[c] + (light[c] * shade - was[c]) * share
        }));
    }
    picture
}

fn framed(picture: &RgbImage, width_px: u32, colour: [u8; 3]) -> RgbImage {
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let edge = x.min(y).min(width - 1 - x).min(height - 1 - y);
        if edge < width_px { image::Rgb(colour) } else { *picture.get_pixel(x, y) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::plain_subject;

    /// Share of the brows' pixels that an edit changed.
    fn brows_changed(subject: &Subject, picture: &RgbImage) -> f64 {
        let brows: Vec<_> = index::BROWS
            .iter()
            .map(|brow| Stencil::inside(&subject.hand.curve(brow), 0.5, subject.size()))
            .collect();
        let of = |changed: bool| {
            brows
                .iter()
                .flat_map(Stencil::pixels)
                .filter(|(x, y, _)| {
                    !changed || picture.get_pixel(*x, *y) != subject.portrait.get_pixel(*x, *y)
                })
                .count() as f64
        };
        of(true) / of(false)
    }

    #[test]
    fn a_fringe_that_breaks_the_rule_covers_the_brows_and_another_does_not() {
        let subject = {
            let mut subject = plain_subject();
            // Brows of their own colour, so that strands show.
            for brow in index::BROWS {
                let brow = Stencil::inside(&subject.hand.curve(&brow), 0.5, (480, 640));
                brow.fill(&mut subject.portrait, [60, 45, 40]);
            }
            subject
        };
        each(&subject, &mut |edit| {
            if edit.name == "fringe" {
                let covered = brows_changed(&subject, &edit.picture);
                match edit.claims[0].truth {
                    Truth::Kept => assert!(covered < 0.01, "{covered}"),
                    _ => assert!(covered > 0.6, "{covered}"),
                }
            }
        });
    }

    #[test]
    fn a_fringe_has_the_colour_of_the_hair() {
        let mut subject = plain_subject();
        let crown = Stencil::ellipse(Point { x: 240.0, y: 130.0 }, (120.0, 60.0), 1.0, (480, 640));
        crown.fill(&mut subject.portrait, [90, 60, 30]);
        assert_eq!(hair_colour(&subject.portrait, &subject.hand), [90, 60, 30]);
    }

    #[test]
    fn a_cloth_covers_the_mouth_and_leaves_the_eyes() {
        let subject = plain_subject();
        let picture = masked(&subject, CLOTHS[0]);
        assert_ne!(picture.get_pixel(240, 405), subject.portrait.get_pixel(240, 405));
        assert_eq!(picture.get_pixel(185, 270), subject.portrait.get_pixel(185, 270));
    }
}
