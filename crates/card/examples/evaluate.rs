//! 评测: reads drawn and spoiled cards under every condition and prints the table.
//!
//! Arguments: the first seed, cards a condition, one condition by name, `--show`; a release build.
//! Thresholds were set on seeds below 1,000,000; figures are reported on seeds above.

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{Write, stdout};

use card::reading::State;
use card::{CardReading, Form, Limits, Reader, Verdict};
use rayon::prelude::*;
use support::{CONDITIONS, Condition, Group, Specimen, specimen};

/// Lower ends of the confidences that are counted together.
const BINS: [f64; 11] = [0.0, 0.58, 0.66, 0.74, 0.82, 0.9, 0.945, 0.99, 0.9945, 0.999, 0.9995];

/// Counts over the cards of a condition.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    cards: usize,
    exact: usize,
    accepted: usize,
    accepted_wrong: usize,
    rejected: usize,
    columns: usize,
    columns_wrong: usize,
}

impl Tally {
    fn add(self, other: Self) -> Self {
        Self {
            cards: self.cards + other.cards,
            exact: self.exact + other.exact,
            accepted: self.accepted + other.accepted,
            accepted_wrong: self.accepted_wrong + other.accepted_wrong,
            rejected: self.rejected + other.rejected,
            columns: self.columns + other.columns,
            columns_wrong: self.columns_wrong + other.columns_wrong,
        }
    }
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000u64);
    let count = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(24u64);
    let only = arguments.next().filter(|name| name != "--show");
    let form = Form::standard();
    let mut out = stdout().lock();
    let mut groups: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut bins = [(0u32, 0u32); BINS.len()];
    head(&mut out)?;
    let wanted = |condition: &&Condition| only.as_deref().is_none_or(|name| condition.name == name);
    for (at, condition) in (0u64..).zip(CONDITIONS).filter(|(_, condition)| wanted(condition)) {
        let seeds = (0..count).map(|card| first + at * 10_000 + card).collect::<Vec<_>>();
        let judged: Vec<(Tally, Vec<(f64, bool)>)> =
            seeds.par_iter().map(|seed| judge(&form, condition, *seed)).collect();
        let tally = judged.iter().fold(Tally::default(), |sum, (one, _)| sum.add(*one));
        for (confidence, right) in judged.iter().flat_map(|(_, columns)| columns) {
            let bin = &mut bins[BINS.partition_point(|from| from <= confidence) - 1];
            bin.0 += 1;
            bin.1 += u32::from(*right);
        }
        line(&mut out, condition.name, &tally)?;
        let group = match condition.group {
            Group::Scan => "all scan-like",
            Group::Mild => "all mild",
            Group::Hard => "all hard",
        };
        for name in [group, "all"] {
            let sum = groups.entry(name).or_default();
            *sum = sum.add(tally);
        }
    }
    for (name, tally) in &groups {
        line(&mut out, name, tally)?;
    }
    writeln!(out, "\nconfidence: columns, share right")?;
    for (from, (count, right)) in BINS.iter().zip(bins).filter(|(_, (count, _))| *count > 0) {
        let share = f64::from(right) / f64::from(count);
        writeln!(out, "{from:.4} and more: {count} {share:.5}")?;
    }
    Ok(())
}

fn head(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "| condition | cards | exact | accepted | wrong among accepted | rejected | columns wrong |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")
}

fn line(out: &mut impl Write, name: &str, tally: &Tally) -> std::io::Result<()> {
    writeln!(
        out,
        "| {name} | {} | {} | {} | {} | {} | {} of {} |",
        tally.cards,
        tally.exact,
        tally.accepted,
        tally.accepted_wrong,
        tally.rejected,
        tally.columns_wrong,
        tally.columns
    )?;
    out.flush()
}

/// Reads one card; also each column's confidence and whether it was right.
fn judge(form: &Form, condition: &Condition, seed: u64) -> (Tally, Vec<(f64, bool)>) {
    let Specimen { jpeg, truth } = specimen(form, condition, seed);
    let readings = Reader::new(form).read("", &jpeg, &Limits::default());
    let Some(reading) = readings.first() else { return (Tally::default(), Vec::new()) };
    let exact = truth.iter().all(|(name, text)| reading.text(name) == text);
    let accepted = reading.verdict == Verdict::Accepted;
    if !exact && std::env::args().any(|argument| argument == "--show") {
        show(condition, seed, reading, &truth);
    }
    let columns = columns(form, reading, &truth);
    let tally = Tally {
        cards: 1,
        exact: usize::from(exact && readings.len() == 1),
        accepted: usize::from(accepted),
        accepted_wrong: usize::from(accepted && !exact),
        rejected: usize::from(reading.verdict == Verdict::Rejected),
        columns: columns.len(),
        columns_wrong: columns.iter().filter(|(_, right)| !right).count(),
    };
    (tally, columns)
}

fn columns(
    form: &Form,
    reading: &CardReading,
    truth: &BTreeMap<String, String>,
) -> Vec<(f64, bool)> {
    let mut all = Vec::new();
    for field in &form.fields {
        let Some(read) = reading.fields.get(&field.name) else { continue };
        let text = &truth[&field.name];
        for (at, column) in read.columns.iter().enumerate() {
            let wanted = match field.columns {
                1 => Some(text.clone()).filter(|text| !text.is_empty()),
                _ => text.chars().nth(at).map(String::from),
            };
            let right = match wanted.as_deref() {
                Some("?") => column.state == State::Double,
                wanted => column.value.as_deref() == wanted && column.state != State::Double,
            };
            all.push((column.confidence, right));
        }
    }
    all
}

fn show(condition: &Condition, seed: u64, reading: &CardReading, truth: &BTreeMap<String, String>) {
    let mut out = std::io::stderr().lock();
    let reasons: Vec<&str> = reading.reasons.iter().map(|told| told.text.as_str()).collect();
    let _ = writeln!(out, "{} {seed}: {:?} {reasons:?}", condition.name, reading.verdict);
    for (name, text) in truth.iter().filter(|(name, text)| reading.text(name) != *text) {
        let _ = writeln!(out, "  {name}: {text} read as {}", reading.text(name));
    }
}
