//! 机读卡: cards as they were read, found by the file they came in, waiting to be looked at.

use domain::id::{CardId, OperatorId, SchoolId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
    sea_query::{Condition, Expr, OnConflict, Query},
};

use super::Page;
use crate::{
    StoreError, Tx,
    decode::{known, small},
    entity::{
        mark_card::{ActiveModel, Column, Entity, Model},
        mark_card_look as look,
    },
    error::unique,
};

/// Where a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkCardState {
    /// 待核对: somebody has to look at it.
    Waiting,
    /// 已通过.
    Accepted,
    /// 已退回: to be filled or scanned again.
    Rejected,
}

/// One card of a scan.
#[derive(Clone, PartialEq, Eq)]
pub struct MarkCard {
    pub line: MarkCardLine,
    /// The whole card, upright, in the picture store; none where no picture could be read.
    pub picture: Option<String>,
    pub added_by: OperatorId,
    /// The reading as the workflow wrote it; sealed in the database.
    pub reading: Vec<u8>,
}

/// What a list shows of a card: nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkCardLine {
    pub id: CardId,
    pub school: SchoolId,
    /// The content hash of the file it came in.
    pub file: String,
    /// Which card of the file, from 1.
    pub number: u32,
    pub state: MarkCardState,
    pub added_at_ms: i64,
}

/// The numbers a card says now, as far as they are clear: two cards of one school should not share
/// one. Only look-up hashes of them are kept in the open.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MarkCardNumbers {
    pub student_number: Option<String>,
    pub identity_number: Option<String>,
}

/// Another card that says a number too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkCardAlike {
    pub id: CardId,
    pub same_student_number: bool,
    pub same_identity_number: bool,
}

/// How many cards of a school stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MarkCardCounts {
    pub waiting: u64,
    pub accepted: u64,
    pub rejected: u64,
}

/// They are a person's: never shown.
impl std::fmt::Debug for MarkCardNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MarkCardNumbers").finish_non_exhaustive()
    }
}

/// The reading is a person: never shown.
impl std::fmt::Debug for MarkCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MarkCard").field("line", &self.line).finish_non_exhaustive()
    }
}

impl MarkCardCounts {
    /// The cards of one state, or all.
    pub fn of(self, state: Option<MarkCardState>) -> u64 {
        match state {
            Some(MarkCardState::Waiting) => self.waiting,
            Some(MarkCardState::Accepted) => self.accepted,
            Some(MarkCardState::Rejected) => self.rejected,
            None => self.waiting + self.accepted + self.rejected,
        }
    }
}

impl MarkCardState {
    pub const ALL: &[Self] = &[Self::Waiting, Self::Accepted, Self::Rejected];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == text)
    }
}

pub(crate) fn belongs_to(card: &str, school: &str) -> String {
    format!("mark_card|{card}|{school}")
}

impl Tx {
    /// Keeps a card. The same card of the same file twice at one school is
    /// [`StoreError::Duplicate`].
    pub async fn insert_mark_card(
        &self,
        card: &MarkCard,
        numbers: &MarkCardNumbers,
    ) -> Result<(), StoreError> {
        let hashes = self.hashes(&card.line.school, numbers);
        let line = &card.line;
        let place = belongs_to(line.id.as_str(), line.school.as_str());
        let sealed = self.vault.seal(&place, &card.reading)?;
        let row = ActiveModel {
            id: Set(line.id.to_string()),
            school_id: Set(line.school.to_string()),
            file_id: Set(line.file.clone()),
            card_number: Set(line.number.into()),
            state: Set(line.state.code().to_owned()),
            picture_id: Set(card.picture.clone()),
            added_by: Set(card.added_by.to_string()),
            added_at_ms: Set(line.added_at_ms),
            student_number_hash: Set(hashes.0),
            identity_number_hash: Set(hashes.1),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[("card_number", "card of a file")]))?;
        Ok(())
    }

    pub async fn mark_card(&self, id: &CardId) -> Result<Option<MarkCard>, StoreError> {
        let row = Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(|row| self.open_mark_card(row)).transpose()
    }

    /// The card, locked until the transaction ends: two desks deciding on one card wait here.
    pub async fn locked_mark_card(&self, id: &CardId) -> Result<Option<MarkCard>, StoreError> {
        let row = Entity::find_by_id(id.as_str()).lock_exclusive().one(&self.db).await?;
        row.map(|row| self.open_mark_card(row)).transpose()
    }

    /// The cards a school has of this file, in their order.
    pub async fn mark_cards_of_file(
        &self,
        school: &SchoolId,
        file: &str,
    ) -> Result<Vec<MarkCardLine>, StoreError> {
        let rows = Entity::find()
            .filter(Column::SchoolId.eq(school.as_str()))
            .filter(Column::FileId.eq(file))
            .order_by_asc(Column::CardNumber)
            .all(&self.db)
            .await?;
        rows.iter().map(MarkCardLine::of).collect()
    }

    /// A part of a school's cards, newest first; of one state if asked for.
    pub async fn mark_cards(
        &self,
        school: &SchoolId,
        state: Option<MarkCardState>,
        page: Page,
    ) -> Result<Vec<MarkCard>, StoreError> {
        let mut query = Entity::find().filter(Column::SchoolId.eq(school.as_str()));
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.code()));
        }
        let rows = query
            .order_by_desc(Column::AddedAtMs)
            .order_by_desc(Column::Id)
            .offset(page.offset)
            .limit(page.limit)
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| self.open_mark_card(row)).collect()
    }

    /// The card of a school that waited longest and that `operator` still has something to say
    /// about.
    pub async fn next_mark_card(
        &self,
        school: &SchoolId,
        operator: &OperatorId,
    ) -> Result<Option<MarkCard>, StoreError> {
        let mut seen = Query::select();
        seen.column(look::Column::CardId).from(look::Entity);
        seen.and_where(look::Column::OperatorId.eq(operator.as_str()));
        let row = Entity::find()
            .filter(Column::SchoolId.eq(school.as_str()))
            .filter(Column::State.eq(MarkCardState::Waiting.code()))
            .filter(Column::Id.not_in_subquery(seen))
            .order_by_asc(Column::AddedAtMs)
            .order_by_asc(Column::Id)
            .one(&self.db)
            .await?;
        row.map(|row| self.open_mark_card(row)).transpose()
    }

    pub async fn count_mark_cards(&self, school: &SchoolId) -> Result<MarkCardCounts, StoreError> {
        let count = async |state: MarkCardState| {
            Entity::find()
                .filter(Column::SchoolId.eq(school.as_str()))
                .filter(Column::State.eq(state.code()))
                .count(&self.db)
                .await
        };
        Ok(MarkCardCounts {
            waiting: count(MarkCardState::Waiting).await?,
            accepted: count(MarkCardState::Accepted).await?,
            rejected: count(MarkCardState::Rejected).await?,
        })
    }

    /// Accepted cards of a school that say one of these numbers, but for the card itself.
    pub async fn mark_cards_alike(
        &self,
        school: &SchoolId,
        but: &CardId,
        numbers: &MarkCardNumbers,
    ) -> Result<Vec<MarkCardAlike>, StoreError> {
        let (student, identity) = self.hashes(school, numbers);
        let mut same = Condition::any();
        if let Some(hash) = &student {
            same = same.add(Column::StudentNumberHash.eq(hash));
        }
        if let Some(hash) = &identity {
            same = same.add(Column::IdentityNumberHash.eq(hash));
        }
        if same.is_empty() {
            return Ok(Vec::new());
        }
        let rows = Entity::find()
            .filter(Column::SchoolId.eq(school.as_str()))
            .filter(Column::State.eq(MarkCardState::Accepted.code()))
            .filter(Column::Id.ne(but.as_str()))
            .filter(same)
            .order_by_asc(Column::AddedAtMs)
            .order_by_asc(Column::Id)
            .all(&self.db)
            .await?;
        let alike = |row: Model| MarkCardAlike {
            same_student_number: student.is_some() && row.student_number_hash == student,
            same_identity_number: identity.is_some() && row.identity_number_hash == identity,
            id: row.id.into(),
        };
        Ok(rows.into_iter().map(alike).collect())
    }

    /// Writes down where a card stands, and the numbers it says by now.
    pub async fn settle_mark_card(
        &self,
        (id, school): (&CardId, &SchoolId),
        state: MarkCardState,
        numbers: &MarkCardNumbers,
    ) -> Result<(), StoreError> {
        let (student, identity) = self.hashes(school, numbers);
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(state.code()))
            .col_expr(Column::StudentNumberHash, Expr::value(student))
            .col_expr(Column::IdentityNumberHash, Expr::value(identity))
            .filter(Column::Id.eq(id.as_str()))
            .filter(Column::SchoolId.eq(school.as_str()))
            .exec(&self.db)
            .await?;
        if done.rows_affected == 0 {
            return Err(StoreError::missing("mark card", id.as_str()));
        }
        Ok(())
    }

    /// Says whether `operator` has nothing more to say about a card.
    pub async fn set_mark_card_looked(
        &self,
        id: &CardId,
        operator: &OperatorId,
        looked: bool,
    ) -> Result<(), StoreError> {
        let row = look::Model { card_id: id.to_string(), operator_id: operator.to_string() };
        if looked {
            let nothing = OnConflict::new().do_nothing().to_owned();
            look::Entity::insert(look::ActiveModel::from(row).reset_all())
                .on_conflict(nothing)
                .exec_without_returning(&self.db)
                .await?;
        } else {
            look::Entity::delete_by_id((row.card_id, row.operator_id)).exec(&self.db).await?;
        }
        Ok(())
    }

    fn hashes(
        &self,
        school: &SchoolId,
        numbers: &MarkCardNumbers,
    ) -> (Option<String>, Option<String>) {
        let hash = |what: &str, number: &Option<String>| {
            let number = number.as_ref()?;
            Some(self.vault.index(&["mark card", what, school.as_str()], number))
        };
        (
            hash("student number", &numbers.student_number),
            hash("identity number", &numbers.identity_number),
        )
    }

    fn open_mark_card(&self, row: Model) -> Result<MarkCard, StoreError> {
        let place = belongs_to(&row.id, &row.school_id);
        let reading = self.vault.open(&row.key_id, &place, &row.sealed)?;
        Ok(MarkCard {
            line: MarkCardLine::of(&row)?,
            picture: row.picture_id,
            added_by: row.added_by.into(),
            reading: reading.to_vec(),
        })
    }
}

impl MarkCardLine {
    fn of(row: &Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.as_str().into(),
            school: row.school_id.as_str().into(),
            file: row.file_id.clone(),
            number: small(row.card_number, "mark card", &row.id)?,
            state: known(MarkCardState::read(&row.state), "mark card", &row.id)?,
            added_at_ms: row.added_at_ms,
        })
    }
}
