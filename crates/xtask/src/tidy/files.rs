//! How a file looks from outside: its first line, its length, its width.

use super::{Breach, SourceFile, Tree};

const MAX_LINES: usize = 500;
const MAX_COLUMNS: usize = 100;

/// What is written by hand and read as code.
const CODE: &[&str] = &["rs", "mjs", "js", "css", "sql"];

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let is_code = |file: &&SourceFile| CODE.iter().any(|ending| file.ends_with(ending));
    tree.files.iter().filter(is_code).flat_map(breaches_of).collect()
}

fn breaches_of(file: &SourceFile) -> Vec<Breach> {
    let mut found = Vec::new();
    let opening = file.text.lines().next().unwrap_or_default();
    let sentence = opening.strip_prefix("//! ").unwrap_or_default();
    if file.is_rust() && sentence.trim().is_empty() {
        found.push(Breach::at(file, 1, "a file opens with `//!` and a sentence"));
    }
    let count = file.text.lines().count();
    if count > MAX_LINES {
        found.push(Breach::at(file, count, format!("{count} lines; {MAX_LINES} are the most")));
    }
    for (number, line) in file.lines() {
        let columns = columns(line);
        if columns > MAX_COLUMNS {
            let what = format!("{columns} columns; {MAX_COLUMNS} are the most");
            found.push(Breach::at(file, number, what));
        }
    }
    found
}

/// Chinese is twice as wide as Latin, as rustfmt counts it.
fn columns(line: &str) -> usize {
    line.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

/// The wide blocks of Unicode's East Asian Width (UAX 11) that our texts use.
fn is_wide(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{303e}' // radicals, punctuation
        | '\u{3041}'..='\u{33ff}' // kana, enclosed
        | '\u{3400}'..='\u{4dbf}' // extension A
        | '\u{4e00}'..='\u{9fff}' // ideographs
        | '\u{f900}'..='\u{faff}' // compatibility ideographs
        | '\u{ff01}'..='\u{ff60}' // fullwidth forms
        | '\u{20000}'..='\u{3fffd}' // further extensions
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_sentence_is_found() {
        for (path, text, is_breach) in [
            ("crates/a/src/lib.rs", "//! One sentence.\n", false),
            ("crates/a/src/lib.rs", "use std::fs;\n", true),
            ("crates/a/src/lib.rs", "//! \n", true),
            ("crates/a/src/lib.rs", "", true),
            ("tests/browser/harness.mjs", "import fs;\n", false),
        ] {
            assert_eq!(!breaches(&Tree::of(&[(path, text)])).is_empty(), is_breach, "{text:?}");
        }
    }

    #[test]
    fn long_files_and_wide_lines_are_found() {
        let long = format!("//! Long.\n{}", "\n".repeat(MAX_LINES));
        let wide = format!("//! {}\n", "字".repeat(49));
        let narrow = format!("//! {}\n", "字".repeat(48));
        let tree =
            Tree::of(&[("a.rs", &long), ("b.rs", &wide), ("c.rs", &narrow), ("d.md", &long)]);
        let found: Vec<String> = breaches(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            ["a.rs:501: 501 lines; 500 are the most", "b.rs:1: 102 columns; 100 are the most",]
        );
    }
}
