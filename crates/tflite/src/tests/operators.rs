//! One test per operator: small shapes from fixed seeds, awkward channel counts among them.

use super::{Sketch, window};
use crate::fuse::fuse;
use crate::graph::{Activation, Axis, Convolution, LandmarkFrame, Op, Sampling, Shape, Window};

const CHANNELS: [usize; 9] = [1, 2, 3, 4, 5, 16, 17, 33, 48];
const WIDE: [usize; 5] = [5, 16, 17, 33, 64];

impl Sketch {
    fn activation(&mut self, channels: usize) -> Activation {
        match self.dice.pick(&[0, 1, 2, 3, 4]) {
            0 => Activation::None,
            1 => Activation::Relu,
            2 => Activation::Relu6,
            3 => Activation::HardSwish,
            _ => Activation::Prelu(self.weights(channels)),
        }
    }

    fn shape(&mut self, channels: &[usize]) -> Shape {
        let sizes = [1, 2, 3, 4, 5, 7, 8, 11, 13];
        Shape::new(self.dice.pick(&sizes), self.dice.pick(&sizes), self.dice.pick(channels))
    }

    /// A window that fits `input`, and the rows and columns it makes.
    fn window(&mut self, input: Shape) -> (Window, [usize; 2]) {
        let sizes = [[1, 1], [3, 3], [5, 5], [2, 2], [2, 3], [7, 1]];
        let steps = [[1, 1], [2, 2], [3, 3], [1, 2]];
        let [height, width] = self.dice.pick(&sizes);
        let fits = height <= input.height && width <= input.width;
        let same = !fits || self.dice.pick(&[true, false]);
        window(input, [height, width], self.dice.pick(&steps), same)
    }

    fn convolution(&mut self, window: Window, per_output: usize, outputs: usize) -> Convolution {
        let weights = self.weights(window.taps() * per_output * outputs);
        let (bias, activation) = (self.weights(outputs), self.activation(outputs));
        Convolution { window, weights, bias, activation }
    }
}

#[test]
fn convolutions_agree_with_their_definition() {
    for seed in 0..120 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&CHANNELS);
        let (window, [height, width]) = sketch.window(shape);
        let channels = sketch.dice.pick(&CHANNELS);
        let conv = sketch.convolution(window, shape.channels, channels);
        let input = sketch.input(shape);
        let output = Shape::new(height, width, channels);
        let output = sketch.op(Op::Convolve(conv), &[input], output);
        sketch.agrees(&[output]);
    }
}

#[test]
fn products_of_one_row_and_of_many_agree() {
    // One row with many panels, and more rows than are kept hot at once.
    for (shape, channels) in [(Shape::new(1, 1, 37), 150), (Shape::new(31, 40, 24), 40)] {
        let mut sketch = Sketch::new(1);
        let (window, _) = window(shape, [1, 1], [1, 1], false);
        let conv = sketch.convolution(window, shape.channels, channels);
        let input = sketch.input(shape);
        let output = sketch.op(Op::Convolve(conv), &[input], Shape { channels, ..shape });
        sketch.agrees(&[output]);
    }
}

#[test]
fn depthwise_convolutions_agree_with_their_definition() {
    for seed in 0..120 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&WIDE);
        let (window, [height, width]) = sketch.window(shape);
        let conv = sketch.convolution(window, 1, shape.channels);
        let input = sketch.input(shape);
        let output = Shape { height, width, ..shape };
        let output = sketch.op(Op::Depthwise(conv), &[input], output);
        sketch.agrees(&[output]);
    }
}

#[test]
fn upsampling_places_every_tap() {
    for (seed, (tile, channels)) in [([2, 2], 16), ([2, 2], 5), ([1, 3], 3), ([4, 4], 17)]
        .into_iter()
        .cycle()
        .take(12)
        .enumerate()
    {
        let mut sketch = Sketch::new(seed.try_into().unwrap());
        let shape = Shape { channels, ..sketch.shape(&WIDE) };
        let [height, width] = tile;
        let window = Window { height, width, step_y: height, step_x: width, top: 0, left: 0 };
        let weights = sketch.weights(window.taps() * channels);
        let (bias, activation) = (sketch.weights(1), Activation::None);
        let conv = Convolution { window, weights, bias, activation };
        let input = sketch.input(shape);
        let output = Shape::new(shape.height * height, shape.width * width, 1);
        let grown = sketch.op(Op::Upsample { conv, logistic: false }, &[input], output);
        let output = sketch.op(Op::Logistic, &[grown], output);
        sketch.agrees(&[output]);
    }
}

#[test]
fn elementwise_operators_agree_whatever_the_channels() {
    for seed in 0..60 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&CHANNELS);
        let (a, b) = (sketch.input(shape), sketch.input(shape));
        let pixel = sketch.input(Shape::new(1, 1, shape.channels));
        let (first, second) =
            (sketch.activation(shape.channels), sketch.activation(shape.channels));
        let (all, each) = (sketch.weights(1), sketch.weights(shape.dense_len()));
        let outputs = [
            sketch.op(Op::Add(first), &[a, b], shape),
            sketch.op(Op::Multiply, &[a, b], shape),
            sketch.op(Op::Multiply, &[a, pixel], shape),
            sketch.op(Op::Scale(all), &[a], shape),
            sketch.op(Op::Scale(each), &[a], shape),
            sketch.op(Op::Activate(second), &[a], shape),
            sketch.op(Op::Logistic, &[a], shape),
        ];
        sketch.agrees(&outputs);
    }
}

#[test]
fn pools_leave_out_what_overhangs() {
    for seed in 0..60 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&WIDE);
        let (window, [height, width]) = sketch.window(shape);
        let input = sketch.input(shape);
        let output = Shape { height, width, ..shape };
        let outputs = [
            sketch.op(Op::MaxPool(window), &[input], output),
            sketch.op(Op::AveragePool(window), &[input], output),
        ];
        sketch.agrees(&outputs);
    }
}

#[test]
fn padding_reshaping_and_joining_move_every_value_to_its_place() {
    for seed in 0..60 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&CHANNELS);
        let input = sketch.input(shape);
        let [top, left, front] = [(); 3].map(|()| sketch.dice.pick(&[0, 1, 2, 12]));
        let padded = Shape::new(
            shape.height + top + 1,
            shape.width + left,
            shape.channels + front + sketch.dice.pick(&[0, 1, 16]),
        );
        let flat = Shape::new(1, shape.height * shape.channels, shape.width);
        let wide = Shape { width: 2 * shape.width, ..shape };
        let tall = Shape { height: 2 * shape.height, ..shape };
        let deep = Shape { channels: 2 * shape.channels, ..shape };
        let outputs = [
            sketch.op(Op::Pad { top, left, front }, &[input], padded),
            sketch.op(Op::Reshape, &[input], flat),
            sketch.op(Op::Concatenate(Axis::Height), &[input, input], tall),
            sketch.op(Op::Concatenate(Axis::Width), &[input, input], wide),
            sketch.op(Op::Concatenate(Axis::Channels), &[input, input], deep),
        ];
        sketch.agrees(&outputs);
    }
}

#[test]
fn resizing_agrees_for_every_sampling() {
    for seed in 0..30 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&WIDE);
        let input = sketch.input(shape);
        let output = Shape { channels: shape.channels, ..sketch.shape(&WIDE) };
        let samplings = [Sampling::Corner, Sampling::HalfPixel, Sampling::AlignedCorners];
        let outputs = samplings.map(|sampling| sketch.op(Op::Resize(sampling), &[input], output));
        sketch.agrees(&outputs);
    }
}

#[test]
fn landmarks_frame_a_region_and_come_back_from_it() {
    for seed in 0..30 {
        let mut sketch = Sketch::new(seed);
        let matrix_shape = Shape::new(1, 4, 4);
        let points_shape = Shape::new(1, 9, 3);
        // Features larger than the points' extent, and smaller, so that some samples lie outside.
        let features = sketch.input(Shape::new(3, 2, sketch_channels(seed)));
        let points = sketch.input(points_shape);
        let frame = LandmarkFrame {
            left: 0,
            right: 5,
            subset: vec![1, 2, 3, 5, 8],
            width_px: 6.0,
            height_px: 4.0,
            scale_x: 1.5,
            scale_y: 1.25,
        };
        let matrix = sketch.op(Op::LandmarksToMatrix(frame), &[points], matrix_shape);
        let region = Shape::new(4, 6, sketch_channels(seed));
        let sampled = sketch.op(Op::SampleTransformed, &[features, matrix], region);
        let found = sketch.input(Shape::new(1, 7, 2));
        let back = sketch.op(Op::TransformLandmarks, &[found, matrix], Shape::new(1, 7, 2));
        sketch.agrees(&[matrix, sampled, back]);
    }
}

fn sketch_channels(seed: u64) -> usize {
    if seed.is_multiple_of(2) { 32 } else { 7 }
}

/// A block of the detector: depthwise, 1×1 to more channels, plus the padded input, activated.
fn residual_block(seed: u64, grow: usize) -> (Sketch, usize) {
    let mut sketch = Sketch::new(seed);
    let shape = sketch.shape(&WIDE);
    let grown = Shape { channels: shape.channels + grow, ..shape };
    let none = |conv: Convolution| Convolution { activation: Activation::None, ..conv };
    let (three, _) = window(shape, [3, 3], [1, 1], true);
    let (one, _) = window(shape, [1, 1], [1, 1], true);
    let depthwise = none(sketch.convolution(three, 1, shape.channels));
    let pointwise = none(sketch.convolution(one, shape.channels, grown.channels));
    let act = sketch.activation(grown.channels);
    let input = sketch.input(shape);
    let inner = sketch.op(Op::Depthwise(depthwise), &[input], shape);
    let inner = sketch.op(Op::Activate(Activation::Relu), &[inner], shape);
    let product = sketch.op(Op::Convolve(pointwise), &[inner], grown);
    let padded = sketch.op(Op::Pad { top: 0, left: 0, front: 0 }, &[input], grown);
    let operands = if seed.is_multiple_of(2) { [padded, product] } else { [product, padded] };
    let sum = sketch.op(Op::Add(Activation::None), &operands, grown);
    let output = sketch.op(Op::Activate(act), &[sum], grown);
    (sketch, output)
}

#[test]
fn a_residual_block_fuses_to_two_operators_with_the_same_result() {
    for (seed, grow) in (0..24).zip([0, 3, 16, 40].into_iter().cycle()) {
        let (mut sketch, output) = residual_block(seed, grow);
        sketch.graph.outputs = vec![output];
        let fused = fuse(sketch.graph.clone());
        assert_eq!(fused.nodes.len(), 2, "{:?}", fused.nodes);
        sketch.agrees(&[output]);
    }
}

#[test]
fn what_is_read_twice_is_not_fused_away() {
    let (mut sketch, output) = residual_block(3, 16);
    let everything: Vec<usize> = sketch.graph.nodes.iter().map(|node| node.output).collect();
    sketch.graph.outputs.clone_from(&everything);
    assert_eq!(fuse(sketch.graph.clone()).nodes.len(), everything.len());
    assert!(everything.contains(&output));
    sketch.agrees(&everything);
}

#[test]
fn a_sum_of_two_convolutions_keeps_one_as_the_residual() {
    let mut sketch = Sketch::new(5);
    let shape = Shape::new(5, 6, 20);
    let (one, _) = window(shape, [1, 1], [1, 1], true);
    let input = sketch.input(shape);
    let product = |sketch: &mut Sketch| {
        let conv = sketch.convolution(one, 20, 20);
        let conv = Convolution { activation: Activation::None, ..conv };
        sketch.op(Op::Convolve(conv), &[input], shape)
    };
    let operands = [product(&mut sketch), product(&mut sketch)];
    let sum = sketch.op(Op::Add(Activation::Relu), &operands, shape);
    // The same tensor on both sides cannot be its own residual.
    let doubled = sketch.op(Op::Add(Activation::None), &[sum, sum], shape);
    sketch.graph.outputs = vec![doubled];
    assert_eq!(fuse(sketch.graph.clone()).nodes.len(), 3);
    sketch.agrees(&[doubled]);
}

#[test]
fn a_gated_sum_is_one_operator_and_its_average_needs_no_sum() {
    for seed in 0..12 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&WIDE);
        let pixel = Shape::new(1, 1, shape.channels);
        let (a, b) = (sketch.input(shape), sketch.input(shape));
        let whole = [shape.height, shape.width];
        let (window, _) = window(shape, whole, whole, false);
        let sum = sketch.op(Op::Add(Activation::None), &[a, b], shape);
        let mean = sketch.op(Op::AveragePool(window), &[sum], pixel);
        let gate = sketch.op(Op::Logistic, &[mean], pixel);
        let gated = sketch.op(Op::Multiply, &[a, gate], shape);
        let operands = if seed.is_multiple_of(2) { [gated, b] } else { [b, gated] };
        let act = sketch.activation(shape.channels);
        let output = sketch.op(Op::Add(act), &operands, shape);
        sketch.graph.outputs = vec![output];
        let fused = fuse(sketch.graph.clone());
        // One pixel may gate itself, and then it is not clear which of the two is the gate.
        let expected = if shape.pixels() == 1 { 3..=4 } else { 3..=3 };
        assert!(expected.contains(&fused.nodes.len()), "{:?}", fused.nodes);
        sketch.agrees(&[output]);
    }
}

#[test]
fn what_is_added_to_a_depthwise_convolution_comes_after_its_activation() {
    for seed in 0..24 {
        let mut sketch = Sketch::new(seed);
        let shape = sketch.shape(&WIDE);
        let size = sketch.dice.pick(&[[3, 3], [5, 5], [2, 3]]);
        let (window, _) = window(shape, size, [1, 1], true);
        let input = sketch.input(shape);
        let conv = sketch.convolution(window, 1, shape.channels);
        let inner = sketch.op(Op::Depthwise(conv), &[input], shape);
        let operands = if seed.is_multiple_of(2) { [inner, input] } else { [input, inner] };
        let sum = sketch.op(Op::Add(Activation::None), &operands, shape);
        let output = sketch.op(Op::Activate(Activation::Relu6), &[sum], shape);
        sketch.graph.outputs = vec![output];
        assert_eq!(fuse(sketch.graph.clone()).nodes.len(), 2);
        sketch.agrees(&[output]);
    }
}

#[test]
fn a_pointwise_convolution_changes_places_with_the_enlargement_before_it() {
    for seed in 0..12 {
        let mut sketch = Sketch::new(seed);
        let small = sketch.shape(&WIDE);
        let large = Shape { height: small.height * 2, width: small.width * 2 + 1, ..small };
        let output = large.with_channels(sketch.dice.pick(&WIDE));
        let (one, _) = window(large, [1, 1], [1, 1], true);
        let input = sketch.input(small);
        let sampling = [Sampling::Corner, Sampling::HalfPixel, Sampling::AlignedCorners];
        let sampling = sketch.dice.pick(&sampling);
        let enlarged = sketch.op(Op::Resize(sampling), &[input], large);
        let conv = sketch.convolution(one, large.channels, output.channels);
        let conv = Convolution { activation: Activation::None, ..conv };
        let product = sketch.op(Op::Convolve(conv), &[enlarged], output);
        let output = sketch.op(Op::Activate(Activation::HardSwish), &[product], output);
        sketch.graph.outputs = vec![output];
        let fused = fuse(sketch.graph.clone());
        assert!(matches!(fused.nodes[0].op, Op::Convolve(_)), "{:?}", fused.nodes);
        assert!(matches!(fused.nodes[1].op, Op::Resize(_)), "{:?}", fused.nodes);
        sketch.agrees(&[output]);
    }
}
