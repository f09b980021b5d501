//! 卡片清单: a school's cards, and one card with everything that was said about it.

use domain::id::{CardId, SchoolId};
use store::{
    Tx,
    roster::{self, MarkCardAct, MarkCardCounts, MarkCardState},
};

use super::{
    FORM, FieldView, RosterRefused, cards_of, covered_card,
    desk::Open,
    doubt,
    keep::{Kept, sent_back},
};
use crate::{
    Desk,
    permission::{Grant, ReadCards},
    roster::{SchoolView, may_take_list},
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    pub card: CardId,
    pub file_name: String,
    /// Which card of the file, from 1.
    pub number: u32,
    pub college: String,
    pub class: String,
    pub state: MarkCardState,
    /// Why it was sent back: the code of a [`CardFault`](super::CardFault) or of the reader's.
    pub fault: Option<String>,
    pub added_at_ms: i64,
}

/// A school's cards, newest first.
#[derive(Debug, Clone)]
pub struct CardList {
    /// Schools whose cards this operator may read.
    pub schools: Vec<SchoolView>,
    /// The one shown; `None` where there is none.
    pub school: Option<SchoolView>,
    pub counts: MarkCardCounts,
    pub lines: Vec<CardLine>,
    /// From 1.
    pub page: u64,
    pub pages: u64,
    pub two_people: bool,
}

/// One card.
#[derive(Debug, Clone)]
pub struct CardPage {
    pub line: CardLine,
    pub school: SchoolId,
    /// None where the file was no picture.
    pub has_picture: bool,
    pub fields: Vec<FieldView>,
    pub history: Vec<CardHistory>,
}

/// One step of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardHistory {
    pub at_ms: i64,
    pub by: String,
    pub act: MarkCardAct,
    /// Code name of the field, and the column from 1; none for the card as a whole.
    pub field: Option<String>,
    pub column: Option<u16>,
    /// Before and after; `None` while it is another person's business.
    pub answer: Option<(String, String)>,
}

/// Lines of a page.
const LINES: u64 = 100;

/// The cards of a school; without one, of the first whose cards this operator may read.
pub async fn card_list(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    school: Option<&SchoolId>,
    (state, page): (Option<MarkCardState>, u64),
) -> Result<CardList, RosterRefused> {
    let tx = desk.store.read().await?;
    if let Some(school) = school {
        cards_of(&tx, grant, school).await?;
    }
    let schools: Vec<SchoolView> = tx
        .schools()
        .await?
        .into_iter()
        .filter(|one| grant.covers_school(&one.id) && may_take_list(grant.zone(), one.regime))
        .map(SchoolView::from)
        .collect();
    let shown = school.or(schools.first().map(|one| &one.id));
    let shown = shown.and_then(|id| schools.iter().find(|one| one.id == *id)).cloned();
    let (mut counts, mut lines, mut pages) = (MarkCardCounts::default(), Vec::new(), 1);
    let page = page.max(1);
    if let Some(school) = &shown {
        counts = tx.count_mark_cards(&school.id).await?;
        pages = counts.of(state).div_ceil(LINES).max(1);
        let part = roster::Page { offset: (page - 1).saturating_mul(LINES), limit: LINES };
        for card in tx.mark_cards(&school.id, state, part).await? {
            let open = Open::of(desk, &tx, card).await?;
            lines.push(line(&open));
        }
    }
    let two_people = desk.tools().card_two_people;
    Ok(CardList { schools, school: shown, counts, lines, page, pages, two_people })
}

/// One card, what it says now, and every step.
pub async fn card_page(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    card: &CardId,
) -> Result<CardPage, RosterRefused> {
    let tx = desk.store.read().await?;
    let open = Open::of(desk, &tx, covered_card(&tx, grant, card).await?).await?;
    let own = open.decided.as_seen_by(grant.operator());
    let (now, _) = open.now(&tx, &own).await?;
    Ok(CardPage {
        line: line(&open),
        has_picture: open.card.picture.is_some(),
        school: open.card.line.school.clone(),
        fields: doubt::fields(&FORM, &now, &own),
        history: history(desk, &tx, grant, &open).await?,
    })
}

/// The whole card upright, as JPEG.
pub async fn card_picture(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    card: &CardId,
) -> Result<Vec<u8>, RosterRefused> {
    let card = covered_card(&desk.store.read().await?, grant, card).await?;
    let picture = card.picture.ok_or(RosterRefused::NotFound)?;
    Ok(desk.store.pictures().get(&picture).await?)
}

/// A doubtful column as the reader saw it, as JPEG.
pub async fn card_strip(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    card: &CardId,
    (field, column): (&str, u16),
) -> Result<Vec<u8>, RosterRefused> {
    let card = covered_card(&desk.store.read().await?, grant, card).await?;
    let kept = Kept::read(&card)?;
    let strip = kept.strip(field, column).and_then(super::keep::KeptStrip::jpeg);
    strip.ok_or(RosterRefused::NotFound)
}

fn line(open: &Open) -> CardLine {
    let (card, kept) = (&open.card, &open.kept);
    let fault = open.decided.rejected.clone();
    let fault = fault.or_else(|| sent_back(&kept.reading).map(str::to_owned));
    CardLine {
        card: card.line.id.clone(),
        file_name: kept.reading.file.clone(),
        number: card.line.number,
        college: kept.college.clone(),
        class: kept.class.clone(),
        state: card.line.state,
        fault: fault.filter(|_| card.line.state == MarkCardState::Rejected),
        added_at_ms: card.line.added_at_ms,
    }
}

/// Where two people have to agree, the answers of others stay covered until the card is settled.
async fn history(
    desk: &Desk,
    tx: &Tx,
    grant: &Grant<ReadCards>,
    open: &Open,
) -> Result<Vec<CardHistory>, RosterRefused> {
    let covered = desk.tools().card_two_people && open.card.line.state == MarkCardState::Waiting;
    let mut history = Vec::new();
    for step in &open.steps {
        let by = tx.operator(&step.by).await?.map(|operator| operator.display_name);
        let (field, column) = place(&step.subject);
        let shows = !covered || step.by == *grant.operator();
        history.push(CardHistory {
            at_ms: step.at_ms,
            by: by.unwrap_or_default(),
            act: step.act,
            field,
            column,
            answer: shows.then(|| (step.from.clone(), step.to.clone())),
        });
    }
    Ok(history)
}

/// The field and column that a subject names.
fn place(subject: &str) -> (Option<String>, Option<u16>) {
    let (field, column) = subject
        .split_once('/')
        .map_or((subject, None), |(field, column)| (field, column.parse().ok()));
    (FORM.field(field).map(|field| field.name.clone()), column)
}
