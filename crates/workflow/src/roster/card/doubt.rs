//! 疑问: what a card leaves open, one question after the other, and how it can be answered.

use ::card::{
    CardReading, Reason, Verdict,
    form::{Field, Form, Kind, Rect},
    reading::State,
    rules,
};

use super::{
    FORM,
    answers::Answers,
    beside::{AlikeCard, Beside},
    keep::Kept,
    picture::CARD_PX_PER_MM,
    texts::{self, DUPLICATE, ROSTER, column_subject, keeps_the_rules},
};

/// One question about a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    pub subject: String,
    /// `None` for the card as a whole.
    pub field: Option<String>,
    /// From 1, where it is about one column.
    pub column: Option<u16>,
    /// Why it is asked; a word of the catalogue.
    pub why: &'static str,
    /// What the roster has instead.
    pub suggested: Option<String>,
}

impl Doubt {
    /// About the card as a whole.
    fn of_card(subject: &str, why: &'static str) -> Self {
        Self { subject: subject.to_owned(), field: None, column: None, why, suggested: None }
    }
}

/// One question as a desk shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct DoubtView {
    pub subject: String,
    /// Code name of the field, none for the card as a whole.
    pub field: Option<String>,
    pub column: Option<u16>,
    /// `double`, `erased`, `check_character` …
    pub why: &'static str,
    /// Whether there is a picture of the column as the reader saw it.
    pub has_strip: bool,
    /// What to look at on the card, with its surroundings.
    pub around: Crop,
    /// What is asked about.
    pub marked: Crop,
    pub ask: Ask,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// One key per value.
    Choose(Vec<Choice>),
    /// Typed; values to be taken with one key stand beside.
    Type { text: String, longest: u16, choices: Vec<Choice> },
    /// A name, typed or put together by pinyin.
    Name { text: String, choices: Vec<Choice> },
    /// Taken as it is, or sent back.
    Confirm,
    /// Sent back as a double of one of these, or taken beside them.
    Duplicate(Vec<AlikeCard>),
}

/// A value that one key takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The key; a space for the blank.
    pub key: String,
    pub value: String,
    /// The character it makes of the code it stands in, in a name.
    pub spelt: Option<String>,
    /// How dark its bubble is against the darkest, in percent; none where nobody measured.
    pub ink_percent: Option<u8>,
    pub is_suggested: bool,
    pub is_roster: bool,
}

/// A box on the picture of the card, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    pub x_px: f64,
    pub y_px: f64,
    pub width_px: f64,
    pub height_px: f64,
}

/// A field of the card as it reads now.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldView {
    pub field: String,
    /// The text; names as characters as far as they are known.
    pub text: String,
    pub is_open: bool,
}

/// The whole picture of a card.
pub fn sheet_px() -> Crop {
    Crop::of(&FORM.sheet_rect())
}

/// Every question a reading leaves open, in the order of the form. `answers` are those already
/// laid over it: a column that stays wrong after its answer asks for the whole field.
pub(super) fn all(form: &Form, now: &CardReading, answers: &Answers) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for told in &now.reasons {
        let Some(doubt) = of(&told.reason, answers) else { continue };
        match doubts.iter_mut().find(|there| there.subject == doubt.subject) {
            Some(there) => there.suggested = there.suggested.take().or(doubt.suggested),
            None => doubts.push(doubt),
        }
    }
    let place = |doubt: &Doubt| {
        // A double is sent back: nobody shall decide its columns first.
        if doubt.subject == DUPLICATE {
            return (0, 0);
        }
        let field = doubt.field.as_deref();
        let field = form.fields.iter().position(|one| Some(one.name.as_str()) == field);
        // Columns first: an answer may settle what the whole field asks.
        (field.unwrap_or(form.fields.len()), doubt.column.unwrap_or(u16::MAX))
    };
    doubts.sort_by_key(place);
    doubts
}

fn of(reason: &Reason, answers: &Answers) -> Option<Doubt> {
    let is_fault = reason.verdict() == Verdict::Review;
    let asks = is_fault || matches!(reason, Reason::WrittenCharacter { .. });
    if !asks {
        return None;
    }
    let (why, column, suggested) = match reason {
        Reason::Doubtful { column, .. } => ("doubtful", Some(*column), None),
        Reason::Erased { column, .. } => ("erased", Some(*column), None),
        Reason::Double { column, .. } => ("double", Some(*column), None),
        Reason::Gap { column, .. } => ("gap", Some(*column), None),
        Reason::Missing { .. } => ("missing", Some(1), None),
        Reason::TooShort { .. } => ("too_short", None, None),
        Reason::TooLong { .. } => ("too_long", None, None),
        Reason::CheckCharacter { .. } => ("check_character", None, None),
        Reason::BirthDate { .. } => ("birth_date", None, None),
        Reason::NotEmpty { .. } => ("not_empty", None, None),
        Reason::HalfCharacter { .. } => ("half_character", None, None),
        Reason::NoCharacter { .. } => ("no_character", None, None),
        Reason::WrittenCharacter { .. } => ("written_character", None, None),
        Reason::WrittenName { .. } => ("written_name", None, None),
        Reason::Differs { text, .. } => ("differs", None, Some(text.clone())),
        Reason::NotOnRoster => ("not_on_roster", None, None),
        Reason::Duplicate { .. } => return Some(Doubt::of_card(DUPLICATE, "duplicate")),
        _ => return None,
    };
    let field = reason.field().map(str::to_owned);
    let of_column = field.as_ref().zip(column).map(|(field, at)| column_subject(field, at));
    // What is blank by its answer and still a gap is a matter of the whole field.
    let is_stuck = why == "gap" && of_column.as_ref().is_some_and(|at| answers.contains_key(at));
    let column = column.filter(|_| !is_stuck);
    let subject = of_column.filter(|_| !is_stuck).or_else(|| field.clone());
    let subject = subject.unwrap_or_else(|| ROSTER.to_owned());
    Some(Doubt { subject, field, column, why, suggested })
}

/// A question with everything a person needs to answer it.
pub(super) fn view(
    form: &Form,
    (kept, beside): (&Kept, &Beside),
    now: &CardReading,
    answers: &Answers,
    doubt: &Doubt,
) -> DoubtView {
    let field = doubt.field.as_deref().and_then(|name| form.field(name));
    let strip = field.zip(doubt.column).and_then(|(field, at)| kept.strip(&field.name, at));
    let ask = match (field, doubt.column) {
        (Some(field), Some(at)) => {
            let inks = strip.map_or(&[][..], |strip| &strip.inks);
            Ask::Choose(choices(form, field, (at, doubt.why), now, inks))
        }
        (Some(field), None) => typed(form, field, now, answers, doubt),
        (None, _) if doubt.subject == DUPLICATE => Ask::Duplicate(beside.alike.clone()),
        (None, _) => Ask::Confirm,
    };
    let marked = match (field, doubt.column) {
        (Some(field), Some(at)) => field.column(form, at - 1).rect().grown(0.8),
        (Some(field), None) => field.rect(form).grown(1.0),
        (None, _) => form.sheet_rect(),
    };
    DoubtView {
        subject: doubt.subject.clone(),
        field: doubt.field.clone(),
        column: doubt.column,
        why: doubt.why,
        has_strip: strip.is_some(),
        around: Crop::of(&around(form, field, &marked)),
        marked: Crop::of(&marked),
        ask,
    }
}

/// The text of every field as it reads now.
pub(super) fn fields(form: &Form, now: &CardReading, answers: &Answers) -> Vec<FieldView> {
    let open = all(form, now, answers);
    let view = |field: &Field| {
        let is_name = field.kind == Kind::QuWei;
        let name = is_name.then(|| texts::name(form, now, answers)).flatten();
        FieldView {
            field: field.name.clone(),
            text: name.unwrap_or_else(|| now.text(&field.name).to_owned()),
            is_open: open.iter().any(|doubt| doubt.field.as_deref() == Some(&field.name)),
        }
    };
    form.fields.iter().map(view).collect()
}

/// What the card says about a subject now, for its history.
pub(super) fn said(form: &Form, now: &CardReading, answers: &Answers, doubt: &Doubt) -> String {
    let Some(field) = doubt.field.as_deref().and_then(|name| form.field(name)) else {
        return String::new();
    };
    if let Some(at) = doubt.column {
        let read = now.fields.get(&field.name);
        let read = read.and_then(|read| read.columns.get(usize::from(at) - 1));
        return match read {
            Some(column) if column.state == State::Double => "?".to_owned(),
            column => column.and_then(|column| column.value.clone()).unwrap_or_default(),
        };
    }
    let name = (field.kind == Kind::QuWei).then(|| texts::name(form, now, answers)).flatten();
    name.unwrap_or_else(|| now.text(&field.name).to_owned())
}

fn choices(
    form: &Form,
    field: &Field,
    (at, why): (u16, &str),
    now: &CardReading,
    inks: &[f32],
) -> Vec<Choice> {
    let column = field.column(form, at - 1);
    let read = now.fields.get(&field.name).and_then(|read| read.columns.get(usize::from(at) - 1));
    // Of two marks neither is better, and a gap is a blank that should be none: one key too quickly
    // pressed must not decide that.
    let suggested = read.and_then(|read| match read.state {
        State::Double => None,
        State::Blank => (why == "doubtful").then(String::new),
        _ => read.value.clone(),
    });
    let is_word = column.bubbles.iter().any(|bubble| bubble.value.chars().count() > 1);
    let mut all: Vec<Choice> = (0usize..)
        .zip(&column.bubbles)
        .map(|(row, bubble)| Choice {
            key: if is_word { (row + 1).to_string() } else { bubble.value.to_owned() },
            value: bubble.value.to_owned(),
            spelt: spelt(field, at, now, bubble.value),
            ink_percent: inks.get(row).map(|ink| percent(*ink)),
            is_suggested: suggested.as_deref() == Some(bubble.value),
            is_roster: false,
        })
        .collect();
    all.push(Choice {
        key: " ".to_owned(),
        value: String::new(),
        spelt: None,
        ink_percent: None,
        is_suggested: suggested.as_deref() == Some(""),
        is_roster: false,
    });
    all
}

/// The character of a name when this column says `value`, where the other three of its code are
/// known.
fn spelt(field: &Field, at: u16, now: &CardReading, value: &str) -> Option<String> {
    if field.kind != Kind::QuWei {
        return None;
    }
    let columns = &now.fields.get(&field.name)?.columns;
    let own = usize::from(at) - 1;
    let first = own / 4 * 4;
    let digit = |place: usize| {
        let read = columns.get(place)?.value.as_deref();
        if place == own { Some(value) } else { read }
    };
    let code: String = (first..first + 4).map(digit).collect::<Option<_>>()?;
    rules::name_of(&code)
}

fn typed(form: &Form, field: &Field, now: &CardReading, answers: &Answers, doubt: &Doubt) -> Ask {
    let is_name = field.kind == Kind::QuWei;
    let spelt = is_name.then(|| texts::name(form, now, answers)).flatten().unwrap_or_default();
    let text = if is_name { spelt } else { now.text(&field.name).to_owned() };
    let mut choices = Vec::new();
    let mut add = |key: &str, value: &str, is_roster| {
        choices.push(Choice {
            key: key.to_owned(),
            value: value.to_owned(),
            spelt: None,
            ink_percent: None,
            is_suggested: is_roster,
            is_roster,
        });
    };
    if let Some(roster) = &doubt.suggested {
        add("r", roster, true);
    }
    if field.kind == Kind::Empty {
        return Ask::Type { text: String::new(), longest: field.columns, choices };
    }
    if is_name {
        return Ask::Name { text, choices };
    }
    if doubt.suggested.is_some() && keeps_the_rules(form, field, &text) {
        add("k", &text, false);
    }
    Ask::Type { text, longest: field.columns, choices }
}

/// What was written by hand above what is asked, with its neighbours; of a field without writing,
/// and of the whole card, what is asked itself.
fn around(form: &Form, field: Option<&Field>, marked: &Rect) -> Rect {
    let sheet = form.sheet_rect();
    let Some(field) = field else { return sheet };
    let writing = field.writing_rects(form, WRITING_MM, 1.0).filter(|_| field.columns > 1);
    let (top_mm, high) = match writing.as_deref() {
        Some([first, ..]) => (first.y_mm - 1.0, WRITING_MM + 9.0),
        _ => (marked.y_mm - 4.0, marked.height_mm + 8.0),
    };
    let wide = (marked.width_mm + 6.0).max(AROUND_MM).min(sheet.width_mm);
    Rect {
        x_mm: (marked.centre().x_mm - wide / 2.0).clamp(0.0, sheet.width_mm - wide),
        y_mm: top_mm.clamp(0.0, sheet.height_mm - high),
        width_mm: wide,
        height_mm: high,
    }
}

/// The boxes above the columns, where every sign is written before it is marked.
const WRITING_MM: f64 = 5.0;

/// As wide as eight columns: a sign is known by its neighbours.
const AROUND_MM: f64 = 44.0;

impl Crop {
    pub(super) fn of(rect: &Rect) -> Self {
        let px = |mm: f64| (mm * CARD_PX_PER_MM).round();
        Self {
            x_px: px(rect.x_mm),
            y_px: px(rect.y_mm),
            width_px: px(rect.width_mm),
            height_px: px(rect.height_mm),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of 0 to 1, as hundredths"
)]
fn percent(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}
