//! The house's own chores, and the house rules as checks.

pub mod bench;
pub mod ci;
pub mod demo;
pub mod evaluate;
pub mod fuzz;
pub mod postgres;
pub mod process;
pub mod report;
pub mod setup;
pub mod suite;
pub mod tidy;
pub mod wasm;
