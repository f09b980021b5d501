//! The engine beside its Python twin on the same pictures, alternating, in one run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    process::{cargo, find_on_path, output_of, root, run},
    report::say,
};

/// Where the twin's Python and the inputs made for it live: ignored by git, made again when
/// deleted.
const VENV: &str = "target/twin";
const SMALL: &str = "target/twin/small";
const LARGE: &str = "target/twin/large";
const TWIN: &str = "crates/imaging/benches/twin";

/// Portraits of a checkout that has them beside it.
const BESIDE: &str = "../shared/data/portraits/london-neutral";

/// Each side runs so often, turn by turn, so that a busy moment meets both.
const ROUNDS: usize = 3;

/// Runs both over `portraits`, or over the folder beside the repository when there is one.
pub fn run_both(portraits: Option<&str>) -> Result<()> {
    let folder = portraits.map_or_else(|| root().join(BESIDE), PathBuf::from);
    if !folder.is_dir() {
        say("twin: skipped: no portraits");
        return Ok(());
    }
    let python = prepare()?;
    let (small, large) = (root().join(SMALL), root().join(LARGE));
    run(Command::new(&python)
        .arg(root().join(TWIN).join("inputs.py"))
        .arg(&folder)
        .args([&small, &large]))?;
    let build = ["build", "--release", "--package", "imaging", "--example", "throughput"];
    run(cargo().args(build))?;
    let bench = Bench { python };
    for (name, input) in [("as they are", &folder), ("480 × 640", &small)] {
        for (work, meaning) in [("portrait", "the same work"), ("assess", "with all measures")] {
            let title = format!("portraits {name}, {meaning}, one core each");
            bench.compare(&title, [Side::Engine(work, "1"), Side::Twin(work)], input)?;
        }
    }
    let assess = Side::Engine("assess", "1");
    bench.compare("24 megapixels", [assess, Side::Twin("assess")], &large)?;
    let decode = [Side::Engine("decode", "1"), assess];
    bench.compare("24 megapixels, the scaled decode alone and the whole", decode, &large)?;
    let threads = [assess, Side::Engine("assess", "2")];
    bench.compare("portraits, one thread and two", threads, &folder)?;
    say("twin: what each stage costs, portraits of 480 × 640");
    run(&mut engine("stages", "1", &small))
}

/// One of two programs, and what it is to do.
#[derive(Clone, Copy)]
enum Side {
    /// Its work, and on how many threads.
    Engine(&'static str, &'static str),
    Twin(&'static str),
}

impl Side {
    fn name(self) -> String {
        match self {
            Side::Engine(work, threads) => format!("engine ({work}, {threads})"),
            Side::Twin(work) => format!("twin ({work})"),
        }
    }
}

struct Bench {
    python: PathBuf,
}

impl Bench {
    /// Both sides turn by turn; says the medians, their spread, and the second over the first.
    fn compare(&self, title: &str, sides: [Side; 2], input: &Path) -> Result<()> {
        say(&format!("twin: {title}"));
        let mut runs: [Vec<Value>; 2] = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (side, runs) in sides.iter().zip(&mut runs) {
                let line = output_of(&mut self.command(*side, input))?;
                runs.push(serde_json::from_str(&line).context("reading a side's figures")?);
            }
        }
        let median = |runs: &[Value], key: &str| Spread::of(runs, key).median;
        for (side, runs) in sides.iter().zip(&runs) {
            let figures = ["pictures_per_s", "cpu_ms", "peak_mb"]
                .map(|key| format!("{key} {}", Spread::of(runs, key)));
            say(&format!("  {:<22} {}", side.name(), figures.join(", ")));
        }
        let ratio = |key: &str| median(&runs[1], key) / median(&runs[0], key);
        say(&format!(
            "  second over first: pictures/s {:.2}, CPU {:.2}, memory {:.2}",
            ratio("pictures_per_s"),
            ratio("cpu_ms"),
            ratio("peak_mb"),
        ));
        Ok(())
    }

    fn command(&self, side: Side, input: &Path) -> Command {
        match side {
            Side::Engine(work, threads) => engine(work, threads, input),
            Side::Twin(work) => {
                let mut command = Command::new(&self.python);
                command.current_dir(root()).arg(format!("{TWIN}/twin.py")).arg(input);
                command.args(["1", "3", work]);
                command
            }
        }
    }
}

fn engine(work: &str, threads: &str, input: &Path) -> Command {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let mut command = Command::new(target.join("release/examples/throughput"));
    command.current_dir(root()).arg(input).args([threads, "3", "models", work]);
    command
}

/// The middle of some runs and their ends.
struct Spread {
    median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    fn of(runs: &[Value], key: &str) -> Self {
        let mut values: Vec<f64> = runs.iter().filter_map(|run| run[key].as_f64()).collect();
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        Self { median: at(values.len() / 2), least: at(0), most: at(last) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} ({:.1}–{:.1})", self.median, self.least, self.most)
    }
}

/// The twin's interpreter with its pinned packages.
fn prepare() -> Result<PathBuf> {
    let venv = root().join(VENV);
    let python = venv.join("bin/python");
    if !python.is_file() {
        // MediaPipe's wheel is built for particular versions; 3.11 is Debian 12's.
        let base = find_on_path("python3.11").unwrap_or_else(|| PathBuf::from("python3"));
        run(Command::new(base).args(["-m", "venv"]).arg(&venv))?;
    }
    let requirements = root().join(TWIN).join("requirements.txt");
    let install = ["-m", "pip", "install", "--quiet", "--requirement"];
    run(Command::new(&python).args(install).arg(requirements))?;
    Ok(python)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_names_the_middle_run_and_both_ends() {
        let runs = [7.0, 1.0, 3.0].map(|cpu| serde_json::json!({ "cpu_ms": cpu }));
        assert_eq!(Spread::of(&runs, "cpu_ms").to_string(), "3.0 (1.0–7.0)");
        assert_eq!(Spread::of(&[], "cpu_ms").to_string(), "NaN (NaN–NaN)");
    }
}
