//! 报告: docs/evaluation.md, the same bytes for the same pictures.

mod tables;
mod text;

use std::fmt::Write as _;

use imaging::Rule;

use crate::agreement::Agreement;
use crate::fairness::Portrayed;
use crate::rates::OfRule;
use crate::trial::Sample;

/// Everything a run found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub samples: Vec<Sample>,
    pub portrayed: Vec<Portrayed>,
    pub agreement: Vec<Agreement>,
    /// Files by folder, with their number; empty when only drawn faces were judged.
    pub pictures: Vec<(String, usize)>,
    /// Portraits that edits were made of.
    pub subjects: usize,
}

/// The whole document.
pub fn written(findings: &Findings) -> String {
    let rules: Vec<OfRule<'_>> =
        Rule::ALL.iter().map(|rule| OfRule::of(*rule, &findings.samples)).collect();
    let mut page = String::new();
    text::head(&mut page, findings);
    text::summary(&mut page, findings, &rules);
    tables::by_rule(&mut page, &rules);
    tables::limits(&mut page, &rules);
    tables::refusals(&mut page, findings);
    tables::misjudged(&mut page, findings);
    tables::fairness(&mut page, findings);
    tables::agreement(&mut page, findings);
    tables::steps(&mut page, &rules);
    text::caveats(&mut page);
    page
}

/// A share in percent, one digit.
fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// The same for one that may be missing.
fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), percent)
}

/// A value with digits enough to set a limit by.
fn number(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

/// A line of the page. Writing to a `String` cannot fail.
fn line(page: &mut String, text: &str) {
    let _ = writeln!(page, "{text}");
}

/// A table row.
fn row(page: &mut String, cells: &[String]) {
    line(page, &format!("| {} |", cells.join(" | ")));
}

/// A table's heading and the line under it; the first column is text, the others numbers.
fn heading(page: &mut String, cells: &[&str]) {
    line(page, &format!("| {} |", cells.join(" | ")));
    let rule: Vec<&str> = (0..cells.len()).map(|c| if c == 0 { "---" } else { "--:" }).collect();
    line(page, &format!("|{}|", rule.join("|")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_digits_enough_and_no_more() {
        for (value, expect) in [(0.0567, "0.057"), (3.456, "3.46"), (45.67, "45.7"), (212.4, "212")]
        {
            assert_eq!(number(value), expect);
        }
        assert_eq!((percent(0.0321), percent_or_dash(None)), ("3.2".into(), "–".into()));
    }

    #[test]
    fn a_report_without_pictures_says_so() {
        let page = written(&Findings::default());
        assert!(page.contains("No portraits were given"), "{page}");
        assert_eq!(page, written(&Findings::default()));
    }
}
