//! The list of dependencies: one, in the root manifest, with a reason on each line.

use super::{Breach, SourceFile, Tree};

/// One line `name = …` of a manifest, or the head of a table `[dependencies.name]`.
pub(super) struct Entry<'a> {
    pub line: usize,
    pub section: &'a str,
    pub name: &'a str,
    /// The whole line, comment included.
    pub text: &'a str,
}

/// The entries of a manifest in order. Reads what we write, not all of TOML.
pub(super) fn entries(file: &SourceFile) -> impl Iterator<Item = Entry<'_>> {
    let mut section = "";
    file.lines().filter_map(move |(line, text)| {
        if let Some(head) = text.strip_prefix('[') {
            section = head.trim_start_matches('[').split(']').next().unwrap_or_default();
            let (parent, name) = section.rsplit_once("dependencies.")?;
            let kind = &section[..parent.len() + "dependencies".len()];
            return Some(Entry { line, section: kind, name, text });
        }
        let is_entry = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        let name = text.split(['.', '=', ' ']).next()?;
        is_entry.then_some(Entry { line, section, name, text })
    })
}

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        for entry in entries(file) {
            let what = if entry.section == "workspace.dependencies" {
                let is_ours = entry.text.contains("path = ");
                (!is_ours && !entry.text.contains(" # "))
                    .then(|| format!("`{}` gives no reason", entry.name))
            } else if entry.section.ends_with("dependencies") {
                let is_listed = entry.text.contains("workspace = true");
                (!is_listed).then(|| format!("`{}` is not from the workspace's list", entry.name))
            } else {
                None
            };
            found.extend(what.map(|what| Breach::at(file, entry.line, what)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_reason_or_beside_the_list_is_found() {
        let tree = Tree::of(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\ndomain = { path = \"crates/domain\" }\n\
                 serde = \"1\" # values become text\nrand = \"1\"\n",
            ),
            (
                "crates/domain/Cargo.toml",
                "[package]\nname = \"domain\"\n[dependencies]\nserde.workspace = true\n\
                 rand = \"1\"\n[dependencies.regex]\nversion = \"1\"\n",
            ),
        ]);
        let found: Vec<String> = breaches(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "Cargo.toml:4: `rand` gives no reason",
                "crates/domain/Cargo.toml:5: `rand` is not from the workspace's list",
                "crates/domain/Cargo.toml:6: `regex` is not from the workspace's list",
            ]
        );
    }
}
