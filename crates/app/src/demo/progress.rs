//! How far the demo has come, on stderr.

use std::io::{self, Write as _};

use indicatif::{ProgressBar, ProgressStyle};

/// Says one thing done. A closed stderr leaves nobody to tell.
pub fn say(what: &str) {
    let _ = writeln!(io::stderr(), "✓ {what}");
}

/// A bar for what takes a while; hidden where stderr is no terminal.
pub fn bar(what: &'static str, count: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(count).unwrap_or(u64::MAX)).with_message(what);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
