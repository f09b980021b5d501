//! Maps, links and the glossary: what the documents name must be there.

use std::collections::BTreeSet;

use super::{Breach, SourceFile, Tree};

const MAP: &str = "ARCHITECTURE.md";
const GLOSSARY: &str = "GLOSSARY.md";

/// Marks a row of the glossary whose room is not built yet.
const LATER: &str = "later";

/// Words that come before the name of something new.
const DEFINING: &[&str] = &["struct", "enum", "type", "trait", "fn", "mod", "const"];

/// Paths in the map's code spans, and the targets of links in every document.
pub(super) fn lost_paths(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.ends_with("md")) {
        for (number, line) in file.lines() {
            let spans = if file.path == MAP { code_spans(line) } else { Vec::new() };
            let spans = spans.into_iter().filter(|span| is_path(span)).map(ToOwned::to_owned);
            let links = links(line).into_iter().filter_map(|link| from_root(&file.path, link));
            for path in spans.chain(links).filter(|path| !tree.has(path)) {
                found.push(Breach::at(file, number, format!("`{path}` does not exist")));
            }
        }
    }
    found
}

/// Names of the glossary's column "In code" that no code has, and marks that are out of date.
pub(super) fn lost_words(tree: &Tree) -> Vec<Breach> {
    let Some(glossary) = tree.file(GLOSSARY) else { return Vec::new() };
    let is_product = |file: &&SourceFile| {
        file.is_rust() && file.crate_name().is_some_and(|name| name != "xtask")
    };
    let mut words = BTreeSet::new();
    let mut defined = BTreeSet::new();
    for file in tree.files.iter().filter(is_product) {
        for (_, line) in file.code_lines() {
            let mut before = "";
            for word in line.split(|letter: char| !is_word(letter)).filter(|word| !word.is_empty())
            {
                words.insert(word);
                if DEFINING.contains(&before) {
                    defined.insert(word);
                }
                before = word;
            }
        }
    }
    let mut found = Vec::new();
    for (number, line) in glossary.lines() {
        let Some(row) = Row::read(line) else { continue };
        for name in row.names {
            let what = match (row.is_later, name.strip_suffix('…')) {
                (true, _) if defined.contains(name) => format!("`{name}` has come: not later"),
                (false, Some(start)) if !words.iter().any(|word| word.starts_with(start)) => {
                    format!("nothing in the code begins with `{start}`")
                }
                (false, None) if !words.contains(name) => format!("`{name}` is not in the code"),
                _ => continue,
            };
            found.push(Breach::at(glossary, number, what));
        }
    }
    found
}

/// One row of a table with the columns 中文, English, In code, Meaning, When.
struct Row<'a> {
    names: Vec<&'a str>,
    is_later: bool,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        let [_, _, in_code, _, when, _] = cells.as_slice() else { return None };
        let names = code_spans(in_code).into_iter().flat_map(names_in).collect();
        Some(Self { names, is_later: *when == LATER })
    }
}

/// `Outcome::{Graduated, Completed}` names three things.
fn names_in(span: &str) -> impl Iterator<Item = &str> {
    span.split(|letter: char| !is_word(letter) && letter != '…').filter(|name| !name.is_empty())
}

/// What stands between backticks.
fn code_spans(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// A span is a path when it has a slash and nothing that paths of ours never have.
fn is_path(span: &str) -> bool {
    let is_plain = |letter: char| is_word(letter) || "./-".contains(letter);
    span.contains('/') && !span.starts_with('/') && span.chars().all(is_plain)
}

/// The targets of `[text](target)`.
fn links(line: &str) -> Vec<&str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// A link's target as a path from the root; addresses and places within the page are none.
fn from_root(document: &str, link: &str) -> Option<String> {
    let target = link.split(['#', ' ']).next().filter(|target| !target.is_empty())?;
    if target.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_or_link_that_leads_nowhere_is_found() {
        let tree = Tree::of(&[
            (
                MAP,
                "See `crates/web/src/lib.rs` and `crates/web/`.\nSee `crates/attic/lib.rs`.\n\
                 Not paths: `a / b`, `and/or?`, `/metrics`.\n",
            ),
            ("crates/web/src/lib.rs", "//! Web.\n"),
            (
                "docs/operating/install.md",
                "[map](../../ARCHITECTURE.md) [part](../../ARCHITECTURE.md#rooms) [here](#here)\n\
                 [gone](../gone.md) [there](https://example.invalid/a)\n",
            ),
        ]);
        let found: Vec<String> = lost_paths(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "ARCHITECTURE.md:2: `crates/attic/lib.rs` does not exist",
                "docs/operating/install.md:2: `docs/gone.md` does not exist",
            ]
        );
    }

    #[test]
    fn words_without_code_and_code_without_a_word_are_found() {
        let glossary = "\
| 中文 | English | In code | Meaning | When |
|---|---|---|---|---|
| 采集记录 | record | `CollectionRecord` | whole | |
| 毕业 | outcome | `Outcome::{Graduated, Completed}` | whole | |
| 图像采集 | collection | `collection_…` | whole | |
| 光盘 | disc | `Disc` | whole | later |
| 回执 | receipt | `Receipt` | whole | later |
";
        let code = "//! Domain.\n// CollectionRecord is only spoken of.\n\
                    pub enum Outcome { Graduated }\nstruct Disc;\nfn collection_day() {}\n";
        let tree = Tree::of(&[(GLOSSARY, glossary), ("crates/domain/src/lib.rs", code)]);
        let found: Vec<String> = lost_words(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "GLOSSARY.md:3: `CollectionRecord` is not in the code",
                "GLOSSARY.md:4: `Completed` is not in the code",
                "GLOSSARY.md:6: `Disc` has come: not later",
            ]
        );
    }
}
