//! 评测: `evaluate [--portraits DIR] --models DIR --into FILE` writes docs/evaluation.md.
//!
//! `--rule NAME`, as often as wanted, judges only what says something about these rules, and
//! `--table FILE` writes every judgement as a line: to work on a measure in short turns.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use evaluate::report::{self, Findings};
use evaluate::{run, say, trial};
use imaging::Rule;

const USAGE: &str =
    "usage: evaluate [--portraits DIR] --models DIR --into FILE [--rule NAME]... [--table FILE]";

/// Where things are.
#[derive(Debug, Default)]
struct Words {
    portraits: Option<PathBuf>,
    models: Option<PathBuf>,
    into: Option<PathBuf>,
    table: Option<PathBuf>,
    /// Empty for all of them.
    rules: Vec<Rule>,
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
    let Words { portraits, models: Some(models), into: Some(into), table, rules } = words()? else {
        return Err(USAGE.into());
    };
    let findings: Findings = run::all(portraits.as_deref(), &models, &rules)?;
    std::fs::write(&into, report::written(&findings))?;
    if let Some(table) = table {
        std::fs::write(table, trial::table(&findings.samples))?;
    }
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
            Some("--table") => words.table = Some(value),
            Some("--rule") => words.rules.push(rule(&value)?),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(words)
}

/// The rule of a name.
fn rule(name: &Path) -> Result<Rule, Box<dyn std::error::Error>> {
    let of_name = |rule: &&Rule| name.to_str() == Some(rule.as_str());
    let found = Rule::ALL.iter().find(of_name).copied();
    found.ok_or_else(|| format!("there is no rule {}", shown(name)).into())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
