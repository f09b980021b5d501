//! Broken files for every decoder.

use anyhow::Result;

use crate::process::{cargo, run};

/// Builds the tool, by a profile of its own that is fast and checks arithmetic, and hands the words
/// over.
pub fn run_fuzz(words: &[&str]) -> Result<()> {
    let profile = ["--profile", "fuzz"];
    run(cargo().args(["run", "--quiet", "--package", "fuzz"]).args(profile).arg("--").args(words))
}
