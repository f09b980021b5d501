//! 评测: `evaluate [--portraits DIR] --models DIR --into FILE` writes docs/evaluation.md.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use evaluate::report::{self, Findings};
use evaluate::{run, say};

const USAGE: &str = "usage: evaluate [--portraits DIR] --models DIR --into FILE";

/// Where things are.
#[derive(Debug, Default)]
struct Words {
    portraits: Option<PathBuf>,
    models: Option<PathBuf>,
    into: Option<PathBuf>,
}

fn main() -> ExitCode {
    match evaluate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("evaluate: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn evaluate() -> Result<(), Box<dyn std::error::Error>> {
    let Words { portraits, models: Some(models), into: Some(into) } = words()? else {
        return Err(USAGE.into());
    };
    let findings: Findings = run::all(portraits.as_deref(), &models)?;
    std::fs::write(&into, report::written(&findings))?;
    say(&format!("{} judgements; see {}", findings.samples.len(), shown(&into)));
    Ok(())
}

fn words() -> Result<Words, Box<dyn std::error::Error>> {
    let mut words = Words::default();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().map(PathBuf::from).ok_or(USAGE)?;
        match name.to_str() {
            Some("--portraits") => words.portraits = Some(value),
            Some("--models") => words.models = Some(value),
            Some("--into") => words.into = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(words)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
