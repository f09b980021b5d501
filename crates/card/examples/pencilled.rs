//! 填好的样卡: writes filled cards as JPEGs and what was meant on each:
//! `pencilled DIR COUNT CONDITION [SEED]`.
//!
//! The conditions are those of the evaluation; `truth.json` has one object a card, text by field.

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use card::Form;
use support::{CONDITIONS, Condition, Group, specimen};

/// Far from the seeds of tests and of the evaluation.
const FIRST_SEED: u64 = 9_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, name, rest @ ..] = arguments.as_slice() else {
        return Err("say where, how many and how: pencilled DIR COUNT CONDITION [SEED]".into());
    };
    let first = rest.first().map_or(Ok(FIRST_SEED), |seed| seed.parse())?;
    let count: u64 = count.parse()?;
    let asked = condition(name).ok_or_else(conditions)?;
    // A fault may change what a right reading is; without one, the same seed says what was meant.
    let clean = condition("clean").ok_or("no clean condition")?;
    let form = Form::standard();
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let mut meant: Vec<BTreeMap<String, String>> = Vec::new();
    for (number, seed) in (1u64..).zip(first..first + count) {
        let card = specimen(&form, asked, seed);
        std::fs::write(folder.join(format!("card-{number:03}.jpg")), card.jpeg)?;
        meant.push(specimen(&form, clean, seed).truth);
    }
    std::fs::write(folder.join("truth.json"), serde_json::to_vec_pretty(&meant)?)?;
    Ok(())
}

fn condition(name: &str) -> Option<&'static Condition> {
    CONDITIONS.iter().find(|one| one.name == name)
}

fn conditions() -> String {
    let line = |one: &Condition| {
        let group = match one.group {
            Group::Scan => "scan-like",
            Group::Mild => "mild",
            Group::Hard => "hard",
        };
        format!("\n{} ({group})", one.name)
    };
    format!("no such condition; there are:{}", CONDITIONS.iter().map(line).collect::<String>())
}
