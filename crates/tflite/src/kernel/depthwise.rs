//! `DEPTHWISE_CONV_2D`: each channel under a kernel of its own, computed in place.
//!
//! A strip of output pixels is worked out side by side, so that a value is loaded once for all the
//! windows it lies in. A window that leaves the image at its left or right is moved inside and its
//! weights are moved the other way, zeros following them: it then needs no padded copy and no
//! question at each tap. Rows above and below the image are one row of zeros.

use std::sync::Arc;

use super::activation::Act;
use super::{View, ViewMut};
use crate::block::{Block, Pixels, blocks_of, floats_mut};
use crate::graph::{self, Shape, Window};
use crate::simd::{Engine, Simd, Task};

/// A depthwise convolution with its weights packed like a pixel.
#[derive(Debug)]
pub(crate) struct Depthwise {
    window: Window,
    /// `[set][row][column][block of channels]`; see [`weight_sets`].
    weights: Arc<[Block]>,
    bias: Arc<[Block]>,
    act: Act,
}

/// One row of zeros, which stands for every row above and below the image.
pub(crate) fn scratch_blocks(input: Shape) -> usize {
    input.width * input.pixel_blocks()
}

/// Whether the window is one of those the portrait models use, whose loops are compiled out.
fn is_known(window: &Window) -> bool {
    let &Window { height, width, step_x, .. } = window;
    height == width && matches!(width, 3 | 5) && matches!(step_x, 1 | 2)
}

/// How often the weights are stored: set `left + n` is moved `n` columns to the right.
pub(crate) fn weight_sets(window: &Window) -> usize {
    if is_known(window) { window.left + window.width } else { 1 }
}

impl Depthwise {
    pub fn pack(conv: &graph::Convolution, output: Shape) -> Self {
        let Window { height, width, left, .. } = conv.window;
        let stride = output.pixel_stride();
        let sets = weight_sets(&conv.window);
        let mut weights = vec![Block::ZERO; sets * height * width * output.pixel_blocks()];
        let rows = floats_mut(&mut weights).chunks_exact_mut(width * stride);
        for (index, row) in rows.enumerate() {
            let (set, ky) = (index / height, index % height);
            // The only set of an unknown window is not moved.
            let unmoved = if is_known(&conv.window) { left } else { 0 };
            for (column, pixel) in row.chunks_exact_mut(stride).enumerate() {
                let Some(kx) = (column + unmoved).checked_sub(set).filter(|&kx| kx < width) else {
                    continue;
                };
                let from = (ky * width + kx) * output.channels;
                let taps = &conv.weights[from..][..output.channels];
                pixel[..output.channels].copy_from_slice(taps);
            }
        }
        Self {
            window: conv.window,
            weights: weights.into(),
            bias: blocks_of(&conv.bias).into(),
            act: Act::pack(&conv.activation, output),
        }
    }

    pub fn window(&self) -> &Window {
        &self.window
    }

    /// `residual`, where there is one, is added after the activation.
    pub fn run(
        &self,
        engine: Engine,
        (input, residual): (View<'_>, Option<View<'_>>),
        output: &mut ViewMut<'_>,
        scratch: &mut [Block],
    ) {
        let zeros = &mut scratch[..scratch_blocks(input.shape)];
        zeros.fill(Block::ZERO);
        let residual = residual.map(|view| view.blocks);
        let output = output.reborrow();
        engine.run(Image { layer: self, input, residual, output, zeros });
    }
}

struct Image<'a> {
    layer: &'a Depthwise,
    input: View<'a>,
    residual: Option<&'a [Block]>,
    output: ViewMut<'a>,
    zeros: &'a [Block],
}

impl Task for Image<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        let Window { width, step_x, .. } = self.layer.window;
        let fits = is_known(&self.layer.window) && width <= self.input.shape.width;
        match (fits, width, step_x) {
            (true, 3, 1) => self.rows::<S, 3, 1>(simd),
            (true, 3, _) => self.rows::<S, 3, 2>(simd),
            (true, _, 1) => self.rows::<S, 5, 1>(simd),
            (true, ..) => self.rows::<S, 5, 2>(simd),
            _ => self.pixels(simd),
        }
    }
}

impl Image<'_> {
    /// All rows for a `K`×`K` kernel with `STEP` pixels from one output to the next.
    #[inline(always)]
    fn rows<S: Simd, const K: usize, const STEP: usize>(&mut self, simd: S) {
        let Image { layer, input, zeros, .. } = *self;
        let Window { step_y, top, .. } = layer.window;
        let row_len = input.shape.width * input.shape.pixel_blocks();
        for y in 0..self.output.shape.height {
            let rows: [&[Block]; K] =
                core::array::from_fn(|ky| match (y * step_y + ky).checked_sub(top) {
                    Some(iy) if iy < input.shape.height => &input.blocks[iy * row_len..][..row_len],
                    _ => zeros,
                });
            self.row::<S, K, STEP>(simd, &rows, y);
        }
    }

    /// One row of output pixels.
    #[inline(always)]
    fn row<S: Simd, const K: usize, const STEP: usize>(
        &mut self,
        simd: S,
        rows: &[&[Block]; K],
        y: usize,
    ) {
        let left = self.layer.window.left;
        let (input, width) = (self.input.shape.width, self.output.shape.width);
        // Columns whose windows lie inside the image.
        let start = left.div_ceil(STEP).min(width);
        let end = ((input + left - K) / STEP + 1).clamp(start, width);
        for x in (0..start).chain(end..width) {
            // Where the window should begin and where it can, counted from `left` before the image.
            let wanted = x * STEP;
            let column = wanted.clamp(left, input - K + left);
            let set = wanted + left - column;
            self.strip::<S, K, STEP, 1>(simd, rows, [set, column - left, y * width + x]);
        }
        let mut x = start;
        while x < end {
            // The last strip is moved back to fit, and does some pixels again.
            let place = |x: usize| [left, x * STEP - left, y * width + x];
            if S::ROWS >= 8 && end - start >= 8 {
                x = x.min(end - 8);
                x += self.strip::<S, K, STEP, 8>(simd, rows, place(x));
            } else if S::ROWS >= 6 && end - start >= 4 {
                x = x.min(end - 4);
                x += self.strip::<S, K, STEP, 4>(simd, rows, place(x));
            } else if end - start >= 2 {
                x = x.min(end - 2);
                x += self.strip::<S, K, STEP, 2>(simd, rows, place(x));
            } else {
                x += self.strip::<S, K, STEP, 1>(simd, rows, place(x));
            }
        }
    }

    /// `N` output pixels from `first` on, under a set of the weights and with windows side by
    /// side from `column` on; returns `N`.
    #[inline(always)]
    fn strip<S: Simd, const K: usize, const STEP: usize, const N: usize>(
        &mut self,
        simd: S,
        rows: &[&[Block]; K],
        [set, column, first]: [usize; 3],
    ) -> usize {
        let Depthwise { bias, act, .. } = self.layer;
        let per_pixel = bias.len();
        let values =
            rows.map(|row| Pixels::new(&row[column * per_pixel..], per_pixel, (N - 1) * STEP + K));
        let weights = &self.layer.weights[set * K * K * per_pixel..];
        let weights = Pixels::new(weights, per_pixel, K * K);
        let residual =
            self.residual.map(|residual| Pixels::new(&residual[first * per_pixel..], per_pixel, N));
        let out = &mut self.output.blocks[first * per_pixel..][..N * per_pixel];
        for c in 0..per_pixel {
            let mut tile = [[simd.load(&bias[c])]; N];
            for (ky, values) in values.iter().enumerate() {
                for kx in 0..K {
                    let weight = simd.load(weights.at(ky * K + kx, c));
                    for (i, [sum]) in tile.iter_mut().enumerate() {
                        *sum = simd.mul_add(simd.load(values.at(i * STEP + kx, c)), weight, *sum);
                    }
                }
            }
            act.apply(simd, &mut tile, c);
            if let Some(residual) = residual {
                for (i, [sum]) in tile.iter_mut().enumerate() {
                    *sum = simd.add(*sum, simd.load(residual.at(i, c)));
                }
            }
            for (i, &[sum]) in tile.iter().enumerate() {
                simd.store(sum, &mut out[i * per_pixel + c]);
            }
        }
        N
    }

    /// Any window: output pixels one by one, leaving out what lies outside the image.
    #[inline(always)]
    fn pixels<S: Simd>(&mut self, simd: S) {
        let Image { layer, input, residual, .. } = *self;
        let Window { height, width, left, .. } = layer.window;
        let per_pixel = input.shape.pixel_blocks();
        // A known window is stored moved about; its own place is set `left`.
        let set = if is_known(&layer.window) { left } else { 0 };
        let weights = &layer.weights[set * height * width * per_pixel..];
        for index in 0..self.output.shape.pixels() {
            for c in 0..per_pixel {
                let mut sum = simd.load(&layer.bias[c]);
                self.taps(index, |tap, pixel| {
                    let value = simd.load(&input.blocks[pixel * per_pixel + c]);
                    sum = simd.mul_add(value, simd.load(&weights[tap * per_pixel + c]), sum);
                });
                let mut tile = [[sum]];
                layer.act.apply(simd, &mut tile, c);
                let at = index * per_pixel + c;
                if let Some(residual) = residual {
                    tile[0][0] = simd.add(tile[0][0], simd.load(&residual[at]));
                }
                simd.store(tile[0][0], &mut self.output.blocks[at]);
            }
        }
    }

    /// Each tap of output pixel `index` that lies inside the image, with the pixel under it.
    #[inline(always)]
    fn taps(&self, index: usize, mut each: impl FnMut(usize, usize)) {
        let Window { height, width, step_y, step_x, top, left } = self.layer.window;
        let input = self.input.shape;
        let (y, x) = (index / self.output.shape.width, index % self.output.shape.width);
        for ky in 0..height {
            let Some(iy) = (y * step_y + ky).checked_sub(top).filter(|&iy| iy < input.height)
            else {
                continue;
            };
            for kx in 0..width {
                let ix = (x * step_x + kx).checked_sub(left);
                if let Some(ix) = ix.filter(|&ix| ix < input.width) {
                    each(ky * width + kx, iy * input.width + ix);
                }
            }
        }
    }
}
