//! 收卡: a file of cards is read, and each card is kept with what it says.

use ::card::{CardReading, DecodeError, Reason, Verdict};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use domain::id::{CardId, SchoolId};
use serde::{Deserialize, Serialize};
use store::{
    StoreError, Tx,
    pictures::content_id,
    roster::{MarkCard, MarkCardLine, MarkCardNumbers, MarkCardState},
};
use tokio::sync::Semaphore;

use super::{
    FORM, ReadCard, RosterRefused,
    answers::Answers,
    beside::{Beside, numbers},
    cards_of, doubt,
    picture::{ReadStrip, read_cards},
    texts,
};
use crate::{
    Desk,
    permission::{Grant, ReadCards},
};

/// Files that are read at the same time, however many desks send some: each holds a page of pixels.
static READERS: Semaphore = Semaphore::const_new(2);

/// Whose cards these are: cards are handed in class by class, and do not say it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardClass {
    pub college: String,
    pub class: String,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddedCards {
    /// The very same file came before: nothing was done.
    pub already: bool,
    pub accepted: u64,
    pub waiting: u64,
    pub rejected: u64,
    /// Why the reader sent cards back, each reason once: `not_read`, `no_card` …
    pub faults: Vec<&'static str>,
}

/// A card as it is kept, sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub college: String,
    pub class: String,
    pub reading: CardReading,
    pub strips: Vec<KeptStrip>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct KeptStrip {
    pub field: String,
    pub column: u16,
    /// JPEG in Base64.
    jpeg: String,
    pub inks: Vec<f32>,
}

/// Reads a file of cards and keeps each; a page on which there is none is kept as a card sent back,
/// so that no sheet of the pile is lost. The same bytes again are the same cards, however often
/// they are sent: an upload that broke off is simply sent once more.
pub async fn add_cards(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    (school, class): (&SchoolId, &CardClass),
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<AddedCards, RosterRefused> {
    checked(class)?;
    let file = content_id(&bytes);
    let tx = desk.store.read().await?;
    cards_of(&tx, grant, school).await?;
    let there = tx.mark_cards_of_file(school, &file).await?;
    drop(tx);
    if !there.is_empty() {
        return Ok(already(&there));
    }
    let name = file_name.chars().take(120).collect::<String>();
    let named = name.clone();
    let turn = READERS.acquire().await;
    let read = tokio::task::spawn_blocking(move || read_cards(&named, &bytes)).await;
    drop(turn);
    // A reader that gave up half-way has read nothing.
    let nothing = |_| vec![ReadCard::not_read(&name, DecodeError::Damaged)];
    keep_cards(desk, grant, (school, class), &file, read.unwrap_or_else(nothing)).await
}

/// Keeps cards that were read elsewhere, of the file with this content hash.
pub async fn keep_cards(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    (school, class): (&SchoolId, &CardClass),
    file: &str,
    cards: Vec<ReadCard>,
) -> Result<AddedCards, RosterRefused> {
    let class = checked(class)?;
    cards_of(&desk.store.read().await?, grant, school).await?;
    let mut added = AddedCards::default();
    let mut kept = Vec::new();
    for card in cards {
        // The picture is safe before the first word about it is written down.
        let picture = if card.picture.is_empty() {
            None
        } else {
            Some(desk.store.pictures().put(&card.picture).await?)
        };
        kept.push((picture, card));
    }
    let tx = desk.store.write().await?;
    cards_of(&tx, grant, school).await?;
    let there = tx.mark_cards_of_file(school, file).await?;
    if !there.is_empty() {
        return Ok(already(&there));
    }
    for (picture, card) in kept {
        let id: CardId = desk.mint().into();
        let (state, numbers) = first_state(&tx, (school, &id), &card.reading).await?;
        added.count(state, &card.reading);
        let line = MarkCardLine {
            id,
            school: school.clone(),
            file: file.to_owned(),
            number: card.reading.card,
            state,
            added_at_ms: desk.now_ms(),
        };
        let reading = Kept::of(&class, card).bytes();
        let added_by = grant.operator().clone();
        let card = MarkCard { line, picture, added_by, reading };
        tx.insert_mark_card(&card, &numbers).await?;
    }
    tx.commit().await?;
    Ok(added)
}

async fn first_state(
    tx: &Tx,
    place: (&SchoolId, &CardId),
    reading: &CardReading,
) -> Result<(MarkCardState, MarkCardNumbers), StoreError> {
    let numbers = numbers(reading);
    // Too pale, or of another form: nothing a person could decide from the picture.
    if reading.verdict == Verdict::Rejected {
        return Ok((MarkCardState::Rejected, numbers));
    }
    let beside = Beside::of(tx, place, reading).await?;
    let now = texts::with_answers(&FORM, reading, &Answers::new(), &beside);
    let is_clear = doubt::all(&FORM, &now, &Answers::new()).is_empty();
    Ok((if is_clear { MarkCardState::Accepted } else { MarkCardState::Waiting }, numbers))
}

fn checked(class: &CardClass) -> Result<CardClass, RosterRefused> {
    let named = |text: &str| {
        let text = text.trim();
        let fits = (1..=60).contains(&text.chars().count());
        fits.then(|| text.to_owned()).ok_or(RosterRefused::CardClass)
    };
    Ok(CardClass { college: named(&class.college)?, class: named(&class.class)? })
}

fn already(there: &[MarkCardLine]) -> AddedCards {
    let count = |state| there.iter().filter(|line| line.state == state).count() as u64;
    AddedCards {
        already: true,
        accepted: count(MarkCardState::Accepted),
        waiting: count(MarkCardState::Waiting),
        rejected: count(MarkCardState::Rejected),
        faults: Vec::new(),
    }
}

/// Why the reader sent a card back.
pub(super) fn sent_back(reading: &CardReading) -> Option<&'static str> {
    reading.reasons.iter().find_map(|told| match told.reason {
        Reason::NotRead { .. } => Some("not_read"),
        Reason::NoCard => Some("no_card"),
        Reason::OtherForm => Some("other_form"),
        Reason::TooPale => Some("too_pale"),
        _ => None,
    })
}

impl AddedCards {
    fn count(&mut self, state: MarkCardState, reading: &CardReading) {
        match state {
            MarkCardState::Accepted => self.accepted += 1,
            MarkCardState::Waiting => self.waiting += 1,
            MarkCardState::Rejected => self.rejected += 1,
        }
        let fault = sent_back(reading).filter(|fault| !self.faults.contains(fault));
        self.faults.extend(fault);
    }
}

impl Kept {
    pub(super) fn of(class: &CardClass, card: ReadCard) -> Self {
        let strip = |strip: ReadStrip| KeptStrip {
            field: strip.field,
            column: strip.column,
            jpeg: BASE64.encode(&strip.jpeg),
            inks: strip.inks,
        };
        Self {
            college: class.college.clone(),
            class: class.class.clone(),
            reading: card.reading,
            strips: card.strips.into_iter().map(strip).collect(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        // Texts and finite numbers always become JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn read(card: &MarkCard) -> Result<Self, StoreError> {
        let id = card.line.id.to_string();
        serde_json::from_slice(&card.reading)
            .map_err(|_| StoreError::Corrupt { what: "mark card", id })
    }

    pub(super) fn strip(&self, field: &str, column: u16) -> Option<&KeptStrip> {
        self.strips.iter().find(|strip| strip.field == field && strip.column == column)
    }
}

impl KeptStrip {
    pub(super) fn jpeg(&self) -> Option<Vec<u8>> {
        BASE64.decode(&self.jpeg).ok()
    }
}
