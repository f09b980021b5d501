//! What was right of a reading, and sums of it.

use std::collections::BTreeMap;

use card::reading::State;
use card::{CardReading, Form, Verdict};
use domain::quwei::MISSING;

type Truth = BTreeMap<String, String>;

/// Lower ends of the confidences that are counted together.
pub const BINS: [f64; 8] = [0.0, 0.5, 0.8, 0.95, 0.99, 0.995, 0.999, 0.9999];

/// Columns of about one confidence.
#[derive(Debug, Default, Clone, Copy)]
pub struct Bin {
    pub columns: u32,
    pub right: u32,
    /// Sum of all.
    pub confidence: f64,
}

/// Counts over the cards of a condition.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub cards: u32,
    pub exact: u32,
    /// Cards that the rules let pass when they are read right.
    pub plain: u32,
    pub accepted: u32,
    pub accepted_wrong: u32,
    pub rejected: u32,
    pub columns: u32,
    pub columns_wrong: u32,
    pub bins: [Bin; BINS.len()],
}

impl Tally {
    pub const HEAD: &str =
        "cards | exact | accepted of plain | wrong among accepted | rejected | columns wrong";
    pub const RULE: &str = "---|---|---|---|---|---|";

    #[must_use]
    pub fn add(self, other: Self) -> Self {
        Self {
            cards: self.cards + other.cards,
            exact: self.exact + other.exact,
            plain: self.plain + other.plain,
            accepted: self.accepted + other.accepted,
            accepted_wrong: self.accepted_wrong + other.accepted_wrong,
            rejected: self.rejected + other.rejected,
            columns: self.columns + other.columns,
            columns_wrong: self.columns_wrong + other.columns_wrong,
            bins: std::array::from_fn(|at| {
                let (one, other) = (self.bins[at], other.bins[at]);
                Bin {
                    columns: one.columns + other.columns,
                    right: one.right + other.right,
                    confidence: one.confidence + other.confidence,
                }
            }),
        }
    }

    /// The cells of a row.
    pub fn cells(&self) -> String {
        let share = |part: u32, of: u32| 100.0 * f64::from(part) / f64::from(of.max(1));
        format!(
            "{} | {} ({:.1} %) | {} of {} ({:.1} %) | {} | {} | {} of {}",
            self.cards,
            self.exact,
            share(self.exact, self.cards),
            self.accepted,
            self.plain,
            share(self.accepted, self.plain),
            self.accepted_wrong,
            self.rejected,
            self.columns_wrong,
            self.columns
        )
    }
}

/// What the readings of one card's picture are worth: there should be one.
pub fn tally(form: &Form, readings: &[CardReading], truth: &Truth) -> Tally {
    let Some(reading) = readings.first() else { return Tally { cards: 1, ..Tally::default() } };
    let exact = readings.len() == 1 && truth.iter().all(|(name, text)| reading.text(name) == text);
    let accepted = reading.verdict == Verdict::Accepted;
    let mut tally = Tally {
        cards: 1,
        exact: u32::from(exact),
        plain: u32::from(is_plain(truth)),
        accepted: u32::from(accepted),
        accepted_wrong: u32::from(accepted && !exact),
        rejected: u32::from(reading.verdict == Verdict::Rejected),
        ..Tally::default()
    };
    for (confidence, right) in columns(form, reading, truth) {
        let bin = &mut tally.bins[BINS.partition_point(|from| *from <= confidence) - 1];
        bin.columns += 1;
        bin.right += u32::from(right);
        bin.confidence += confidence;
        tally.columns += 1;
        tally.columns_wrong += u32::from(!right);
    }
    tally
}

/// Each column's confidence and whether it was read right, in the order of the form's columns.
pub fn columns(form: &Form, reading: &CardReading, truth: &Truth) -> Vec<(f64, bool)> {
    let mut all = Vec::new();
    for field in &form.fields {
        let Some(read) = reading.fields.get(&field.name) else { continue };
        let text = &truth[&field.name];
        all.extend(read.columns.iter().enumerate().map(|(at, column)| {
            let wanted = match field.columns {
                1 => Some(text.clone()).filter(|text| !text.is_empty()),
                _ => text.chars().nth(at).map(String::from),
            };
            let right = match wanted.as_deref() {
                Some("?") => column.state == State::Double,
                wanted => column.value.as_deref() == wanted && column.state != State::Double,
            };
            (column.confidence, right)
        }));
    }
    all
}

/// Whether nothing on the card is for a person: no double mark, no character written by hand.
fn is_plain(truth: &Truth) -> bool {
    let is_written =
        |name: &String| name.as_bytes().chunks(4).any(|code| code == MISSING.as_bytes());
    !truth.get("name").is_some_and(is_written) && !truth.values().any(|text| text.contains('?'))
}
