//! `CONV_2D`: the product of every window with every output channel.

use core::ops::Range;
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

    pub fn window(&self) -> &Window {
        &self.window
    }

    /// One row of windows, where some leave the input and are copied with zeros around them.
    pub fn scratch_blocks(&self, input: Shape, output: Shape) -> usize {
        let (_, width) = covered(&self.window, output);
        let inside = self.inside(input, output);
        if inside == [0..output.height, 0..output.width] {
            return 0;
        }
        (self.window.height * width * input.pixel_stride()).div_ceil(LANES)
    }

    /// Rows and columns of the output whose windows lie inside the input.
    fn inside(&self, input: Shape, output: Shape) -> [Range<usize>; 2] {
        let Window { height, width, step_y, step_x, top, left } = self.window;
        let range = |input: usize, size: usize, step: usize, before: usize, output: usize| {
            let end = (input + before).checked_sub(size).map_or(0, |last| last / step + 1);
            let end = end.min(output);
            before.div_ceil(step).min(end)..end
        };
        [
            range(input.height, height, step_y, top, output.height),
            range(input.width, width, step_x, left, output.width),
        ]
    }

    pub fn run(
        &self,
        engine: Engine,
        (input, residual): (View<'_>, Option<View<'_>>),
        output: &mut ViewMut<'_>,
        scratch: &mut [Block],
    ) {
        let Window { height, width, step_y, step_x, top, left } = self.window;
        let shape = output.shape;
        let mut image = Image { layer: self, engine, residual, output: output.reborrow() };
        // A 1×1 kernel without steps sees the whole image as one long row.
        if self.window.taps() == 1 && step_y == 1 && step_x == 1 {
            let rows = self.rows(input.floats(), input.shape, input.shape.width);
            return image.run(Rows { count: shape.pixels(), ..rows }, 0);
        }
        let [rows_inside, columns_inside] = self.inside(input.shape, shape);
        let stride = input.shape.pixel_stride();
        let origin = |y: usize, x: usize| [y * step_y, x * step_x].map(usize::cast_signed);
        let mut copied = |image: &mut Image<'_>, y: usize, columns: Range<usize>| {
            let part = Shape { height, width: (columns.len() - 1) * step_x + width, ..input.shape };
            let [row, column] = origin(y, columns.start);
            let at = [row - top.cast_signed(), column - left.cast_signed()];
            layout::cut_out(input, at, part, scratch);
            let rows = self.rows(floats(scratch), input.shape, part.width);
            image.run(Rows { count: columns.len(), ..rows }, y * shape.width + columns.start);
        };
        for y in 0..shape.height {
            if !rows_inside.contains(&y) || columns_inside.is_empty() {
                copied(&mut image, y, 0..shape.width);
                continue;
            }
            let Range { start, end } = columns_inside;
            if start > 0 {
                copied(&mut image, y, 0..start);
            }
            let at = (y * step_y - top) * input.shape.width + start * step_x - left;
            let source = &input.floats()[at * stride..];
            let rows = self.rows(source, input.shape, input.shape.width);
            image.run(Rows { count: end - start, ..rows }, y * shape.width + start);
            if end < shape.width {
                copied(&mut image, y, end..shape.width);
            }
        }
    }

    /// Windows over `source`, rows of which are `width` pixels long; how many, the caller says.
    fn rows<'a>(&self, source: &'a [f32], input: Shape, width: usize) -> Rows<'a> {
        let stride = input.pixel_stride();
        Rows {
            source,
            count: 0,
            step: self.window.step_x * stride,
            segments: self.window.height,
            segment_len: self.window.width * pixel_len(&self.window, input),
            segment_step: width * stride,
        }
    }
}

/// The output under way.
struct Image<'a> {
    layer: &'a Convolution,
    engine: Engine,
    residual: Option<View<'a>>,
    output: ViewMut<'a>,
}

impl Image<'_> {
    /// Works out as many output pixels as there are `rows`, from pixel `first` on.
    fn run(&mut self, rows: Rows<'_>, first: usize) {
        let Convolution { panels, bias, act, .. } = self.layer;
        let product = Product { rows, panels, bias };
        let shape = self.output.shape;
        if !shape.is_blocked() {
            let columns = shape.channels;
            let out = &mut self.output.floats_mut()[first * columns..][..rows.count * columns];
            return self.engine.run(DenseProduct { product, columns, act, out });
        }
        let residual = self.residual.map(|residual| {
            let row_blocks = residual.shape.pixel_blocks();
            Residual { blocks: &residual.blocks[first * row_blocks..], row_blocks }
        });
        let row_blocks = shape.pixel_blocks();
        let out = &mut self.output.blocks[first * row_blocks..][..rows.count * row_blocks];
        self.engine.run(BlockProduct { product, residual, act, out });
    }
}

/// Floats read per pixel of a window: a window of one column can leave the padding lanes out.
fn pixel_len(window: &Window, input: Shape) -> usize {
    if window.width == 1 { input.channels } else { input.pixel_stride() }
}
