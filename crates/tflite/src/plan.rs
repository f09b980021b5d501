//! From a fused graph to steps over shared memory: each tensor has a slot for as long as it lives.

use std::sync::Arc;

use crate::block::{Block, blocks_of};
use crate::graph::{Graph, Op, Shape, TensorId};
use crate::kernel::activation::Act;
use crate::kernel::{
    Convolution, Depthwise, Kernel, Operands, Resize, Upsample, View, ViewMut, write_dense,
};
use crate::simd::Engine;

/// Where a tensor lives while it lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub slot: usize,
    pub shape: Shape,
}

/// One kernel with the places of its operands. The output shares no slot with an input.
#[derive(Debug)]
pub(crate) struct Step {
    kernel: Kernel,
    inputs: Vec<Place>,
    output: Place,
}

/// One step of a model, for a bench to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepInfo {
    /// The kernel, with the size and step of its window where it has one.
    pub kernel: String,
    /// Height, width and channels of the first input.
    pub input: [usize; 3],
    /// Height, width and channels of the output.
    pub output: [usize; 3],
    /// Multiplications with an addition that the operator is made of, without any padding; 0 for
    /// what is not a sum of products.
    pub multiply_adds: usize,
}

/// The memory of one model; slots are as large as their largest tensor.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    pub slots: Vec<Vec<Block>>,
    scratch: Vec<Block>,
}

/// A graph ready to run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub steps: Vec<Step>,
    pub memory: Memory,
    pub inputs: Vec<Place>,
    pub outputs: Vec<Place>,
}

/// Packs the weights and places every tensor.
pub(crate) fn plan(graph: &Graph) -> Plan {
    let mut slots = Slots::new(graph);
    for &id in &graph.inputs {
        slots.place(id);
    }
    let mut steps = Vec::with_capacity(graph.nodes.len());
    let mut scratch = 0;
    for (index, node) in graph.nodes.iter().enumerate() {
        let shape = |id: TensorId| graph.shapes[id];
        let (input, output) = (shape(node.inputs[0]), shape(node.output));
        let kernel = pack(&node.op, input, output);
        scratch = scratch.max(kernel.scratch_blocks(input, output));
        // The output is placed before the inputs are let go, so it shares no slot with them.
        let output = slots.place(node.output);
        let inputs = node.inputs.iter().map(|&id| slots.place_of(id)).collect();
        slots.release(&node.inputs, node.output, index);
        steps.push(Step { kernel, inputs, output });
    }
    let places = |ids: &[TensorId]| ids.iter().map(|&id| slots.place_of(id)).collect();
    Plan {
        steps,
        inputs: places(&graph.inputs),
        outputs: places(&graph.outputs),
        memory: Memory {
            slots: slots.sizes.iter().map(|&size| vec![Block::ZERO; size]).collect(),
            scratch: vec![Block::ZERO; scratch],
        },
    }
}

impl Step {
    pub fn run(&self, engine: Engine, memory: &mut Memory) {
        let Memory { slots, scratch } = memory;
        // The output slot is lifted out, so that inputs can be read beside it.
        let mut out = core::mem::take(&mut slots[self.output.slot]);
        let shape = self.output.shape;
        let mut output = ViewMut { blocks: &mut out[..shape.blocks()], shape };
        let inputs = Inputs { places: &self.inputs, slots };
        self.kernel.run(engine, &inputs, &mut output, scratch);
        slots[self.output.slot] = out;
    }

    pub fn info(&self) -> StepInfo {
        let dims = |Shape { height, width, channels }: Shape| [height, width, channels];
        let (input, output) = (self.inputs[0].shape, self.output.shape);
        StepInfo {
            kernel: self.kernel.name(),
            input: dims(input),
            output: dims(output),
            multiply_adds: self.kernel.multiply_adds(input, output),
        }
    }
}

impl Memory {
    /// Overwrites everything, to show what is read without having been written.
    #[cfg(test)]
    pub fn fill(&mut self, block: Block) {
        self.slots.iter_mut().chain([&mut self.scratch]).for_each(|blocks| blocks.fill(block));
    }

    pub fn view(&self, place: Place) -> View<'_> {
        let Place { slot, shape } = place;
        View { blocks: &self.slots[slot][..shape.blocks()], shape }
    }

    pub fn bytes(&self) -> usize {
        let blocks: usize = self.slots.iter().map(Vec::len).sum();
        (blocks + self.scratch.len()) * size_of::<Block>()
    }

    pub fn view_mut(&mut self, place: Place) -> ViewMut<'_> {
        let Place { slot, shape } = place;
        ViewMut { blocks: &mut self.slots[slot][..shape.blocks()], shape }
    }
}

struct Inputs<'a> {
    places: &'a [Place],
    slots: &'a [Vec<Block>],
}

impl Operands for Inputs<'_> {
    fn count(&self) -> usize {
        self.places.len()
    }

    fn get(&self, index: usize) -> View<'_> {
        let Place { slot, shape } = self.places[index];
        View { blocks: &self.slots[slot][..shape.blocks()], shape }
    }
}

fn pack(op: &Op, input: Shape, output: Shape) -> Kernel {
    match op {
        Op::Convolve(conv) => Kernel::Convolution(Convolution::pack(conv, input, output)),
        Op::Depthwise(conv) => Kernel::Depthwise(Depthwise::pack(conv, output)),
        Op::Upsample { conv, logistic } => Kernel::Upsample(Upsample::pack(conv, *logistic, input)),
        Op::Add(act) => Kernel::Add(Act::pack(act, output)),
        Op::Multiply => Kernel::Multiply,
        Op::Scale(factors) if factors.len() == 1 => Kernel::ScaleAll(factors[0]),
        Op::Scale(factors) => Kernel::ScaleEach(stored(factors, input)),
        Op::Activate(act) => Kernel::Activate(Act::pack(act, output)),
        Op::Logistic => Kernel::Logistic,
        Op::MaxPool(window) => Kernel::MaxPool(*window),
        Op::AveragePool(window) => Kernel::AveragePool(*window),
        &Op::Pad { top, left, front } => Kernel::Pad { top, left, front },
        Op::Reshape => Kernel::Reshape,
        Op::Concatenate(axis) => Kernel::Concatenate(*axis),
        Op::Resize(sampling) => Kernel::Resize(Resize::pack(*sampling, input, output)),
        Op::LandmarksToMatrix(frame) => Kernel::LandmarksToMatrix(frame.clone()),
        Op::SampleTransformed => Kernel::SampleTransformed,
        Op::TransformLandmarks => Kernel::TransformLandmarks,
    }
}

/// Constants as a tensor of `shape` is stored.
fn stored(values: &[f32], shape: Shape) -> Arc<[Block]> {
    if shape.is_stored_densely() {
        return blocks_of(values).into();
    }
    let mut blocks = vec![Block::ZERO; shape.blocks()];
    write_dense(values, &mut ViewMut { blocks: &mut blocks, shape });
    blocks.into()
}

/// Hands out slots by the lifetimes of the tensors.
struct Slots<'a> {
    graph: &'a Graph,
    /// The last node that reads a tensor; `None` if it outlives the run or is never read.
    last_read: Vec<Option<usize>>,
    kept: Vec<bool>,
    slot: Vec<usize>,
    /// Blocks of each slot.
    sizes: Vec<usize>,
    free: Vec<usize>,
}

impl<'a> Slots<'a> {
    fn new(graph: &'a Graph) -> Self {
        let mut last_read = vec![None; graph.shapes.len()];
        for (index, node) in graph.nodes.iter().enumerate() {
            for &id in &node.inputs {
                last_read[id] = Some(index);
            }
        }
        let mut kept = vec![false; graph.shapes.len()];
        // A caller may set an input once and run often; an output stays until the next run.
        for &id in graph.inputs.iter().chain(&graph.outputs) {
            kept[id] = true;
        }
        let slot = vec![usize::MAX; graph.shapes.len()];
        Self { graph, last_read, kept, slot, sizes: Vec::new(), free: Vec::new() }
    }

    /// The free slot that wastes least, or a new one.
    fn place(&mut self, id: TensorId) -> Place {
        let need = self.graph.shapes[id].blocks();
        let sizes = &self.sizes;
        // A slot that must grow costs memory now; one too large only costs what it wastes.
        let waste = |&slot: &usize| match sizes[slot].checked_sub(need) {
            Some(spare) => spare,
            None => (need - sizes[slot]).saturating_mul(2),
        };
        let best = (0..self.free.len()).min_by_key(|&index| waste(&self.free[index]));
        let slot = match best {
            // What a caller sees never shares memory with anything else.
            Some(index) if !self.kept[id] => self.free.swap_remove(index),
            _ => {
                self.sizes.push(0);
                self.sizes.len() - 1
            }
        };
        self.sizes[slot] = self.sizes[slot].max(need);
        self.slot[id] = slot;
        self.place_of(id)
    }

    fn place_of(&self, id: TensorId) -> Place {
        Place { slot: self.slot[id], shape: self.graph.shapes[id] }
    }

    /// Lets go of what node `index` was the last to read, or what it wrote for nobody.
    fn release(&mut self, inputs: &[TensorId], output: TensorId, index: usize) {
        let dead = |id: TensorId| !self.kept[id] && self.last_read[id].is_none_or(|k| k == index);
        let mut slots: Vec<usize> = inputs
            .iter()
            .chain(core::iter::once(&output))
            .filter(|&&id| dead(id))
            .map(|&id| self.slot[id])
            .collect();
        slots.sort_unstable();
        slots.dedup();
        self.free.extend(slots);
    }
}
