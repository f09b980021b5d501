//! Moving values about: padding, reshaping, joining, and in and out of storage.

use super::{Operands, View, ViewMut};
use crate::block::{Block, LANES, floats_mut};
use crate::graph::{Axis, Shape};

/// Copies a dense tensor into storage.
pub(crate) fn write_dense(dense: &[f32], to: &mut ViewMut<'_>) {
    let Shape { channels, .. } = to.shape;
    let stride = to.shape.pixel_stride();
    for (pixel, values) in to.floats_mut().chunks_mut(stride).zip(dense.chunks_exact(channels)) {
        pixel[..channels].copy_from_slice(values);
        pixel[channels..].fill(0.0);
    }
}

/// Copies a tensor out of storage, without its padding lanes.
pub(crate) fn read_dense(from: View<'_>, dense: &mut [f32]) {
    let Shape { channels, .. } = from.shape;
    let pixels = from.floats().chunks_exact(from.shape.pixel_stride());
    for (values, pixel) in dense.chunks_exact_mut(channels).zip(pixels) {
        values.copy_from_slice(&pixel[..channels]);
    }
}

/// The same values in the same order under another shape.
pub(crate) fn reshape(input: View<'_>, output: &mut ViewMut<'_>) {
    let (from, to) = (input.shape, output.shape);
    if from.begins_densely() && to.begins_densely() {
        let (values, padding) = output.floats_mut().split_at_mut(to.dense_len());
        values.copy_from_slice(&input.floats()[..from.dense_len()]);
        padding.fill(0.0);
        return;
    }
    output.blocks.fill(Block::ZERO);
    let (source, target) = (input.floats(), output.floats_mut());
    for index in 0..from.dense_len() {
        let at =
            |shape: Shape| index / shape.channels * shape.pixel_stride() + index % shape.channels;
        target[at(to)] = source[at(from)];
    }
}

/// Zeros around the input; `before` counts them above, left, and in front of the channels.
pub(crate) fn pad(input: View<'_>, before: [usize; 3], output: &mut ViewMut<'_>) {
    output.blocks.fill(Block::ZERO);
    place(input, before, output);
}

/// Joins the inputs along an axis, in their order.
pub(crate) fn concatenate(axis: Axis, inputs: &impl Operands, output: &mut ViewMut<'_>) {
    output.blocks.fill(Block::ZERO);
    let mut before = [0; 3];
    for index in 0..inputs.count() {
        let input = inputs.get(index);
        place(input, before, output);
        match axis {
            Axis::Height => before[0] += input.shape.height,
            Axis::Width => before[1] += input.shape.width,
            Axis::Channels => before[2] += input.shape.channels,
        }
    }
}

/// Copies the input to a place inside the output.
fn place(input: View<'_>, [top, left, front]: [usize; 3], output: &mut ViewMut<'_>) {
    let (from, to) = (input.shape, output.shape);
    let (stride, out_stride) = (from.pixel_stride(), to.pixel_stride());
    let source = input.floats();
    let target = output.floats_mut();
    // Whole rows can be copied when both sides store a pixel alike.
    let alike = stride == out_stride && from.channels == to.channels;
    for y in 0..from.height {
        let row = &source[y * from.width * stride..][..from.width * stride];
        let at = ((y + top) * to.width + left) * out_stride;
        if alike {
            target[at..][..row.len()].copy_from_slice(row);
            continue;
        }
        let pixels = target[at..].chunks_mut(out_stride);
        for (out, pixel) in pixels.zip(row.chunks_exact(stride)) {
            out[front..front + from.channels].copy_from_slice(&pixel[..from.channels]);
        }
    }
}

/// The part of the zero-surrounded input that lies from row `top` and column `left` on (negative
/// above and before the image) and has the size of `part`, written to `target` as its storage.
pub(crate) fn cut_out(input: View<'_>, [top, left]: [isize; 2], part: Shape, target: &mut [Block]) {
    let from = input.shape;
    let stride = from.pixel_stride();
    let source = input.floats();
    // Columns of the part before the image, and how many of the image follow them.
    let before = left.min(0).unsigned_abs().min(part.width);
    let first = left.max(0).unsigned_abs().min(from.width);
    let kept = (part.width - before).min(from.width - first);
    let rows = floats_mut(target).chunks_exact_mut(part.width * stride);
    for (y, row) in (top..).zip(rows.take(part.height)) {
        match usize::try_from(y) {
            Ok(y) if y < from.height => {
                let (zeros, rest) = row.split_at_mut(before * stride);
                let (middle, after) = rest.split_at_mut(kept * stride);
                zeros.fill(0.0);
                let at = (y * from.width + first) * stride;
                middle.copy_from_slice(&source[at..][..kept * stride]);
                after.fill(0.0);
            }
            _ => row.fill(0.0),
        }
    }
    debug_assert!(part.height * part.width * stride <= target.len() * LANES);
}
