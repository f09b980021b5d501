//! `CONV_2D`: the product of every window with every output channel.

use std::sync::Arc;

use super::activation::Act;
use super::layout;
use super::matrix::{self, BlockProduct, DenseProduct, Product, Residual, Rows};
use super::{View, ViewMut};
use crate::block::{Block, LANES, blocks_of, floats};
use crate::check::covered;
use crate::graph::{self, Shape, Window};
use crate::simd::Engine;

/// A convolution with its weights packed into panels.
#[derive(Debug)]
pub(crate) struct Convolution {
    window: Window,
    panels: Arc<[Block]>,
    bias: Arc<[Block]>,
    act: Act,
}

impl Convolution {
    pub fn pack(conv: &graph::Convolution, input: Shape, output: Shape) -> Self {
        let window = conv.window;
        let channels = input.channels;
        let stride = pixel_len(&window, input);
        let row_len = window.width * stride;
        let depth = window.height * row_len;
        let panels = matrix::panels(output.channels, depth, |column, k| {
            let (tap, channel) = (k / stride, k % stride);
            // Padding lanes between pixels are read with the row, and count for nothing.
            if channel >= channels {
                return 0.0;
            }
            conv.weights[(column * window.taps() + tap) * channels + channel]
        });
        Self {
            window,
            panels: panels.into(),
            bias: blocks_of(&conv.bias).into(),
            act: Act::pack_by_pixel(&conv.activation, output),
        }
    }

    pub fn scratch_blocks(&self, input: Shape, output: Shape) -> usize {
        if self.lies_inside(input, output) {
            return 0;
        }
        let (height, width) = covered(&self.window, output);
        (height * width * input.pixel_stride()).div_ceil(LANES)
    }

    /// Whether no window leaves the input, so that it can be read in place.
    fn lies_inside(&self, input: Shape, output: Shape) -> bool {
        let (height, width) = covered(&self.window, output);
        let before = self.window.top + self.window.left;
        before == 0 && height <= input.height && width <= input.width
    }

    pub fn run(
        &self,
        engine: Engine,
        (input, residual): (View<'_>, Option<View<'_>>),
        output: &mut ViewMut<'_>,
        scratch: &mut [Block],
    ) {
        let (source, width) = if self.lies_inside(input.shape, output.shape) {
            (input.floats(), input.shape.width)
        } else {
            let (height, width) = covered(&self.window, output.shape);
            let padded = Shape::new(height, width, input.shape.channels);
            layout::surround(input, [self.window.top, self.window.left], padded, scratch);
            (floats(scratch), width)
        };
        let stride = input.shape.pixel_stride();
        let Window { height, step_y, step_x, .. } = self.window;
        let rows = Rows {
            source,
            count: output.shape.width,
            step: step_x * stride,
            segments: height,
            segment_len: self.window.width * pixel_len(&self.window, input.shape),
            segment_step: width * stride,
        };
        // A 1×1 kernel without steps sees the whole image as one long row.
        if self.window.taps() == 1 && step_y == 1 && step_x == 1 {
            let rows = Rows { count: output.shape.pixels(), ..rows };
            return self.run_rows(engine, rows, residual, output);
        }
        let row_step = step_y * width * stride;
        let shape = Shape { height: 1, ..output.shape };
        for y in 0..output.shape.height {
            let rows = Rows { source: &source[y * row_step..], ..rows };
            let residual = residual.map(|residual| {
                let row = residual.shape.width * residual.shape.pixel_blocks();
                View { blocks: &residual.blocks[y * row..], ..residual }
            });
            if shape.is_blocked() {
                let row = shape.blocks();
                let blocks = &mut output.blocks[y * row..(y + 1) * row];
                self.run_rows(engine, rows, residual, &mut ViewMut { blocks, shape });
            } else {
                let row = shape.dense_len();
                let floats = crate::block::floats_mut(output.blocks);
                self.run_dense(engine, rows, &mut floats[y * row..][..row]);
            }
        }
    }

    fn product<'a>(&'a self, rows: Rows<'a>) -> Product<'a> {
        Product { rows, panels: &self.panels, bias: &self.bias }
    }

    fn run_rows(
        &self,
        engine: Engine,
        rows: Rows<'_>,
        residual: Option<View<'_>>,
        output: &mut ViewMut<'_>,
    ) {
        if !output.shape.is_blocked() {
            let len = output.shape.dense_len();
            return self.run_dense(engine, rows, &mut output.floats_mut()[..len]);
        }
        let residual = residual.map(|residual| Residual {
            blocks: residual.blocks,
            row_blocks: residual.shape.pixel_blocks(),
        });
        let product = self.product(rows);
        engine.run(BlockProduct { product, residual, act: &self.act, out: output.blocks });
    }

    fn run_dense(&self, engine: Engine, rows: Rows<'_>, out: &mut [f32]) {
        let columns = out.len() / rows.count;
        engine.run(DenseProduct { product: self.product(rows), columns, act: &self.act, out });
    }
}

/// Floats read per pixel of a window: a window of one column can leave the padding lanes out.
fn pixel_len(window: &Window, input: Shape) -> usize {
    if window.width == 1 { input.channels } else { input.pixel_stride() }
}
