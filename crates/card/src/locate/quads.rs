//! Four blobs that are the corners of a card, or three where one is covered.

use crate::form::{Form, Track};
use crate::picture::Picture;
use crate::plane::{Plane, Xy};

use super::nominal;
use super::squares::Blob;

/// Places of the fiducials in pixels, clockwise from the top left of the sheet.
pub(super) type Corners = [Xy; 4];

/// Blobs beyond these, the least square-like first, are left out: a bit each in a word.
const MOST_BLOBS: usize = 64;
/// Squares are at least this much like squares unless they are seen from far aside or blurred.
const GOOD_LIKENESS: f64 = 0.78;
/// Sides of the four squares may differ by this factor: a photograph from the side.
const SIDE_RATIO: f64 = 2.2;
/// Opposite edges of the quad may differ by this factor.
const EDGE_RATIO: f64 = 1.9;
/// The ratio of the quad's edges, and of square to edge, to those on paper.
const SHAPE_RATIO: f64 = 1.6;
/// The distance of two corners against their size, to that on paper.
const REACH_RATIO: f64 = 2.0;
const LEAST_BARS: f64 = 0.4;
const LEAST_BARS_OF_THREE: f64 = 0.6;
/// The orientation square must be darker than its opposite by this share of white.
const LEAST_UPRIGHT: f64 = 0.15;

/// Quads that look like the form, the surest first; no two share a blob. Ragged blobs are only
/// looked at when the good ones make no card: there are many of them.
pub(super) fn quads(blobs: &[Blob], picture: &Picture, form: &Form) -> Vec<Corners> {
    let judge = Judge::new(picture, form);
    let mut blobs: Vec<Blob> =
        blobs.iter().filter(|blob| judge.stands_alone(blob)).copied().collect();
    blobs.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
    blobs.truncate(MOST_BLOBS);
    let good = blobs.partition_point(|blob| blob.likeness >= GOOD_LIKENESS);
    let found = among(&blobs[..good], &judge);
    if found.is_empty() { among(&blobs, &judge) } else { found }
}

fn among(blobs: &[Blob], judge: &Judge<'_>) -> Vec<Corners> {
    let mut found = Vec::new();
    let mut taken = vec![false; blobs.len()];
    take(fours(blobs, judge), &mut taken, &mut found);
    let free: Vec<Blob> =
        blobs.iter().zip(taken).filter_map(|(blob, taken)| (!taken).then_some(*blob)).collect();
    take(threes(&free, judge), &mut vec![false; free.len()], &mut found);
    found
}

/// A quad with the blobs it is made of and how well it fits.
struct Candidate {
    corners: Corners,
    blobs: [Option<usize>; 4],
    score: f64,
}

fn take(mut candidates: Vec<Candidate>, taken: &mut [bool], found: &mut Vec<Corners>) {
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
    for candidate in candidates {
        let blobs = || candidate.blobs.iter().flatten();
        if blobs().all(|at| !taken[*at]) {
            blobs().for_each(|at| taken[*at] = true);
            found.push(candidate.corners);
        }
    }
}

/// All quads of four blobs that could stand at the corners of one card.
fn fours(blobs: &[Blob], judge: &Judge<'_>) -> Vec<Candidate> {
    let partners: Vec<u64> = (0..blobs.len()).map(|at| judge.partners(blobs, at)).collect();
    let later = |at: usize| partners[at] & (u64::MAX << at);
    let mut found = Vec::new();
    for (a, of_a) in partners.iter().enumerate() {
        for b in ones(later(a)) {
            let with_both = of_a & later(b);
            for c in ones(with_both) {
                for d in ones(with_both & later(c)) {
                    found.extend(judge.four(blobs, [a, b, c, d]));
                }
            }
        }
    }
    found
}

/// Places of the bits that are set.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (at < u64::BITS).then_some(at as usize)
    })
}

/// Quads of three blobs and a place where the fourth should be.
fn threes(blobs: &[Blob], judge: &Judge<'_>) -> Vec<Candidate> {
    let partners: Vec<u64> = (0..blobs.len()).map(|at| judge.partners(blobs, at)).collect();
    let mut found = Vec::new();
    for corner in 0..blobs.len() {
        for next in ones(partners[corner]) {
            for before in ones(partners[corner] & partners[next]) {
                found.extend(judge.three(blobs, [before, corner, next]));
            }
        }
    }
    found
}

/// What a quad is compared with.
struct Judge<'a> {
    picture: &'a Picture,
    form: &'a Form,
    /// Width over height of the fiducials' rectangle, and square over width.
    aspect: f64,
    square_share: f64,
}

impl<'a> Judge<'a> {
    fn new(picture: &'a Picture, form: &'a Form) -> Self {
        let [left, right, _, bottom] = nominal(form);
        let (width, height) = (right.0 - left.0, bottom.1 - left.1);
        let square_share = form.fiducials.size_mm / width.max(height);
        Self { picture, form, aspect: width / height, square_share }
    }

    /// Fiducials have their quiet zone: on a ring around, most of the paper is bright.
    fn stands_alone(&self, blob: &Blob) -> bool {
        const PLACES: usize = 16;
        let (x, y) = blob.centre;
        let size = self.form.fiducials.size_mm;
        // Between the square's own corner and the end of the quiet zone.
        let reach = f64::midpoint(0.71, (0.5 + self.form.quiet_mm / size).max(0.75));
        let radius_px = blob.side_px * reach;
        let inside = f64::from(self.picture.at(x, y));
        let bright = |place: &usize| {
            let angle = *place as f64 / PLACES as f64 * std::f64::consts::TAU;
            let (sin, cos) = angle.sin_cos();
            let around = self.picture.at(x + radius_px * cos, y + radius_px * sin);
            f64::from(around) > inside * 1.25 + 8.0
        };
        (0..PLACES).filter(bright).count() * 4 >= PLACES * 3
    }

    /// The blobs of about the same size, as far away as corners of one card are.
    fn partners(&self, blobs: &[Blob], at: usize) -> u64 {
        let one = blobs[at];
        let shortest = self.aspect.min(1.0 / self.aspect);
        let fits = |other: &Blob| {
            let side_px = f64::midpoint(one.side_px, other.side_px);
            let edges = distance(one.centre, other.centre) / side_px * self.square_share;
            ratio(one.side_px, other.side_px) <= SIDE_RATIO
                && (shortest / REACH_RATIO..1.0f64.hypot(shortest) * REACH_RATIO).contains(&edges)
        };
        let others = blobs.iter().enumerate().filter(|(place, other)| *place != at && fits(other));
        others.fold(0, |bits, (place, _)| bits | 1 << place)
    }

    fn four(&self, blobs: &[Blob], at: [usize; 4]) -> Option<Candidate> {
        let squares_px = at.map(|at| blobs[at].side_px);
        let ring = clockwise(at.map(|at| blobs[at].centre))?;
        let corners = ring.map(|place| blobs[at[place]].centre);
        let edges: [f64; 4] =
            std::array::from_fn(|at| distance(corners[at], corners[(at + 1) % 4]));
        if ratio(edges[0], edges[2]) > EDGE_RATIO || ratio(edges[1], edges[3]) > EDGE_RATIO {
            return None;
        }
        let (one, other) = (f64::midpoint(edges[0], edges[2]), f64::midpoint(edges[1], edges[3]));
        let mean_px = squares_px.iter().sum::<f64>() / 4.0;
        if ratio(mean_px / one.max(other), self.square_share) > SHAPE_RATIO {
            return None;
        }
        let ring_blobs = ring.map(|place| Some(at[place]));
        self.turned(corners, ring_blobs, one / other, LEAST_BARS)
    }

    fn three(&self, blobs: &[Blob], [before, corner, next]: [usize; 3]) -> Option<Candidate> {
        let [a, b, c] = [before, corner, next].map(|at| blobs[at].centre);
        let (back, on) = ((a.0 - b.0, a.1 - b.1), (c.0 - b.0, c.1 - b.1));
        let (back_px, on_px) = (back.0.hypot(back.1), on.0.hypot(on.1));
        let cosine = (back.0 * on.0 + back.1 * on.1) / (back_px * on_px);
        // Seen with y down, the way from `before` over `corner` to `next` turns right.
        let turns_right = on.0 * back.1 - on.1 * back.0 > 0.0;
        let sides_px = [before, corner, next].map(|at| blobs[at].side_px);
        let (least, most) =
            sides_px.iter().fold((f64::MAX, 0.0f64), |(l, m), s| (l.min(*s), m.max(*s)));
        let side_share = sides_px.iter().sum::<f64>() / 3.0 / on_px.max(back_px);
        let fits = cosine.abs() < 0.3
            && turns_right
            && most < least * 1.5
            && ratio(side_share, self.square_share) < SHAPE_RATIO;
        if !fits {
            return None;
        }
        let fourth = (a.0 + c.0 - b.0, a.1 + c.1 - b.1);
        let blobs = [Some(before), Some(corner), Some(next), None];
        self.turned([a, b, c, fourth], blobs, back_px / on_px, LEAST_BARS_OF_THREE)
    }

    /// The best of the four ways to lie, when it shows the orientation square and the bars.
    fn turned(
        &self,
        corners: Corners,
        blobs: [Option<usize>; 4],
        aspect: f64,
        least_bars: f64,
    ) -> Option<Candidate> {
        let mut best: Option<Candidate> = None;
        for turn in 0..4 {
            let seen = if turn % 2 == 0 { aspect } else { 1.0 / aspect };
            if ratio(seen, self.aspect) > SHAPE_RATIO {
                continue;
            }
            let corners: Corners = std::array::from_fn(|at| corners[(at + turn) % 4]);
            let Some(map) = Plane::through(&nominal(self.form), &corners) else { continue };
            let upright = self.upright(&map);
            if upright < LEAST_UPRIGHT {
                continue;
            }
            let bars = self.bars(&map);
            let score = bars + upright;
            let is_better = best.as_ref().is_none_or(|best| score > best.score);
            if bars >= least_bars && is_better {
                let blobs = std::array::from_fn(|at| blobs[(at + turn) % 4]);
                best = Some(Candidate { corners, blobs, score });
            }
        }
        best
    }

    /// How much darker the orientation square is than the same place of a card upside down.
    fn upright(&self, map: &Plane) -> f64 {
        let rect = self.form.orientation_rect();
        let here = (rect.centre().x_mm, rect.centre().y_mm);
        let turned = (self.form.sheet.width_mm - here.0, self.form.sheet.height_mm - here.1);
        let mean = |(x, y): Xy| {
            let step = rect.width_mm / 4.0;
            let around = [(0.0, 0.0), (step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)];
            let sum: f64 = around.iter().map(|(dx, dy)| self.sample(map, (x + dx, y + dy))).sum();
            sum / around.len() as f64
        };
        let beside = |(x, y): Xy| {
            let off = rect.width_mm;
            self.sample(map, (x, y - off)).max(self.sample(map, (x, y + off))).max(1.0)
        };
        mean(turned) / beside(turned) - mean(here) / beside(here)
    }

    /// Share of the timing bars that are darker than the gaps beside them; 1 without tracks.
    fn bars(&self, map: &Plane) -> f64 {
        let (mut dark, mut all) = (0, 0);
        for track in &self.form.tracks {
            for (bar, gap) in bars_and_gaps(track) {
                let gap = self.sample(map, gap);
                all += 1;
                dark += usize::from(self.sample(map, bar) < 0.8 * gap);
            }
        }
        if all == 0 { 1.0 } else { f64::from(dark as u32) / f64::from(all) }
    }

    fn sample(&self, map: &Plane, at_mm: Xy) -> f64 {
        let (x, y) = map.apply(at_mm);
        f64::from(self.picture.at(x, y))
    }
}

/// Centres of bars, each with the middle of the gap behind it.
fn bars_and_gaps(track: &Track) -> impl Iterator<Item = (Xy, Xy)> + use<> {
    let half = track.step_mm / 2.0;
    let (dx, dy) = match track.along {
        crate::form::Axis::X => (half, 0.0),
        crate::form::Axis::Y => (0.0, half),
    };
    track.bars().map(move |bar| {
        let centre = bar.centre();
        ((centre.x_mm, centre.y_mm), (centre.x_mm + dx, centre.y_mm + dy))
    })
}

/// The order of four places clockwise as seen (y runs down); `None` when one lies inside.
fn clockwise(places: [Xy; 4]) -> Option<[usize; 4]> {
    let sum = places.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    let middle = (sum.0 / 4.0, sum.1 / 4.0);
    let mut ring = [0, 1, 2, 3];
    let angle = |at: &usize| (places[*at].1 - middle.1).atan2(places[*at].0 - middle.0);
    ring.sort_by(|one, other| angle(one).total_cmp(&angle(other)));
    let turns_right = |at: usize| {
        let [a, b, c] = [at, at + 1, at + 2].map(|at| places[ring[at % 4]]);
        (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0) > 0.0
    };
    (0..4).all(turns_right).then_some(ring)
}

fn distance(one: Xy, other: Xy) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

fn ratio(one: f64, other: f64) -> f64 {
    (one / other).max(other / one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_of_a_word_are_told_in_order() {
        assert_eq!(ones(0).count(), 0);
        assert_eq!(ones(1 << 63 | 0b101).collect::<Vec<_>>(), [0, 2, 63]);
    }

    #[test]
    fn places_are_ordered_clockwise_and_a_dent_is_refused() {
        let square = [(0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (0.0, 9.0)];
        assert_eq!(clockwise(square), Some([0, 2, 1, 3]));
        assert_eq!(clockwise([(0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (6.0, 4.0)]), None);
    }
}
