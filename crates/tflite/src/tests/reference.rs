//! The operators as their definitions say, in double precision and without any layout.

use crate::graph::{
    Activation, Axis, Convolution, Graph, LandmarkFrame, Node, Op, Sampling, Shape, Window,
};

/// A dense tensor.
#[derive(Clone)]
struct Tensor {
    shape: Shape,
    values: Vec<f64>,
}

impl Tensor {
    /// The value of each place, worked out by `at(y, x, channel)`.
    fn from_fn(shape: Shape, mut at: impl FnMut(usize, usize, usize) -> f64) -> Self {
        let mut values = Vec::with_capacity(shape.dense_len());
        for y in 0..shape.height {
            for x in 0..shape.width {
                for c in 0..shape.channels {
                    values.push(at(y, x, c));
                }
            }
        }
        Self { shape, values }
    }

    fn at(&self, y: usize, x: usize, c: usize) -> f64 {
        self.values[(y * self.shape.width + x) * self.shape.channels + c]
    }

    /// The value `before` rows and columns up and left of `(y, x)`, if that is inside.
    fn before(&self, [y, x]: [usize; 2], before: [usize; 2], c: usize) -> Option<f64> {
        let (y, x) = (y.checked_sub(before[0])?, x.checked_sub(before[1])?);
        (y < self.shape.height && x < self.shape.width).then(|| self.at(y, x, c))
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self { shape: self.shape, values: self.values.iter().map(|&x| f(x)).collect() }
    }
}

/// Every tensor of the graph, by id; those that nothing writes are empty.
pub(super) fn run(graph: &Graph, inputs: &[Vec<f32>]) -> Vec<Vec<f64>> {
    let none = Tensor { shape: Shape::new(0, 0, 0), values: Vec::new() };
    let mut tensors = vec![none; graph.shapes.len()];
    for (&id, values) in graph.inputs.iter().zip(inputs) {
        let values = values.iter().map(|&x| x.into()).collect();
        tensors[id] = Tensor { shape: graph.shapes[id], values };
    }
    for Node { op, inputs, output } in &graph.nodes {
        let operands: Vec<&Tensor> = inputs.iter().map(|&id| &tensors[id]).collect();
        tensors[*output] = apply(op, &operands, graph.shapes[*output]);
    }
    tensors.into_iter().map(|tensor| tensor.values).collect()
}

fn apply(op: &Op, inputs: &[&Tensor], shape: Shape) -> Tensor {
    let input = inputs[0];
    match op {
        Op::Convolve(conv) => convolve(conv, input, shape),
        Op::Depthwise(conv) => depthwise(conv, input, shape),
        Op::Upsample { conv, logistic } => upsample(conv, *logistic, input, shape),
        Op::Add(act) => {
            let sum = |y, x, c| input.at(y, x, c) + inputs[1].at(y, x, c);
            activate(act, &Tensor::from_fn(shape, sum))
        }
        Op::Multiply => {
            let one_pixel = inputs[1].shape.pixels() == 1;
            let other = |y, x, c| {
                if one_pixel { inputs[1].at(0, 0, c) } else { inputs[1].at(y, x, c) }
            };
            Tensor::from_fn(shape, |y, x, c| input.at(y, x, c) * other(y, x, c))
        }
        Op::Scale(factors) => {
            let factors = factors.iter().cycle();
            let values = input.values.iter().zip(factors).map(|(&x, &k)| x * f64::from(k));
            Tensor { shape, values: values.collect() }
        }
        Op::Activate(act) => activate(act, input),
        Op::Logistic => input.map(logistic_of),
        Op::MaxPool(window) => {
            pool(window, input, shape, |under| under.iter().copied().fold(f64::MIN, f64::max))
        }
        Op::AveragePool(window) => pool(window, input, shape, |under| {
            under.iter().sum::<f64>() / f64::from(u32::try_from(under.len()).unwrap())
        }),
        &Op::Pad { top, left, front } => Tensor::from_fn(shape, |y, x, c| {
            let c = c.checked_sub(front).filter(|&c| c < input.shape.channels);
            c.and_then(|c| input.before([y, x], [top, left], c)).unwrap_or(0.0)
        }),
        Op::Reshape => Tensor { shape, values: input.values.clone() },
        Op::Concatenate(axis) => concatenate(*axis, inputs, shape),
        Op::Resize(sampling) => resize(*sampling, input, shape),
        Op::LandmarksToMatrix(frame) => to_matrix(frame, input, shape),
        Op::SampleTransformed => sample(input, inputs[1], shape),
        Op::TransformLandmarks => Tensor::from_fn(shape, |_, x, c| {
            let m = &inputs[1].values[4 * c..];
            m[0] * input.at(0, x, 0) + m[1] * input.at(0, x, 1) + m[3]
        }),
    }
}

fn logistic_of(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn activate(act: &Activation, tensor: &Tensor) -> Tensor {
    match act {
        Activation::None => tensor.clone(),
        Activation::Relu => tensor.map(|x| x.max(0.0)),
        Activation::Relu6 => tensor.map(|x| x.clamp(0.0, 6.0)),
        Activation::HardSwish => tensor.map(|x| x * (x + 3.0).clamp(0.0, 6.0) / 6.0),
        Activation::Prelu(slopes) => Tensor::from_fn(tensor.shape, |y, x, c| {
            let value = tensor.at(y, x, c);
            if value < 0.0 { value * f64::from(slopes[c]) } else { value }
        }),
    }
}

fn convolve(conv: &Convolution, input: &Tensor, shape: Shape) -> Tensor {
    let Window { height, width, step_y, step_x, top, left } = conv.window;
    let channels = input.shape.channels;
    let sums = Tensor::from_fn(shape, |y, x, n| {
        let mut sum = f64::from(conv.bias[n]);
        for (ky, kx) in (0..height).flat_map(|ky| (0..width).map(move |kx| (ky, kx))) {
            for c in 0..channels {
                let at = [y * step_y + ky, x * step_x + kx];
                let weight = conv.weights[((n * height + ky) * width + kx) * channels + c];
                sum += input.before(at, [top, left], c).unwrap_or(0.0) * f64::from(weight);
            }
        }
        sum
    });
    activate(&conv.activation, &sums)
}

fn depthwise(conv: &Convolution, input: &Tensor, shape: Shape) -> Tensor {
    let Window { height, width, step_y, step_x, top, left } = conv.window;
    let sums = Tensor::from_fn(shape, |y, x, c| {
        let mut sum = f64::from(conv.bias[c]);
        for (ky, kx) in (0..height).flat_map(|ky| (0..width).map(move |kx| (ky, kx))) {
            let weight = conv.weights[(ky * width + kx) * shape.channels + c];
            let at = [y * step_y + ky, x * step_x + kx];
            sum += input.before(at, [top, left], c).unwrap_or(0.0) * f64::from(weight);
        }
        sum
    });
    activate(&conv.activation, &sums)
}

fn upsample(conv: &Convolution, logistic: bool, input: &Tensor, shape: Shape) -> Tensor {
    let Window { height, width, .. } = conv.window;
    let channels = input.shape.channels;
    let sums = Tensor::from_fn(shape, |y, x, _| {
        let tap = y % height * width + x % width;
        let products = (0..channels).map(|c| {
            input.at(y / height, x / width, c) * f64::from(conv.weights[tap * channels + c])
        });
        products.sum::<f64>() + f64::from(conv.bias[0])
    });
    if logistic { sums.map(logistic_of) } else { sums }
}

fn pool(window: &Window, input: &Tensor, shape: Shape, of: impl Fn(&[f64]) -> f64) -> Tensor {
    let &Window { height, width, step_y, step_x, top, left } = window;
    Tensor::from_fn(shape, |y, x, c| {
        let taps = (0..height).flat_map(|ky| (0..width).map(move |kx| (ky, kx)));
        let under = taps.filter_map(|(ky, kx)| {
            input.before([y * step_y + ky, x * step_x + kx], [top, left], c)
        });
        of(&under.collect::<Vec<f64>>())
    })
}

fn concatenate(axis: Axis, inputs: &[&Tensor], shape: Shape) -> Tensor {
    Tensor::from_fn(shape, |mut y, mut x, mut c| {
        for input in inputs {
            let (at, len) = match axis {
                Axis::Height => (&mut y, input.shape.height),
                Axis::Width => (&mut x, input.shape.width),
                Axis::Channels => (&mut c, input.shape.channels),
            };
            if *at < len {
                return input.at(y, x, c);
            }
            *at -= len;
        }
        unreachable!("the parts are as long as the whole")
    })
}

#[expect(clippy::cast_precision_loss, reason = "sizes are small")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative")]
fn resize(sampling: Sampling, input: &Tensor, shape: Shape) -> Tensor {
    let place = |u: usize, from: usize, to: usize| {
        let at = match sampling {
            Sampling::Corner => u as f64 * from as f64 / to as f64,
            Sampling::HalfPixel => (u as f64 + 0.5) * from as f64 / to as f64 - 0.5,
            Sampling::AlignedCorners if to > 1 => u as f64 * (from - 1) as f64 / (to - 1) as f64,
            Sampling::AlignedCorners => 0.0,
        };
        let at = at.clamp(0.0, (from - 1) as f64);
        (at as usize, (at as usize + 1).min(from - 1), at.fract())
    };
    Tensor::from_fn(shape, |y, x, c| {
        let (y0, y1, fy) = place(y, input.shape.height, shape.height);
        let (x0, x1, fx) = place(x, input.shape.width, shape.width);
        let row = |y| input.at(y, x0, c) * (1.0 - fx) + input.at(y, x1, c) * fx;
        row(y0) * (1.0 - fy) + row(y1) * fy
    })
}

/// T(centre) · R(−r) · S · T(−frame / 2), multiplied out as 3×3 matrices.
fn to_matrix(frame: &LandmarkFrame, points: &Tensor, shape: Shape) -> Tensor {
    let point = |index| [points.at(0, index, 0), points.at(0, index, 1)];
    let ([x0, y0], [x1, y1]) = (point(frame.left), point(frame.right));
    let (sin, cos) = (-(y1 - y0).atan2(x1 - x0)).sin_cos();
    let turned = frame.subset.iter().map(|&index| {
        let [x, y] = point(index);
        [cos * x - sin * y, sin * x + cos * y]
    });
    let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
    for uv in turned {
        for axis in 0..2 {
            low[axis] = low[axis].min(uv[axis]);
            high[axis] = high[axis].max(uv[axis]);
        }
    }
    let middle = [f64::midpoint(low[0], high[0]), f64::midpoint(low[1], high[1])];
    let back = [[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]];
    let size = [f64::from(frame.width_px), f64::from(frame.height_px)];
    let scale_x = f64::from(frame.scale_x) * (high[0] - low[0]) / size[0];
    let scale_y = f64::from(frame.scale_y) * (high[1] - low[1]) / size[1];
    let scale = [[scale_x, 0.0, 0.0], [0.0, scale_y, 0.0], [0.0, 0.0, 1.0]];
    let shift = |[x, y]: [f64; 2]| [[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]];
    let [u, v] = middle;
    let centre = [cos * u + sin * v, cos * v - sin * u];
    let m = [back, scale, shift(size.map(|size| -size / 2.0))]
        .iter()
        .fold(shift(centre), |m, n| multiply(&m, n));
    let rows = [
        [m[0][0], m[0][1], 0.0, m[0][2]],
        [m[1][0], m[1][1], 0.0, m[1][2]],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ];
    Tensor { shape, values: rows.concat() }
}

fn multiply(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let cell = |i: usize, j: usize| (0..3).map(|k| a[i][k] * b[k][j]).sum();
    core::array::from_fn(|i| core::array::from_fn(|j| cell(i, j)))
}

#[expect(clippy::cast_precision_loss, reason = "sizes are small")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the image")]
fn sample(input: &Tensor, matrix: &Tensor, shape: Shape) -> Tensor {
    let m = &matrix.values;
    let last = [(input.shape.width - 1) as f64, (input.shape.height - 1) as f64];
    Tensor::from_fn(shape, |y, x, c| {
        let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
        let u = m[0] * px + m[1] * py + m[3] - 0.5;
        let v = m[4] * px + m[5] * py + m[7] - 0.5;
        if u < 0.0 || v < 0.0 || u > last[0] || v > last[1] {
            return 0.0;
        }
        let (x0, y0) = (u as usize, v as usize);
        let (x1, y1) = ((x0 + 1).min(input.shape.width - 1), (y0 + 1).min(input.shape.height - 1));
        let row = |y| input.at(y, x0, c) * (1.0 - u.fract()) + input.at(y, x1, c) * u.fract();
        row(y0) * (1.0 - v.fract()) + row(y1) * v.fract()
    })
}
