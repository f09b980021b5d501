//! 卡面内容: what a card says once the answers are laid over its reading.

use std::collections::BTreeMap;

use card::{
    CardReading, Reason, Verdict,
    batch::Roster,
    form::{Field, Form, Kind},
    reading::{ColumnReading, FieldReading, State},
    rules,
};

use super::{answers::Answers, beside::Beside};

/// The subject of the question whether somebody who is not on the roster is taken.
pub(super) const ROSTER: &str = "roster";

/// The subject of the question whether a card is another's double.
pub(super) const DUPLICATE: &str = "duplicate";

/// The field of the name.
pub(super) fn name_field(form: &Form) -> Option<&Field> {
    form.fields.iter().find(|field| field.kind == Kind::QuWei)
}

/// Lays answers over a reading and judges it anew, beside what else the school has.
pub(super) fn with_answers(
    form: &Form,
    reading: &CardReading,
    answers: &Answers,
    beside: &Beside,
) -> CardReading {
    let mut now = reading.clone();
    for field in &form.fields {
        let Some(read) = now.fields.get_mut(&field.name) else { continue };
        lay_over(field, read, answers);
    }
    now.reasons.clear();
    now.verdict = Verdict::Accepted;
    let reasons = rules::judge(form, &now.fields);
    let mut now = now.because(reasons);
    if let Some(known) = &beside.known {
        now = Roster::new(known).check(form, now).0;
    }
    let mut now = now.because(beside.duplicates());
    let is_answered = |reason: &Reason| match reason {
        Reason::NotOnRoster => answers.contains_key(ROSTER),
        Reason::Duplicate { .. } => answers.contains_key(DUPLICATE),
        other => other.field().is_some_and(|field| answers.contains_key(field)),
    };
    let kept: Vec<Reason> =
        now.reasons.drain(..).map(|told| told.reason).filter(|one| !is_answered(one)).collect();
    now.verdict = Verdict::Accepted;
    now.because(kept)
}

fn lay_over(field: &Field, read: &mut FieldReading, answers: &Answers) {
    let typed = answers.get(&field.name).filter(|_| field.kind != Kind::QuWei);
    for (at, column) in (1u16..).zip(&mut read.columns) {
        let whole = typed.map(|text| {
            let one = text.chars().nth(usize::from(at) - 1);
            one.filter(|one| *one != '_').map(String::from).unwrap_or_default()
        });
        let one = || answers.get(&column_subject(&field.name, at)).cloned();
        if let Some(value) = whole.or_else(one) {
            *column = decided(value);
        }
    }
    read.text = text(&read.columns);
}

fn decided(value: String) -> ColumnReading {
    let state = if value.is_empty() { State::Blank } else { State::Marked };
    let value = Some(value).filter(|value| !value.is_empty());
    ColumnReading { value, state, confidence: 1.0, strip: None }
}

/// The columns' values in order, as [`FieldReading::text`] has them.
fn text(columns: &[ColumnReading]) -> String {
    let last = columns.iter().rposition(|column| column.state != State::Blank);
    let shown = columns.iter().take(last.map_or(0, |last| last + 1));
    shown
        .map(|column| match (&column.value, column.state) {
            (Some(value), _) => value.as_str(),
            (None, State::Blank) => "_",
            (None, _) => "?",
        })
        .collect()
}

/// `identity_number/5`.
pub(super) fn column_subject(field: &str, column: u16) -> String {
    format!("{field}/{column}")
}

/// Whether a typed text keeps the rules of its field.
pub(super) fn keeps_the_rules(form: &Form, field: &Field, text: &str) -> bool {
    if text.chars().count() > usize::from(field.columns) {
        return false;
    }
    let allowed = |(at, one): (u16, char)| {
        let column = field.column(form, at);
        column.bubbles.iter().any(|bubble| bubble.value == one.to_string())
    };
    if !(0u16..).zip(text.chars()).all(allowed) {
        return false;
    }
    let columns = (0..usize::from(field.columns))
        .map(|at| decided(text.chars().nth(at).map(String::from).unwrap_or_default()))
        .collect();
    let read = FieldReading { text: text.to_owned(), confidence: 1.0, columns };
    let fields = BTreeMap::from([(field.name.clone(), read)]);
    rules::judge(form, &fields).iter().all(|reason| reason.verdict() == Verdict::Accepted)
}

/// The name as far as it is known: typed, or spelt by its codes.
pub(super) fn name(form: &Form, now: &CardReading, answers: &Answers) -> Option<String> {
    let field = name_field(form)?;
    let typed = answers.get(&field.name).cloned();
    typed.or_else(|| rules::name_of(now.text(&field.name)))
}
