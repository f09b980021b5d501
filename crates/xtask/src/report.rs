//! What the chores print: one line per step, with its time.

use std::{
    io::{self, Write},
    time::Instant,
};

use anyhow::{Context, Result};

/// Writes one line to stdout. A closed pipe is no reason to leave a chore half done.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// Runs one step and prints its name, what it says of itself, and its seconds.
pub fn step(name: &str, work: impl FnOnce() -> Result<String>) -> Result<()> {
    let started = Instant::now();
    let outcome = work().with_context(|| format!("step `{name}`"));
    let seconds = started.elapsed().as_secs_f64();
    match &outcome {
        Ok(detail) => say(&format!("{name:<10} {detail}  {seconds:.1} s")),
        Err(_) => say(&format!("{name:<10} failed  {seconds:.1} s")),
    }
    outcome.map(|_| ())
}
