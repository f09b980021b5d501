//! `DEPTHWISE_CONV_2D`: each channel under a kernel of its own, computed in place.

use std::sync::Arc;

use super::activation::Act;
use super::{View, ViewMut};
use crate::block::{Block, floats_mut};
use crate::graph::{self, Shape, Window};
use crate::simd::{Engine, Simd, Task};

/// Output pixels that one pass over the kernel computes side by side.
const STRIP: usize = 4;

/// A depthwise convolution with its weights packed like a pixel.
#[derive(Debug)]
pub(crate) struct Depthwise {
    window: Window,
    /// `[row][column][block of channels]`.
    weights: Arc<[Block]>,
    bias: Arc<[Block]>,
    act: Act,
}

/// One row of zeros, which stands for every row above and below the image.
pub(crate) fn scratch_blocks(input: Shape) -> usize {
    input.width * input.pixel_blocks()
}

impl Depthwise {
    pub fn pack(conv: &graph::Convolution, output: Shape) -> Self {
        let per_pixel = output.pixel_blocks();
        let pack = |values: &[f32]| -> Arc<[Block]> {
            let mut blocks = vec![Block::ZERO; values.len() / output.channels * per_pixel];
            let pixels = floats_mut(&mut blocks).chunks_exact_mut(output.pixel_stride());
            for (to, from) in pixels.zip(values.chunks_exact(output.channels)) {
                to[..output.channels].copy_from_slice(from);
            }
            blocks.into()
        };
        Self {
            window: conv.window,
            weights: pack(&conv.weights),
            bias: pack(&conv.bias),
            act: Act::pack(&conv.activation, output),
        }
    }

    pub fn run(
        &self,
        engine: Engine,
        input: View<'_>,
        output: &mut ViewMut<'_>,
        scratch: &mut [Block],
    ) {
        let zeros = &mut scratch[..scratch_blocks(input.shape)];
        zeros.fill(Block::ZERO);
        let output = output.reborrow();
        engine.run(Image { layer: self, input, output, zeros });
    }

    /// Whether the rows and columns of the window are those of the fast strips.
    fn is(&self, size: usize, step: usize) -> bool {
        let Window { height, width, step_y: _, step_x, .. } = self.window;
        height == size && width == size && step_x == step
    }
}

struct Image<'a> {
    layer: &'a Depthwise,
    input: View<'a>,
    output: ViewMut<'a>,
    zeros: &'a [Block],
}

impl Task for Image<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        // Sizes the portrait models use are compiled out; any other kernel goes pixel by pixel.
        if self.layer.is(3, 1) {
            self.rows::<S, 3, 1>(simd);
        } else if self.layer.is(3, 2) {
            self.rows::<S, 3, 2>(simd);
        } else if self.layer.is(5, 1) {
            self.rows::<S, 5, 1>(simd);
        } else if self.layer.is(5, 2) {
            self.rows::<S, 5, 2>(simd);
        } else {
            for y in 0..self.output.shape.height {
                self.pixels(simd, y, [0, self.output.shape.width]);
            }
        }
    }
}

impl Image<'_> {
    /// All rows for a `K`×`K` kernel with `STEP` pixels from one output to the next.
    #[inline(always)]
    fn rows<S: Simd, const K: usize, const STEP: usize>(&mut self, simd: S) {
        let Window { step_y, top, left, .. } = self.layer.window;
        let (input, output) = (self.input.shape, self.output.shape);
        let row_len = input.width * input.pixel_blocks();
        // Columns whose windows lie inside the image.
        let first = left.div_ceil(STEP).min(output.width);
        let inside = (input.width + left).checked_sub(K).map_or(0, |last| last / STEP + 1);
        let end = inside.clamp(first, output.width);
        for y in 0..output.height {
            let rows: [&[Block]; K] =
                core::array::from_fn(|ky| match (y * step_y + ky).checked_sub(top) {
                    Some(iy) if iy < input.height => &self.input.blocks[iy * row_len..][..row_len],
                    _ => self.zeros,
                });
            self.pixels(simd, y, [0, first]);
            let mut x = first;
            while x + STRIP <= end {
                self.strip::<S, K, STEP, STRIP>(simd, &rows, [y, x]);
                x += STRIP;
            }
            while x < end {
                self.strip::<S, K, STEP, 1>(simd, &rows, [y, x]);
                x += 1;
            }
            self.pixels(simd, y, [end, output.width]);
        }
    }

    /// `N` output pixels from `(y, x)` on, whose windows lie inside `rows`.
    #[inline(always)]
    fn strip<S: Simd, const K: usize, const STEP: usize, const N: usize>(
        &mut self,
        simd: S,
        rows: &[&[Block]; K],
        [y, x]: [usize; 2],
    ) {
        let per_pixel = self.input.shape.pixel_blocks();
        let from = (x * STEP - self.layer.window.left) * per_pixel;
        let columns = (N - 1) * STEP + K;
        let mut windows = *rows;
        for window in &mut windows {
            *window = &window[from..][..columns * per_pixel];
        }
        let Depthwise { weights, bias, act, .. } = self.layer;
        let weights = &weights[..K * K * per_pixel];
        let to = (y * self.output.shape.width + x) * per_pixel;
        let out = &mut self.output.blocks[to..][..N * per_pixel];
        for (c, bias) in bias[..per_pixel].iter().enumerate() {
            let mut tile = [[simd.load(bias)]; N];
            for (ky, window) in windows.iter().enumerate() {
                for kx in 0..K {
                    let weight = simd.load(&weights[(ky * K + kx) * per_pixel + c]);
                    for (i, [sum]) in tile.iter_mut().enumerate() {
                        let value = simd.load(&window[(i * STEP + kx) * per_pixel + c]);
                        *sum = simd.mul_add(value, weight, *sum);
                    }
                }
            }
            act.apply(simd, &mut tile, c);
            for (i, &[sum]) in tile.iter().enumerate() {
                simd.store(sum, &mut out[i * per_pixel + c]);
            }
        }
    }

    /// Output pixels of row `y`, one by one, leaving out what lies outside the image.
    #[inline(always)]
    fn pixels<S: Simd>(&mut self, simd: S, y: usize, [first, end]: [usize; 2]) {
        let Window { height, width, step_y, step_x, top, left } = self.layer.window;
        let (input, output) = (self.input.shape, self.output.shape);
        let per_pixel = input.pixel_blocks();
        for x in first..end {
            for c in 0..per_pixel {
                let mut sum = simd.load(&self.layer.bias[c]);
                for ky in 0..height {
                    let iy = y * step_y + ky;
                    if iy < top || iy - top >= input.height {
                        continue;
                    }
                    for kx in 0..width {
                        let ix = x * step_x + kx;
                        if ix < left || ix - left >= input.width {
                            continue;
                        }
                        let at = ((iy - top) * input.width + ix - left) * per_pixel + c;
                        let value = simd.load(&self.input.blocks[at]);
                        let weight = &self.layer.weights[(ky * width + kx) * per_pixel + c];
                        sum = simd.mul_add(value, simd.load(weight), sum);
                    }
                }
                let out = &mut self.output.blocks[(y * output.width + x) * per_pixel + c];
                let mut tile = [[sum]];
                self.layer.act.apply(simd, &mut tile, c);
                simd.store(tile[0][0], out);
            }
        }
    }
}
