//! `Convolution2DTransposeBias`: each input pixel becomes a tile of output pixels.

use std::sync::Arc;

use super::matrix::{self, Product, Rows};
use super::{View, ViewMut, elementwise};
use crate::block::{Block, LANES, blocks_of};
use crate::graph::{self, Shape, Window};
use crate::simd::{Engine, Simd, Task};

/// A transposed convolution to one channel whose kernel equals its step.
#[derive(Debug)]
pub(crate) struct Upsample {
    window: Window,
    /// One panel, whose columns are the taps of the tile.
    panel: Arc<[Block]>,
    bias: Block,
    logistic: bool,
}

impl Upsample {
    pub fn pack(conv: &graph::Convolution, logistic: bool, input: Shape) -> Self {
        let (taps, channels) = (conv.window.taps(), input.channels);
        let panel = matrix::panels(taps, channels, |tap, k| conv.weights[tap * channels + k]);
        Self {
            window: conv.window,
            panel: panel.into(),
            bias: blocks_of(&[conv.bias[0]; LANES])[0],
            logistic,
        }
    }

    pub fn window(&self) -> &Window {
        &self.window
    }

    pub fn run(&self, engine: Engine, input: View<'_>, output: &mut ViewMut<'_>) {
        let stride = input.shape.pixel_stride();
        let width = input.shape.width;
        let rows =
            output.floats_mut().chunks_exact_mut(self.window.height * width * self.window.width);
        for (y, out) in rows.enumerate().take(input.shape.height) {
            let rows = Rows {
                source: &input.floats()[y * width * stride..],
                count: width,
                step: stride,
                segments: 1,
                segment_len: input.shape.channels,
                segment_step: 0,
            };
            engine.run(TileRow { layer: self, rows, out: &mut *out });
            if self.logistic {
                engine.run(elementwise::Logistic { input: None, out });
            }
        }
    }
}

/// The tiles of one input row.
struct TileRow<'a> {
    layer: &'a Upsample,
    rows: Rows<'a>,
    out: &'a mut [f32],
}

impl Task for TileRow<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        let count = self.rows.count;
        let mut column = 0;
        while column < count {
            let left = count - column;
            column += if S::ROWS >= 8 && left >= 8 {
                self.tiles::<S, 8>(simd, column)
            } else if S::ROWS >= 6 && left >= 6 {
                self.tiles::<S, 6>(simd, column)
            } else if left >= 3 {
                self.tiles::<S, 3>(simd, column)
            } else {
                self.tiles::<S, 1>(simd, column)
            };
        }
    }
}

impl TileRow<'_> {
    /// Computes and places the tiles of `R` pixels; returns `R`.
    #[inline(always)]
    fn tiles<S: Simd, const R: usize>(&mut self, simd: S, column: usize) -> usize {
        let Upsample { window, panel, bias, .. } = self.layer;
        let bias = core::slice::from_ref(bias);
        let product = Product { rows: self.rows, panels: panel, bias };
        let sums = product.tile::<S, R, 1>(simd, column, 0);
        let mut tiles = [Block::ZERO; R];
        for (sum, tile) in sums.iter().zip(&mut tiles) {
            simd.store(sum[0], tile);
        }
        let row_len = self.rows.count * window.width;
        for (y, out) in self.out.chunks_exact_mut(row_len).enumerate() {
            let out = &mut out[column * window.width..][..R * window.width];
            if window.width == 2 {
                // The models' own width, known to the compiler: two moves and no call.
                for (tile, out) in tiles.iter().zip(out.as_chunks_mut::<2>().0) {
                    *out = [tile.0[2 * y], tile.0[2 * y + 1]];
                }
                continue;
            }
            for (tile, out) in tiles.iter().zip(out.chunks_exact_mut(window.width)) {
                out.copy_from_slice(&tile.0[y * window.width..][..window.width]);
            }
        }
        R
    }
}
