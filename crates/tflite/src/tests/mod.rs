//! Every operator on every instruction set, against plain loops over the same graph.

mod operators;
mod reference;

use crate::block::{Block, LANES};
use crate::check::check;
use crate::fuse::fuse;
use crate::graph::{Graph, Node, Op, Shape, TensorId, Weights, Window};
use crate::kernel::{read_dense, write_dense};
use crate::plan::plan;
use crate::simd::{Engine, Isa};

/// Kernels may differ from the reference, and from each other, by this much of `1 + |value|`:
/// the reference sums in double precision, kernels in single precision and another order.
const TOLERANCE: f64 = 2e-5;

/// A generator of test values: Knuth's MMIX multiplier, upper bits.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A value from −1 to 1.
    #[expect(clippy::cast_precision_loss, reason = "31 random bits need not be exact")]
    fn value(&mut self) -> f32 {
        self.next() as f32 / (1_u64 << 30) as f32 - 1.0
    }

    fn values(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.value()).collect()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.next()).unwrap() % from.len()]
    }
}

/// A graph under construction, with constants from the dice.
struct Sketch {
    graph: Graph,
    dice: Dice,
}

impl Sketch {
    fn new(seed: u64) -> Self {
        Self { graph: Graph::default(), dice: Dice(seed) }
    }

    fn weights(&mut self, count: usize) -> Weights {
        self.dice.values(count).into()
    }

    fn input(&mut self, shape: Shape) -> TensorId {
        let id = self.tensor(shape);
        self.graph.inputs.push(id);
        id
    }

    fn tensor(&mut self, shape: Shape) -> TensorId {
        self.graph.shapes.push(shape);
        self.graph.shapes.len() - 1
    }

    /// Appends an operator, which must pass the check that loading makes.
    fn op(&mut self, op: Op, inputs: &[TensorId], output: Shape) -> TensorId {
        let shapes: Vec<Shape> = inputs.iter().map(|&id| self.graph.shapes[id]).collect();
        assert_eq!(check(&op, &shapes, output), Ok(()), "{op:?} from {shapes:?} to {output:?}");
        let output = self.tensor(output);
        self.graph.nodes.push(Node { op, inputs: inputs.to_vec(), output });
        output
    }

    /// Runs the graph on every instruction set, fused and as it is, and compares all that it
    /// writes to `outputs` with the reference.
    fn agrees(mut self, outputs: &[TensorId]) {
        self.graph.outputs = outputs.to_vec();
        let lens: Vec<usize> =
            self.graph.inputs.iter().map(|&id| self.graph.shapes[id].dense_len()).collect();
        let inputs: Vec<Vec<f32>> = lens.into_iter().map(|len| self.dice.values(len)).collect();
        let tensors = reference::run(&self.graph, &inputs);
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_available()) {
            for graph in [self.graph.clone(), fuse(self.graph.clone())] {
                let found = run(&graph, &inputs, isa);
                for (&id, found) in outputs.iter().zip(found) {
                    compare(&tensors[id], &found, isa, &graph);
                }
            }
        }
    }
}

fn compare(expected: &[f64], found: &[f32], isa: Isa, graph: &Graph) {
    assert_eq!(expected.len(), found.len());
    for (index, (&expected, &found)) in expected.iter().zip(found).enumerate() {
        let error = (expected - f64::from(found)).abs();
        let allowed = TOLERANCE * (1.0 + expected.abs());
        assert!(
            error <= allowed,
            "{isa:?}: value {index} is {found}, not {expected}, in {:?} of {graph:?}",
            graph.shapes,
        );
    }
}

/// Runs a graph from memory that holds nothing but NaN, so that nothing unwritten can be read.
fn run(graph: &Graph, inputs: &[Vec<f32>], isa: Isa) -> Vec<Vec<f32>> {
    let engine = Engine::new(isa).unwrap();
    let mut plan = plan(graph);
    plan.memory.fill(Block([f32::NAN; LANES]));
    for (&place, values) in plan.inputs.iter().zip(inputs) {
        write_dense(values, &mut plan.memory.view_mut(place));
    }
    for step in &plan.steps {
        step.run(engine, &mut plan.memory);
    }
    let read = |&place| {
        let view = plan.memory.view(place);
        let mut values = vec![0.0; view.shape.dense_len()];
        read_dense(view, &mut values);
        values
    };
    plan.outputs.iter().map(read).collect()
}

/// A window over `input` with TensorFlow's SAME or VALID padding, and what it makes.
fn window(
    input: Shape,
    [height, width]: [usize; 2],
    [step_y, step_x]: [usize; 2],
    same: bool,
) -> (Window, [usize; 2]) {
    let axis = |input: usize, size: usize, step: usize| {
        if !same {
            return ((input - size) / step + 1, 0);
        }
        let output = input.div_ceil(step);
        (output, ((output - 1) * step + size).saturating_sub(input) / 2)
    };
    let (out_height, top) = axis(input.height, height, step_y);
    let (out_width, left) = axis(input.width, width, step_x);
    (Window { height, width, step_y, step_x, top, left }, [out_height, out_width])
}
