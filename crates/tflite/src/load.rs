//! From the bytes of a .tflite file to a typed graph.
//!
//! The schema: `tflite/converter/schema/schema.fbs` of <https://github.com/google-ai-edge/LiteRT>;
//! field numbers below are those of its tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Budget, LoadError, product};
use crate::flatbuffer::{Bent, Table};
use crate::graph::{Graph, Node, Shape, TensorId, Weights};
use crate::{check, half, lower};

const FLOAT32: u8 = 0;
const FLOAT16: u8 = 1;
const INT32: u8 = 2;

/// Most inputs or outputs of one operator, and of the graph.
const OPERANDS: usize = 64;
const NAME_BYTES: usize = 256;
/// Most operators and most tensors of a file: ten times those of the portrait models.
const OPERATORS: usize = 8192;
const TENSORS: usize = 16_384;

/// An input or output of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    pub name: String,
    /// Sizes, outermost first: `[1, height, width, channels]` for a picture.
    pub dims: Vec<usize>,
}

/// The graph with what a caller sees of it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub graph: Graph,
    pub inputs: Vec<TensorInfo>,
    pub outputs: Vec<TensorInfo>,
}

/// Reads, types and checks the only subgraph of the file.
pub(crate) fn load(bytes: &[u8], budget: &mut Budget) -> Result<Loaded, LoadError> {
    if bytes.get(4..8) != Some(b"TFL3") {
        return Err(LoadError::NotTflite);
    }
    let file = File::read(bytes)?;
    let mut loader = Loader { shapes: vec![None; file.tensors.len()], ..Loader::new(file, budget) };
    let (inputs, outputs) = loader.ends()?;
    for &id in &inputs {
        loader.define(id, "an input")?;
    }
    let mut nodes = Vec::new();
    for index in 0..loader.file.operators.len() {
        let operator = loader.file.operator(index)?;
        let name = operator.name.clone();
        let Some(node) = lower::lower(&mut loader, operator)? else { continue };
        loader.accept(&node, &name)?;
        nodes.push(node);
    }
    if let Some(id) = outputs.iter().find(|&&id| loader.shapes[id].is_none()) {
        let what = "nothing writes this output";
        return Err(LoadError::Unsupported { operator: format!("output {id}"), what });
    }
    let info = |&id: &TensorId| loader.file.info(id);
    let input_infos = inputs.iter().map(info).collect::<Result<_, _>>()?;
    let output_infos = outputs.iter().map(info).collect::<Result<_, _>>()?;
    let unused = Shape::new(0, 0, 0);
    let shapes = loader.shapes.iter().map(|shape| shape.unwrap_or(unused)).collect();
    let graph = Graph { shapes, nodes, inputs, outputs };
    Ok(Loaded { graph, inputs: input_infos, outputs: output_infos })
}

/// The tables of the file, before anything is made of them.
pub(crate) struct File<'a> {
    codes: Vec<Table<'a>>,
    buffers: Vec<Table<'a>>,
    subgraph: Table<'a>,
    tensors: Vec<Table<'a>>,
    operators: Vec<Table<'a>>,
}

/// One operator as the file has it.
pub(crate) struct Operator<'a> {
    pub code: u32,
    pub version: u32,
    pub name: String,
    /// Operands, with what is left out as `None`.
    pub inputs: Vec<Option<TensorId>>,
    pub outputs: Vec<Option<TensorId>>,
    pub options: Option<Table<'a>>,
    pub custom_options: &'a [u8],
}

impl<'a> File<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, LoadError> {
        let root = Table::root(bytes).map_err(LoadError::damaged("root table"))?;
        let tables = |field, part| root.tables(field).map_err(LoadError::damaged(part));
        let [subgraph] = tables(2, "list of subgraphs")?[..] else {
            let what = "only models of one subgraph are run";
            return Err(LoadError::Unsupported { operator: "several subgraphs".into(), what });
        };
        let file = Self {
            codes: tables(1, "list of operator codes")?,
            buffers: tables(4, "list of buffers")?,
            subgraph,
            tensors: subgraph.tables(0).map_err(LoadError::damaged("list of tensors"))?,
            operators: subgraph.tables(3).map_err(LoadError::damaged("list of operators"))?,
        };
        if file.operators.len() > OPERATORS {
            return Err(LoadError::TooLarge { limit: OPERATORS, unit: "operators" });
        }
        if file.tensors.len() > TENSORS {
            return Err(LoadError::TooLarge { limit: TENSORS, unit: "tensors" });
        }
        Ok(file)
    }

    fn operator(&self, index: usize) -> Result<Operator<'a>, LoadError> {
        let damaged = LoadError::damaged("list of operators");
        let table = self.operators[index];
        let code = table.u32(0, 0).map_err(&damaged)?;
        let code = usize::try_from(code).ok().and_then(|code| self.codes.get(code));
        let code = code.ok_or(LoadError::Damaged("list of operator codes"))?;
        let custom_name = code.bytes(1).map_err(&damaged)?;
        // Codes over 127 do not fit the old field, and old files lack the new one.
        let old_number = u32::from(code.u8(0, 0).map_err(&damaged)?);
        let number = code.u32(3, 0).map_err(&damaged)?.max(old_number);
        Ok(Operator {
            code: number,
            version: code.u32(2, 1).map_err(&damaged)?,
            name: lower::name(number, custom_name),
            inputs: self.operands(table.ints(1, OPERANDS))?,
            outputs: self.operands(table.ints(2, OPERANDS))?,
            options: table.table(4).map_err(&damaged)?,
            custom_options: table.bytes(5).map_err(&damaged)?,
        })
    }

    fn operands(&self, ids: Result<Vec<i32>, Bent>) -> Result<Vec<Option<TensorId>>, LoadError> {
        let known = |id: i32| match usize::try_from(id) {
            Ok(id) if id < self.tensors.len() => Ok(Some(id)),
            Err(_) if id == -1 => Ok(None),
            _ => Err(LoadError::Damaged("list of operands")),
        };
        ids.map_err(LoadError::damaged("list of operands"))?.into_iter().map(known).collect()
    }

    fn kind(&self, id: TensorId) -> Result<u8, LoadError> {
        self.tensors[id].u8(1, FLOAT32).map_err(LoadError::damaged("list of tensors"))
    }

    pub fn dims(&self, id: TensorId) -> Result<Vec<usize>, LoadError> {
        let damaged = LoadError::damaged("list of tensors");
        let dims = self.tensors[id].ints(0, 8).map_err(damaged)?;
        let size = |dim| usize::try_from(dim).map_err(|_| LoadError::Damaged("list of tensors"));
        dims.into_iter().map(size).collect()
    }

    /// The constant bytes of a tensor; empty when it has none.
    fn data(&self, id: TensorId) -> Result<&'a [u8], LoadError> {
        let damaged = LoadError::damaged("list of buffers");
        let buffer = self.tensors[id].u32(2, 0).map_err(&damaged)?;
        let buffer = usize::try_from(buffer).ok().and_then(|buffer| self.buffers.get(buffer));
        buffer.ok_or(LoadError::Damaged("list of buffers"))?.bytes(0).map_err(damaged)
    }

    fn info(&self, id: TensorId) -> Result<TensorInfo, LoadError> {
        let name = self.tensors[id].bytes(3).map_err(LoadError::damaged("list of tensors"))?;
        let name = name.get(..NAME_BYTES).unwrap_or(name);
        let name = name.escape_ascii().to_string();
        Ok(TensorInfo { name, dims: self.dims(id)? })
    }
}

/// What is known while operators are read in order.
pub(crate) struct Loader<'a, 'b> {
    pub file: File<'a>,
    /// Shapes of the tensors written so far.
    shapes: Vec<Option<Shape>>,
    constants: BTreeMap<TensorId, Weights>,
    budget: &'b mut Budget,
}

impl<'a, 'b> Loader<'a, 'b> {
    fn new(file: File<'a>, budget: &'b mut Budget) -> Self {
        Self { file, shapes: Vec::new(), constants: BTreeMap::new(), budget }
    }

    /// Inputs and outputs of the graph.
    fn ends(&self) -> Result<(Vec<TensorId>, Vec<TensorId>), LoadError> {
        let list = |field| {
            let ids = self.file.operands(self.file.subgraph.ints(field, OPERANDS))?;
            let ids: Option<Vec<TensorId>> = ids.into_iter().collect();
            ids.filter(|ids| !ids.is_empty()).ok_or(LoadError::Damaged("list of inputs or outputs"))
        };
        Ok((list(1)?, list(2)?))
    }

    /// The shape of a tensor that is already written, or `None` for constants and the unwritten.
    pub fn shape(&self, id: TensorId) -> Option<Shape> {
        self.shapes[id]
    }

    /// A constant of floats, or `None` if the tensor is none.
    pub fn constant(&mut self, id: TensorId) -> Result<Option<Weights>, LoadError> {
        if let Some(known) = self.constants.get(&id) {
            return Ok(Some(known.clone()));
        }
        let bytes = self.file.data(id)?;
        let kind = self.file.kind(id)?;
        let size = match kind {
            FLOAT32 => 4,
            FLOAT16 => 2,
            _ => return Ok(None),
        };
        if bytes.is_empty() {
            return Ok(None);
        }
        let count = product(&self.file.dims(id)?);
        if count.and_then(|count| count.checked_mul(size)) != Some(bytes.len()) {
            return Err(LoadError::Damaged("list of constants"));
        }
        self.budget.take_floats(&[bytes.len() / size])?;
        let weights: Weights = if kind == FLOAT32 {
            let (words, _) = bytes.as_chunks();
            words.iter().map(|&word| f32::from_le_bytes(word)).collect()
        } else {
            let (halves, _) = bytes.as_chunks();
            halves.iter().map(|&bits| half::to_f32(u16::from_le_bytes(bits))).collect()
        };
        self.constants.insert(id, Arc::clone(&weights));
        Ok(Some(weights))
    }

    /// Gives the constant of `from` to `to` as well: a DEQUANTIZE that is done once, here.
    pub fn copy_constant(&mut self, from: TensorId, to: TensorId) -> Result<bool, LoadError> {
        let Some(weights) = self.constant(from)? else { return Ok(false) };
        if self.shapes[to].is_some() || self.file.kind(to)? != FLOAT32 {
            return Ok(false);
        }
        self.constants.insert(to, weights);
        Ok(true)
    }

    /// At most sixteen constant integers, or `None` if the tensor holds none.
    pub fn ints(&self, id: TensorId) -> Result<Option<Vec<i32>>, LoadError> {
        let bytes = self.file.data(id)?;
        let (words, rest) = bytes.as_chunks();
        let is_ints = self.file.kind(id)? == INT32 && rest.is_empty();
        if !is_ints || words.is_empty() || words.len() > 16 {
            return Ok(None);
        }
        Ok(Some(words.iter().map(|&word| i32::from_le_bytes(word)).collect()))
    }

    /// The shape the file gives a tensor that will hold values.
    pub fn declared(&self, id: TensorId, operator: &str) -> Result<Shape, LoadError> {
        let refuse = |what| LoadError::Unsupported { operator: operator.to_owned(), what };
        if self.file.kind(id)? != FLOAT32 {
            return Err(refuse("its values are not 32-bit floats"));
        }
        let shape = match self.file.dims(id)?[..] {
            [] => Shape::new(1, 1, 1),
            [channels] => Shape::new(1, 1, channels),
            [width, channels] => Shape::new(1, width, channels),
            [height, width, channels] | [1, height, width, channels] => {
                Shape::new(height, width, channels)
            }
            _ => return Err(refuse("its shape is no single picture")),
        };
        if shape.height == 0 || shape.width == 0 || shape.channels == 0 {
            return Err(refuse("its shape is empty"));
        }
        Ok(shape)
    }

    /// Marks a tensor as written and pays for its storage.
    fn define(&mut self, id: TensorId, operator: &str) -> Result<(), LoadError> {
        let shape = self.declared(id, operator)?;
        let written = self.shapes[id].is_some() || self.constants.contains_key(&id);
        if written || !self.file.data(id)?.is_empty() {
            let what = "a tensor is written twice";
            return Err(LoadError::Unsupported { operator: operator.to_owned(), what });
        }
        // Room for the padding lanes of each pixel, and for a dense copy.
        let channels = shape.channels.checked_add(16);
        let channels = channels.ok_or(LoadError::Damaged("list of tensors"))?;
        self.budget.take_floats(&[2, shape.height, shape.width, channels])?;
        self.shapes[id] = Some(shape);
        Ok(())
    }

    /// Checks a typed operator and marks its output as written.
    fn accept(&mut self, node: &Node, operator: &str) -> Result<(), LoadError> {
        let refuse = |what| LoadError::Unsupported { operator: operator.to_owned(), what };
        let mut inputs = Vec::new();
        for &id in &node.inputs {
            inputs.push(self.shapes[id].ok_or(refuse("an operand is a constant or not written"))?);
        }
        self.define(node.output, operator)?;
        let output = self.declared(node.output, operator)?;
        check::check(&node.op, &inputs, output).map_err(refuse)?;
        check::charge(&node.op, &inputs, output, self.budget)
    }
}
