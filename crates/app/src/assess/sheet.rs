//! 汇总页: one page with every explanation of a run, the worst first.

use std::collections::BTreeMap;
use std::path::Path;

use askama::Template;
use imaging::{Rule, Verdict, words};

use super::task::Judged;
use super::words::unread;
use super::writing;
use crate::trouble::Trouble;

const NAME: &str = "index.html";

/// What the page shows, gathered file by file.
#[derive(Debug, Default, Template)]
#[template(path = "sheet.html")]
pub struct Sheet {
    cards: Vec<Card>,
    /// How often each rule refused or warned.
    rules: BTreeMap<Rule, (u64, u64)>,
}

#[derive(Debug)]
struct Card {
    file: String,
    profile: String,
    verdict: Verdict,
    /// Below the page's own folder, ready for a link.
    drawing: Option<String>,
    notes: Vec<Note>,
}

#[derive(Debug)]
struct Note {
    verdict: Verdict,
    sentence: String,
}

impl Sheet {
    pub fn add(&mut self, judged: &Judged, folder: &Path) {
        let assessment = &judged.assessment;
        let refused = |sentence| Note { verdict: Verdict::Fail, sentence };
        let mut notes: Vec<Note> = judged.unread.iter().map(|why| refused(unread(why))).collect();
        notes.extend(assessment.reasons.iter().map(|reason| refused(words::reason(reason))));
        for reading in &assessment.readings {
            let counts = match reading.verdict {
                Verdict::Fail | Verdict::Warn => self.rules.entry(reading.rule).or_default(),
                Verdict::Pass | Verdict::Unassessable => continue,
            };
            counts.0 += u64::from(reading.verdict == Verdict::Fail);
            counts.1 += u64::from(reading.verdict == Verdict::Warn);
            if let Some(sentence) = words::sentence(reading) {
                notes.push(Note { verdict: reading.verdict, sentence });
            }
        }
        notes.sort_by_key(|note| std::cmp::Reverse(note.verdict));
        let below = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_owned();
        self.cards.push(Card {
            file: judged.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            profile: judged.profile.clone(),
            verdict: assessment.verdict,
            drawing: judged.drawing.as_deref().map(|path| link(&below(path))),
            notes,
        });
    }

    /// Writes the page into `folder`.
    pub fn write(mut self, folder: &Path) -> Result<(), Trouble> {
        self.cards.sort_by_key(|card| std::cmp::Reverse(card.verdict));
        let path = folder.join(NAME);
        let page = self.render().map_err(|error| {
            Trouble::new("汇总页写不成", "把这条消息交给维护人员").because(error)
        })?;
        writing::whole(&path, page.as_bytes())
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.cards.iter().filter(|card| card.verdict == verdict).count()
    }

    fn verdicts() -> [Verdict; 4] {
        [Verdict::Fail, Verdict::Unassessable, Verdict::Warn, Verdict::Pass]
    }
}

/// A relative path as a link: every byte that is not plain is escaped.
fn link(path: &Path) -> String {
    let parts = path.iter().map(|part| {
        let bytes = part.to_string_lossy().into_owned().into_bytes();
        let escaped = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        bytes.into_iter().map(escaped).collect::<String>()
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_survives_any_name() {
        assert_eq!(link(Path::new("一班/a b#1.svg")), "%E4%B8%80%E7%8F%AD/a%20b%231.svg");
    }
}
