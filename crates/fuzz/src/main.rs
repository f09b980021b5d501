//! 破坏性测试: broken files for every decoder, by the million.
//!
//! `cargo-fuzz` and libFuzzer need a nightly compiler, which this house does without; so this
//! tool makes its own inputs. It has no feedback from the code it runs: in place of it stand
//! corpora that reach deep, mutators that know each format, and numbers large enough.
//!
//! Each target runs in a child process under 1 GiB of address space. Panics are caught and
//! counted; an abort, a crash or a hang ends the child, and the parent, which knows from a small
//! file which input it was and what came before, saves that input and starts another child behind
//! it. An input follows from target, seed and number alone, so every finding can be made again.

mod chance;
mod child;
mod corpus;
mod mutate;
mod parent;
mod progress;
mod targets;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;

use targets::{DRILL, TARGETS, Target};

/// Feeds broken files to the decoders.
#[derive(Debug, Parser)]
struct Words {
    /// One target only.
    #[arg(long)]
    target: Option<String>,
    /// Inputs for each target.
    #[arg(long, default_value_t = 100_000)]
    inputs: u64,
    /// Another seed makes other inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where inputs are saved that broke something.
    #[arg(long, default_value = "target/fuzz")]
    into: PathBuf,
    /// Run as the child from this input on; the parent's word.
    #[arg(long, hide = true)]
    child_from: Option<u64>,
    /// The child notes here which input it is at.
    #[arg(long, hide = true)]
    progress: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Words::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether nothing broke.
fn run(words: &Words) -> Result<bool> {
    let wanted: Vec<&Target> = match words.target.as_deref() {
        None => TARGETS.iter().collect(),
        Some(name) => TARGETS.iter().chain([&DRILL]).filter(|one| one.name == name).collect(),
    };
    if wanted.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        bail!("no such target; there are {}", names.join(", "));
    }
    if let (Some(from), Some(progress), [target]) =
        (words.child_from, &words.progress, wanted.as_slice())
    {
        child::run(target, words.seed, from..words.inputs, progress)?;
        return Ok(true);
    }
    std::fs::create_dir_all(&words.into).context("creating the folder for findings")?;
    let mut is_clean = true;
    parent::say_header();
    for target in wanted {
        is_clean &= parent::run(target, words.seed, words.inputs, &words.into)?;
    }
    Ok(is_clean)
}
