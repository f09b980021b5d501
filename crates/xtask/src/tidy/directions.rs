//! Floors: a crate may use the crates below it, never one beside or above.

use super::{Breach, SourceFile, Tree, manifests::entries};

/// Who may depend on whom, lowest floor first.
const MAY_USE: &[(&str, &[&str])] = &[
    ("tflite", &[]),
    ("formats", &[]),
    ("domain", &[]),
    ("imaging", &["tflite"]),
    ("card", &["domain"]),
    ("store", &["domain"]),
    ("workflow", &["card", "domain", "formats", "imaging", "store"]),
    ("web", &["domain", "workflow"]),
    ("testkit", &["domain"]),
    ("app", &["card", "domain", "formats", "imaging", "store", "workflow", "web", "testkit"]),
    ("evaluate", &["imaging", "testkit"]),
    ("live", &["imaging"]),
    ("fuzz", &["card", "domain", "formats", "imaging", "tflite"]),
    ("xtask", &[]),
];

/// What tests may use besides: invented people, everything further below, and their own crate with
/// a feature more.
const FOR_TESTS: &str = "testkit";

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let Some(name) = file.crate_name() else { continue };
        match may_use(name) {
            Some(may_use) => found.extend(breaches_of(file, name, may_use)),
            None => found.push(Breach::at(file, 0, format!("`{name}` has no floor yet"))),
        }
    }
    found
}

fn breaches_of(file: &SourceFile, name: &str, may_use: &[&str]) -> Vec<Breach> {
    let is_ours = |needed: &str| MAY_USE.iter().any(|(ours, _)| *ours == needed);
    entries(file)
        .filter(|entry| entry.section.ends_with("dependencies") && is_ours(entry.name))
        .filter(|entry| {
            let is_for_tests = entry.section.ends_with("dev-dependencies")
                && (entry.name == FOR_TESTS || entry.name == name || is_below(name, entry.name));
            !may_use.contains(&entry.name) && !is_for_tests
        })
        .map(|entry| {
            Breach::at(file, entry.line, format!("`{name}` must not depend on `{}`", entry.name))
        })
        .collect()
}

fn may_use(name: &str) -> Option<&'static [&'static str]> {
    MAY_USE.iter().find(|(ours, _)| *ours == name).map(|(_, may_use)| *may_use)
}

fn is_below(upper: &str, lower: &str) -> bool {
    may_use(upper)
        .is_some_and(|names| names.iter().any(|name| *name == lower || is_below(name, lower)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upward_and_sideward_dependencies_are_found() {
        for (manifest, text, expect) in [
            ("crates/domain/Cargo.toml", "[dependencies]\nstore.workspace = true\n", Some(2)),
            ("crates/web/Cargo.toml", "[dependencies]\nstore = { path = \"x\" }\n", Some(2)),
            ("crates/web/Cargo.toml", "[dependencies.store]\nworkspace = true\n", Some(1)),
            (
                "crates/formats/Cargo.toml",
                "[build-dependencies]\ndomain.workspace = true\n",
                Some(2),
            ),
            ("crates/store/Cargo.toml", "[dev-dependencies]\nweb.workspace = true\n", Some(2)),
            ("crates/web/Cargo.toml", "[dev-dependencies]\nstore.workspace = true\n", None),
            ("crates/imaging/Cargo.toml", "[dev-dependencies]\ntestkit.workspace = true\n", None),
            ("crates/imaging/Cargo.toml", "[dependencies]\ntflite.workspace = true\n", None),
            ("crates/store/Cargo.toml", "[dev-dependencies]\nstore.workspace = true\n", None),
            ("crates/imaging/Cargo.toml", "[dependencies]\nserde.workspace = true\n", None),
            ("crates/attic/Cargo.toml", "[package]\n", Some(0)),
        ] {
            let lines: Vec<usize> =
                breaches(&Tree::of(&[(manifest, text)])).iter().map(|one| one.line).collect();
            assert_eq!(lines, expect.into_iter().collect::<Vec<_>>(), "{manifest}: {text}");
        }
    }
}
