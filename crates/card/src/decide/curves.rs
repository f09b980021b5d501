//! Written by `cargo run --release -p card --example calibrate -- 500000 12`; not edited by
//! hand.
//!
//! Margins, and the share of columns read right at such a margin, as ln(p / (1 − p)) =
//! first + second × margin, fitted to 31552 columns, 300 of them wrong.

/// Columns that are blank or marked.
pub(super) const CLEAR: (f64, f64) = (2.399, 7.166);

/// Columns with a faint, a second or a rubbed out mark.
pub(super) const DOUBTFUL: (f64, f64) = (2.146, 18.188);
