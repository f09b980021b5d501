//! The benches of every crate that has some, and the engine beside its Python twin.

mod twin;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    process::{cargo, output_of, run},
    report::say,
};

/// Runs them one after the other: two at once would measure each other.
pub fn run_all(portraits: Option<&str>) -> Result<()> {
    let metadata = output_of(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let benches = benches_in(&serde_json::from_str(&metadata).context("reading cargo metadata")?);
    for (package, bench) in &benches {
        say(&format!("{package}: {bench}"));
        run(cargo().args(["bench", "--package", package, "--bench", bench]))?;
    }
    twin::run_both(portraits)?;
    say("Medians and their spread: target/criterion/*/*/new/estimates.json");
    say("A figure worth keeping goes into docs/benchmarks.md, with the machine and the commit.");
    Ok(())
}

/// Package and bench, in the order of the metadata.
fn benches_in(metadata: &Value) -> Vec<(String, String)> {
    let all = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut benches = Vec::new();
    for package in all(metadata, "packages") {
        for target in all(&package, "targets") {
            if all(&target, "kind").iter().any(|kind| kind == "bench") {
                benches.push((word(&package["name"]), word(&target["name"])));
            }
        }
    }
    benches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benches_are_told_from_other_targets() {
        let metadata = serde_json::json!({"packages": [
            {"name": "tflite", "targets": [
                {"kind": ["lib"], "name": "tflite"},
                {"kind": ["bench"], "name": "models"},
            ]},
            {"name": "domain", "targets": [{"kind": ["lib"], "name": "domain"}]},
        ]});
        assert_eq!(benches_in(&metadata), [("tflite".to_owned(), "models".to_owned())]);
    }
}
