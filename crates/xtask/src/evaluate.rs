//! The evaluation of the portrait engine: error rates of every rule, into docs/evaluation.md.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::{cargo, root, run};

/// What is written; the same bytes for the same pictures.
const INTO: &str = "docs/evaluation.md";

/// Judges drawn faces, and the photographs of a folder where one is given.
pub fn evaluate(portraits: Option<&str>) -> Result<()> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "evaluate", "--"]);
    command.arg("--models").arg(root().join("models"));
    command.arg("--into").arg(root().join(INTO));
    if let Some(folder) = portraits {
        // Relative to where the command was given, which the cargo above does not run in.
        let folder: PathBuf =
            std::path::absolute(folder).with_context(|| format!("finding {folder}"))?;
        command.arg("--portraits").arg(folder);
    }
    run(&mut command)
}
