//! The process that watches: starts children, saves what broke them, and reports.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

use crate::mutate::Broken;
use crate::progress::Tally;
use crate::targets::Target;

/// A decoder that needs longer for one small file hangs.
const HANG: Duration = Duration::from_secs(20);

/// How often a child is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// After so many dead children a target is given up.
const MAX_DEATHS: usize = 20;

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Done,
    /// It aborted, crashed or went out of memory.
    Died,
    /// It was ended because it no longer came forward.
    Hung,
}

/// What one target came to.
#[derive(Debug, Default)]
struct Report {
    accepted: u64,
    panics: Vec<u64>,
    deaths: Vec<u64>,
    hangs: Vec<u64>,
    peak_bytes: u64,
}

/// The head of the table of [`run`].
pub fn say_header() {
    say("| Target | Inputs | Read, not refused | Inputs/s | Panics | Aborts | Hangs | Most MiB |");
    say("|---|---:|---:|---:|---:|---:|---:|---:|");
}

/// Runs all inputs of a target and prints one line; whether nothing broke.
pub fn run(target: &Target, seed: u64, inputs: u64, into: &Path) -> Result<bool> {
    let started = Instant::now();
    let mut report = Report::default();
    let mut from = 0;
    while from < inputs && report.deaths.len() + report.hangs.len() < MAX_DEATHS {
        let (ending, tally) = watch(target, seed, from, inputs)?;
        report.accepted += tally.accepted;
        report.panics.extend(tally.panics);
        report.peak_bytes = report.peak_bytes.max(tally.peak_bytes);
        match ending {
            Ending::Done => {}
            Ending::Died => report.deaths.push(tally.input),
            Ending::Hung => report.hangs.push(tally.input),
        }
        // The next child starts behind the input that ended this one.
        from = tally.input + u64::from(ending != Ending::Done);
    }
    save(target, seed, into, &report)?;
    #[expect(clippy::cast_precision_loss, reason = "a rate is shown in three digits")]
    let rate = from as f64 / started.elapsed().as_secs_f64();
    let Report { accepted, panics, deaths, hangs, peak_bytes } = &report;
    say(&format!(
        "| {} | {from} | {accepted} | {rate:.0} | {} | {} | {} | {} |",
        target.name,
        panics.len(),
        deaths.len(),
        hangs.len(),
        peak_bytes >> 20,
    ));
    Ok(panics.is_empty() && deaths.is_empty() && hangs.is_empty())
}

/// Runs one child to its end; what it had counted by then.
fn watch(target: &Target, seed: u64, from: u64, inputs: u64) -> Result<(Ending, Tally)> {
    let progress = NamedTempFile::new().context("making the file of progress")?;
    // A child that dies before its first input has come no further than this.
    std::fs::write(progress.path(), from.to_le_bytes()).context("starting the progress")?;
    let mut child = Command::new(std::env::current_exe().context("finding this program")?)
        .args(["--target", target.name, "--seed", &seed.to_string()])
        .args(["--inputs", &inputs.to_string(), "--child-from", &from.to_string()])
        .arg("--progress")
        .arg(progress.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        // The allocator's last words, and those of the C library, a million times.
        .stderr(Stdio::null())
        .spawn()
        .context("starting a child")?;
    let mut last = (from, Instant::now());
    let ending = loop {
        if let Some(status) = child.try_wait().context("looking at the child")? {
            break if status.success() { Ending::Done } else { Ending::Died };
        }
        let now = Tally::read(progress.path()).input;
        if now != last.0 {
            last = (now, Instant::now());
        } else if last.1.elapsed() > HANG {
            child.kill().context("ending a child that hangs")?;
            child.wait().context("waiting for it")?;
            break Ending::Hung;
        }
        std::thread::sleep(LOOK);
    };
    Ok((ending, Tally::read(progress.path())))
}

/// Writes every input that broke something to a file of its own.
fn save(target: &Target, seed: u64, into: &Path, report: &Report) -> Result<()> {
    let findings = [("panic", &report.panics), ("abort", &report.deaths), ("hang", &report.hangs)];
    let broken = Broken::of(target)?;
    for (kind, inputs) in findings {
        for input in inputs.iter().take(MAX_DEATHS) {
            let name = format!("{}-{kind}-{seed}-{input}.bin", target.name);
            std::fs::write(into.join(&name), broken.input(seed, *input))
                .with_context(|| format!("saving {name}"))?;
        }
    }
    Ok(())
}

/// A closed pipe is no reason to stop half-way.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
