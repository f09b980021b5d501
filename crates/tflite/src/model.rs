//! A loaded model: inputs to fill, a run that cannot fail, outputs to read.

use core::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::block::{floats, floats_mut};
use crate::error::{Budget, LoadError};
use crate::fuse::fuse;
use crate::graph::{Graph, Op};
use crate::kernel::{read_dense, write_dense};
use crate::load::{self, TensorInfo};
use crate::plan::{self, Memory, Place, Step, StepInfo};
use crate::simd::{Engine, Isa, IsaMissing};

/// A model ready to run on one thread. A clone has its own memory and shares the weights.
#[derive(Debug, Clone)]
pub struct Model {
    steps: Arc<[Step]>,
    memory: Memory,
    inputs: Vec<End>,
    outputs: Vec<End>,
    infos: Arc<Infos>,
    engine: Engine,
}

#[derive(Debug)]
struct Infos {
    inputs: Vec<TensorInfo>,
    outputs: Vec<TensorInfo>,
    subsets: Vec<Vec<usize>>,
}

/// A tensor that a caller sees.
#[derive(Debug, Clone)]
struct End {
    place: Place,
    /// The dense values, where storage pads its pixels.
    dense: Option<Vec<f32>>,
}

impl Model {
    /// Loads a .tflite file. Any bytes may be given: what is damaged, too large (256 MiB of
    /// tensors and weights) or not understood in full is refused.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let loaded = load::load(bytes, &mut Budget::new())?;
        let subsets = landmark_subsets(&loaded.graph);
        let infos = Infos { inputs: loaded.inputs, outputs: loaded.outputs, subsets };
        Ok(Self::new(loaded.graph, infos))
    }

    /// As [`Model::load`], after checking that the file is the one that was meant.
    /// `sha256_hex` is in lower-case hexadecimal digits.
    pub fn load_checked(bytes: &[u8], sha256_hex: &str) -> Result<Self, LoadError> {
        let mut found = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            // Writing to a string cannot fail.
            let _ = write!(found, "{byte:02x}");
        }
        if found != sha256_hex {
            return Err(LoadError::Hash { expected: sha256_hex.to_owned(), found });
        }
        Self::load(bytes)
    }

    fn new(graph: Graph, infos: Infos) -> Self {
        let plan = plan::plan(&fuse(graph));
        let ends = |places: Vec<Place>| places.into_iter().map(End::new).collect();
        Self {
            steps: plan.steps.into(),
            memory: plan.memory,
            inputs: ends(plan.inputs),
            outputs: ends(plan.outputs),
            infos: Arc::new(infos),
            engine: Engine::best(),
        }
    }

    pub fn inputs(&self) -> &[TensorInfo] {
        &self.infos.inputs
    }

    pub fn outputs(&self) -> &[TensorInfo] {
        &self.infos.outputs
    }

    /// The values of input `index`, dense and in the order of its dims (a picture: row by row,
    /// pixel by pixel, channel by channel). They stay as they are until they are written again.
    ///
    /// # Panics
    /// If there is no such input.
    pub fn input_mut(&mut self, index: usize) -> &mut [f32] {
        let End { place, dense } = &mut self.inputs[index];
        if let Some(values) = dense {
            return values;
        }
        let len = place.shape.dense_len();
        &mut floats_mut(self.memory.view_mut(*place).blocks)[..len]
    }

    /// Works out the outputs from the inputs.
    pub fn run(&mut self) {
        self.run_watched(|_| {});
    }

    /// As [`Model::run`]; `after` is told of each step, by its place in [`Model::steps`], when it
    /// has been run. That is how a bench learns what each one costs.
    pub fn run_watched(&mut self, mut after: impl FnMut(usize)) {
        for End { place, dense } in &self.inputs {
            if let Some(values) = dense {
                write_dense(values, &mut self.memory.view_mut(*place));
            }
        }
        for (index, step) in self.steps.iter().enumerate() {
            step.run(self.engine, &mut self.memory);
            after(index);
        }
        for End { place, dense } in &mut self.outputs {
            if let Some(values) = dense {
                read_dense(self.memory.view(*place), values);
            }
        }
    }

    /// The values of output `index` after the last run, dense and in the order of its dims;
    /// zeros before the first.
    ///
    /// # Panics
    /// If there is no such output.
    pub fn output(&self, index: usize) -> &[f32] {
        let End { place, dense } = &self.outputs[index];
        match dense {
            Some(values) => values,
            None => &floats(self.memory.view(*place).blocks)[..place.shape.dense_len()],
        }
    }

    /// The instruction set that runs use: the fastest available unless set otherwise.
    pub fn isa(&self) -> Isa {
        self.engine.isa()
    }

    /// Uses another instruction set from now on.
    pub fn set_isa(&mut self, isa: Isa) -> Result<(), IsaMissing> {
        self.engine = Engine::new(isa)?;
        Ok(())
    }

    /// What [`Model::run`] does, in its order.
    pub fn steps(&self) -> Vec<StepInfo> {
        self.steps.iter().map(Step::info).collect()
    }

    /// The landmarks that frame each refined region, by index into the mesh, in the order of the
    /// model's `Landmarks2TransformMatrix` operators.
    pub fn landmark_subsets(&self) -> Vec<Vec<usize>> {
        self.infos.subsets.clone()
    }

    /// Bytes of tensors and scratch memory that one clone has for itself.
    pub fn memory_bytes(&self) -> usize {
        let ends = self.inputs.iter().chain(&self.outputs);
        let dense: usize = ends.filter_map(|end| end.dense.as_ref()).map(Vec::len).sum();
        self.memory.bytes() + dense * size_of::<f32>()
    }
}

impl End {
    fn new(place: Place) -> Self {
        let shape = place.shape;
        let dense = (!shape.is_stored_densely()).then(|| vec![0.0; shape.dense_len()]);
        Self { place, dense }
    }
}

fn landmark_subsets(graph: &Graph) -> Vec<Vec<usize>> {
    let subset = |op: &Op| match op {
        Op::LandmarksToMatrix(frame) => Some(frame.subset.clone()),
        _ => None,
    };
    graph.nodes.iter().filter_map(|node| subset(&node.op)).collect()
}
