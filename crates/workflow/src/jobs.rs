//! 后台任务: what is done after the answer, safe to do twice.
//!
//! A job is ids plus a queue name, filed in the transaction that causes it. What cannot be done
//! is tried again later, and in the end parked for a person; nothing queued is ever dropped.

use domain::id::FrameId;
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, jobs::Claimed};

use crate::{Desk, portrait};

/// What can be queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Judge a frame and cut its portrait.
    AssessFrame { frame: FrameId },
}

/// Why a job could not be done, and whether trying again can help.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("{0}")]
    TryAgain(String),
    #[error("{0}")]
    Park(String),
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt { .. } => Self::Park(error.to_string()),
            other => Self::TryAgain(other.to_string()),
        }
    }
}

/// A job whose worker was not heard of for this long belongs to the next one.
const LEASE_MS: i64 = 60_000;

impl Job {
    /// The queue: workers may serve some and not others.
    pub const fn queue(&self) -> &'static str {
        match self {
            Self::AssessFrame { .. } => "portrait",
        }
    }

    /// Filing the same job twice is filing it once.
    fn unique_key(&self) -> String {
        match self {
            Self::AssessFrame { frame } => format!("assess/{frame}"),
        }
    }

    pub async fn file(&self, tx: &Tx, now_ms: i64) -> Result<(), StoreError> {
        // Ids and a name: nothing that JSON could not hold.
        let payload = serde_json::to_string(self).unwrap_or_default();
        tx.file_job(self.queue(), &payload, Some(&self.unique_key()), now_ms).await.map(drop)
    }
}

/// Does one waiting job, if there is one. `worker` names who does it, for the lease.
pub async fn work_once(desk: &Desk, worker: &str) -> Result<bool, StoreError> {
    let Some(claimed) =
        desk.store.claim_job(&["portrait"], worker, desk.now_ms(), LEASE_MS).await?
    else {
        return Ok(false);
    };
    let done = run(desk, &claimed).await;
    let tx = desk.store.write().await?;
    let (id, attempts) = (&claimed.id, claimed.attempts);
    match done {
        Ok(()) => tx.finish_job(&claimed, desk.now_ms()).await?,
        Err(JobError::TryAgain(why)) => {
            let failed = tx.retry_job_later(&claimed, &why, desk.now_ms()).await?;
            tracing::warn!(job.id = %id, job.attempts = attempts, "job failed, {failed:?}: {why}");
        }
        Err(JobError::Park(why)) => {
            tx.park_job(&claimed, &why, desk.now_ms()).await?;
            tracing::error!(job.id = %id, "job parked for a person: {why}");
        }
    }
    tx.commit().await?;
    Ok(true)
}

async fn run(desk: &Desk, claimed: &Claimed) -> Result<(), JobError> {
    let job: Job = serde_json::from_str(&claimed.payload)
        .map_err(|_| JobError::Park("the payload is none this program files".to_owned()))?;
    match job {
        Job::AssessFrame { frame } => portrait::assess_frame(desk, &frame).await,
    }
}
