//! The engine beside its Python twin on the same pictures, alternating, in one run.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{
    process::{cargo, find_on_path, root, run},
    report::say,
};

/// Where the twin's Python lives: made here, ignored by git, made again when deleted.
const VENV: &str = "target/twin";
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
    let build = ["build", "--release", "--package", "imaging", "--example", "throughput"];
    run(cargo().args(build))?;
    for round in 1..=ROUNDS {
        say(&format!("twin: round {round} of {ROUNDS}, one core each"));
        engine(&folder, "1")?;
        run(std::process::Command::new(&python)
            .current_dir(root())
            .arg(format!("{TWIN}/twin.py"))
            .arg(&folder)
            .args(["1", "3"]))?;
    }
    say("twin: the engine on two threads");
    engine(&folder, "2")
}

fn engine(folder: &Path, threads: &str) -> Result<()> {
    run(std::process::Command::new(root().join("target/release/examples/throughput"))
        .current_dir(root())
        .arg(folder)
        .args([threads, "3", "models"]))
}

/// The twin's interpreter with its pinned packages.
fn prepare() -> Result<PathBuf> {
    let venv = root().join(VENV);
    let python = venv.join("bin/python");
    if !python.is_file() {
        // MediaPipe's wheel is built for particular versions; 3.11 is Debian 12's.
        let base = find_on_path("python3.11").unwrap_or_else(|| PathBuf::from("python3"));
        run(std::process::Command::new(base).args(["-m", "venv"]).arg(&venv))?;
    }
    let requirements = root().join(TWIN).join("requirements.txt");
    let install = ["-m", "pip", "install", "--quiet", "--requirement"];
    run(std::process::Command::new(&python).args(install).arg(requirements))?;
    Ok(python)
}
