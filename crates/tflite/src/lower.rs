//! From the file's operators to typed ones, each option read and anything unknown refused.

use crate::error::LoadError;
use crate::flatbuffer::{Bent, Table};
use crate::flexbuffer;
use crate::graph::{
    Activation, Axis, Convolution, LandmarkFrame, Node, Op, Sampling, Shape, TensorId, Weights,
    Window,
};
use crate::load::{Loader, Operator};

/// Builtin operators by the numbers of the schema's `BuiltinOperator`.
const NAMES: [(u32, &str); 17] = [
    (0, "ADD"),
    (1, "AVERAGE_POOL_2D"),
    (2, "CONCATENATION"),
    (3, "CONV_2D"),
    (4, "DEPTHWISE_CONV_2D"),
    (6, "DEQUANTIZE"),
    (14, "LOGISTIC"),
    (17, "MAX_POOL_2D"),
    (18, "MUL"),
    (19, "RELU"),
    (21, "RELU6"),
    (22, "RESHAPE"),
    (23, "RESIZE_BILINEAR"),
    (34, "PAD"),
    (45, "STRIDED_SLICE"),
    (54, "PRELU"),
    (117, "HARD_SWISH"),
];
const CUSTOM: u32 = 32;
const CUSTOM_NAME_BYTES: usize = 64;

/// What to call an operator in a refusal.
pub(crate) fn name(code: u32, custom: &[u8]) -> String {
    if code == CUSTOM {
        let custom = custom.get(..CUSTOM_NAME_BYTES).unwrap_or(custom);
        return custom.escape_ascii().to_string();
    }
    let known = NAMES.iter().find(|&&(number, _)| number == code);
    known.map_or_else(|| format!("operator {code}"), |&(_, name)| name.to_owned())
}

/// Types one operator; `None` for a DEQUANTIZE of constants, which is done here and now.
pub(crate) fn lower<'a>(
    loader: &mut Loader<'a, '_>,
    operator: Operator<'a>,
) -> Result<Option<Node>, LoadError> {
    if operator.name == "DEQUANTIZE" {
        let node = Lowering { loader, operator };
        let (from, to) = (node.input(0)?, node.output()?);
        if node.loader.copy_constant(from, to)? {
            return Ok(None);
        }
        return Err(node.refuse("only constants of half floats are dequantised"));
    }
    Lowering { loader, operator }.node().map(Some)
}

struct Lowering<'l, 'a, 'b> {
    loader: &'l mut Loader<'a, 'b>,
    operator: Operator<'a>,
}

impl<'a> Lowering<'_, 'a, '_> {
    fn node(mut self) -> Result<Node, LoadError> {
        let output = self.output()?;
        let first = self.input(0)?;
        let mut inputs = vec![first];
        let name = self.operator.name.clone();
        let op = match (self.operator.code, name.as_str()) {
            (CUSTOM, custom) => self.custom(custom, &mut inputs)?,
            (_, "ADD") => {
                inputs.push(self.input(1)?);
                Op::Add(self.activation(0)?)
            }
            (_, "MUL") => self.multiply(&mut inputs)?,
            (_, "CONV_2D") => Op::Convolve(self.convolution(3, [4, 5])?),
            (_, "DEPTHWISE_CONV_2D") => Op::Depthwise(self.convolution(4, [5, 6])?),
            (_, "AVERAGE_POOL_2D") => Op::AveragePool(self.pool()?),
            (_, "MAX_POOL_2D") => Op::MaxPool(self.pool()?),
            (_, "CONCATENATION") => self.concatenate(&mut inputs)?,
            (_, "RELU") => Op::Activate(Activation::Relu),
            (_, "RELU6") => Op::Activate(Activation::Relu6),
            (_, "HARD_SWISH") => Op::Activate(Activation::HardSwish),
            (_, "LOGISTIC") => Op::Logistic,
            (_, "PRELU") => Op::Activate(Activation::Prelu(self.constant(1)?)),
            (_, "RESHAPE") => Op::Reshape,
            (_, "STRIDED_SLICE") => self.whole_slice()?,
            (_, "RESIZE_BILINEAR") => self.resize()?,
            (_, "PAD") => self.pad()?,
            _ => return Err(self.refuse("it is not among the operators of the portrait models")),
        };
        Ok(Node { op, inputs, output })
    }

    fn custom(&mut self, name: &str, inputs: &mut Vec<TensorId>) -> Result<Op, LoadError> {
        match name {
            "Convolution2DTransposeBias" => self.upsample(),
            "Landmarks2TransformMatrix" => self.landmarks_to_matrix(),
            "TransformTensorBilinear" => {
                inputs.push(self.input(1)?);
                // The first version lacks the half-pixel correction.
                if self.operator.version != 2 {
                    return Err(self.refuse("only its version 2 is known"));
                }
                let size = [self.option("output_height")?, self.option("output_width")?];
                let output = self.declared(self.output()?)?;
                if size.map(index) != [Some(output.height), Some(output.width)] {
                    return Err(self.refuse("its options do not fit its output"));
                }
                Ok(Op::SampleTransformed)
            }
            "TransformLandmarks" => {
                inputs.push(self.input(1)?);
                Ok(Op::TransformLandmarks)
            }
            _ => Err(self.refuse("no such custom operator is known")),
        }
    }

    /// A full or depthwise convolution; the fields say where its options stand.
    fn convolution(
        &mut self,
        activation: usize,
        dilations: [usize; 2],
    ) -> Result<Convolution, LoadError> {
        for field in dilations {
            if self.u32(field, 1)? != 1 {
                return Err(self.refuse("it is dilated"));
            }
        }
        let dims = self.loader.file.dims(self.input(1)?)?;
        let &[_, height, width, _] = &dims[..] else {
            return Err(self.refuse("its weights have not four dimensions"));
        };
        let window = self.window(height, width)?;
        let (weights, bias) = (self.constant(1)?, self.bias()?);
        Ok(Convolution { window, weights, bias, activation: self.activation(activation)? })
    }

    /// The bias, or zeros where it is left out.
    fn bias(&mut self) -> Result<Weights, LoadError> {
        if let Some(&Some(id)) = self.operator.inputs.get(2) {
            let bias = self.loader.constant(id)?;
            return bias.ok_or_else(|| self.refuse("its bias is not constant"));
        }
        let channels = self.declared(self.output()?)?.channels;
        let weights = self.constant(1)?.len();
        if channels > weights {
            return Err(self.refuse("its weights do not fit its shapes"));
        }
        Ok(vec![0.0; channels].into())
    }

    fn upsample(&mut self) -> Result<Op, LoadError> {
        let dims = self.loader.file.dims(self.input(1)?)?;
        let &[_, height, width, _] = &dims[..] else {
            return Err(self.refuse("its weights have not four dimensions"));
        };
        // Three little-endian integers: padding, then the step across and down.
        let options = self.operator.custom_options;
        let (words, rest) = options.as_chunks();
        let &[_, step_x, step_y] = words else { return Err(self.refuse("it has no options")) };
        let step = |word| usize::try_from(u32::from_le_bytes(word)).unwrap_or(usize::MAX);
        let (step_y, step_x) = (step(step_y), step(step_x));
        if !rest.is_empty() {
            return Err(self.refuse("it has unknown options"));
        }
        // Kernel and step are equal (see the check), so padding of either kind is none.
        let window = Window { height, width, step_y, step_x, top: 0, left: 0 };
        let (weights, bias) = (self.constant(1)?, self.bias()?);
        let conv = Convolution { window, weights, bias, activation: Activation::None };
        Ok(Op::Upsample { conv, logistic: false })
    }

    fn multiply(&mut self, inputs: &mut Vec<TensorId>) -> Result<Op, LoadError> {
        if self.u8(0)? != 0 {
            return Err(self.refuse("it has an activation"));
        }
        let (a, b) = (self.input(0)?, self.input(1)?);
        let output = self.output()?;
        for (value, factor) in [(a, b), (b, a)] {
            if self.loader.shape(value).is_some() && self.loader.shape(factor).is_none() {
                let factors = self.loader.constant(factor)?;
                *inputs = vec![value];
                let factors = factors.ok_or_else(|| self.refuse("an operand is not written"))?;
                return Ok(Op::Scale(factors));
            }
        }
        // The kernel wants the larger operand first.
        let swap = self.loader.shape(a) != Some(self.declared(output)?);
        *inputs = if swap { vec![b, a] } else { vec![a, b] };
        Ok(Op::Multiply)
    }

    fn pool(&mut self) -> Result<Window, LoadError> {
        if self.u8(5)? != 0 {
            return Err(self.refuse("it has an activation"));
        }
        let (width, height) = (self.size(3)?, self.size(4)?);
        self.window(height, width)
    }

    fn concatenate(&mut self, inputs: &mut Vec<TensorId>) -> Result<Op, LoadError> {
        if self.u8(1)? != 0 {
            return Err(self.refuse("it has an activation"));
        }
        *inputs =
            (0..self.operator.inputs.len()).map(|i| self.input(i)).collect::<Result<_, _>>()?;
        let rank = self.loader.file.dims(self.output()?)?.len();
        let axis = self.u32(0, 0)?.cast_signed();
        let counted = if axis < 0 { i32::try_from(rank).unwrap_or(0) + axis } else { axis };
        let inner = usize::try_from(counted).ok().and_then(|axis| rank.checked_sub(axis + 1));
        match inner {
            Some(0) => Ok(Op::Concatenate(Axis::Channels)),
            Some(1) => Ok(Op::Concatenate(Axis::Width)),
            Some(2) => Ok(Op::Concatenate(Axis::Height)),
            _ => Err(self.refuse("it joins along the batch")),
        }
    }

    /// A slice that keeps everything, as converters leave behind.
    fn whole_slice(&mut self) -> Result<Op, LoadError> {
        let dims = self.loader.file.dims(self.input(0)?)?;
        let [begin, end, step] = [self.ints(1)?, self.ints(2)?, self.ints(3)?];
        let ends: Vec<Option<usize>> = end.iter().map(|&end| usize::try_from(end).ok()).collect();
        let all: Vec<Option<usize>> = dims.iter().map(|&dim| Some(dim)).collect();
        let keeps = ends == all
            && begin.len() == dims.len()
            && step.len() == dims.len()
            && begin.iter().all(|&begin| begin == 0)
            && step.iter().all(|&step| step == 1);
        if keeps { Ok(Op::Reshape) } else { Err(self.refuse("it leaves something out")) }
    }

    fn resize(&mut self) -> Result<Op, LoadError> {
        let sampling = match (self.u8(2)?, self.u8(3)?) {
            (0, 0) => Sampling::Corner,
            (0, _) => Sampling::HalfPixel,
            (_, 0) => Sampling::AlignedCorners,
            _ => return Err(self.refuse("its corners cannot be both aligned and halved")),
        };
        Ok(Op::Resize(sampling))
    }

    fn pad(&mut self) -> Result<Op, LoadError> {
        let refuse = || LoadError::Unsupported {
            operator: self.operator.name.clone(),
            what: "its padding is negative, along the batch, or does not fit its output",
        };
        let paddings = self.ints(1)?;
        let (pairs, rest) = paddings.as_chunks();
        let mut before = [0; 3];
        let (input, output) = (self.declared(self.input(0)?)?, self.declared(self.output()?)?);
        let inputs = [input.channels, input.width, input.height];
        let outputs = [output.channels, output.width, output.height];
        for (axis, &[first, last]) in pairs.iter().rev().enumerate() {
            let (first, last) = (usize::try_from(first), usize::try_from(last));
            let (Ok(first), Ok(last)) = (first, last) else { return Err(refuse()) };
            let Some(slot) = before.get_mut(axis) else {
                if first != 0 || last != 0 {
                    return Err(refuse());
                }
                continue;
            };
            let total = first.checked_add(last).and_then(|pad| pad.checked_add(inputs[axis]));
            if total != Some(outputs[axis]) {
                return Err(refuse());
            }
            *slot = first;
        }
        let rank = self.loader.file.dims(self.input(0)?)?.len();
        if !rest.is_empty() || pairs.len() != rank {
            return Err(refuse());
        }
        let [front, left, top] = before;
        Ok(Op::Pad { top, left, front })
    }

    fn landmarks_to_matrix(&mut self) -> Result<Op, LoadError> {
        #[expect(clippy::cast_possible_truncation, reason = "options are small numbers")]
        let small = |value: f64| value as f32;
        if self.option("target_rotation_radians")? != 0.0 {
            return Err(self.refuse("its target is rotated"));
        }
        let point = |value: f64| index(value).unwrap_or(usize::MAX);
        let subset = self.options("subset_idxs")?.into_iter().map(point).collect();
        Ok(Op::LandmarksToMatrix(LandmarkFrame {
            left: point(self.option("left_rotation_idx")?),
            right: point(self.option("right_rotation_idx")?),
            subset,
            width_px: small(self.option("output_width")?),
            height_px: small(self.option("output_height")?),
            scale_x: small(self.option("scale_x")?),
            scale_y: small(self.option("scale_y")?),
        }))
    }

    /// The window of a convolution or pool, whose output must be what its padding makes it.
    fn window(&self, height: usize, width: usize) -> Result<Window, LoadError> {
        let same = match self.u8(0)? {
            0 => true,
            1 => false,
            _ => return Err(self.refuse("its padding is neither SAME nor VALID")),
        };
        let (step_x, step_y) = (self.size(1)?, self.size(2)?);
        let (input, output) = (self.declared(self.input(0)?)?, self.declared(self.output()?)?);
        let top = before(same, [height, step_y, input.height, output.height]);
        let left = before(same, [width, step_x, input.width, output.width]);
        let (Some(top), Some(left)) = (top, left) else {
            return Err(self.refuse("its output does not have the size its padding makes"));
        };
        Ok(Window { height, width, step_y, step_x, top, left })
    }

    fn activation(&self, field: usize) -> Result<Activation, LoadError> {
        match self.u8(field)? {
            0 => Ok(Activation::None),
            1 => Ok(Activation::Relu),
            3 => Ok(Activation::Relu6),
            _ => Err(self.refuse("its activation is not known")),
        }
    }

    fn input(&self, index: usize) -> Result<TensorId, LoadError> {
        let id = self.operator.inputs.get(index).copied().flatten();
        id.ok_or_else(|| self.refuse("it lacks an operand"))
    }

    fn output(&self) -> Result<TensorId, LoadError> {
        match self.operator.outputs[..] {
            [Some(id)] => Ok(id),
            _ => Err(self.refuse("it has not one output")),
        }
    }

    fn declared(&self, id: TensorId) -> Result<Shape, LoadError> {
        self.loader.declared(id, &self.operator.name)
    }

    fn constant(&mut self, index: usize) -> Result<Weights, LoadError> {
        let constant = self.loader.constant(self.input(index)?)?;
        constant.ok_or_else(|| self.refuse("its weights are not constant floats"))
    }

    fn ints(&self, index: usize) -> Result<Vec<i32>, LoadError> {
        let ints = self.loader.ints(self.input(index)?)?;
        ints.ok_or_else(|| self.refuse("its parameters are not constant integers"))
    }

    fn u8(&self, field: usize) -> Result<u8, LoadError> {
        self.option_table(0, |options| options.u8(field, 0))
    }

    fn u32(&self, field: usize, default: u32) -> Result<u32, LoadError> {
        self.option_table(default, |options| options.u32(field, default))
    }

    fn size(&self, field: usize) -> Result<usize, LoadError> {
        self.u32(field, 0).map(|size| usize::try_from(size).unwrap_or(usize::MAX))
    }

    fn option_table<T>(
        &self,
        default: T,
        read: impl FnOnce(Table<'a>) -> Result<T, Bent>,
    ) -> Result<T, LoadError> {
        let value = self.operator.options.map(read).transpose();
        Ok(value.map_err(LoadError::damaged("operator options"))?.unwrap_or(default))
    }

    fn options(&self, key: &str) -> Result<Vec<f64>, LoadError> {
        let map = flexbuffer::map(self.operator.custom_options);
        let mut map = map.map_err(|_| LoadError::Damaged("custom options"))?;
        map.remove(key).ok_or_else(|| self.refuse("it lacks an option"))
    }

    fn option(&self, key: &str) -> Result<f64, LoadError> {
        match self.options(key)?[..] {
            [value] => Ok(value),
            _ => Err(self.refuse("an option is not one number")),
        }
    }

    fn refuse(&self, what: &'static str) -> LoadError {
        LoadError::Unsupported { operator: self.operator.name.clone(), what }
    }
}

/// Padding before the first pixel, or `None` if `output` is not what the padding makes.
fn before(same: bool, [kernel, step, input, output]: [usize; 4]) -> Option<usize> {
    if kernel == 0 || step == 0 {
        return None;
    }
    if same {
        let reach = (output.checked_sub(1)?).checked_mul(step)?.checked_add(kernel)?;
        (output == input.div_ceil(step)).then_some(reach.saturating_sub(input) / 2)
    } else {
        (output == input.checked_sub(kernel)? / step + 1).then_some(0)
    }
}

/// A whole, small number as an index.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn index(value: f64) -> Option<usize> {
    let whole = value.fract() == 0.0 && (0.0..65_536.0).contains(&value);
    whole.then_some(value as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_that_of_tensorflow() {
        // [kernel, step, input, output] → zeros before the first pixel.
        let table = [
            (true, [3, 1, 8, 8], Some(1)),
            (true, [3, 2, 8, 4], Some(0)),
            (true, [5, 2, 128, 64], Some(1)),
            (true, [2, 2, 7, 4], Some(0)),
            (true, [3, 2, 8, 5], None),
            (false, [3, 3, 3, 1], Some(0)),
            (false, [2, 2, 7, 3], Some(0)),
            (false, [4, 1, 3, 1], None),
            (false, [1, 0, 3, 3], None),
        ];
        for (same, sizes, expected) in table {
            assert_eq!(before(same, sizes), expected, "{same} {sizes:?}");
        }
    }

    #[test]
    fn operators_have_the_names_of_the_schema() {
        assert_eq!(name(117, b""), "HARD_SWISH");
        assert_eq!(name(124, b""), "operator 124");
        assert_eq!(name(CUSTOM, b"Cut\xff"), "Cut\\xff");
    }
}
