//! What must hold of an operator so that its kernel stays within its operands.
//!
//! Every node passes here once, whoever built it; behind this door kernels check nothing.

use crate::block::LANES;
use crate::error::{Budget, LoadError};
use crate::graph::{Activation, Axis, Convolution, LandmarkFrame, Op, Shape, Window};
use crate::kernel::depthwise;

/// Largest kernel, step or offset of a window, in pixels.
const WINDOW_PX: usize = 1024;

type Problem = &'static str;

/// Whether `op` takes `inputs` to `output`.
pub(crate) fn check(op: &Op, inputs: &[Shape], output: Shape) -> Result<(), Problem> {
    let same = |shape: Shape| ensure(shape == output, "the shapes of its operands differ");
    match (op, inputs) {
        (Op::Convolve(_) | Op::Depthwise(_) | Op::Upsample { .. }, _) => {
            weighted(op, inputs, output)
        }
        (Op::Add(act), &[a, b]) => {
            same(a)?;
            same(b)?;
            activation(act, output)
        }
        (Op::Multiply, &[a, b]) => {
            same(a)?;
            let one_pixel = Shape::new(1, 1, a.channels);
            ensure(b == a || b == one_pixel, "its second operand does not fit its first")
        }
        (Op::Scale(factors), &[input]) => {
            same(input)?;
            let fits = factors.len() == 1 || factors.len() == input.dense_len();
            ensure(fits, "it is not by one factor, nor by one for each value")
        }
        (Op::Activate(act), &[input]) => {
            same(input)?;
            activation(act, output)
        }
        (Op::Logistic, &[input]) => same(input),
        (Op::MaxPool(window) | Op::AveragePool(window), &[input]) => {
            ensure(input.channels == output.channels, "it changes the number of channels")?;
            wide(input)?;
            fits_over(window, input, output)
        }
        (Op::Pad { top, left, front }, &[input]) => {
            let fits = |before: usize, input: usize, output: usize| {
                before.checked_add(input).is_some_and(|end| end <= output)
            };
            let all = fits(*top, input.height, output.height)
                && fits(*left, input.width, output.width)
                && fits(*front, input.channels, output.channels);
            ensure(all, "its output is smaller than what it pads")
        }
        (Op::Reshape, &[input]) => {
            ensure(input.dense_len() == output.dense_len(), "it changes the number of values")
        }
        (Op::Concatenate(axis), inputs) => concatenate(*axis, inputs, output),
        (Op::Resize(_), &[input]) => {
            ensure(input.channels == output.channels, "it changes the number of channels")?;
            wide(input)
        }
        (Op::LandmarksToMatrix(frame), &[input]) => landmarks_to_matrix(frame, input, output),
        (Op::SampleTransformed, &[input, by]) => {
            ensure(input.channels == output.channels, "it changes the number of channels")?;
            wide(input)?;
            matrix(by)
        }
        (Op::TransformLandmarks, &[input, by]) => {
            same(input)?;
            ensure(input.channels == 2, "its points are not two-dimensional")?;
            matrix(by)
        }
        _ => Err("it has the wrong number of operands"),
    }
}

/// Takes from the budget what the kernel will need besides its tensors.
pub(crate) fn charge(
    op: &Op,
    inputs: &[Shape],
    output: Shape,
    budget: &mut Budget,
) -> Result<(), LoadError> {
    let pixels = output.pixels();
    match (op, inputs.first()) {
        (Op::Convolve(Convolution { window, .. }), Some(input)) => {
            let depth = [window.taps(), input.pixel_stride()];
            let columns = output.channels.next_multiple_of(LANES);
            budget.take_floats(&[columns, depth[0], depth[1]])?;
            let (height, width) = covered(window, output);
            budget.take_floats(&[height, width, input.pixel_stride()])?;
            budget.take_multiplications(&[pixels, columns, depth[0], depth[1]])
        }
        (Op::Depthwise(Convolution { window, .. }), Some(input)) => {
            let sets = depthwise::weight_sets(window);
            budget.take_floats(&[sets, window.taps(), input.pixel_stride()])?;
            budget.take_floats(&[input.width, input.pixel_stride()])?;
            budget.take_multiplications(&[pixels, output.pixel_stride(), window.taps()])
        }
        (Op::MaxPool(window) | Op::AveragePool(window), Some(_)) => {
            budget.take_multiplications(&[pixels, output.pixel_stride(), window.taps()])
        }
        (Op::Upsample { .. }, Some(input)) => {
            budget.take_floats(&[input.pixel_stride(), LANES])?;
            budget.take_multiplications(&[input.pixels(), input.channels, LANES])
        }
        _ => budget.take_multiplications(&[4, pixels, output.channels.next_multiple_of(LANES)]),
    }
}

/// Rows and columns of the padded input that the windows of all outputs cover.
pub(crate) fn covered(window: &Window, output: Shape) -> (usize, usize) {
    let height = (output.height - 1) * window.step_y + window.height;
    let width = (output.width - 1) * window.step_x + window.width;
    (height, width)
}

/// The operators with a kernel of weights.
fn weighted(op: &Op, inputs: &[Shape], output: Shape) -> Result<(), Problem> {
    match (op, inputs) {
        (Op::Convolve(conv), &[input]) => convolve(conv, input, output),
        (Op::Convolve(conv), &[input, residual]) => {
            let fits = residual.height == output.height && residual.width == output.width;
            ensure(fits && residual.channels <= output.channels, "its residual does not fit")?;
            let blocked = residual.is_blocked() && output.is_blocked();
            ensure(blocked, "its residual has fewer than five channels")?;
            convolve(conv, input, output)
        }
        (Op::Depthwise(conv), &[input]) => depthwise(conv, input, output),
        (Op::Upsample { conv, .. }, &[input]) => upsample(conv, input, output),
        _ => Err("it has the wrong number of operands"),
    }
}

fn ensure(holds: bool, problem: Problem) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(problem) }
}

fn wide(shape: Shape) -> Result<(), Problem> {
    ensure(shape.is_blocked(), "it has fewer than five channels")
}

fn matrix(shape: Shape) -> Result<(), Problem> {
    ensure(shape == Shape::new(1, 4, 4), "its matrix is not four by four")
}

fn activation(activation: &Activation, output: Shape) -> Result<(), Problem> {
    match activation {
        Activation::Prelu(slopes) => {
            ensure(slopes.len() == output.channels, "it has no slope for each channel")
        }
        _ => Ok(()),
    }
}

/// The window is sane, and each of its places reaches into the input.
fn fits_over(window: &Window, input: Shape, output: Shape) -> Result<(), Problem> {
    let &Window { height, width, step_y, step_x, top, left } = window;
    let sane = |size: usize| (1..=WINDOW_PX).contains(&size);
    let all_sane = [height, width, step_y, step_x].into_iter().all(sane);
    ensure(all_sane, "its window or step is zero or huge")?;
    ensure(top < height && left < width, "it is padded by more than its window")?;
    let reaches = |output: usize, step: usize, input: usize, before: usize| {
        (output - 1).checked_mul(step).is_some_and(|start| start < input + before)
    };
    let both = reaches(output.height, step_y, input.height, top)
        && reaches(output.width, step_x, input.width, left);
    ensure(both, "its output is larger than its input allows")
}

fn convolve(conv: &Convolution, input: Shape, output: Shape) -> Result<(), Problem> {
    fits_over(&conv.window, input, output)?;
    let weights = crate::error::product(&[output.channels, conv.window.taps(), input.channels]);
    ensure(weights == Some(conv.weights.len()), "its weights do not fit its shapes")?;
    ensure(conv.bias.len() == output.channels, "its bias does not fit its output")?;
    activation(&conv.activation, output)
}

fn depthwise(conv: &Convolution, input: Shape, output: Shape) -> Result<(), Problem> {
    fits_over(&conv.window, input, output)?;
    wide(input)?;
    ensure(input.channels == output.channels, "it multiplies the number of channels")?;
    let weights = crate::error::product(&[conv.window.taps(), output.channels]);
    ensure(weights == Some(conv.weights.len()), "its weights do not fit its shapes")?;
    ensure(conv.bias.len() == output.channels, "its bias does not fit its output")?;
    activation(&conv.activation, output)
}

fn upsample(conv: &Convolution, input: Shape, output: Shape) -> Result<(), Problem> {
    let &Window { height, width, step_y, step_x, top, left } = &conv.window;
    let tiles = height == step_y && width == step_x && top == 0 && left == 0;
    ensure(tiles && (1..=LANES).contains(&height), "its kernel and step differ")?;
    ensure((1..=LANES).contains(&width), "its kernel and step differ")?;
    ensure(conv.window.taps() <= LANES, "its kernel has more than sixteen taps")?;
    ensure(output.channels == 1, "it has more than one output channel")?;
    let grown = input.height.checked_mul(height) == Some(output.height)
        && input.width.checked_mul(width) == Some(output.width);
    ensure(grown, "its output is not its input times its step")?;
    let weights = crate::error::product(&[conv.window.taps(), input.channels]);
    ensure(weights == Some(conv.weights.len()), "its weights do not fit its shapes")?;
    ensure(conv.bias.len() == 1, "its bias does not fit its output")?;
    ensure(conv.activation == Activation::None, "it has an activation")
}

fn concatenate(axis: Axis, inputs: &[Shape], output: Shape) -> Result<(), Problem> {
    let along = |shape: Shape| match axis {
        Axis::Height => (shape.height, [shape.width, shape.channels]),
        Axis::Width => (shape.width, [shape.height, shape.channels]),
        Axis::Channels => (shape.channels, [shape.height, shape.width]),
    };
    let (length, across) = along(output);
    let fits = inputs.iter().all(|&input| along(input).1 == across);
    let total: usize = inputs.iter().map(|&input| along(input).0).sum();
    ensure(fits && total == length, "its parts do not make its output")
}

fn landmarks_to_matrix(frame: &LandmarkFrame, input: Shape, output: Shape) -> Result<(), Problem> {
    matrix(output)?;
    ensure(input.channels == 3, "its points are not three-dimensional")?;
    let points = input.pixels();
    let known = frame.left < points
        && frame.right < points
        && !frame.subset.is_empty()
        && frame.subset.iter().all(|&point| point < points);
    ensure(known, "it names points that are not there")?;
    let sized = frame.width_px >= 1.0 && frame.height_px >= 1.0;
    ensure(sized, "its frame has no size")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Weights;

    fn conv(weights: usize, bias: usize, window: Window) -> Convolution {
        let zeros = |count: usize| -> Weights { vec![0.0; count].into() };
        let activation = Activation::None;
        Convolution { window, weights: zeros(weights), bias: zeros(bias), activation }
    }

    const THREE: Window = Window { height: 3, width: 3, step_y: 2, step_x: 2, top: 1, left: 1 };

    #[test]
    fn a_convolution_that_does_not_fit_is_refused_by_its_fault() {
        let (input, output) = (Shape::new(8, 8, 3), Shape::new(4, 4, 5));
        let right = Op::Convolve(conv(135, 5, THREE));
        assert_eq!(check(&right, &[input], output), Ok(()));
        let faults = [
            (conv(134, 5, THREE), "its weights do not fit its shapes"),
            (conv(135, 4, THREE), "its bias does not fit its output"),
            (conv(135, 5, Window { step_y: 0, ..THREE }), "its window or step is zero or huge"),
            (conv(135, 5, Window { top: 3, ..THREE }), "it is padded by more than its window"),
            (
                conv(135, 5, Window { step_x: 4, ..THREE }),
                "its output is larger than its input allows",
            ),
        ];
        for (fault, problem) in faults {
            assert_eq!(check(&Op::Convolve(fault), &[input], output), Err(problem));
        }
        assert!(check(&right, &[], output).is_err());
    }

    #[test]
    fn operands_that_do_not_fit_are_refused() {
        let wide = Shape::new(4, 4, 8);
        let narrow = Shape::new(4, 4, 4);
        let frame = LandmarkFrame {
            left: 0,
            right: 16,
            subset: vec![1],
            width_px: 16.0,
            height_px: 16.0,
            scale_x: 1.0,
            scale_y: 1.0,
        };
        let points = Shape::new(1, 16, 3);
        let square = Shape::new(1, 4, 4);
        let cases: [(Op, &[Shape], Shape); 10] = [
            (Op::Add(Activation::None), &[wide, narrow], wide),
            (Op::Multiply, &[wide, Shape::new(4, 1, 8)], wide),
            (Op::Scale(vec![1.0; 2].into()), &[wide], wide),
            (Op::Activate(Activation::Prelu(vec![0.1; 7].into())), &[wide], wide),
            (Op::MaxPool(THREE), &[narrow], Shape::new(2, 2, 4)),
            (Op::Pad { top: 1, left: 0, front: 0 }, &[wide], wide),
            (Op::Reshape, &[wide], narrow),
            (Op::Concatenate(Axis::Channels), &[wide, wide], wide),
            (Op::LandmarksToMatrix(frame), &[points], square),
            (Op::SampleTransformed, &[wide, wide], wide),
        ];
        for (op, inputs, output) in cases {
            assert!(check(&op, inputs, output).is_err(), "{op:?}");
        }
    }
}
