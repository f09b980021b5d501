//! Licences: every dependency carries one from this list, word for word.

use serde_json::Value;

use super::{Breach, Tree};

/// As the packages write them. A new line here is a decision, not a formality. All of them let the
/// product be given away and sold; none asks for the product's own source.
const KNOWN: &[&str] = &[
    "0BSD",
    "0BSD OR MIT OR Apache-2.0",
    "Apache-2.0",
    "Apache-2.0 / MIT",
    "Apache-2.0 AND ISC",
    "Apache-2.0 AND MIT",
    "Apache-2.0 OR BSL-1.0",
    "Apache-2.0 OR BSL-1.0 OR MIT",
    "Apache-2.0 OR GPL-2.0-only",
    "Apache-2.0 OR ISC OR MIT",
    "Apache-2.0 OR MIT",
    "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
    "Apache-2.0/MIT",
    "(Apache-2.0 OR MIT) AND BSD-3-Clause",
    "BSD-2-Clause",
    "BSD-2-Clause OR Apache-2.0 OR MIT",
    "BSD-3-Clause",
    "BSD-3-Clause OR Apache-2.0",
    "CC0-1.0",
    "CC0-1.0 OR Apache-2.0 OR Apache-2.0 WITH LLVM-exception",
    "CC0-1.0 OR MIT-0 OR Apache-2.0",
    "CDLA-Permissive-2.0",
    "IJG",
    "IJG AND Zlib AND BSD-3-Clause",
    "ISC",
    "ISC AND (Apache-2.0 OR ISC)",
    concat!(
        "ISC AND (Apache-2.0 OR ISC) AND Apache-2.0 AND MIT AND BSD-3-Clause",
        " AND (Apache-2.0 OR ISC OR MIT) AND (Apache-2.0 OR ISC OR MIT-0)"
    ),
    "MIT",
    "MIT AND BSD-3-Clause",
    "MIT OR Apache-2.0",
    "(MIT OR Apache-2.0) AND IJG",
    "(MIT OR Apache-2.0) AND ISC",
    "(MIT OR Apache-2.0) AND Unicode-3.0",
    "MIT OR Apache-2.0 OR Zlib",
    "MIT OR Zlib OR Apache-2.0",
    "MIT/Apache-2.0",
    "Unicode-3.0",
    "Unlicense OR MIT",
    "Unlicense/MIT",
    "Zlib",
    "Zlib OR Apache-2.0 OR MIT",
];

/// For tools that run beside the tests and are never shipped.
const KNOWN_FOR_TOOLS: &[&str] = &["MPL-2.0"];

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = of_crates(&tree.metadata);
    if let Some(lock) = tree.file("package-lock.json") {
        found.extend(of_scripts(&lock.text));
    }
    found
}

/// Of `cargo metadata`, whose packages without a source are our own.
fn of_crates(metadata: &str) -> Vec<Breach> {
    let told: Value = serde_json::from_str(metadata).unwrap_or_default();
    let packages = told["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    packages
        .iter()
        .filter(|package| package["source"].is_string())
        .filter(|package| !package["license"].as_str().is_some_and(|one| KNOWN.contains(&one)))
        .map(|package| unknown("Cargo.lock", &package["name"], &package["license"]))
        .collect()
}

/// Of npm's lock file, whose entry without a name is ourselves.
fn of_scripts(lock: &str) -> Vec<Breach> {
    let told: Value = serde_json::from_str(lock).unwrap_or_default();
    let Some(packages) = told["packages"].as_object() else { return Vec::new() };
    packages
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .filter(|(_, package)| {
            let licence = package["license"].as_str().unwrap_or_default();
            let is_tool = package["dev"] == true;
            !(KNOWN.contains(&licence) || is_tool && KNOWN_FOR_TOOLS.contains(&licence))
        })
        .map(|(name, package)| {
            unknown("package-lock.json", &Value::from(name.as_str()), &package["license"])
        })
        .collect()
}

fn unknown(file: &str, name: &Value, licence: &Value) -> Breach {
    let name = name.as_str().unwrap_or("?");
    let licence = licence.as_str().unwrap_or("no licence at all");
    Breach { file: file.to_owned(), line: 0, what: format!("`{name}` carries {licence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_licence_is_found_in_both_lists() {
        let mut tree = Tree::of(&[(
            "package-lock.json",
            r#"{"packages": {
                "": {"license": "Ours"},
                "node_modules/good": {"license": "MIT"},
                "node_modules/tool": {"license": "MPL-2.0", "dev": true},
                "node_modules/shipped": {"license": "MPL-2.0"}
            }}"#,
        )]);
        tree.metadata = r#"{"packages": [
            {"name": "ours", "source": null, "license": null},
            {"name": "good", "source": "registry", "license": "MIT"},
            {"name": "bad", "source": "registry", "license": "SSPL-1.0"},
            {"name": "none", "source": "registry", "license": null}
        ]}"#
        .to_owned();
        let found: Vec<String> = breaches(&tree).iter().map(|one| one.what.clone()).collect();
        assert_eq!(
            found,
            [
                "`bad` carries SSPL-1.0",
                "`none` carries no licence at all",
                "`node_modules/shipped` carries MPL-2.0",
            ]
        );
    }
}
