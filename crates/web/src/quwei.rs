//! 区位码: what to pencil onto a mark card for a name, so that nobody needs the handbook.
//!
//! The name comes by a form that is posted: in an address it would stand in histories and logs.

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::{
    name::PersonName,
    quwei::{Filling, WhyWrittenOut},
};

use crate::{
    door::{Visit, page},
    posted::Posted,
    problem::Problem,
    shell::Shell,
    words::name_fault,
};

#[derive(Template)]
#[template(path = "quwei/quwei.html")]
pub struct QuWeiPage {
    pub shell: Shell,
    pub typed: String,
    pub answer: Option<QuWeiAnswer>,
}

/// What is said to the name that was typed.
pub enum QuWeiAnswer {
    /// A line for each character.
    Coded(Vec<QuWeiLine>),
    /// Why the name is written out and nothing is pencilled: the key of a sentence.
    WrittenOut(&'static str),
    /// What is wrong with it, as a sentence.
    Refused(String),
}

/// One character and what to do for it.
pub struct QuWeiLine {
    pub character: char,
    pub marks: String,
    pub pinyin: String,
    pub is_missing: bool,
}

impl QuWeiPage {
    /// The page after a name was typed, or before.
    pub fn new(shell: Shell, typed: &str) -> Self {
        let typed = typed.trim().to_owned();
        let answer = (!typed.is_empty()).then(|| QuWeiAnswer::to(&typed, &shell));
        Self { shell, typed, answer }
    }
}

/// `GET /quwei`.
pub async fn form(visit: Visit) -> Result<Response, Problem> {
    Ok(page(&QuWeiPage::new(visit.shell(), ""))?.into_response())
}

/// `POST /quwei`: changes nothing.
pub async fn look_up(posted: Posted) -> Result<Response, Problem> {
    let Posted { visit, fields } = posted;
    Ok(page(&QuWeiPage::new(visit.shell(), fields.text("name")))?.into_response())
}

impl QuWeiAnswer {
    fn to(typed: &str, shell: &Shell) -> Self {
        let name = match PersonName::read(typed) {
            Ok((name, _)) => name,
            Err(error) => return Self::Refused(name_fault(shell.lang, &error)),
        };
        match Filling::of(&name) {
            Filling::WrittenOut(WhyWrittenOut::Long) => Self::WrittenOut("quwei-long"),
            Filling::WrittenOut(WhyWrittenOut::NotChinese) => Self::WrittenOut("quwei-not-chinese"),
            Filling::Coded(all) => Self::Coded(
                all.iter()
                    .map(|one| QuWeiLine {
                        character: one.character,
                        marks: one.marks(),
                        pinyin: one.readings.join(&shell.t("list-comma")),
                        is_missing: one.code.is_none(),
                    })
                    .collect(),
            ),
        }
    }
}
