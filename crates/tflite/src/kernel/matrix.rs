//! The matrix product behind every convolution: rows of floats times packed columns.
//!
//! The right side is packed once into panels of sixteen columns. A row of the left side may
//! come in several segments of the source, which is how a k×k kernel reads its k rows of an
//! image in place, without an im2col copy.

use super::activation::Act;
use crate::block::{Block, LANES};
use crate::simd::{Simd, Task};

/// Floats of the left side that are kept hot while all panels pass over them (half of L1).
const HOT_FLOATS: usize = 4096;

/// Packs `columns` columns of `depth` floats, `at(column, k)`, into panels of sixteen.
pub(crate) fn panels(columns: usize, depth: usize, at: impl Fn(usize, usize) -> f32) -> Vec<Block> {
    let mut panels = Vec::with_capacity(columns.div_ceil(LANES) * depth);
    for first in (0..columns).step_by(LANES) {
        for k in 0..depth {
            let mut block = Block::ZERO;
            for (lane, column) in (first..columns.min(first + LANES)).enumerate() {
                block.0[lane] = at(column, k);
            }
            panels.push(block);
        }
    }
    panels
}

/// The left side: `count` rows of `segments` × `segment_len` floats.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub source: &'a [f32],
    pub count: usize,
    /// Floats from one row to the next.
    pub step: usize,
    pub segments: usize,
    pub segment_len: usize,
    /// Floats from one segment of a row to the next.
    pub segment_step: usize,
}

/// Rows times panels, plus bias.
#[derive(Clone, Copy)]
pub(crate) struct Product<'a> {
    pub rows: Rows<'a>,
    pub panels: &'a [Block],
    /// One block per panel.
    pub bias: &'a [Block],
}

impl Product<'_> {
    /// Rows `row..row + R` of panels `panel..panel + P`.
    #[inline(always)]
    pub fn tile<S: Simd, const R: usize, const P: usize>(
        &self,
        simd: S,
        row: usize,
        panel: usize,
    ) -> [[S::V; P]; R] {
        let Rows { source, step, segments, segment_len, segment_step, .. } = self.rows;
        let depth = segments * segment_len;
        let mut bias = [simd.splat(0.0); P];
        for (v, block) in bias.iter_mut().zip(&self.bias[panel..panel + P]) {
            *v = simd.load(block);
        }
        let mut sums = [bias; R];
        for segment in 0..segments {
            // Slices of one known length: the loop below needs no checks.
            let mut left: [&[f32]; R] = [&[]; R];
            for (r, left) in left.iter_mut().enumerate() {
                *left = &source[(row + r) * step + segment * segment_step..][..segment_len];
            }
            let mut right: [&[Block]; P] = [&[]; P];
            for (p, right) in right.iter_mut().enumerate() {
                *right = &self.panels[(panel + p) * depth + segment * segment_len..][..segment_len];
            }
            for k in 0..segment_len {
                let mut columns = [simd.splat(0.0); P];
                for (v, blocks) in columns.iter_mut().zip(&right) {
                    *v = simd.load(&blocks[k]);
                }
                for (sums, left) in sums.iter_mut().zip(&left) {
                    let x = simd.splat(left[k]);
                    for (sum, &column) in sums.iter_mut().zip(&columns) {
                        *sum = simd.mul_add(x, column, *sum);
                    }
                }
            }
        }
        sums
    }
}

/// What is added to a product before its activation.
#[derive(Clone, Copy)]
pub(crate) struct Residual<'a> {
    pub blocks: &'a [Block],
    /// May be fewer than those of the output; the rest counts as zero.
    pub row_blocks: usize,
}

/// A product stored in blocks: one panel is one block of each output row.
pub(crate) struct BlockProduct<'a> {
    pub product: Product<'a>,
    pub residual: Option<Residual<'a>>,
    pub act: &'a Act,
    pub out: &'a mut [Block],
}

impl Task for BlockProduct<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        let rows = self.product.rows;
        let panels = self.product.bias.len();
        let depth = (rows.segments * rows.segment_len).max(1);
        let hot = (HOT_FLOATS / depth).clamp(S::ROWS, 512) / S::ROWS * S::ROWS;
        for first in (0..rows.count).step_by(hot) {
            let end = rows.count.min(first + hot);
            let mut panel = 0;
            while panel < panels {
                let left = panels - panel;
                panel += if rows.count == 1 && S::ROWS >= 6 && left >= 4 {
                    // One row alone would wait for each sum; four panels keep the units busy.
                    self.strip::<S, 4>(simd, [first, end], panel)
                } else if S::WIDE && left == 3 {
                    self.strip::<S, 3>(simd, [first, end], panel)
                } else if S::WIDE && left >= 2 {
                    self.strip::<S, 2>(simd, [first, end], panel)
                } else {
                    self.strip::<S, 1>(simd, [first, end], panel)
                };
            }
        }
    }
}

impl BlockProduct<'_> {
    /// Rows `first..end` of `P` panels; returns `P`.
    #[inline(always)]
    fn strip<S: Simd, const P: usize>(
        &mut self,
        simd: S,
        [first, end]: [usize; 2],
        panel: usize,
    ) -> usize {
        let mut row = first;
        while row < end {
            let left = end - row;
            row += if P == 4 {
                self.store::<S, 1, P>(simd, row, panel)
            } else if S::WIDE && P == 1 && left >= 12 {
                // One panel alone needs more rows for as many sums as the units can take.
                self.store::<S, 12, P>(simd, row, panel)
            } else if S::ROWS >= 8 && left >= 8 {
                self.store::<S, 8, P>(simd, row, panel)
            } else if S::ROWS >= 6 && left >= 6 {
                self.store::<S, 6, P>(simd, row, panel)
            } else if S::ROWS >= 4 && left >= 4 {
                self.store::<S, 4, P>(simd, row, panel)
            } else if S::ROWS >= 3 && left >= 3 {
                self.store::<S, 3, P>(simd, row, panel)
            } else if left >= 2 {
                self.store::<S, 2, P>(simd, row, panel)
            } else {
                self.store::<S, 1, P>(simd, row, panel)
            };
        }
        P
    }

    /// Computes and stores one tile; returns its rows.
    #[inline(always)]
    fn store<S: Simd, const R: usize, const P: usize>(
        &mut self,
        simd: S,
        row: usize,
        panel: usize,
    ) -> usize {
        let row_blocks = self.product.bias.len();
        let mut tile = self.product.tile::<S, R, P>(simd, row, panel);
        if let Some(Residual { blocks, row_blocks }) = self.residual {
            let present = P.min(row_blocks.saturating_sub(panel));
            for (r, sums) in tile.iter_mut().enumerate() {
                let residual = &blocks[((row + r) * row_blocks + panel).min(blocks.len())..];
                for (sum, block) in sums.iter_mut().zip(&residual[..present]) {
                    *sum = simd.add(*sum, simd.load(block));
                }
            }
        }
        self.act.apply(simd, &mut tile, panel);
        for (r, sums) in tile.iter().enumerate() {
            let out = &mut self.out[(row + r) * row_blocks + panel..][..P];
            for (&sum, out) in sums.iter().zip(out) {
                simd.store(sum, out);
            }
        }
        R
    }
}

/// A product of at most four columns, stored densely.
pub(crate) struct DenseProduct<'a> {
    pub product: Product<'a>,
    pub columns: usize,
    pub act: &'a Act,
    pub out: &'a mut [f32],
}

impl Task for DenseProduct<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        let count = self.product.rows.count;
        let mut row = 0;
        while row + 3 <= count {
            self.store::<S, 3>(simd, row);
            row += 3;
        }
        while row < count {
            self.store::<S, 1>(simd, row);
            row += 1;
        }
    }
}

impl DenseProduct<'_> {
    #[inline(always)]
    fn store<S: Simd, const R: usize>(&mut self, simd: S, row: usize) {
        let mut tile = self.product.tile::<S, R, 1>(simd, row, 0);
        self.act.apply(simd, &mut tile, 0);
        let out = self.out[row * self.columns..].chunks_exact_mut(self.columns);
        for (sums, out) in tile.iter().zip(out) {
            let mut block = Block::ZERO;
            simd.store(sums[0], &mut block);
            out.copy_from_slice(&block.0[..self.columns]);
        }
    }
}
