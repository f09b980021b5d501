//! The repository's text files as the rules see them.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::process::output_of;

/// One text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// From the root, with forward slashes.
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// The lines with their numbers, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines without what stands after `//`.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().map(|(number, line)| (number, without_comment(line)))
    }

    /// The crate's folder name, for files below `crates`.
    pub fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    pub fn is_rust(&self) -> bool {
        self.ends_with("rs")
    }

    /// Whether the name ends with a dot and this.
    pub fn ends_with(&self, ending: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
    }
}

/// All files that are committed or would be, in order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    pub files: Vec<SourceFile>,
    /// Every path, files that are not text included.
    pub paths: Vec<String>,
    /// What `cargo metadata` says; empty for trees made by tests.
    pub metadata: String,
}

impl Tree {
    /// Reads what git tracks and what it would add; ignored files are nobody's business.
    pub fn read(root: &Path) -> Result<Self> {
        let listed = output_of(Command::new("git").current_dir(root).args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]))?;
        let mut tree = Self { metadata: metadata(root)?, ..Self::default() };
        for path in listed.split_terminator('\0') {
            // A file that is deleted but still in the index is skipped.
            let Ok(bytes) = fs::read(root.join(path)) else { continue };
            tree.paths.push(path.to_owned());
            if let Ok(text) = String::from_utf8(bytes) {
                tree.files.push(SourceFile { path: path.to_owned(), text });
            }
        }
        tree.paths.sort();
        tree.paths.dedup();
        tree.files.sort_by(|one, other| one.path.cmp(&other.path));
        tree.files.dedup();
        Ok(tree)
    }

    /// A tree out of the air, for the rules' own tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files: Vec<SourceFile> = files
            .iter()
            .map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        let paths = files.iter().map(|file| file.path.clone()).collect();
        Self { files, paths, metadata: String::new() }
    }

    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file or a folder has this path.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.paths.iter().any(|file| {
            file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Dependencies of the machines we build on, licences included.
fn metadata(root: &Path) -> Result<String> {
    output_of(crate::process::cargo().current_dir(root).args([
        "metadata",
        "--format-version=1",
        "--filter-platform=x86_64-unknown-linux-gnu",
    ]))
    .context("asking cargo for the dependencies")
}

/// Cuts a line before `//`, but not inside an address.
fn without_comment(line: &str) -> &str {
    let comment = line
        .match_indices("//")
        .find(|(place, _)| !line[..*place].ends_with(':'))
        .map_or(line.len(), |(place, _)| place);
    &line[..comment]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_cut_and_addresses_are_not() {
        for (line, code) in [
            ("let a = 1; // one", "let a = 1; "),
            ("//! Opens the file.", ""),
            ("let url = \"http://127.0.0.1\";", "let url = \"http://127.0.0.1\";"),
            ("plain", "plain"),
        ] {
            assert_eq!(without_comment(line), code);
        }
    }

    #[test]
    fn folders_and_files_are_found_but_not_their_beginnings() {
        let tree = Tree::of(&[("crates/web/src/lib.rs", "")]);
        for (path, is_there) in [
            ("crates/web/src/lib.rs", true),
            ("crates/web/src/", true),
            ("crates/web", true),
            ("crates/we", false),
            ("crates/web/src/main.rs", false),
        ] {
            assert_eq!(tree.has(path), is_there, "{path}");
        }
    }
}
