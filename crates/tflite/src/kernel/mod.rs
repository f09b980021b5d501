//! The operators as they are run: weights packed, operands in storage, nothing left to check.

pub(crate) mod activation;
mod convolution;
mod depthwise;
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

    pub fn run(
        &self,
        engine: Engine,
        inputs: &impl Operands,
        output: &mut ViewMut<'_>,
        scratch: &mut [Block],
    ) {
        let first = inputs.get(0);
        match self {
            Kernel::Convolution(layer) => {
                let residual = (inputs.count() == 2).then(|| inputs.get(1));
                layer.run(engine, (first, residual), output, scratch);
            }
            Kernel::Depthwise(layer) => layer.run(engine, first, output, scratch),
            Kernel::Upsample(layer) => layer.run(engine, first, output),
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
            Kernel::AveragePool(window) => pool::average(engine, window, first, output),
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
