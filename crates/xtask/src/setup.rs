//! Everything the product needs that is not in the repository, put in place and checked.

mod models;
mod packages;
mod scripts;
mod target;

pub use models::{MODELS, Model};
pub use packages::{PACKAGES, Package};
pub use target::WASM;

use anyhow::{Result, bail};

use crate::report::step;

/// How much to set up. Each goal includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// To build and run the product.
    Demo,
    /// To run every test as well.
    Test,
}

impl Goal {
    /// Reads `demo` or `test`, as written after `--for`.
    pub fn from_word(word: &str) -> Result<Self> {
        match word {
            "demo" => Ok(Self::Demo),
            "test" => Ok(Self::Test),
            other => bail!("--for takes `demo` or `test`, not `{other}`"),
        }
    }
}

/// Debian packages, portrait models, scripts, and for the tests the target of the browser's engine,
/// in this order. What is right already is left alone.
pub fn setup(goal: Goal) -> Result<()> {
    step("packages", || packages::install(goal))?;
    step("models", models::fetch)?;
    step("scripts", || scripts::install(goal))?;
    if goal < Goal::Test {
        return Ok(());
    }
    step("target", target::install)
}

/// What the engine in a browser needs, and no more.
pub fn setup_wasm() -> Result<()> {
    step("models", models::fetch)?;
    step("target", target::install)
}
