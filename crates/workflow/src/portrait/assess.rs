//! 评定: the job that judges one frame and keeps the portrait cut from it.

use std::sync::Arc;

use domain::{
    id::{FrameId, RecordId},
    portrait::Verdict,
};
use imaging::Assessment;
use store::portrait;

use super::reading::Judgement;
use crate::{Desk, EnginesMissing, jobs::JobError, profile::DEFAULT_PROFILE};

/// Judges a frame by the profile of its session. Twice is once: the first judgement stays.
pub(crate) async fn assess_frame(desk: &Desk, frame: &FrameId) -> Result<(), JobError> {
    let tx = desk.store.read().await?;
    let row = tx.frame(frame).await?.ok_or_else(|| park("the frame is not in the database"))?;
    if tx.assessment(frame).await?.is_some() {
        return Ok(());
    }
    // A frame that was detached before its turn came is nobody's: there is nothing to judge.
    let Some(record) = row.record else { return Ok(()) };
    let profile_name = match &row.session {
        Some(session) => tx.session(session).await?.map(|session| session.profile),
        None => None,
    };
    drop(tx);
    let profile_name = profile_name.unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
    let profile = desk.profiles().named(&profile_name).cloned();
    let profile = profile.ok_or_else(|| park("the profile is unknown"))?;
    let bytes = desk.store.pictures().get(frame.as_str()).await?;
    let assessed = {
        let tools = Arc::clone(&desk.tools);
        tokio::task::spawn_blocking(move || {
            tools.engines.as_ref().map(|engines| engines.assess(&bytes, &profile))
        })
    };
    let assessment = assessed.await.map_err(|_| park("the engine stopped on this frame"))?;
    let assessment = assessment.ok_or_else(|| JobError::TryAgain(EnginesMissing.to_string()))?;
    keep(desk, frame, &record, profile_name, assessment).await
}

async fn keep(
    desk: &Desk,
    frame: &FrameId,
    record: &RecordId,
    profile: String,
    assessment: Assessment,
) -> Result<(), JobError> {
    let portrait = match &assessment.output {
        Some(output) => Some(desk.store.pictures().put(&output.jpeg).await?.into()),
        None => None,
    };
    let portrait_bytes = assessment.output.as_ref().map(|output| output.jpeg.len());
    let new = portrait::Assessment {
        frame: frame.clone(),
        record: record.clone(),
        profile,
        verdict: verdict(assessment.verdict),
        crop: assessment.crop.as_ref().and_then(|crop| serde_json::to_string(crop).ok()),
        readings: Judgement::of(assessment).to_json().ok_or_else(|| park("no JSON holds it"))?,
        portrait,
        portrait_bytes: portrait_bytes.and_then(|bytes| i64::try_from(bytes).ok()),
        assessed_at_ms: desk.now_ms(),
    };
    let tx = desk.store.write().await?;
    tx.put_assessment(&new).await?;
    tx.commit().await?;
    Ok(())
}

fn park(why: &str) -> JobError {
    JobError::Park(why.to_owned())
}

pub(super) fn verdict(verdict: imaging::Verdict) -> Verdict {
    match verdict {
        imaging::Verdict::Pass => Verdict::Pass,
        imaging::Verdict::Warn => Verdict::Warn,
        imaging::Verdict::Fail => Verdict::Fail,
        imaging::Verdict::Unassessable => Verdict::Unassessable,
    }
}
