//! 本人页: the next step in words.

use askama::Template;
use domain::{registry::Answer, roster::Field};

use workflow::registry::{NextStep, OwnPage};

use crate::shell::{Shell, Tone};

#[derive(Template)]
#[template(path = "registry/me.html")]
pub struct MePage {
    pub shell: Shell,
    own: OwnPage,
    own_record: String,
    next: Next,
    asks: bool,
    dress: Vec<String>,
    name_field: Field,
}

/// 着装与姿态 (教毕指〔2017〕99号, 二 2–5), for those who have not sat down yet.
const DRESS: &[&str] = &["dress-pose", "dress-glasses", "dress-hair", "dress-clothes"];

/// The next step in words.
struct Next {
    tone: Tone,
    title: String,
    way: String,
    shot: Option<u32>,
}

impl MePage {
    pub fn new(shell: Shell, own: OwnPage, own_record: String) -> Self {
        let next = next(&shell, &own.next);
        let asks = matches!(own.next, NextStep::Answer { .. });
        let dress = match own.code {
            Some(_) => DRESS.iter().map(|key| shell.t(key)).collect(),
            None => Vec::new(),
        };
        Self { shell, own, own_record, next, asks, dress, name_field: Field::Name }
    }
}

/// The second page before the one answer.
#[derive(Template)]
#[template(path = "registry/answer.html")]
pub struct AnswerPage {
    pub shell: Shell,
    pub own: OwnPage,
    pub own_record: String,
    pub disputed: bool,
    pub words: String,
    /// The id of the step, minted with the page: a double tap is one answer.
    pub step: String,
    pub problem: Option<String>,
}

impl AnswerPage {
    pub fn new(
        shell: Shell,
        own: OwnPage,
        own_record: String,
        answer: Answer,
        step: String,
    ) -> Self {
        let disputed = answer == Answer::Disputed;
        Self { shell, own, own_record, disputed, words: String::new(), step, problem: None }
    }

    /// With what was typed before, and why it was not taken.
    #[must_use]
    pub fn again(self, words: String, problem: Option<String>) -> Self {
        Self { words, problem, ..self }
    }
}

fn next(shell: &Shell, step: &NextStep) -> Next {
    let lang = shell.lang;
    let (tone, key) = tone_and_key(step);
    let title_key = format!("next-{key}");
    let way_key = format!("next-{key}-way");
    let plain = |shot| Next { tone, title: lang.t(&title_key), way: lang.t(&way_key), shot };
    match step {
        NextStep::ComeTo { held_on, place } => Next {
            title: lang.with(&title_key, &[("date", &lang.date(*held_on))]),
            way: lang.with(&way_key, &[("place", place)]),
            ..plain_next(tone)
        },
        NextStep::InLine { shot } => plain(Some(*shot)),
        NextStep::Reshoot { faults } => {
            let words: Vec<String> =
                faults.iter().map(|fault| lang.portrait_fault(*fault)).collect();
            let words = shell.list(&words);
            Next {
                title: lang.t(&title_key),
                way: lang.with(&way_key, &[("faults", &words)]),
                ..plain_next(tone)
            }
        }
        NextStep::Answer { until } | NextStep::AnswerLate { until } => Next {
            title: lang.t(&title_key),
            way: lang.with(&way_key, &[("date", &lang.date(*until))]),
            ..plain_next(tone)
        },
        _ => plain(None),
    }
}

fn plain_next(tone: Tone) -> Next {
    Next { tone, title: String::new(), way: String::new(), shot: None }
}

fn tone_and_key(step: &NextStep) -> (Tone, &'static str) {
    match step {
        NextStep::WaitForProofreading => (Tone::Wait, "proofreading"),
        NextStep::WaitForSession => (Tone::Wait, "session"),
        NextStep::ComeTo { .. } => (Tone::Wait, "come"),
        NextStep::InLine { .. } => (Tone::Wait, "in-line"),
        NextStep::WaitForReview => (Tone::Wait, "review"),
        NextStep::Reshoot { .. } => (Tone::Fail, "reshoot"),
        NextStep::WaitForDelivery => (Tone::Pass, "delivery"),
        NextStep::WaitForImageCheck => (Tone::Pass, "image-check"),
        NextStep::Answer { .. } => (Tone::Warn, "answer"),
        NextStep::AnswerLate { .. } => (Tone::Fail, "late"),
        NextStep::Answered(Answer::Confirmed) => (Tone::Pass, "confirmed"),
        NextStep::Answered(Answer::Disputed) => (Tone::Warn, "disputed"),
        NextStep::Registered => (Tone::Pass, "registered"),
        NextStep::MakeUp => (Tone::Warn, "make-up"),
        NextStep::Erratum => (Tone::Warn, "erratum"),
        NextStep::Withdrawn => (Tone::Wait, "withdrawn"),
    }
}
