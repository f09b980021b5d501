//! The process in which things break.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::Path;

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::mutate::Broken;
use crate::progress::Progress;
use crate::targets::Target;

/// All the address space a child may use.
pub const MEMORY_BYTES: u64 = 1 << 30;

/// Runs the inputs of a range; what comes of them stands in `progress` at every moment.
pub fn run(target: &Target, seed: u64, inputs: Range<u64>, progress: &Path) -> Result<()> {
    let limit = Some(MEMORY_BYTES);
    setrlimit(Resource::As, Rlimit { current: limit, maximum: limit })
        .context("limiting the memory")?;
    // An abort is an answer here, not a reason to write the memory to a disc.
    let none = Some(0);
    setrlimit(Resource::Core, Rlimit { current: none, maximum: none })
        .context("doing without core files")?;
    let mut progress = Progress::open(progress).context("opening the progress")?;
    let broken = Broken::of(target)?;
    // The parent tells of panics; a million messages would tell nobody anything.
    set_hook(Box::new(|_| {}));
    let end = inputs.end;
    for input in inputs {
        progress.at(input).context("noting the progress")?;
        let bytes = broken.input(seed, input);
        match catch_unwind(AssertUnwindSafe(|| (target.run)(&bytes))) {
            Ok(true) => progress.accepted(),
            Ok(false) => {}
            Err(_) => progress.panicked(input).context("noting a panic")?,
        }
    }
    progress.done(end).context("noting the end")
}
