//! 铅笔: pencil marks as hands make them, and what scanners and cameras do to paper.
//!
//! Draws into boxes of pixels and knows no form. Shapes after what teachers see: strokes to and
//! fro that miss the edge, pressure that varies, half-filled boxes, marks that were rubbed out.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels are below 2^23 and samples are clamped"
)]
#![expect(clippy::many_single_char_names, reason = "x and y are places in every book on images")]

pub mod spoil;

use image::{Rgb, RgbImage};

use crate::random::Random;

/// A place in pixels.
pub type Place = (f32, f32);

/// A box of pixels by its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    pub x_px: f32,
    pub y_px: f32,
    pub width_px: f32,
    pub height_px: f32,
}

/// How somebody presses and aims.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hand {
    /// Grey of a firm stroke, 0 black to 1 paper: about 0.25 for 2B, 0.6 and more for a faint H.
    pub grey: f32,
    /// Width of a stroke against the height of a box.
    pub point: f32,
    /// How far a mark may miss its box, against the box.
    pub aim: f32,
    /// How much pressure varies, 0 to 1.
    pub unsteady: f32,
    /// Slant of the strokes: sideways per downwards.
    pub slant: f32,
}

impl Hand {
    /// A careful 2B hand.
    pub fn careful(random: &mut Random) -> Self {
        Self {
            grey: random.between(0.2, 0.36),
            point: random.between(0.3, 0.45),
            aim: random.between(0.02, 0.08),
            unsteady: random.between(0.1, 0.25),
            slant: random.between(-0.6, 0.6),
        }
    }

    /// A hand that presses too little: grey of 150 to 185 of 255.
    pub fn faint(random: &mut Random) -> Self {
        Self { grey: random.between(0.59, 0.72), ..Self::careful(random) }
    }

    /// A hurried hand.
    pub fn sloppy(random: &mut Random) -> Self {
        Self {
            aim: random.between(0.1, 0.2),
            unsteady: random.between(0.25, 0.45),
            ..Self::careful(random)
        }
    }
}

/// Fills a box, or the `share` of its width that the hand bothers with.
pub fn fill(paper: &mut RgbImage, region: Region, share: f32, hand: &Hand, random: &mut Random) {
    let miss = |length: f32, random: &mut Random| length * random.between(-hand.aim, hand.aim);
    let width_px = region.width_px * share;
    let spare_px = region.width_px - width_px;
    let left = region.x_px + spare_px * random.between(0.0, 1.0) + miss(width_px, random);
    let top = region.y_px + miss(region.height_px, random);
    let (right, bottom) =
        (left + width_px, top + region.height_px + miss(region.height_px, random));
    let stroke_px = hand.point * region.height_px;
    // To and fro from left to right, a little closer than a stroke is wide.
    let step_px = stroke_px * 0.62;
    let mut x = left + stroke_px * 0.4;
    let mut down = random.chance(0.5);
    while x < right {
        let lean_px = hand.slant * region.height_px * 0.5;
        let jitter = |random: &mut Random| random.between(-0.12, 0.12) * region.height_px;
        let (mut from, mut to) = (
            ((x - lean_px).clamp(left, right), top + stroke_px * 0.35 + jitter(random)),
            ((x + lean_px).clamp(left, right), bottom - stroke_px * 0.35 + jitter(random)),
        );
        if !down {
            std::mem::swap(&mut from, &mut to);
        }
        let pressure = 1.0 - hand.unsteady * random.between(0.0, 1.0);
        line(paper, from, to, stroke_px, (1.0 - hand.grey) * pressure, random);
        x += step_px * random.between(0.8, 1.2);
        down = !down;
    }
}

/// Rubs a box and its surroundings: `left` of the pencil stays, smeared sideways.
pub fn rub_out(paper: &mut RgbImage, region: Region, left: f32, random: &mut Random) {
    let grow = region.height_px * 0.5;
    let (x0, y0) = (region.x_px - grow, region.y_px - grow * 0.6);
    let (width, height) = (region.width_px + 2.0 * grow, region.height_px + 1.2 * grow);
    let reach = (region.height_px * random.between(0.3, 0.6)) as i64;
    let before = paper.clone();
    for (x, y, pixel) in pixels_in(paper, x0, y0, width, height) {
        let mut sums = [0.0f32; 3];
        let mut count = 0.0f32;
        for dx in -reach..=reach {
            let at = i64::from(x) + dx;
            if let Ok(at) = u32::try_from(at)
                && at < before.width()
            {
                let sample = before.get_pixel(at, y).0;
                sums.iter_mut().zip(sample).for_each(|(sum, one)| *sum += f32::from(one));
                count += 1.0;
            }
        }
        let grain = random.between(0.75, 1.25);
        for (channel, sum) in pixel.0.iter_mut().zip(sums) {
            let paper_there = 250.0f32.max(f32::from(*channel));
            let smeared = sum / count.max(1.0);
            let kept = paper_there - (paper_there - smeared) * left * grain;
            *channel = kept.clamp(0.0, 255.0) as u8;
        }
    }
}

/// A line that went astray, in a few bends.
pub fn stray(paper: &mut RgbImage, from: Place, to: Place, width_px: f32, random: &mut Random) {
    let grey = random.between(0.35, 0.6);
    let mut here = from;
    for bend in 1u8..=4 {
        let share = f32::from(bend) / 4.0;
        let off_px = random.between(-2.0, 2.0) * width_px;
        let next =
            (from.0 + (to.0 - from.0) * share + off_px, from.1 + (to.1 - from.1) * share + off_px);
        line(paper, here, next, width_px, 1.0 - grey, random);
        here = next;
    }
}

/// Something written by hand: strokes in a box, no letters anybody could read.
pub fn scribble(paper: &mut RgbImage, region: Region, hand: &Hand, random: &mut Random) {
    let place = |random: &mut Random| {
        let x = region.x_px + region.width_px * random.between(0.15, 0.85);
        (x, region.y_px + region.height_px * random.between(0.1, 0.9))
    };
    let mut here = place(random);
    for _ in 0..4 {
        let next = place(random);
        line(paper, here, next, region.height_px * 0.09, 1.0 - hand.grey, random);
        here = next;
    }
}

/// One straight stroke of graphite: `dark` of the light is lost where the paper takes it.
fn line(
    paper: &mut RgbImage,
    from: Place,
    to: Place,
    width_px: f32,
    dark: f32,
    random: &mut Random,
) {
    let half_px = width_px / 2.0;
    let (left, top) = (from.0.min(to.0) - half_px - 1.0, from.1.min(to.1) - half_px - 1.0);
    let width = (from.0 - to.0).abs() + width_px + 2.0;
    let height = (from.1 - to.1).abs() + width_px + 2.0;
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let length_squared = (along_x * along_x + along_y * along_y).max(1e-6);
    for (x, y, pixel) in pixels_in(paper, left, top, width, height) {
        let (px, py) = (x as f32 + 0.5 - from.0, y as f32 + 0.5 - from.1);
        let share = ((px * along_x + py * along_y) / length_squared).clamp(0.0, 1.0);
        let off_px = (px - share * along_x).hypot(py - share * along_y);
        let cover = (half_px + 0.5 - off_px).clamp(0.0, 1.0);
        if cover <= 0.0 {
            continue;
        }
        // Graphite sits on the paper's grain.
        let lost = dark * cover * random.between(0.82, 1.0);
        darken(pixel, lost);
    }
}

/// Pencil over pencil gets darker, but never darker than graphite shines.
fn darken(pixel: &mut Rgb<u8>, lost: f32) {
    for channel in &mut pixel.0 {
        let over = f32::from(*channel) * (1.0 - lost * 0.55);
        let alone = 252.0 * (1.0 - lost);
        *channel = over.min(alone.max(f32::from(*channel).min(40.0))).clamp(0.0, 255.0) as u8;
    }
}

/// The pixels of a box as far as it lies on the paper.
fn pixels_in(
    paper: &mut RgbImage,
    x_px: f32,
    y_px: f32,
    width_px: f32,
    height_px: f32,
) -> impl Iterator<Item = (u32, u32, &mut Rgb<u8>)> {
    let (left, top) = (x_px.max(0.0) as u32, y_px.max(0.0) as u32);
    let right = ((x_px + width_px).max(0.0) as u32).min(paper.width());
    let bottom = ((y_px + height_px).max(0.0) as u32).min(paper.height());
    let rows = bottom.saturating_sub(top) as usize;
    paper.rows_mut().zip(0u32..).skip(top as usize).take(rows).flat_map(move |(row, y)| {
        let columns = right.saturating_sub(left) as usize;
        row.zip(0u32..).skip(left as usize).take(columns).map(move |(pixel, x)| (x, y, pixel))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Region = Region { x_px: 20.0, y_px: 20.0, width_px: 32.0, height_px: 16.0 };

    fn ink(paper: &RgbImage, region: Region) -> f32 {
        let mut seen = paper.clone();
        let (mut sum, mut count) = (0.0, 0.0);
        let all = pixels_in(&mut seen, region.x_px, region.y_px, region.width_px, region.height_px);
        for (_, _, pixel) in all {
            sum += 1.0 - f32::from(pixel.0[0]) / 255.0;
            count += 1.0;
        }
        sum / count
    }

    fn marked(seed: u64, share: f32, hand: fn(&mut Random) -> Hand) -> RgbImage {
        let mut random = Random::seeded(seed);
        let mut paper = RgbImage::from_pixel(80, 60, Rgb([252; 3]));
        let hand = hand(&mut random);
        fill(&mut paper, BOX, share, &hand, &mut random);
        paper
    }

    #[test]
    fn a_mark_is_dark_where_its_box_is_and_nowhere_else() {
        let far = Region { y_px: 45.0, ..BOX };
        for seed in 0..20 {
            let paper = marked(seed, 1.0, Hand::careful);
            assert!(ink(&paper, BOX) > 0.4, "{seed}: {}", ink(&paper, BOX));
            assert!(ink(&paper, far) < 0.03, "{seed}");
            assert!(ink(&marked(seed, 1.0, Hand::faint), BOX) < ink(&paper, BOX));
            assert!(ink(&marked(seed, 0.5, Hand::careful), BOX) < ink(&paper, BOX));
        }
    }

    #[test]
    fn rubbing_out_leaves_a_trace() {
        for seed in 0..20 {
            let mut paper = marked(seed, 1.0, Hand::careful);
            let before = ink(&paper, BOX);
            rub_out(&mut paper, BOX, 0.3, &mut Random::seeded(seed));
            let after = ink(&paper, BOX);
            assert!(after < before * 0.5 && after > 0.03, "{seed}: {before} to {after}");
        }
    }

    #[test]
    fn marks_may_run_over_the_edge_of_the_paper() {
        let mut random = Random::seeded(1);
        let mut paper = RgbImage::from_pixel(8, 8, Rgb([252; 3]));
        let hand = Hand::sloppy(&mut random);
        fill(&mut paper, Region { x_px: -20.0, y_px: 4.0, ..BOX }, 1.0, &hand, &mut random);
        rub_out(&mut paper, Region { x_px: 6.0, y_px: -9.0, ..BOX }, 0.3, &mut random);
        stray(&mut paper, (-50.0, -50.0), (50.0, 50.0), 2.0, &mut random);
        assert!(ink(&paper, Region { x_px: 0.0, y_px: 0.0, ..BOX }) > 0.1);
    }
}
