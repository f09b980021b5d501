//! 审核页: the cards of the review desk.

use askama::Template;
use domain::portrait::{Fault, Headwear, Verdict};

use workflow::{
    portrait::{ReadingView, ReviewCard},
    view::RecordLine,
};

use crate::shell::{Shell, Tone};

#[derive(Template)]
#[template(path = "portrait/review.html")]
pub struct ReviewPage {
    pub shell: Shell,
    pub session: Option<String>,
    pub cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "portrait/card.html")]
pub struct CardPart {
    pub shell: Shell,
    pub card: Card,
}

/// One face of the grid.
#[derive(Debug, Clone)]
pub struct Card {
    record: String,
    label: String,
    name: String,
    class: String,
    shot: Option<u32>,
    tone: Tone,
    verdict: String,
    has_output: bool,
    /// What may be decided on headwear; empty where nothing is to be decided.
    headwear: &'static [Headwear],
    readings: Vec<Reading>,
    /// Why no portrait could be cut.
    reasons: Vec<String>,
    faults: Vec<FaultChoice>,
    decided: Option<String>,
    /// The id of the step that the next press takes.
    step: String,
    session: String,
}

#[derive(Debug, Clone)]
struct Reading {
    word: &'static str,
    value: String,
    limit: String,
    clause: String,
    sentence: Option<String>,
    tone: Tone,
}

#[derive(Debug, Clone)]
struct FaultChoice {
    code: &'static str,
    word: String,
    suggested: bool,
}

/// Readings that passed are shown when nothing else needs the room, these before the others: what
/// the profile gives in pixels, and what the light does.
const FIRST: &[&str] = &["hair_top", "eye_line", "face_width", "background_colour"];
const READINGS_SHOWN: usize = 4;

impl Card {
    pub fn new(shell: &Shell, card: &ReviewCard, step: String, session: &str) -> Self {
        let verdict = shell.lang.verdict(card.verdict);
        Self {
            label: label(shell, card.line.shot, &verdict),
            record: card.line.record.clone(),
            name: card.line.person.name.clone(),
            class: card.line.class.clone(),
            shot: card.line.shot,
            tone: Tone::of_verdict(card.verdict),
            verdict,
            has_output: card.has_output,
            headwear: if card.asks_headwear { Headwear::ALL } else { &[] },
            readings: readings(&card.readings),
            reasons: card.reasons.clone(),
            faults: fault_menu(shell, &card.faults),
            decided: None,
            step,
            session: session.to_owned(),
        }
    }

    pub fn is_decided(&self) -> bool {
        self.decided.is_some()
    }

    /// The card after a press: what was decided, and the way back where there is one.
    pub fn decided(
        shell: &Shell,
        line: &RecordLine,
        tone: Tone,
        step: String,
        session: &str,
    ) -> Self {
        let accepted = tone == Tone::Pass;
        let decided = shell.t(if accepted { "review-accepted" } else { "review-refused" });
        Self {
            label: label(shell, line.shot, &decided),
            record: line.record.clone(),
            name: line.person.name.clone(),
            class: line.class.clone(),
            shot: line.shot,
            tone,
            verdict: String::new(),
            has_output: accepted,
            headwear: &[],
            readings: Vec::new(),
            reasons: Vec::new(),
            faults: Vec::new(),
            decided: Some(decided),
            step,
            session: session.to_owned(),
        }
    }
}

fn label(shell: &Shell, shot: Option<u32>, verdict: &str) -> String {
    match shot {
        Some(shot) => shell.lang.with("review-card", &[("shot", &shot), ("verdict", &verdict)]),
        None => shell.with("review-card-scan", "verdict", verdict),
    }
}

/// What failed first, then what is to be looked at, then the rest as room allows.
fn readings(all: &[ReadingView]) -> Vec<Reading> {
    let rank = |verdict| match verdict {
        Verdict::Fail => 0,
        Verdict::Warn => 1,
        Verdict::Unassessable => 2,
        Verdict::Pass => 3,
    };
    let mut sorted: Vec<&ReadingView> = all.iter().collect();
    let place = |rule| FIRST.iter().position(|one| *one == rule).unwrap_or(FIRST.len());
    sorted.sort_by_key(|reading| (rank(reading.verdict), place(reading.rule)));
    let needed = sorted.iter().filter(|reading| reading.verdict != Verdict::Pass).count();
    sorted.truncate(needed.max(READINGS_SHOWN));
    sorted.into_iter().map(reading).collect()
}

fn reading(view: &ReadingView) -> Reading {
    Reading {
        word: view.word,
        value: view.value.clone(),
        limit: view.limit.clone(),
        clause: view.clause.clone(),
        sentence: view.sentence.clone().filter(|_| view.verdict != Verdict::Pass),
        tone: Tone::of_verdict(view.verdict),
    }
}

fn fault_menu(shell: &Shell, suggested: &[Fault]) -> Vec<FaultChoice> {
    let choice = |fault: &Fault| FaultChoice {
        code: fault.code(),
        word: shell.lang.portrait_fault(*fault),
        suggested: suggested.contains(fault),
    };
    let mut menu: Vec<FaultChoice> = Fault::ALL.iter().map(choice).collect();
    menu.sort_by_key(|choice| !choice.suggested);
    menu
}
