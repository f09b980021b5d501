//! 注册: what graduates and schools object to, in words that stay sealed.

use domain::{
    id::{ErratumId, RecordId, StepId},
    record::Ruling,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    Set, sea_query::Expr,
};

use crate::{
    StoreError, Tx,
    decode::known,
    entity::{dispute, erratum},
    error::unique,
};

/// 信息有误: a graduate's objection.
#[derive(Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The step that filed it.
    pub step_id: StepId,
    pub record: RecordId,
    /// What the graduate wrote.
    pub words: String,
    pub filed_at_ms: i64,
    pub answered: Option<Answered>,
}

/// 勘误: a correction that was filed after the day.
#[derive(Clone, PartialEq, Eq)]
pub struct Erratum {
    pub id: ErratumId,
    pub record: RecordId,
    /// What shall be corrected, as the workflow wrote it.
    pub words: String,
    pub filed_at_ms: i64,
    pub answered: Option<Answered>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub ruling: Ruling,
    pub at_ms: i64,
}

/// The words are a person's: never shown.
impl std::fmt::Debug for Dispute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Dispute");
        shown.field("step_id", &self.step_id).field("answered", &self.answered);
        shown.finish_non_exhaustive()
    }
}

/// The words are a person's: never shown.
impl std::fmt::Debug for Erratum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Erratum");
        shown.field("id", &self.id).field("answered", &self.answered);
        shown.finish_non_exhaustive()
    }
}

pub(crate) fn dispute_belongs_to(step: &str, record: &str) -> String {
    format!("dispute|{step}|{record}")
}

pub(crate) fn erratum_belongs_to(erratum: &str, record: &str) -> String {
    format!("erratum|{erratum}|{record}")
}

impl Tx {
    pub async fn insert_dispute(&self, dispute: &Dispute) -> Result<(), StoreError> {
        let place = dispute_belongs_to(dispute.step_id.as_str(), dispute.record.as_str());
        let sealed = self.vault.seal(&place, dispute.words.as_bytes())?;
        let row = dispute::ActiveModel {
            step_id: Set(dispute.step_id.to_string()),
            record_id: Set(dispute.record.to_string()),
            filed_at_ms: Set(dispute.filed_at_ms),
            answered_at_ms: Set(dispute.answered.map(|answer| answer.at_ms)),
            ruling: Set(dispute.answered.map(|answer| answer.ruling.code().to_owned())),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        Ok(())
    }

    /// The disputes of a record, oldest first.
    pub async fn disputes(&self, record: &RecordId) -> Result<Vec<Dispute>, StoreError> {
        let rows = dispute::Entity::find()
            .filter(dispute::Column::RecordId.eq(record.as_str()))
            .order_by_asc(dispute::Column::FiledAtMs)
            .all(&self.db)
            .await?;
        let opened = rows.into_iter().map(|row| {
            let place = dispute_belongs_to(&row.step_id, &row.record_id);
            Ok(Dispute {
                words: self.words(&row.key_id, &place, &row.sealed)?,
                answered: answered(row.ruling.as_deref(), row.answered_at_ms, &row.step_id)?,
                step_id: row.step_id.into(),
                record: row.record_id.into(),
                filed_at_ms: row.filed_at_ms,
            })
        });
        opened.collect()
    }

    /// Answers the open dispute of a record; none open is [`StoreError::Missing`].
    pub async fn answer_dispute(
        &self,
        record: &RecordId,
        answer: Answered,
    ) -> Result<(), StoreError> {
        let done = dispute::Entity::update_many()
            .col_expr(dispute::Column::AnsweredAtMs, Expr::value(answer.at_ms))
            .col_expr(dispute::Column::Ruling, Expr::value(answer.ruling.code()))
            .filter(dispute::Column::RecordId.eq(record.as_str()))
            .filter(dispute::Column::Ruling.is_null())
            .exec(&self.db)
            .await?;
        if done.rows_affected == 0 {
            return Err(StoreError::missing("open dispute of record", record.as_str()));
        }
        Ok(())
    }

    pub async fn insert_erratum(&self, erratum: &Erratum) -> Result<(), StoreError> {
        let place = erratum_belongs_to(erratum.id.as_str(), erratum.record.as_str());
        let sealed = self.vault.seal(&place, erratum.words.as_bytes())?;
        let row = erratum::ActiveModel {
            id: Set(erratum.id.to_string()),
            record_id: Set(erratum.record.to_string()),
            filed_at_ms: Set(erratum.filed_at_ms),
            answered_at_ms: Set(erratum.answered.map(|answer| answer.at_ms)),
            ruling: Set(erratum.answered.map(|answer| answer.ruling.code().to_owned())),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        Ok(())
    }

    pub async fn erratum(&self, id: &ErratumId) -> Result<Option<Erratum>, StoreError> {
        let row = erratum::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(|row| self.open_erratum(row)).transpose()
    }

    /// The errata of a record, oldest first.
    pub async fn errata(&self, record: &RecordId) -> Result<Vec<Erratum>, StoreError> {
        let rows = erratum::Entity::find()
            .filter(erratum::Column::RecordId.eq(record.as_str()))
            .order_by_asc(erratum::Column::FiledAtMs)
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| self.open_erratum(row)).collect()
    }

    /// Answers an erratum; one that is not open is [`StoreError::Missing`].
    pub async fn answer_erratum(&self, id: &ErratumId, answer: Answered) -> Result<(), StoreError> {
        let done = erratum::Entity::update_many()
            .col_expr(erratum::Column::AnsweredAtMs, Expr::value(answer.at_ms))
            .col_expr(erratum::Column::Ruling, Expr::value(answer.ruling.code()))
            .filter(erratum::Column::Id.eq(id.as_str()))
            .filter(erratum::Column::Ruling.is_null())
            .exec(&self.db)
            .await?;
        if done.rows_affected == 0 {
            return Err(StoreError::missing("open erratum", id.as_str()));
        }
        Ok(())
    }

    fn open_erratum(&self, row: erratum::Model) -> Result<Erratum, StoreError> {
        let place = erratum_belongs_to(&row.id, &row.record_id);
        Ok(Erratum {
            words: self.words(&row.key_id, &place, &row.sealed)?,
            answered: answered(row.ruling.as_deref(), row.answered_at_ms, &row.id)?,
            id: row.id.into(),
            record: row.record_id.into(),
            filed_at_ms: row.filed_at_ms,
        })
    }

    fn words(&self, key_id: &str, place: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let words = self.vault.open(key_id, place, sealed)?;
        Ok(known(std::str::from_utf8(&words).ok(), "words of", place)?.to_owned())
    }
}

fn answered(
    ruling: Option<&str>,
    at_ms: Option<i64>,
    id: &str,
) -> Result<Option<Answered>, StoreError> {
    let what = "answer to";
    match (ruling, at_ms) {
        (None, None) => Ok(None),
        (Some(ruling), Some(at_ms)) => {
            Ok(Some(Answered { ruling: known(Ruling::read(ruling), what, id)?, at_ms }))
        }
        _ => Err(StoreError::corrupt(what, id)),
    }
}
