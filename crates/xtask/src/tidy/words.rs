//! Words that do not belong into the repository, each with its reason.

use super::{Breach, SourceFile, Tree};

/// Where a word is unwanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In every text written by hand.
    Anywhere,
    /// In code that tests.
    Tests,
}

/// A word, where it is unwanted, and what to do instead. Written in pieces: this file is read too.
const UNWANTED: &[(&str, Where, &str)] = &[
    (concat!("/wo", "rk/"), Where::Anywhere, "a path of one machine; name it from the root"),
    (concat!("iss", "ue #"), Where::Anywhere, "say what it is about instead of its number"),
    (concat!("TO", "DO"), Where::Anywhere, "do it, or leave it out"),
    (concat!("FIX", "ME"), Where::Anywhere, "do it, or leave it out"),
    (concat!("crates", ".io"), Where::Anywhere, "packages are named, not their hosts"),
    (concat!("py", "pi.org"), Where::Anywhere, "packages are named, not their hosts"),
    (concat!("python", "hosted.org"), Where::Anywhere, "packages are named, not their hosts"),
    (concat!("npm", "js."), Where::Anywhere, "packages are named, not their hosts"),
    (concat!("debian", ".org"), Where::Anywhere, "packages are named, not their hosts"),
    (concat!("#[ign", "ore"), Where::Anywhere, "a test runs or goes"),
    (concat!("#[should", "_panic"), Where::Anywhere, "assert on the error instead"),
    (concat!("::sle", "ep("), Where::Tests, "wait for what is meant, not for a while"),
    (concat!(" sle", "ep("), Where::Tests, "wait for what is meant, not for a while"),
    (concat!("waitFor", "Timeout("), Where::Tests, "wait for what is meant, not for a while"),
    (concat!("setTime", "out("), Where::Tests, "wait for what is meant, not for a while"),
];

/// Written by tools, not by hand.
const BY_TOOLS: &[&str] = &["Cargo.lock", "package-lock.json"];

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    let by_hand = |file: &&SourceFile| !BY_TOOLS.contains(&file.path.as_str());
    for file in tree.files.iter().filter(by_hand) {
        let mut in_tests = is_test_file(&file.path);
        for (number, line) in file.lines() {
            in_tests |= file.is_rust() && line.trim() == "#[cfg(test)]";
            for (word, place, cure) in UNWANTED {
                if line.contains(word) && (*place == Where::Anywhere || in_tests) {
                    found.push(Breach::at(file, number, format!("`{word}`: {cure}")));
                }
            }
        }
    }
    found
}

fn is_test_file(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.starts_with("crates/testkit/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unwanted_word_is_found_where_it_is_unwanted() {
        for (word, place, _) in UNWANTED {
            let line = format!("//! One.\nhere{word}there\n");
            let count = |path| breaches(&Tree::of(&[(path, &line)])).len();
            assert!(count("tests/browser/desk.test.mjs") >= 1, "{word} in a test");
            let elsewhere = usize::from(*place == Where::Anywhere);
            assert_eq!(count("docs/operating/install.md"), elsewhere, "{word} in a document");
            assert_eq!(count("Cargo.lock"), 0, "{word} in a lock file");
        }
    }

    #[test]
    fn tests_begin_where_the_file_says_so() {
        let nap = concat!("thread::sle", "ep(a)");
        let text = format!("//! One.\n{nap}\n#[cfg(test)]\nmod tests {{\n{nap}\n}}\n");
        let lines: Vec<usize> =
            breaches(&Tree::of(&[("a.rs", &text)])).iter().map(|one| one.line).collect();
        assert_eq!(lines, [5]);
    }
}
