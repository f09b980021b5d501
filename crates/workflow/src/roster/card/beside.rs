//! 名册与别的卡: what a school has beside a card, and what of it the card may mean.

use ::card::{CardReading, Reason, batch::Known};
use domain::{
    id::{CardId, SchoolId},
    name::PersonName,
};
use store::{
    StoreError, Tx,
    roster::{Filter, MarkCardNumbers, Page},
};

use super::{FORM, answers::Answers, keep::Kept, texts};

/// What a card is compared with.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    /// The graduates it may mean; `None` where the school has no roster yet.
    pub known: Option<Vec<Known>>,
    /// Accepted cards that say a number of its own.
    pub alike: Vec<AlikeCard>,
}

/// Another card with the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeCard {
    pub card: CardId,
    pub file_name: String,
    /// Which card of its file, from 1.
    pub number: u32,
    /// Code names of the fields that are the same.
    pub fields: Vec<&'static str>,
}

/// More people of one name prove nothing.
const NAMESAKES: u64 = 200;

impl Beside {
    /// For a card that says this, its answers laid over already.
    pub(super) async fn of(
        tx: &Tx,
        (school, card): (&SchoolId, &CardId),
        reading: &CardReading,
    ) -> Result<Self, StoreError> {
        let numbers = numbers(reading);
        Ok(Self {
            known: known(tx, school, reading).await?,
            alike: alike(tx, (school, card), &numbers).await?,
        })
    }

    pub(super) fn duplicates(&self) -> impl Iterator<Item = Reason> {
        self.alike.iter().flat_map(|one| {
            one.fields.iter().map(|field| Reason::Duplicate {
                field: (*field).to_owned(),
                file: one.file_name.clone(),
                card: one.number,
            })
        })
    }
}

/// The numbers a card says without a doubt.
pub(super) fn numbers(reading: &CardReading) -> MarkCardNumbers {
    let clear = |field: &str| {
        let text = reading.text(field);
        let is_clear = !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric());
        is_clear.then(|| text.to_owned())
    };
    MarkCardNumbers {
        student_number: clear("student_number"),
        identity_number: clear("identity_number"),
    }
}

async fn alike(
    tx: &Tx,
    (school, card): (&SchoolId, &CardId),
    numbers: &MarkCardNumbers,
) -> Result<Vec<AlikeCard>, StoreError> {
    let mut alike = Vec::new();
    for one in tx.mark_cards_alike(school, card, numbers).await? {
        let Some(other) = tx.mark_card(&one.id).await? else { continue };
        let mut fields = Vec::new();
        fields.extend(one.same_student_number.then_some("student_number"));
        fields.extend(one.same_identity_number.then_some("identity_number"));
        alike.push(AlikeCard {
            file_name: Kept::read(&other)?.reading.file,
            number: other.line.number,
            card: one.id,
            fields,
        });
    }
    Ok(alike)
}

async fn known(
    tx: &Tx,
    school: &SchoolId,
    reading: &CardReading,
) -> Result<Option<Vec<Known>>, StoreError> {
    if tx.count_graduates(&Filter::of(school.clone())).await? == 0 {
        return Ok(None);
    }
    let identity = reading.text("identity_number").parse().ok();
    let number = reading.text("student_number").parse().ok();
    let name = texts::name(&FORM, reading, &Answers::new());
    let name = name.and_then(|name| name.parse::<PersonName>().ok());
    let filter = || Filter::of(school.clone());
    let asked = [
        identity.is_some().then(|| Filter { identity, ..filter() }),
        number.is_some().then(|| Filter { student_number: number, ..filter() }),
        name.is_some().then(|| Filter { name, ..filter() }),
    ];
    let mut known: Vec<Known> = Vec::new();
    for filter in asked.iter().flatten() {
        for listed in tx.graduates(filter, Page { offset: 0, limit: NAMESAKES }).await? {
            let one = Known {
                student_number: listed.graduate.student_number.to_string(),
                identity_number: listed.graduate.identity.reveal().to_owned(),
                name: listed.graduate.name.reveal().to_owned(),
            };
            if !known.contains(&one) {
                known.push(one);
            }
        }
    }
    Ok(Some(known))
}
