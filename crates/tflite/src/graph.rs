//! The model as typed operators over shapes, before anything is fused, packed or planned.

use std::sync::Arc;

use crate::block::LANES;

/// Index of a tensor in [`Graph::shapes`].
pub(crate) type TensorId = usize;

/// Constants in the order the file has them.
pub(crate) type Weights = Arc<[f32]>;

/// Height, width and channels of one image; lower ranks count from the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
}

impl Shape {
    pub fn new(height: usize, width: usize, channels: usize) -> Self {
        Self { height, width, channels }
    }

    pub fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Floats without padding.
    pub fn dense_len(self) -> usize {
        self.pixels() * self.channels
    }

    /// The same image with other channels.
    pub fn with_channels(self, channels: usize) -> Self {
        Self { channels, ..self }
    }

    /// Whether each pixel fills whole blocks. Up to four channels are stored densely instead:
    /// sixteen-fold padding of a mask would cost more than its kernels save.
    pub fn is_blocked(self) -> bool {
        self.channels > 4
    }

    /// Whether storage has no padding, so that it is the dense tensor already.
    pub fn is_stored_densely(self) -> bool {
        self.pixel_stride() == self.channels
    }

    /// Whether storage begins with the dense tensor: padding, if any, only follows it.
    pub fn begins_densely(self) -> bool {
        self.is_stored_densely() || self.pixels() == 1
    }

    /// Floats from one pixel to the next in storage. Padding lanes of a blocked pixel are zero.
    pub fn pixel_stride(self) -> usize {
        if self.is_blocked() { self.channels.next_multiple_of(LANES) } else { self.channels }
    }

    /// Blocks per pixel; only for blocked shapes.
    pub fn pixel_blocks(self) -> usize {
        self.channels.div_ceil(LANES)
    }

    /// Blocks of storage for the whole tensor.
    pub fn blocks(self) -> usize {
        (self.pixels() * self.pixel_stride()).div_ceil(LANES)
    }
}

/// Where a kernel is laid over its input: size, step, and the zeros before the first row and
/// column (what overhangs at the end is zero too, or left out of a pool).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub height: usize,
    pub width: usize,
    pub step_y: usize,
    pub step_x: usize,
    pub top: usize,
    pub left: usize,
}

impl Window {
    pub fn taps(&self) -> usize {
        self.height * self.width
    }
}

/// What happens to each value before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Activation {
    None,
    Relu,
    Relu6,
    HardSwish,
    /// Negative values times their channel's slope.
    Prelu(Weights),
}

/// How a resized pixel finds its place in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sampling {
    /// `u · in / out`.
    Corner,
    /// `(u + ½) · in / out − ½`.
    HalfPixel,
    /// `u · (in − 1) / (out − 1)`.
    AlignedCorners,
}

/// Parameters of `Landmarks2TransformMatrix`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LandmarkFrame {
    /// The two points whose line becomes horizontal.
    pub left: usize,
    pub right: usize,
    /// The points whose extent becomes the frame.
    pub subset: Vec<usize>,
    pub width_px: f32,
    pub height_px: f32,
    pub scale_x: f32,
    pub scale_y: f32,
}

/// The axis along which tensors are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Height,
    Width,
    Channels,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Convolution {
    pub window: Window,
    /// `[output channel][row][column][input channel]`; depthwise `[row][column][channel]`.
    pub weights: Weights,
    pub bias: Weights,
    pub activation: Activation,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op {
    /// With a second input, that is added before the activation; its missing channels are zero.
    Convolve(Convolution),
    /// With a second input, that is added after the activation.
    Depthwise(Convolution),
    /// Transposed convolution whose kernel equals its step, to one channel.
    Upsample {
        conv: Convolution,
        /// Whether the logistic follows the activation.
        logistic: bool,
    },
    /// With a third input, one pixel, the first is multiplied by it before the sum.
    Add(Activation),
    /// The second input has the shape of the first, or one pixel of it.
    Multiply,
    /// By one constant, or by one for each value.
    Scale(Weights),
    Activate(Activation),
    /// `1 / (1 + e⁻ˣ)`. No [`Activation`], because it lifts zero, and padding lanes with it.
    Logistic,
    MaxPool(Window),
    /// Of the sum of its inputs.
    AveragePool(Window),
    /// Zeros before each axis; the output shape says how many follow.
    Pad {
        top: usize,
        left: usize,
        front: usize,
    },
    Reshape,
    Concatenate(Axis),
    Resize(Sampling),
    LandmarksToMatrix(LandmarkFrame),
    /// Bilinear samples of the first input under the matrix of the second.
    SampleTransformed,
    /// Two-dimensional points of the first input under the matrix of the second.
    TransformLandmarks,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub op: Op,
    pub inputs: Vec<TensorId>,
    pub output: TensorId,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    pub shapes: Vec<Shape>,
    /// In an order in which every input is written before it is read.
    pub nodes: Vec<Node>,
    pub inputs: Vec<TensorId>,
    pub outputs: Vec<TensorId>,
}
