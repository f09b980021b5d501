//! The operators as they are run: weights packed, operands in storage, nothing left to check.

pub(crate) mod activation;
mod convolution;
pub(crate) mod depthwise;
mod elementwise;
mod landmark;
mod layout;
mod matrix;
mod pool;
mod resize;
mod upsample;

pub(crate) use convolution::Convolution;
pub(crate) use depthwise::Depthwise;
pub(crate) use layout::{read_dense, write_dense};
pub(crate) use resize::Resize;
pub(crate) use upsample::Upsample;

use std::sync::Arc;

use activation::Act;

use crate::block::{Block, floats, floats_mut};
use crate::graph::{Axis, LandmarkFrame, Shape, Window};
use crate::simd::Engine;

/// A tensor in storage.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub blocks: &'a [Block],
    pub shape: Shape,
}

impl<'a> View<'a> {
    pub fn floats(self) -> &'a [f32] {
        floats(self.blocks)
    }
}

/// A tensor in storage, to write.
pub(crate) struct ViewMut<'a> {
    pub blocks: &'a mut [Block],
    pub shape: Shape,
}

impl ViewMut<'_> {
    pub fn reborrow(&mut self) -> ViewMut<'_> {
        ViewMut { blocks: self.blocks, shape: self.shape }
    }

    pub fn floats_mut(&mut self) -> &mut [f32] {
        floats_mut(self.blocks)
    }
}

/// The inputs of a step, by position.
pub(crate) trait Operands {
    fn count(&self) -> usize;
    fn get(&self, index: usize) -> View<'_>;
}

/// One operator, ready to run.
#[derive(Debug)]
pub(crate) enum Kernel {
    Convolution(Convolution),
    Depthwise(Depthwise),
    Upsample(Upsample),
    Add(Act),
    Multiply,
    ScaleAll(f32),
    /// One factor for each value, stored as the tensor is.
    ScaleEach(Arc<[Block]>),
    Activate(Act),
    Logistic,
    MaxPool(Window),
    AveragePool(Window),
    Pad {
        top: usize,
        left: usize,
        front: usize,
    },
    Reshape,
    Concatenate(Axis),
    Resize(Resize),
    LandmarksToMatrix(LandmarkFrame),
    SampleTransformed,
    TransformLandmarks,
}

impl Kernel {
    /// Blocks of scratch memory that [`Kernel::run`] wants.
    pub fn scratch_blocks(&self, input: Shape, output: Shape) -> usize {
        match self {
            Kernel::Convolution(layer) => layer.scratch_blocks(input, output),
            Kernel::Depthwise(_) => depthwise::scratch_blocks(input),
            _ => 0,
        }
    }

    /// What a bench calls it.
    pub fn name(&self) -> String {
        let windowed = |name: &str, window: &Window| {
            let Window { height, width, step_y, .. } = window;
            format!("{name} {height}×{width}/{step_y}")
        };
        match self {
            Kernel::Convolution(layer) => windowed("convolution", layer.window()),
            Kernel::Depthwise(layer) => windowed("depthwise", layer.window()),
            Kernel::Upsample(layer) => windowed("upsample", layer.window()),
            Kernel::MaxPool(window) => windowed("max pool", window),
            Kernel::AveragePool(window) => windowed("average pool", window),
            Kernel::Add(_) => "add".to_owned(),
            Kernel::Multiply => "multiply".to_owned(),
            Kernel::ScaleAll(_) | Kernel::ScaleEach(_) => "scale".to_owned(),
            Kernel::Activate(_) => "activate".to_owned(),
            Kernel::Logistic => "logistic".to_owned(),
            Kernel::Pad { .. } => "pad".to_owned(),
            Kernel::Reshape => "reshape".to_owned(),
            Kernel::Concatenate(_) => "concatenate".to_owned(),
            Kernel::Resize(_) => "resize".to_owned(),
            Kernel::LandmarksToMatrix(_) => "landmarks to matrix".to_owned(),
            Kernel::SampleTransformed => "sample transformed".to_owned(),
            Kernel::TransformLandmarks => "transform landmarks".to_owned(),
        }
    }

    /// Multiplications with an addition, by the definition of the operator.
    pub fn multiply_adds(&self, input: Shape, output: Shape) -> usize {
        match self {
            Kernel::Convolution(layer) => {
                output.dense_len() * layer.window().taps() * input.channels
            }
            Kernel::Depthwise(layer) => output.dense_len() * layer.window().taps(),
            Kernel::Upsample(_) => output.dense_len() * input.channels,
            _ => 0,
        }
    }

    pub fn run(
        &self,
        engine: Engine,
        inputs: &impl Operands,
        output: &mut ViewMut<'_>,
        scratch: &mut [Block],
    ) {
        let first = inputs.get(0);
        let second = (inputs.count() == 2).then(|| inputs.get(1));
        match self {
            Kernel::Convolution(layer) => layer.run(engine, (first, second), output, scratch),
            Kernel::Depthwise(layer) => layer.run(engine, (first, second), output, scratch),
            Kernel::Upsample(layer) => layer.run(engine, first, output),
            Kernel::Add(act) if inputs.count() == 3 => {
                let operands = [first, inputs.get(1), inputs.get(2)];
                elementwise::gated_add(engine, operands, output, act);
            }
            Kernel::Add(act) => elementwise::add(engine, [first, inputs.get(1)], output, act),
            Kernel::Multiply => elementwise::multiply(engine, first, inputs.get(1), output),
            Kernel::ScaleAll(factor) => elementwise::scale(engine, first, *factor, output),
            Kernel::ScaleEach(factors) => {
                let factors = View { blocks: factors, shape: first.shape };
                elementwise::multiply(engine, first, factors, output);
            }
            Kernel::Activate(act) => elementwise::activate(engine, first, output, act),
            Kernel::Logistic => elementwise::logistic(engine, first, output),
            Kernel::MaxPool(window) => pool::max(engine, window, first, output),
            Kernel::AveragePool(window) => pool::average(engine, window, (first, second), output),
            &Kernel::Pad { top, left, front } => layout::pad(first, [top, left, front], output),
            Kernel::Reshape => layout::reshape(first, output),
            Kernel::Concatenate(axis) => layout::concatenate(*axis, inputs, output),
            Kernel::Resize(tables) => tables.run(engine, first, output),
            Kernel::LandmarksToMatrix(frame) => landmark::to_matrix(frame, first, output),
            Kernel::SampleTransformed => landmark::sample(engine, first, inputs.get(1), output),
            Kernel::TransformLandmarks => landmark::transform(first, inputs.get(1), output),
        }
    }
}
