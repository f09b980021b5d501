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
    if input.shape.is_stored_densely() && output.shape.is_stored_densely() {
        output.blocks.copy_from_slice(input.blocks);
        return;
    }
    output.blocks.fill(Block::ZERO);
    let (from, to) = (input.shape, output.shape);
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

/// The part of the zero-surrounded input that starts `before` (rows, columns) its first pixel and
/// has the size of `padded`, written to `target` as storage of that shape.
pub(crate) fn surround(
    input: View<'_>,
    [top, left]: [usize; 2],
    padded: Shape,
    target: &mut [Block],
) {
    let from = input.shape;
    let stride = from.pixel_stride();
    let source = input.floats();
    let kept = (padded.width - left.min(padded.width)).min(from.width) * stride;
    let rows = floats_mut(target).chunks_exact_mut(padded.width * stride);
    for (y, row) in rows.enumerate().take(padded.height) {
        match y.checked_sub(top) {
            Some(y) if y < from.height => {
                let (before, rest) = row.split_at_mut(left.min(padded.width) * stride);
                let (middle, after) = rest.split_at_mut(kept);
                before.fill(0.0);
                middle.copy_from_slice(&source[y * from.width * stride..][..kept]);
                after.fill(0.0);
            }
            _ => row.fill(0.0),
        }
    }
    debug_assert!(padded.height * padded.width * stride <= target.len() * LANES);
}
