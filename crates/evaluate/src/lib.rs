//! 评测: how well the portrait engine judges, rule by rule, on pictures whose truth is known.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel counts and 8-bit samples; every cast is from a value clamped or far below 2^52"
)]
pub mod agreement;
pub mod edits;
pub mod fairness;
pub mod hand;
pub mod library;
pub mod machine;
pub mod natural;
pub mod paint;
pub mod rates;
pub mod report;
pub mod run;
pub mod scenario;
pub mod stats;
pub mod subject;
pub mod trial;
pub mod wall;

use std::io::{self, Write};

/// Writes one line to stderr. A closed pipe is no reason to leave a run half done.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
