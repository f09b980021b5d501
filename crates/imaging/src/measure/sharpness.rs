//! 清晰: fine detail of eyes, brows and mouth over their contrast.

use image::RgbImage;

use super::region::bounds;
use super::{Gauged, View};
use crate::reading::WhyNot;

/// Points around each eye with its brow, and around the mouth.
const PARTS: [&[usize]; 3] = [
    &[70, 63, 105, 66, 107, 33, 133, 145, 159, 153, 163],
    &[300, 293, 334, 296, 336, 263, 362, 374, 386, 380, 390],
    &[61, 291, 0, 17, 37, 267],
];

/// Pixels around a part that still show its edges.
const MARGIN_PX: f64 = 6.0;

/// Of all blocks, those with the strongest and the weakest coarse structure.
const STRONG: f64 = 0.8;
const WEAK: f64 = 0.3;

/// Side of a block in pixels.
const SIDE: usize = 4;

/// Periods of steps that are looked for, in pixels: of pixels enlarged without smoothing.
const PERIODS: std::ops::RangeInclusive<usize> = 2..=8;

/// Steps at one phase this many times as strong as at the others are no chance.
const NATURAL: f64 = 2.5;

/// Blocks needed for a value.
const BLOCKS_NEEDED: usize = 150;

/// Fine detail over coarse on eyes, brows and mouth: the root of the quotient of the energies
/// of two bands an octave apart (1-2-1 and 1-0-2-0-1 smoothing), where there is structure, each
/// less its energy where there is none. 0.6 to 0.75 in focus, 0.4 when blurred by 1 px.
///
/// The quotient knows neither contrast nor, for its subtraction, noise; its scale is that of the
/// portrait, whose face has a fixed width. Pixels enlarged without smoothing have steps instead
/// of detail, at even distances: the value is divided by how much stronger those are.
pub fn measure(view: &View<'_>) -> Gauged {
    let mut blocks: Vec<Block> = Vec::new();
    let mut columns = vec![(0.0, 0); view.size().0 as usize];
    for part in PARTS {
        let corners: Vec<_> = part.iter().map(|index| view.at(*index)).collect();
        let [left, top, right, bottom] = bounds(&corners);
        let (width, height) = view.size();
        let whole = |value: f64, limit: u32| value.clamp(0.0, f64::from(limit)) as usize;
        let patch = Patch::of(
            view.portrait,
            (whole(left - MARGIN_PX, width), whole(right + MARGIN_PX, width)),
            (whole(top - MARGIN_PX, height), whole(bottom + MARGIN_PX, height)),
        );
        patch.blocks(&mut blocks);
        patch.steps(whole(left - MARGIN_PX, width), &mut columns);
    }
    let value = ratio(&mut blocks).ok_or(WhyNot::TooLittleFace)?;
    let steps = periodicity(&columns);
    Ok(if steps > NATURAL { value / steps } else { value }.into())
}

/// Energies of three bands, an octave apart, in a block.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    fine: f32,
    coarse: f32,
    coarser: f32,
}

/// How much stronger the steps between columns are at every so-manieth column than between.
fn periodicity(columns: &[(f32, u32)]) -> f64 {
    PERIODS
        .flat_map(|period| (0..period).map(move |phase| (period, phase)))
        .map(|(period, phase)| {
            let mean = |on: bool| {
                let chosen =
                    columns.iter().enumerate().filter(|(x, _)| (x % period == phase) == on);
                let (sum, count) =
                    chosen.fold((0.0, 0), |s, (_, c)| (s.0 + f64::from(c.0), s.1 + c.1));
                sum / f64::from(count.max(1))
            };
            (mean(true) + 0.01) / (mean(false) + 0.01)
        })
        .fold(0.0, f64::max)
}

fn ratio(blocks: &mut [Block]) -> Option<f64> {
    if blocks.len() < BLOCKS_NEEDED {
        return None;
    }
    blocks.sort_unstable_by(|a, b| a.coarser.total_cmp(&b.coarser));
    let at = |share: f64| (blocks.len() as f64 * share) as usize;
    let mean = |part: &[Block], of: fn(&Block) -> f32| {
        part.iter().map(|block| f64::from(of(block))).sum::<f64>() / part.len() as f64
    };
    let (weak, strong) = (&blocks[..at(WEAK)], &blocks[at(STRONG)..]);
    let fine = mean(strong, |b| b.fine) - mean(weak, |b| b.fine);
    let coarse = mean(strong, |b| b.coarse) - mean(weak, |b| b.coarse);
    (coarse > 0.0).then(|| (fine.max(0.0) / coarse).sqrt())
}

/// Luma of a rectangle of the portrait.
struct Patch {
    width: usize,
    luma: Vec<f32>,
}

impl Patch {
    fn of(portrait: &RgbImage, columns: (usize, usize), rows: (usize, usize)) -> Self {
        let (pixels, stride) = (portrait.as_raw().as_chunks::<3>().0, portrait.width() as usize);
        let width = columns.1.saturating_sub(columns.0);
        let mut luma = Vec::with_capacity(width * rows.1.saturating_sub(rows.0));
        for y in rows.0..rows.1 {
            let row = &pixels[y * stride + columns.0..y * stride + columns.0 + width];
            luma.extend(row.iter().map(|[r, g, b]| {
                0.299 * f32::from(*r) + 0.587 * f32::from(*g) + 0.114 * f32::from(*b)
            }));
        }
        Self { width, luma }
    }

    /// Adds to each column of the portrait the steps of luma into it and their number; the
    /// patch begins at column `left`.
    fn steps(&self, left: usize, columns: &mut [(f32, u32)]) {
        for row in self.luma.chunks_exact(self.width.max(1)) {
            for (pair, column) in row.windows(2).zip(&mut columns[left + 1..]) {
                *column = (column.0 + (pair[1] - pair[0]).abs(), column.1 + 1);
            }
        }
    }

    /// Sums over blocks of [`SIDE`] pixels, without the margin.
    fn blocks(&self, into: &mut Vec<Block>) {
        if self.width < 16 {
            return;
        }
        let one = smooth(&self.luma, self.width, 1);
        let two = smooth(&one, self.width, 2);
        let four = smooth(&two, self.width, 4);
        let height = self.luma.len() / self.width;
        for y in (SIDE..height.saturating_sub(2 * SIDE - 1)).step_by(SIDE) {
            for x in (SIDE..self.width.saturating_sub(2 * SIDE - 1)).step_by(SIDE) {
                let mut block = Block::default();
                for row in y..y + SIDE {
                    for i in row * self.width + x..row * self.width + x + SIDE {
                        let (fine, coarse) = (self.luma[i] - one[i], one[i] - two[i]);
                        let coarser = two[i] - four[i];
                        block.fine += fine * fine;
                        block.coarse += coarse * coarse;
                        block.coarser += coarser * coarser;
                    }
                }
                into.push(block);
            }
        }
    }
}

/// A quarter, a half and a quarter of the values `step` before, at and after each place, both
/// ways; places whose neighbours are missing keep their value.
fn smooth(luma: &[f32], width: usize, step: usize) -> Vec<f32> {
    let mut rows = luma.to_vec();
    for (row, out) in luma.chunks_exact(width).zip(rows.chunks_exact_mut(width)) {
        let triples = row.iter().zip(&row[step..]).zip(&row[2 * step..]);
        for (out, ((a, b), c)) in out[step..].iter_mut().zip(triples) {
            *out = 0.25 * (a + 2.0 * b + c);
        }
    }
    let mut both = rows.clone();
    let down = step * width;
    if rows.len() > 2 * down {
        let triples = rows.iter().zip(&rows[down..]).zip(&rows[2 * down..]);
        for (out, ((a, b), c)) in both[down..].iter_mut().zip(triples) {
            *out = 0.25 * (a + 2.0 * b + c);
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use image::imageops;

    use super::super::fixture::Fixture;
    use super::*;

    /// A face with lids, lashes and lips as lines of a few pixels, blurred and then strewn with
    /// noise of an amplitude in levels.
    fn read(sigma: f32, contrast: u8, noise: u8) -> f64 {
        let mut fixture = Fixture::plain().with(|x, y, ground, rgb| {
            let line = matches!(y, 238..244 | 258..261 | 399..402) || x % 31 < 2 && y < 300;
            if ground == 'h' && line { rgb.map(|v| v.saturating_sub(contrast)) } else { rgb }
        });
        if sigma > 0.0 {
            fixture.portrait = imageops::blur(&fixture.portrait, sigma);
        }
        let mut state = 1_u32;
        let fixture = fixture.with(|_, _, _, rgb| rgb);
        let mut strewn = fixture;
        for pixel in strewn.portrait.pixels_mut() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let off = if noise == 0 { 0 } else { (state >> 16) % (2 * u32::from(noise) + 1) };
            pixel.0 = pixel.0.map(|v| v.saturating_add(off as u8).saturating_sub(noise));
        }
        measure(&strewn.view()).unwrap().value
    }

    #[test]
    fn blur_lowers_it_step_by_step_and_neither_contrast_nor_noise_decides() {
        let sharp = read(0.0, 120, 0);
        let steps = [0.6, 1.0, 2.0].map(|sigma| read(sigma, 120, 0));
        assert!(
            sharp > steps[0] && steps[0] > steps[1] && steps[1] > steps[2],
            "{sharp} {steps:?}"
        );
        assert!((read(0.0, 40, 0) - sharp).abs() < 0.05);
        let noisy = read(2.0, 120, 8);
        assert!(noisy < steps[0], "{noisy} {steps:?}");
    }
}
