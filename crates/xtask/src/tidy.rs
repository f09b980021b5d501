//! The house rules that neither the compiler nor clippy can see. Every breach is told at once.

mod directions;
mod documents;
mod files;
mod identity;
mod licences;
mod manifests;
mod migrations;
mod rooms;
mod tree;
mod words;

use std::{fmt, path::Path};

use anyhow::{Result, bail};

pub use tree::{SourceFile, Tree};

use crate::report::say;

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// From the root of the repository.
    pub file: String,
    /// From 1; 0 when the breach is the whole file's.
    pub line: usize,
    pub what: String,
}

impl Breach {
    fn at(file: &SourceFile, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.path.clone(), line, what: what.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A rule: its name, and what finds the breaches.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub name: &'static str,
    pub breaches: fn(&Tree) -> Vec<Breach>,
}

/// Every rule there is. Each has its own test in its file, which shows that it fires.
pub const RULES: &[Rule] = &[
    Rule { name: "crates depend downwards", breaches: directions::breaches },
    Rule { name: "rooms look upstream only", breaches: rooms::breaches },
    Rule { name: "dependencies are listed once, with a reason", breaches: manifests::breaches },
    Rule { name: "files open with a sentence and stay short", breaches: files::breaches },
    Rule { name: "some words are not written", breaches: words::breaches },
    Rule { name: "no real person's number", breaches: identity::breaches },
    Rule { name: "maps and links lead somewhere", breaches: documents::lost_paths },
    Rule { name: "the glossary and the code agree", breaches: documents::lost_words },
    Rule { name: "migrations are numbered", breaches: migrations::breaches },
    Rule { name: "dependencies carry known licences", breaches: licences::breaches },
];

/// Prints every breach of every rule; fails when there is one.
pub fn report(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut count = 0;
    for rule in RULES {
        for breach in (rule.breaches)(&tree) {
            say(&format!("{breach} ({})", rule.name));
            count += 1;
        }
    }
    if count > 0 {
        bail!("{count} breaches of the house rules");
    }
    Ok(())
}
