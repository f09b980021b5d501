//! 后台任务: a queue in the same database, so that a job is filed by what causes it or not at all.
//!
//! A job may run twice (its worker may stop after the work and before it says so), so it carries
//! ids and its worker asks the store what is still to do. Nothing filed is ever dropped: what
//! fails too often is parked for a person.

use std::fmt::Write as _;

use domain::id::JobId;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};

use crate::{
    Store, StoreError, Tx,
    entity::job::{ActiveModel, Column, Entity, Model},
};

/// A job that was tried as often is parked.
pub const MOST_ATTEMPTS: i64 = 8;
/// The longest time between two attempts: an hour and eight minutes.
const LONGEST_DELAY_S: i64 = 1 << 12;

const READY: &str = "ready";
const RUNNING: &str = "running";
const DONE: &str = "done";
const PARKED: &str = "parked";

/// A job in a worker's hands until `until_ms`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub id: JobId,
    pub queue: String,
    /// Ids, as JSON or plain.
    pub payload: String,
    /// How often it was begun, this time included.
    pub attempts: i64,
    pub worker: String,
    pub until_ms: i64,
}

/// A job that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    pub id: JobId,
    pub queue: String,
    pub payload: String,
    pub attempts: i64,
    /// Why, in English and without personal data.
    pub reason: String,
    pub parked_at_ms: i64,
}

/// What became of a failed job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    Retries { at_ms: i64 },
    Parked,
}

/// How many jobs of a queue stand where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCount {
    pub queue: String,
    pub state: String,
    pub count: i64,
    /// When the oldest of them was first due.
    pub oldest_due_ms: i64,
}

impl Tx {
    /// Files a job in this transaction. A key that the queue holds already, even on a job that is
    /// done, files nothing and answers `None`.
    pub async fn file_job(
        &self,
        queue: &str,
        payload: &str,
        unique_key: Option<&str>,
        run_at_ms: i64,
    ) -> Result<Option<JobId>, StoreError> {
        let id = job_id()?;
        let row = Model {
            id: id.clone(),
            queue: queue.to_owned(),
            payload: payload.to_owned(),
            unique_key: unique_key.map(str::to_owned),
            state: READY.to_owned(),
            attempts: 0,
            run_at_ms,
            claimed_by: None,
            claimed_until_ms: None,
            last_error: None,
            due_at_ms: run_at_ms,
            finished_at_ms: None,
        };
        let once = OnConflict::columns([Column::Queue, Column::UniqueKey]).do_nothing().to_owned();
        let rows = Entity::insert(ActiveModel::from(row).reset_all())
            .on_conflict(once)
            .exec_without_returning(&self.db)
            .await?;
        Ok((rows == 1).then(|| id.into()))
    }

    /// Marks a job done, in the transaction that holds its result. A job that another worker took
    /// over meanwhile is [`StoreError::LeaseLost`], and the transaction is to be dropped.
    pub async fn finish_job(&self, job: &Claimed, now_ms: i64) -> Result<(), StoreError> {
        self.settle(job, DONE, now_ms, None).await
    }

    /// Puts a failed job back, due after 2, 4, 8 … seconds; after [`MOST_ATTEMPTS`] it is parked.
    /// `reason` is for people: English, no personal data.
    pub async fn retry_job_later(
        &self,
        job: &Claimed,
        reason: &str,
        now_ms: i64,
    ) -> Result<Failed, StoreError> {
        if job.attempts >= MOST_ATTEMPTS {
            self.park_job(job, reason, now_ms).await?;
            return Ok(Failed::Parked);
        }
        let at_ms = now_ms + 1_000 * delay_s(job.attempts);
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(READY))
            .col_expr(Column::RunAtMs, Expr::value(at_ms))
            .col_expr(Column::ClaimedBy, Expr::value(None::<String>))
            .col_expr(Column::ClaimedUntilMs, Expr::value(None::<i64>))
            .col_expr(Column::LastError, Expr::value(reason))
            .filter(held_by(job))
            .exec(&self.db)
            .await?;
        held(done.rows_affected, job)?;
        Ok(Failed::Retries { at_ms })
    }

    /// Sets a job aside that no retry will help.
    pub async fn park_job(
        &self,
        job: &Claimed,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.settle(job, PARKED, now_ms, Some(reason)).await
    }

    /// Keeps a job longer in the hands of its worker.
    pub async fn extend_lease(
        &self,
        job: &Claimed,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Claimed, StoreError> {
        let until_ms = now_ms + lease_ms;
        let done = Entity::update_many()
            .col_expr(Column::ClaimedUntilMs, Expr::value(until_ms))
            .filter(held_by(job))
            .exec(&self.db)
            .await?;
        held(done.rows_affected, job)?;
        Ok(Claimed { until_ms, ..job.clone() })
    }

    /// The parked jobs, latest first.
    pub async fn parked_jobs(&self, limit: u64) -> Result<Vec<Parked>, StoreError> {
        let rows = Entity::find()
            .filter(Column::State.eq(PARKED))
            .order_by_desc(Column::FinishedAtMs)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.db)
            .await?;
        let parked = rows.into_iter().map(|row| Parked {
            id: row.id.into(),
            queue: row.queue,
            payload: row.payload,
            attempts: row.attempts,
            reason: row.last_error.unwrap_or_default(),
            parked_at_ms: row.finished_at_ms.unwrap_or_default(),
        });
        Ok(parked.collect())
    }

    /// Lets a parked job run again, with all its attempts.
    pub async fn release_job(&self, id: &JobId, now_ms: i64) -> Result<(), StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(READY))
            .col_expr(Column::Attempts, Expr::value(0_i64))
            .col_expr(Column::RunAtMs, Expr::value(now_ms))
            .col_expr(Column::FinishedAtMs, Expr::value(None::<i64>))
            .filter(Column::Id.eq(id.as_str()))
            .filter(Column::State.eq(PARKED))
            .exec(&self.db)
            .await?;
        if done.rows_affected == 0 {
            return Err(StoreError::missing("parked job", id.as_str()));
        }
        Ok(())
    }

    /// Deletes jobs that were done before `before_ms`, and with them their keys.
    pub async fn sweep_jobs(&self, before_ms: i64) -> Result<u64, StoreError> {
        let done = Entity::delete_many()
            .filter(Column::State.eq(DONE))
            .filter(Column::FinishedAtMs.lt(before_ms))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected)
    }

    /// Counts by queue and state: what waits, and since when.
    pub async fn job_counts(&self) -> Result<Vec<QueueCount>, StoreError> {
        let rows: Vec<(String, String, i64, i64)> = Entity::find()
            .select_only()
            .column(Column::Queue)
            .column(Column::State)
            .column_as(Column::Id.count(), "how_many")
            .column_as(Column::DueAtMs.min(), "oldest")
            .group_by(Column::Queue)
            .group_by(Column::State)
            .order_by_asc(Column::Queue)
            .order_by_asc(Column::State)
            .into_tuple()
            .all(&self.db)
            .await?;
        let counts = rows.into_iter().map(|(queue, state, count, oldest_due_ms)| QueueCount {
            queue,
            state,
            count,
            oldest_due_ms,
        });
        Ok(counts.collect())
    }

    async fn settle(
        &self,
        job: &Claimed,
        state: &str,
        now_ms: i64,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut update = Entity::update_many()
            .col_expr(Column::State, Expr::value(state))
            .col_expr(Column::FinishedAtMs, Expr::value(now_ms))
            .col_expr(Column::ClaimedBy, Expr::value(None::<String>))
            .col_expr(Column::ClaimedUntilMs, Expr::value(None::<i64>));
        if let Some(reason) = reason {
            update = update.col_expr(Column::LastError, Expr::value(reason));
        }
        let done = update.filter(held_by(job)).exec(&self.db).await?;
        held(done.rows_affected, job)
    }
}

impl Store {
    /// Takes the next due job of these queues, for `lease_ms`; `None` when nothing is due. A job
    /// whose worker let its lease run out is due again, and parked if that happened too often.
    pub async fn claim_job(
        &self,
        queues: &[&str],
        worker: &str,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Option<Claimed>, StoreError> {
        let tx = self.write().await?;
        tx.park_the_abandoned(now_ms).await?;
        let mut next = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Queue.is_in(queues.iter().copied()))
            .filter(due(now_ms))
            .order_by_asc(Column::RunAtMs)
            .order_by_asc(Column::Id)
            .limit(1)
            .into_query();
        // Two workers of PostgreSQL pass each other; SQLite has one writer, and no such words.
        next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let until_ms = now_ms + lease_ms;
        let taken = Entity::update_many()
            .col_expr(Column::State, Expr::value(RUNNING))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1_i64))
            .col_expr(Column::ClaimedBy, Expr::value(worker))
            .col_expr(Column::ClaimedUntilMs, Expr::value(until_ms))
            .filter(Expr::col(Column::Id).eq(Expr::SubQuery(None, Box::new(next.into()))))
            .exec_with_returning(&tx.db)
            .await?;
        tx.commit().await?;
        Ok(taken.into_iter().next().map(|row| Claimed {
            id: row.id.into(),
            queue: row.queue,
            payload: row.payload,
            attempts: row.attempts,
            worker: worker.to_owned(),
            until_ms,
        }))
    }
}

impl Tx {
    /// A job that takes its worker down with it would else go round for ever.
    async fn park_the_abandoned(&self, now_ms: i64) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::State, Expr::value(PARKED))
            .col_expr(Column::FinishedAtMs, Expr::value(now_ms))
            .col_expr(Column::LastError, Expr::value("its worker stopped before it was done"))
            .filter(Column::State.eq(RUNNING))
            .filter(Column::ClaimedUntilMs.lt(now_ms))
            .filter(Column::Attempts.gte(MOST_ATTEMPTS))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

fn due(now_ms: i64) -> Condition {
    let ready = Column::State.eq(READY).and(Column::RunAtMs.lte(now_ms));
    let abandoned = Column::State.eq(RUNNING).and(Column::ClaimedUntilMs.lt(now_ms));
    Condition::any().add(ready).add(abandoned)
}

/// The worker still holds it: neither settled nor taken over.
fn held_by(job: &Claimed) -> Condition {
    Condition::all()
        .add(Column::Id.eq(job.id.as_str()))
        .add(Column::State.eq(RUNNING))
        .add(Column::ClaimedBy.eq(&job.worker))
        .add(Column::Attempts.eq(job.attempts))
}

fn held(rows: u64, job: &Claimed) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::LeaseLost { id: job.id.to_string() }) } else { Ok(()) }
}

/// Two seconds, then twice as long each time.
fn delay_s(attempts: i64) -> i64 {
    match attempts {
        ..1 => 1,
        1..12 => 1 << attempts,
        _ => LONGEST_DELAY_S,
    }
}

fn job_id() -> Result<String, StoreError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(random.iter().fold(String::with_capacity(32), |mut id, byte| {
        // Writing to a String does not fail.
        let _ = write!(id, "{byte:02x}");
        id
    }))
}
