//! 机读卡的页面.

use std::borrow::Borrow;

use askama::Template;
use workflow::roster::card::{
    AddedCards, Ask, CardClass, CardDesk, CardFault, CardList, CardPage, CardQuestion, Choice,
    Crop, MarkCardAct, MarkCardState, sheet_px,
};

use crate::shell::{Shell, Tone, address};

/// A school's cards.
#[derive(Template)]
#[template(path = "roster/cards.html")]
pub struct CardsPage {
    pub shell: Shell,
    pub list: CardList,
    pub state: Option<MarkCardState>,
    /// What became of the files sent just now.
    pub sent: Vec<SentCards>,
    pub typed: CardClass,
    pub cohort: String,
    pub problem: Option<String>,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct SentCards {
    pub name: String,
    pub added: AddedCards,
}

/// The lines of files that were sent without leaving the page.
#[derive(Template)]
#[template(path = "roster/cards_sent.html")]
pub struct CardsSentPart {
    pub shell: Shell,
    pub sent: Vec<SentCards>,
}

/// The desk where doubts are decided.
#[derive(Template)]
#[template(path = "roster/card_desk.html")]
pub struct CardDeskPage {
    pub shell: Shell,
    pub question: Question,
}

/// The next question alone, after an answer.
#[derive(Template)]
#[template(path = "roster/card_question.html")]
pub struct QuestionPart {
    pub shell: Shell,
    pub question: Question,
}

/// One card.
#[derive(Template)]
#[template(path = "roster/card.html")]
pub struct CardView {
    pub shell: Shell,
    pub card: CardPage,
}

/// The next question with what its forms carry.
#[derive(Debug, Clone)]
pub struct Question {
    pub desk: CardDesk,
    /// Ids of the steps that answering, sending back and taking back would be.
    pub steps: [String; 3],
    pub problem: Option<String>,
    /// What was typed and not taken.
    pub typed: String,
}

impl CardsPage {
    fn is_in(&self, school: &str) -> bool {
        self.list.school.as_ref().is_some_and(|one| one.id.as_str() == school)
    }

    fn school_id(&self) -> &str {
        self.list.school.as_ref().map_or("", |one| one.id.as_str())
    }

    fn total(&self) -> u64 {
        self.list.counts.of(self.state)
    }

    fn page_href(&self, page: u64) -> String {
        let state = self.state.map_or("", MarkCardState::code);
        let page = page.to_string();
        address("/cards", &[("school", self.school_id()), ("state", state), ("page", &page)])
    }
}

impl Question {
    fn sheet() -> Crop {
        sheet_px()
    }

    fn asked(&self) -> Option<&CardQuestion> {
        self.desk.question.as_ref()
    }

    fn faults() -> &'static [CardFault] {
        CardFault::ALL
    }

    /// What stands in the input: what was typed before, or what the card says.
    fn text(&self, said: &str) -> String {
        if self.typed.is_empty() { said.to_owned() } else { self.typed.clone() }
    }
}

/// What templates ask about a question.
impl Shell {
    pub fn card_state(&self, state: impl Borrow<MarkCardState>) -> String {
        let state = state.borrow();
        self.t(&format!("card-state-{}", state.code()))
    }

    /// Why a card was sent back, by a person or by the reader.
    pub fn card_fault(&self, code: &str) -> String {
        self.t(&format!("card-fault-{code}"))
    }

    pub fn card_act(&self, act: impl Borrow<MarkCardAct>) -> String {
        self.t(&format!("card-act-{}", act.borrow().code()))
    }

    /// 身份证号第 5 列.
    pub fn card_place(&self, field: Option<&str>, column: impl Borrow<Option<u16>>) -> String {
        let Some(field) = field else { return self.t("card-whole") };
        let field = self.t(&format!("card-field-{field}"));
        match column.borrow() {
            Some(column) => self.lang.with("card-column", &[("field", &field), ("at", column)]),
            None => field,
        }
    }

    /// An answer as people read it: a blank has a word, codes of a closed list have theirs.
    pub fn card_answer(&self, answer: &str) -> String {
        match answer {
            "" => self.t("card-blank"),
            "?" => self.t("card-why-double"),
            code if CardFault::read(code).is_some() => self.card_fault(code),
            "new" => self.t("card-as-new"),
            "keep" => self.t("card-keep"),
            text => text.to_owned(),
        }
    }
}

pub(super) trait Toned {
    fn tone(&self) -> Tone;
}

impl Toned for MarkCardState {
    fn tone(&self) -> Tone {
        match self {
            Self::Waiting => Tone::Warn,
            Self::Accepted => Tone::Pass,
            Self::Rejected => Tone::Fail,
        }
    }
}

/// What is darkest after the suggestion: bubbles a person should look at.
fn is_rival(choice: &Choice) -> bool {
    choice.ink_percent.is_some_and(|ink| ink >= 30)
}
