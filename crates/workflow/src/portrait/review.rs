//! 审核: worst first; a person accepts, sends back, or takes an acceptance back.

use domain::{
    capture::FrameState,
    id::{FrameId, RecordId, SessionId, StepId},
    portrait::{Fault, Headwear, Verdict},
    record::{Stage, StageKind, Step},
};
use store::{Tx, portrait::Reviewed, record::RecordRow};

use super::{PortraitRefused, ReadingView, reading::Judgement};
use crate::{
    Desk,
    permission::{Grant, Review, SeePortrait, Zone},
    view::RecordLine,
};

/// One face on the reviewer's grid.
#[derive(Debug, Clone)]
pub struct ReviewCard {
    pub line: RecordLine,
    pub frame: FrameId,
    pub verdict: Verdict,
    pub readings: Vec<ReadingView>,
    /// Why no portrait could be cut, in words; empty where there is one.
    pub reasons: Vec<String>,
    /// What a refusal would name, as far as the readings say.
    pub faults: Vec<Fault>,
    /// Whether there is a portrait to accept.
    pub has_output: bool,
    /// Whether somebody has to decide on what seems to be worn on the head.
    pub asks_headwear: bool,
}

/// Everything that waits for a reviewer, of one session or of all, worst first.
pub async fn review_list(
    desk: &Desk,
    grant: &Grant<Review>,
    session: Option<&SessionId>,
) -> Result<Vec<ReviewCard>, PortraitRefused> {
    let tx = desk.store.read().await?;
    let mut cards = Vec::new();
    for reviewed in tx.review_list(None, session).await? {
        if grant.covers(&reviewed.row) {
            cards.extend(card(&tx, grant, &reviewed).await?);
        }
    }
    Ok(cards)
}

async fn card(
    tx: &Tx,
    grant: &Grant<Review>,
    reviewed: &Reviewed,
) -> Result<Option<ReviewCard>, PortraitRefused> {
    let school = tx.school(&reviewed.row.school).await?.ok_or(PortraitRefused::NotFound)?;
    let Some(listed) = tx.graduate(&reviewed.row.record.id).await? else { return Ok(None) };
    let assessment = &reviewed.assessment;
    let judgement = Judgement::read(&assessment.readings);
    Ok(Some(ReviewCard {
        line: RecordLine::cut(&listed, grant.zone().sight(school.regime)),
        frame: assessment.frame.clone(),
        verdict: assessment.verdict,
        readings: judgement.views(),
        reasons: judgement.sentences(),
        faults: judgement.faults(),
        has_output: assessment.portrait.is_some(),
        asks_headwear: judgement.sees_headwear(),
    }))
}

/// 合格. Where the readings see something worn on the head, somebody says what it is, and the
/// history keeps it.
pub async fn accept(
    desk: &Desk,
    grant: &Grant<Review>,
    record: &RecordId,
    headwear: Option<Headwear>,
    step: StepId,
) -> Result<(), PortraitRefused> {
    let tx = desk.store.write().await?;
    let row = covered(&tx, grant, record).await?;
    let portrait = match &row.record.stage {
        Stage::Captured { frame, .. } => {
            let assessment = tx.assessment(frame).await?.ok_or(PortraitRefused::NotAssessed)?;
            if headwear.is_none() && Judgement::read(&assessment.readings).sees_headwear() {
                return Err(PortraitRefused::Headwear);
            }
            assessment.portrait.ok_or(PortraitRefused::NoPortrait)?
        }
        // Tapped twice: the store answers that the step was taken.
        Stage::Accepted { portrait, .. } => portrait.clone(),
        _ => return Err(PortraitRefused::NotAssessed),
    };
    tx.advance(&row.record, &Step::Accept { portrait, headwear }, &grant.taken(desk, step)).await?;
    tx.commit().await?;
    Ok(())
}

/// 不合格, 重拍: the number is kept, nothing is paid again.
pub async fn refuse(
    desk: &Desk,
    grant: &Grant<Review>,
    record: &RecordId,
    faults: Vec<Fault>,
    step: StepId,
) -> Result<(), PortraitRefused> {
    if faults.is_empty() {
        return Err(PortraitRefused::NoReason);
    }
    let tx = desk.store.write().await?;
    let row = covered(&tx, grant, record).await?;
    tx.advance(&row.record, &Step::Refuse { faults }, &grant.taken(desk, step)).await?;
    tx.commit().await?;
    Ok(())
}

/// 撤回审核: a decision is undone as long as nothing was delivered and no newer frame came.
pub async fn take_back(
    desk: &Desk,
    grant: &Grant<Review>,
    record: &RecordId,
    step: StepId,
) -> Result<(), PortraitRefused> {
    let tx = desk.store.write().await?;
    let row = covered(&tx, grant, record).await?;
    // The latest frame still joined is the one that was decided upon.
    let frames = tx.frames_of_record(record).await?;
    let decided = frames.into_iter().rfind(|frame| frame.state == FrameState::Joined);
    let frame = decided.ok_or(PortraitRefused::NotAssessed)?.id;
    tx.advance(&row.record, &Step::TakeBack { frame }, &grant.taken(desk, step)).await?;
    tx.commit().await?;
    Ok(())
}

async fn covered(
    tx: &Tx,
    grant: &Grant<Review>,
    record: &RecordId,
) -> Result<RecordRow, PortraitRefused> {
    let row = tx.record(record).await?.filter(|row| grant.covers(row));
    row.ok_or(PortraitRefused::NotFound)
}

/// The portrait of a record: the accepted one, or the one waiting for a reviewer, who also gets
/// to see a frame that no portrait could be cut from. Schools and graduates see it once it was
/// delivered.
pub async fn portrait_jpeg(
    desk: &Desk,
    grant: &Grant<SeePortrait>,
    record: &RecordId,
) -> Result<Option<Vec<u8>>, PortraitRefused> {
    let tx = desk.store.read().await?;
    let row = tx.record(record).await?.filter(|row| grant.covers(row));
    let row = row.ok_or(PortraitRefused::NotFound)?;
    let stage = &row.record.stage;
    let portrait = match stage {
        Stage::Captured { frame, .. } => {
            tx.assessment(frame).await?.and_then(|assessment| assessment.portrait)
        }
        other => other.portrait().cloned(),
    };
    drop(tx);
    if let (Stage::Captured { frame, .. }, None, Zone::Centre | Zone::Site) =
        (stage, &portrait, grant.zone())
    {
        return frame_preview(desk, frame).await;
    }
    let handed_over = !matches!(stage.kind(), StageKind::Captured | StageKind::Accepted);
    let may_see = match grant.zone() {
        Zone::Centre | Zone::Site => true,
        Zone::School | Zone::Graduate => handed_over,
    };
    match portrait.filter(|_| may_see) {
        Some(portrait) => Ok(Some(desk.store.pictures().get(portrait.as_str()).await?)),
        None => Ok(None),
    }
}

/// The whole frame, made small.
async fn frame_preview(desk: &Desk, frame: &FrameId) -> Result<Option<Vec<u8>>, PortraitRefused> {
    let bytes = desk.store.pictures().get(frame.as_str()).await?;
    let made = tokio::task::spawn_blocking(move || imaging::preview(&bytes, 480, 640));
    Ok(made.await.unwrap_or_default())
}
