//! 机读卡履历: what people decided about a card, answer by answer; only ever added to.

use std::collections::BTreeSet;

use domain::id::{CardId, OperatorId, SchoolId, StepId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select, Set, sea_query::Query,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    StoreError, Tx,
    decode::{from_json, known, to_json},
    entity::mark_card_step::{ActiveModel, Column, Entity, Model},
    error::unique,
};

/// What was done to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkCardAct {
    /// 判读: one answer to one doubt.
    Decide,
    /// 退回: the card is to be filled or scanned again.
    Reject,
    /// 撤回: an earlier step no longer counts.
    TakeBack,
}

/// One line of a card's history.
#[derive(Clone, PartialEq, Eq)]
pub struct MarkCardStep {
    /// Chosen by the desk: the same id is the same step.
    pub id: StepId,
    pub card: CardId,
    pub school: SchoolId,
    pub act: MarkCardAct,
    /// What it is about: `identity_number/5`, `name`, or nothing for the whole card.
    pub subject: String,
    /// The step it takes back.
    pub undoes: Option<StepId>,
    pub by: OperatorId,
    pub zone: String,
    pub at_ms: i64,
    /// What the card said before, and the answer; sealed in the database.
    pub from: String,
    pub to: String,
}

/// What one person did in a while.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Throughput {
    /// Cards with a step by this person.
    pub cards: u64,
    /// Answers that still count.
    pub answers: u64,
}

/// Answers are about people: never shown.
impl std::fmt::Debug for MarkCardStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MarkCardStep")
            .field("id", &self.id)
            .field("card", &self.card)
            .field("act", &self.act)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl MarkCardAct {
    pub const ALL: &[Self] = &[Self::Decide, Self::Reject, Self::TakeBack];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Reject => "reject",
            Self::TakeBack => "take_back",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.code() == text)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    from: String,
    to: String,
}

pub(crate) fn belongs_to(step: &str, card: &str) -> String {
    format!("mark_card_step|{step}|{card}")
}

impl Tx {
    /// Adds a step to a card that [`Tx::locked_mark_card`] holds. `false` when the very same step
    /// is there already; its id on another step is [`StoreError::Duplicate`].
    pub async fn add_mark_card_step(&self, step: &MarkCardStep) -> Result<bool, StoreError> {
        let steps = self.mark_card_steps(&step.card).await?;
        if let Some(there) = self.mark_card_step(&step.id).await? {
            let same = MarkCardStep { at_ms: step.at_ms, from: step.from.clone(), ..there };
            return if same == *step {
                Ok(false)
            } else {
                Err(StoreError::Duplicate { what: "step id" })
            };
        }
        let place = belongs_to(step.id.as_str(), step.card.as_str());
        let answer = Answer { from: step.from.clone(), to: step.to.clone() };
        let sealed = self.vault.seal(&place, Zeroizing::new(to_json(&answer)).as_bytes())?;
        let row = ActiveModel {
            id: Set(step.id.to_string()),
            card_id: Set(step.card.to_string()),
            school_id: Set(step.school.to_string()),
            seq: Set(i64::try_from(steps.len()).unwrap_or(i64::MAX).saturating_add(1)),
            act: Set(step.act.code().to_owned()),
            subject: Set(step.subject.clone()),
            undoes: Set(step.undoes.as_ref().map(ToString::to_string)),
            actor_id: Set(step.by.to_string()),
            zone: Set(step.zone.clone()),
            taken_at_ms: Set(step.at_ms),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[("undoes", "step taken back")]))?;
        Ok(true)
    }

    /// What was done to a card, oldest first.
    pub async fn mark_card_steps(&self, card: &CardId) -> Result<Vec<MarkCardStep>, StoreError> {
        let rows = Entity::find()
            .filter(Column::CardId.eq(card.as_str()))
            .order_by_asc(Column::Seq)
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| self.open_mark_card_step(row)).collect()
    }

    pub async fn mark_card_step(&self, id: &StepId) -> Result<Option<MarkCardStep>, StoreError> {
        let row = Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(|row| self.open_mark_card_step(row)).transpose()
    }

    /// The latest step of somebody at a school that can be taken back.
    pub async fn last_mark_card_step(
        &self,
        school: &SchoolId,
        by: &OperatorId,
    ) -> Result<Option<MarkCardStep>, StoreError> {
        let row = counting(school, by)
            .order_by_desc(Column::TakenAtMs)
            .order_by_desc(Column::Id)
            .one(&self.db)
            .await?;
        row.map(|row| self.open_mark_card_step(row)).transpose()
    }

    /// What somebody did at a school since an instant.
    pub async fn mark_card_throughput(
        &self,
        school: &SchoolId,
        by: &OperatorId,
        since_ms: i64,
    ) -> Result<Throughput, StoreError> {
        let cards: Vec<String> = counting(school, by)
            .select_only()
            .column(Column::CardId)
            .filter(Column::TakenAtMs.gte(since_ms))
            .into_tuple()
            .all(&self.db)
            .await?;
        let answers = cards.len() as u64;
        let cards = cards.into_iter().collect::<BTreeSet<_>>().len() as u64;
        Ok(Throughput { cards, answers })
    }

    fn open_mark_card_step(&self, row: Model) -> Result<MarkCardStep, StoreError> {
        let what = "mark card step";
        let place = belongs_to(&row.id, &row.card_id);
        let text = self.vault.open(&row.key_id, &place, &row.sealed)?;
        let text = known(std::str::from_utf8(&text).ok(), what, &row.id)?;
        let Answer { from, to } = from_json(text, what, &row.id)?;
        Ok(MarkCardStep {
            act: known(MarkCardAct::read(&row.act), what, &row.id)?,
            id: row.id.into(),
            card: row.card_id.into(),
            school: row.school_id.into(),
            subject: row.subject,
            undoes: row.undoes.map(StepId::from),
            by: row.actor_id.into(),
            zone: row.zone,
            at_ms: row.taken_at_ms,
            from,
            to,
        })
    }
}

/// The answers and rejections of somebody at a school that nobody took back.
fn counting(school: &SchoolId, by: &OperatorId) -> Select<Entity> {
    let mut undone = Query::select();
    undone.column(Column::Undoes).from(Entity);
    undone.and_where(Column::ActorId.eq(by.as_str())).and_where(Column::Undoes.is_not_null());
    Entity::find()
        .filter(Column::ActorId.eq(by.as_str()))
        .filter(Column::SchoolId.eq(school.as_str()))
        .filter(Column::Act.ne(MarkCardAct::TakeBack.code()))
        .filter(Column::Id.not_in_subquery(undone))
}
