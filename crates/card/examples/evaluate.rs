//! 评测: reads drawn and spoiled cards under every condition and prints the first part of
//! `docs/cards.md`.
//!
//! Arguments: the first seed, cards a condition, one condition by name, `--show`; a release build.
//! Thresholds were set on seeds below 1,000,000; figures are reported on seeds above.

#[path = "judge/mod.rs"]
mod judge;
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{Write, stdout};

use card::{CardReading, Form, Limits, Reader, Verdict};
use rayon::prelude::*;
use support::{CONDITIONS, Condition, Group, Specimen, specimen};

use judge::{BINS, Tally};

/// Exact cards of `OMRChecker` at its two best settings, and of the throw-away reader this one was
/// written after, in percent: the same fault by another generator, on 12 to 16 cards each.
const OTHERS: [(&str, u32, u32, u32); 22] = [
    ("100 dpi", 100, 100, 100),
    ("75 dpi", 100, 100, 100),
    ("turned 90", 0, 0, 100),
    ("turned 180", 0, 0, 100),
    ("keystone 0.06", 81, 75, 100),
    ("keystone 0.10", 62, 56, 100),
    ("vibration 15 px", 100, 100, 38),
    ("speckle 1", 100, 100, 94),
    ("speckle 3", 100, 100, 81),
    ("watermark", 88, 88, 100),
    ("illumination 1", 19, 25, 44),
    ("illumination 3", 12, 12, 56),
    ("fold", 8, 8, 25),
    ("lighting gradient", 50, 58, 100),
    ("shadow", 50, 50, 100),
    ("bad photocopy", 75, 83, 67),
    ("stains", 75, 83, 92),
    ("stray strokes", 94, 94, 94),
    ("scan + erasure", 25, 33, 83),
    ("photo mild", 92, 100, 100),
    ("photo mild + erasure", 33, 33, 83),
    ("photo hard", 8, 8, 50),
];

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000u64);
    let count = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(24u64);
    let only = arguments.next().filter(|name| name != "--show");
    let form = Form::standard();
    let mut out = stdout().lock();
    let mut groups: BTreeMap<&str, Tally> = BTreeMap::new();
    head(&mut out, first, count)?;
    let wanted = |condition: &&Condition| only.as_deref().is_none_or(|name| condition.name == name);
    for (at, condition) in (0u64..).zip(CONDITIONS).filter(|(_, condition)| wanted(condition)) {
        // A card of 600 dpi is as much work as nine others.
        let count = if condition.dpi > 400.0 { count / 4 } else { count };
        let seeds = (0..count).map(|card| first + at * 10_000 + card).collect::<Vec<_>>();
        let judged: Vec<Tally> =
            seeds.par_iter().map(|seed| judge(&form, condition, *seed)).collect();
        let tally = judged.into_iter().fold(Tally::default(), Tally::add);
        writeln!(out, "| {} | {} | {} |", condition.name, tally.cells(), others(condition.name))?;
        out.flush()?;
        let group = match condition.group {
            Group::Scan => "**all scan-like**",
            Group::Mild => "**all with one mild fault**",
            Group::Hard => "**all hard**",
        };
        for name in [group, "**all**"] {
            let sum = groups.entry(name).or_default();
            *sum = sum.add(tally);
        }
    }
    for (name, tally) in &groups {
        writeln!(out, "| {name} | {} | |", tally.cells())?;
    }
    let all = groups.get("**all**").copied().unwrap_or_default();
    sequential(&mut out, &form, &all)?;
    reliability(&mut out, &all)
}

fn head(out: &mut impl Write, first: u64, count: u64) -> std::io::Result<()> {
    writeln!(
        out,
        "# How well mark cards are read\n\n\
         Written by `cargo run --release -p card --example evaluate -- {first} {count}` and\n\
         `crates/card/benches/augraphy/run`; not edited by hand.\n\n\
         ## Cards drawn and spoiled\n\n\
         {count} cards a condition, of 600 dpi a quarter, drawn from the standard form with\n\
         pencil strokes of many hands, spoiled, and stored as JPEG; every card with a person,\n\
         numbers and marks of its own. The seeds begin at {first}; thresholds and curves were\n\
         set on seeds below 1,000,000. The drawing is `tests/support` and `testkit::pencil`: no\n\
         card of paper has been read yet, and before a figure is promised to anybody 30 to 50\n\
         cards of each scanner should be.\n\n\
         *Exact*: every column as marked. *Plain*: cards on which nothing is for a person by rule\n\
         (a character filled 0000, a double mark). *Others*: exact cards in percent of OMRChecker\n\
         ffeb138 at processing widths 600 and 827, and of a throw-away reader; the same faults by\n\
         another generator (RoDLA, Augraphy and our own first one), 12 to 16 cards each, the rest\n\
         of their conditions 100 %.\n"
    )?;
    writeln!(out, "| condition | {} | others |\n|---|{}---|", Tally::HEAD, Tally::RULE)
}

fn others(name: &str) -> String {
    let row = OTHERS.iter().find(|(row, ..)| *row == name);
    row.map_or(String::new(), |(_, small, large, probe)| format!("{small} · {large} · {probe}"))
}

/// The plan of the election commission: how many places were read without an error.
fn sequential(out: &mut impl Write, form: &Form, all: &Tally) -> std::io::Result<()> {
    const ENOUGH: u32 = 297_589;
    let places: u32 = form.columns().flat_map(|column| column.bubbles).map(|_| 1).sum();
    let read = places * all.accepted;
    writeln!(
        out,
        "\n## How sure what was accepted is\n\n\
         {} cards were accepted, {} of them wrong: by the rule of three the share of wrong cards \
         among accepted\nones is below {:.2} % at 95 %. In places to mark, as the sequential plan \
         of the Federal Election Commission\ncounts (1990; 10⁻⁵ an error at most; accepted at \
         {ENOUGH} places without one): {read} places, {}.",
        all.accepted,
        all.accepted_wrong,
        300.0 / f64::from(all.accepted.max(1)),
        match all.accepted_wrong {
            0 if read >= ENOUGH =>
                format!("{:.1} times what it asks for", f64::from(read) / f64::from(ENOUGH)),
            0 => "not yet enough".to_owned(),
            _ => "with errors".to_owned(),
        }
    )
}

/// Whether columns of a confidence are right as often as it says.
fn reliability(out: &mut impl Write, all: &Tally) -> std::io::Result<()> {
    writeln!(
        out,
        "\n## Confidence\n\n\
         Columns by the confidence they were read with. The curves are fitted on other seeds by\n\
         `cargo run --release -p card --example calibrate`.\n\n\
         | confidence | columns | mean confidence | read right |\n|---|---|---|---|"
    )?;
    for (at, bin) in all.bins.iter().enumerate().filter(|(_, bin)| bin.columns > 0) {
        let columns = f64::from(bin.columns);
        let (mean, right) = (bin.confidence / columns, f64::from(bin.right) / columns);
        let to = BINS.get(at + 1).map_or(1.0, |to| *to);
        writeln!(out, "| {}–{to} | {} | {mean:.5} | {right:.5} |", BINS[at], bin.columns)?;
    }
    Ok(())
}

fn judge(form: &Form, condition: &Condition, seed: u64) -> Tally {
    let Specimen { jpeg, truth } = specimen(form, condition, seed);
    let readings = Reader::new(form).read("", &jpeg, &Limits::default());
    let tally = judge::tally(form, &readings, &truth);
    if tally.exact == 0 && std::env::args().any(|argument| argument == "--show") {
        show(condition, seed, &readings[0], &truth);
    }
    tally
}

fn show(condition: &Condition, seed: u64, reading: &CardReading, truth: &BTreeMap<String, String>) {
    let mut out = std::io::stderr().lock();
    let reasons: Vec<&str> = reading.reasons.iter().map(|told| told.text.as_str()).collect();
    let is_wrong = if reading.verdict == Verdict::Accepted { "WRONG " } else { "" };
    let _ = writeln!(out, "{is_wrong}{} {seed}: {:?} {reasons:?}", condition.name, reading.verdict);
    for (name, text) in truth.iter().filter(|(name, text)| reading.text(name) != *text) {
        let _ = writeln!(out, "  {name}: {text} read as {}", reading.text(name));
    }
}
