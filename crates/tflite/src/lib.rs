//! A small interpreter for the portrait models: .tflite files of 32-bit floats, run on one thread.
//!
//! It knows the operators of the face detector, the attention mesh and the selfie mask, and
//! refuses every other by name. A file goes through four stages: [`load`] reads and types it and
//! [`check`]s that all shapes fit, [`fuse`] merges neighbouring operators, [`plan`] packs the
//! weights and gives each tensor its memory, and the steps in [`kernel`] run on vectors of sixteen
//! floats whose instructions `simd` chooses at run time.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bytes = std::fs::read("models/selfie_segmentation.tflite")?;
//! let mut model = tflite::Model::load(&bytes)?;
//! model.input_mut(0).fill(0.5);
//! model.run();
//! let mask = model.output(0);
//! # Ok(())
//! # }
//! ```

mod block;
mod check;
mod error;
mod flatbuffer;
mod flexbuffer;
mod fuse;
mod graph;
mod half;
mod kernel;
mod load;
mod lower;
mod model;
mod plan;
mod simd;

pub use error::LoadError;
pub use load::TensorInfo;
pub use model::Model;
pub use plan::StepInfo;
pub use simd::{Isa, IsaMissing};

#[cfg(test)]
mod tests;
