//! Every test there is, and their count in one closing line.

use std::{
    fmt, fs,
    io::{BufRead, BufReader, Read},
    ops::Add,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail};

use crate::{
    postgres::Cluster,
    process::{cargo, find_on_path, root, run},
    report::say,
    setup::{Goal, setup},
    wasm,
};

/// How many tests ran. Its text is the line that closes a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Sets up, runs everything, and closes with the tally.
pub fn test() -> Result<()> {
    setup(Goal::Test)?;
    let cluster = Cluster::start()?;
    close(&[rust(&cluster.url())?, examples()?, browser()?])
}

/// Prints the sum as the last line; fails when a test failed, or when none ran.
pub fn close(runs: &[Run]) -> Result<()> {
    let sum = runs.iter().fold(Tally::default(), |sum, run| sum + run.tally);
    say(&sum.to_string());
    if sum.passed == 0 || runs.iter().any(|run| !run.succeeded || run.tally.failed > 0) {
        bail!("not all tests passed");
    }
    Ok(())
}

/// One run of one test runner.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub tally: Tally,
    pub succeeded: bool,
}

/// The unit and integration tests of the workspace.
pub fn rust(postgres_url: &str) -> Result<Run> {
    let mut command = cargo();
    if find_on_path("cargo-nextest").is_some() {
        command.args(["nextest", "run", "--workspace"]);
    } else {
        command.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]);
    }
    counted(command.env("TEST_POSTGRES_URL", postgres_url))
}

/// The examples in the documentation, which nextest does not run.
pub fn examples() -> Result<Run> {
    counted(cargo().args(["test", "--workspace", "--doc", "--quiet", "--no-fail-fast"]))
}

/// The pages in Chromium, served by the freshly built executable, and the engine in the browser.
pub fn browser() -> Result<Run> {
    let mut tests: Vec<PathBuf> = fs::read_dir(root().join("tests/browser"))
        .context("reading tests/browser")?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    run(cargo().args(["build", "--quiet", "--package", "app"]))?;
    let live = wasm::for_test()?;
    run(cargo().args(["build", "--quiet", "--package", "card", "--example", "pencilled"]))?;
    counted(
        Command::new("node")
            .current_dir(root())
            .args(["--test", "--test-concurrency=1", "--test-reporter=tap"])
            .args(tests)
            .env("ZHENGXIANG", executable())
            .env("LIVE", live.page)
            .env("LIVE_DRAWN", live.drawn)
            .env("PENCILLED", executable().with_file_name("examples").join("pencilled")),
    )
}

/// The executable that `cargo build --package app` leaves behind.
pub fn executable() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(target).join("debug/zhengxiang")
}

/// Runs a test runner, passes on what it prints, and reads the counts out of it.
fn counted(command: &mut Command) -> Result<Run> {
    // Colours would stand between the counts and their words.
    command.env("CARGO_TERM_COLOR", "never");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("starting the test runner")?;
    let stderr = child.stderr.take().map(|stream| thread::spawn(move || tally_of(stream)));
    let mut tally = child.stdout.take().map(tally_of).unwrap_or_default();
    if let Some(reader) = stderr {
        match reader.join() {
            Ok(from_stderr) => tally = tally + from_stderr,
            Err(_) => bail!("reading the test runner's messages failed"),
        }
    }
    let succeeded = child.wait().context("waiting for the test runner")?.success();
    Ok(Run { tally, succeeded })
}

fn tally_of(stream: impl Read) -> Tally {
    let mut tally = Tally::default();
    for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        say(&line);
        tally = tally + counts_in(&line);
    }
    tally
}

/// The counts in a closing line of nextest, cargo test or node's runner; of any other line, none.
fn counts_in(line: &str) -> Tally {
    // Nextest indents what a failed test printed, and that has a closing line of its own.
    let closes_rust = line.starts_with("test result:") || line.trim().starts_with("Summary [");
    let line = line.trim();
    if closes_rust {
        return Tally { passed: before(line, "passed"), failed: before(line, "failed") };
    }
    let after = |word: &str| line.strip_prefix(word).and_then(|count| count.trim().parse().ok());
    Tally {
        passed: after("# pass ").unwrap_or_default(),
        failed: after("# fail ").unwrap_or_default(),
    }
}

/// The number that stands before a word, or 0.
fn before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ',', ';']).filter(|word| !word.is_empty()).collect();
    let place = words.iter().position(|found| *found == word);
    place
        .and_then(|place| place.checked_sub(1))
        .and_then(|place| words.get(place)?.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_three_runners_are_counted() {
        for (line, passed, failed) in [
            ("     Summary [   0.31s] 12 tests run: 12 passed, 3 skipped", 12, 0),
            ("     Summary [   0.31s] 12 tests run: 9 passed (1 slow), 3 failed, 0 skipped", 9, 3),
            ("test result: ok. 7 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", 7, 0),
            ("test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured", 7, 2),
            ("    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured", 0, 0),
            ("# pass 4", 4, 0),
            ("# fail 2", 0, 2),
            ("# tests 6", 0, 0),
            ("        PASS [   0.007s] xtask suite::tests::two_passed", 0, 0),
        ] {
            assert_eq!(counts_in(line), Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn a_run_of_no_test_is_no_success() {
        assert!(close(&[]).is_err());
        let run = |passed, failed, succeeded| Run { tally: Tally { passed, failed }, succeeded };
        assert!(close(&[run(3, 0, true), run(0, 0, true)]).is_ok());
        assert!(close(&[run(3, 0, true), run(2, 0, false)]).is_err());
        assert!(close(&[run(3, 1, true)]).is_err());
    }
}
