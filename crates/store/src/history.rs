//! 履历: the steps of all records of a school, one unbroken chain.
//!
//! Each line holds a hash, keyed by the key file, over its own fields and the hash before it; the
//! school's head holds the last one, vouched for by a second key. So a changed, missing, swapped
//! or added line shows, and a tail cut off shows too. What cannot show from inside is the whole
//! database put back to an earlier state: for that, heads are written down elsewhere
//! ([`Tx::history_heads`]).

use domain::{
    id::{OperatorId, RecordId, SchoolId, StepId},
    record::Step,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set, sea_query::Expr,
};

use crate::{
    StoreError, Tx,
    decode::{from_json, to_json},
    entity::{history_head, record_step},
    error::unique,
    seal::Vault,
};

/// Rows per INSERT: 13 columns stay under SQLite's 32766 and PostgreSQL's 65535 values.
const ROWS_AT_ONCE: usize = 2_000;

/// The hash before the first line.
pub(crate) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Who took a step, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken<'a> {
    /// Chosen by whoever takes the step: the same id is the same step.
    pub step_id: StepId,
    pub by: OperatorId,
    /// School, centre, site, graduate or public: the zone of trust the grant stood for.
    pub zone: &'a str,
    /// By the clock of the desk or station.
    pub at_ms: i64,
    /// By the clock of the process that stores it.
    pub received_at_ms: i64,
}

/// One line of a record's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    pub step_id: StepId,
    /// Place in the school's chain, from 1 without gaps.
    pub seq: i64,
    /// The record's version after this step, from 1 without gaps.
    pub version: i64,
    pub step: Step,
    pub by: OperatorId,
    pub zone: String,
    pub taken_at_ms: i64,
    pub stored_at_ms: i64,
}

/// The end of a school's chain, to be written down outside the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryHead {
    pub school: SchoolId,
    pub seq: i64,
    /// 64 hexadecimal digits.
    pub hash: String,
}

/// A step about to be written.
pub(crate) struct NewLine<'a> {
    pub record: &'a RecordId,
    pub version: i64,
    pub step: &'a Step,
    pub taken: &'a Taken<'a>,
}

impl Tx {
    /// What happened to a record, oldest first.
    pub async fn history(&self, record: &RecordId) -> Result<Vec<HistoryLine>, StoreError> {
        let rows = record_step::Entity::find()
            .filter(record_step::Column::RecordId.eq(record.as_str()))
            .order_by_asc(record_step::Column::Version)
            .all(&self.db)
            .await?;
        rows.into_iter().map(HistoryLine::of).collect()
    }

    /// The ends of all chains, by school.
    pub async fn history_heads(&self) -> Result<Vec<HistoryHead>, StoreError> {
        let rows = history_head::Entity::find()
            .order_by_asc(history_head::Column::SchoolId)
            .all(&self.db)
            .await?;
        let heads = rows.into_iter().map(|row| HistoryHead {
            school: row.school_id.into(),
            seq: row.seq,
            hash: row.hash,
        });
        Ok(heads.collect())
    }

    pub(crate) async fn begin_history(&self, school: &SchoolId) -> Result<(), StoreError> {
        let row = history_head::ActiveModel {
            school_id: Set(school.to_string()),
            seq: Set(0),
            hash: Set(GENESIS.to_owned()),
            mac: Set(head_mac(&self.vault, school.as_str(), 0, GENESIS)),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        Ok(())
    }

    /// The head of a school's chain, locked until the transaction ends: desks of one school wait
    /// for each other here. (On SQLite the transaction holds the only write lock anyway.)
    pub(crate) async fn locked_head(
        &self,
        school: &str,
    ) -> Result<history_head::Model, StoreError> {
        history_head::Entity::find_by_id(school)
            .lock_exclusive()
            .one(&self.db)
            .await?
            .ok_or_else(|| StoreError::corrupt("history head of school", school))
    }

    /// Appends lines to the chain that ends in `head`, which must be locked.
    pub(crate) async fn append(
        &self,
        head: history_head::Model,
        lines: &[NewLine<'_>],
    ) -> Result<(), StoreError> {
        let (first_seq, mut hash) = (head.seq + 1, head.hash);
        let mut rows = Vec::with_capacity(lines.len());
        for (seq, line) in (first_seq..).zip(lines) {
            let mut row = line.row(&head.school_id, seq, hash.clone());
            row.hash = line_hash(&self.vault, &row);
            hash.clone_from(&row.hash);
            rows.push(record_step::ActiveModel::from(row).reset_all());
        }
        let seq = head.seq + i64::try_from(rows.len()).unwrap_or(i64::MAX);
        for some in rows.chunks(ROWS_AT_ONCE) {
            record_step::Entity::insert_many(some.to_vec())
                .exec_without_returning(&self.db)
                .await
                .map_err(unique(&[("seq", "place in the history"), ("version", "version")]))?;
        }
        let mac = head_mac(&self.vault, &head.school_id, seq, &hash);
        let moved = history_head::Entity::update_many()
            .col_expr(history_head::Column::Seq, Expr::value(seq))
            .col_expr(history_head::Column::Hash, Expr::value(hash))
            .col_expr(history_head::Column::Mac, Expr::value(mac))
            .filter(history_head::Column::SchoolId.eq(&head.school_id))
            .filter(history_head::Column::Seq.eq(head.seq))
            .exec(&self.db)
            .await?;
        if moved.rows_affected != 1 {
            return Err(StoreError::corrupt("history head of school", head.school_id));
        }
        Ok(())
    }

    /// The stored step of this id, if there is one.
    pub(crate) async fn step(&self, id: &StepId) -> Result<Option<record_step::Model>, StoreError> {
        Ok(record_step::Entity::find_by_id(id.as_str()).one(&self.db).await?)
    }
}

impl HistoryLine {
    fn of(row: record_step::Model) -> Result<Self, StoreError> {
        Ok(Self {
            step: from_json(&row.step, "step", &row.id)?,
            step_id: row.id.into(),
            seq: row.seq,
            version: row.version,
            by: row.actor_id.into(),
            zone: row.zone,
            taken_at_ms: row.taken_at_ms,
            stored_at_ms: row.stored_at_ms,
        })
    }
}

impl NewLine<'_> {
    fn row(&self, school: &str, seq: i64, prev_hash: String) -> record_step::Model {
        record_step::Model {
            id: self.taken.step_id.to_string(),
            school_id: school.to_owned(),
            seq,
            record_id: self.record.to_string(),
            version: self.version,
            code: self.step.code().to_owned(),
            step: to_json(self.step),
            actor_id: self.taken.by.to_string(),
            zone: self.taken.zone.to_owned(),
            taken_at_ms: self.taken.at_ms,
            stored_at_ms: self.taken.received_at_ms,
            prev_hash,
            hash: String::new(),
        }
    }
}

/// The hash a line must hold: over all its other fields, each after its length, so that no two
/// lines read the same.
pub(crate) fn line_hash(vault: &Vault, row: &record_step::Model) -> String {
    let mut text = Vec::new();
    for field in [
        "zhengxiang history line 1",
        &row.id,
        &row.school_id,
        &row.record_id,
        &row.code,
        &row.step,
        &row.actor_id,
        &row.zone,
        &row.prev_hash,
    ] {
        push(&mut text, field.as_bytes());
    }
    for number in [row.seq, row.version, row.taken_at_ms, row.stored_at_ms] {
        push(&mut text, &number.to_le_bytes());
    }
    vault.chain(&text)
}

/// What vouches for a head.
pub(crate) fn head_mac(vault: &Vault, school: &str, seq: i64, hash: &str) -> String {
    let mut text = Vec::new();
    push(&mut text, b"zhengxiang history head 1");
    push(&mut text, school.as_bytes());
    push(&mut text, &seq.to_le_bytes());
    push(&mut text, hash.as_bytes());
    vault.head(&text)
}

fn push(text: &mut Vec<u8>, field: &[u8]) {
    text.extend_from_slice(&(field.len() as u64).to_le_bytes());
    text.extend_from_slice(field);
}
