//! 拍摄: frames arrive, are kept untouched, and each is joined to the person at the camera.
//!
//! The join is never a number somebody said. While the crew has called somebody to the camera,
//! every frame is that person's, the latest counting, until the next is called. Where nobody is
//! called, as when a card of one frame each is read in, it is the first in the line.

use domain::{
    capture::{FrameState, JoinedBy},
    id::{FrameId, RecordId, SessionId, StepId},
    record::{Refusal, Stage, Step},
    session::ShotNumber,
};
use store::{
    StoreError, Tx,
    capture::{Frame, Inserted},
    record::RecordRow,
};

use crate::{
    Desk,
    jobs::Job,
    permission::{Capture, Grant, Review},
    step_of,
};

/// Larger files than this are no photographs.
pub const FRAME_BYTES: usize = 64 << 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub frame: FrameId,
    /// The number of the person it was joined to; `None` when nobody stood in line.
    pub shot: Option<u32>,
    /// The very same file came before: nothing was done.
    pub already: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CaptureRefused {
    #[error("there is no such session or record for this operator")]
    NotFound,
    #[error("the session is closed")]
    Closed,
    #[error("the file is empty or larger than {FRAME_BYTES} bytes")]
    Size,
    #[error("this person does not wait for the camera")]
    NotInLine,
    #[error(transparent)]
    Stage(#[from] Refusal),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CaptureRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Stage(refusal),
            other => Self::Store(other),
        }
    }
}

/// Takes one camera file in. The same bytes again are the same frame, whatever the file is
/// called and however often it is sent.
pub async fn attach(
    desk: &Desk,
    grant: &Grant<Capture>,
    session: &SessionId,
    source_name: &str,
    bytes: Vec<u8>,
) -> Result<Attached, CaptureRefused> {
    if bytes.is_empty() || bytes.len() > FRAME_BYTES {
        return Err(CaptureRefused::Size);
    }
    // The picture is safe on disc before the first word about it is written down: a power cut
    // in between leaves a picture nobody names, never a name without a picture.
    let length = i64::try_from(bytes.len()).map_err(|_| CaptureRefused::Size)?;
    let frame = FrameId::from(desk.store.pictures().put(&bytes).await?);
    let tx = desk.store.write().await?;
    let open = tx.session(session).await?.filter(|found| grant.covers_school(&found.school));
    let open = open.ok_or(CaptureRefused::NotFound)?;
    let row = Frame {
        id: frame.clone(),
        session: Some(session.clone()),
        school: open.school,
        source_name: source_name.chars().take(200).collect(),
        bytes: length,
        received_at_ms: desk.now_ms(),
        record: None,
        shot: None,
        state: FrameState::Unjoined,
        joined_by: None,
        camera_at_ms: None,
    };
    if let Inserted::AlreadyThere(known) = tx.insert_frame(&row).await? {
        return Ok(Attached { frame, shot: known.shot.map(ShotNumber::get), already: true });
    }
    if open.closed {
        return Err(CaptureRefused::Closed);
    }
    let person = person_at_camera(&tx, session).await?;
    let shot = match person {
        Some((row, how)) => Some(join(desk, grant, &tx, &row, &frame, how).await?),
        None => None,
    };
    tx.commit().await?;
    Ok(Attached { frame, shot, already: false })
}

/// 叫号: the crew says who sits down. Every frame is this person's until the next is called.
pub async fn call_to_camera(
    desk: &Desk,
    grant: &Grant<Capture>,
    session: &SessionId,
    record: &RecordId,
) -> Result<(), CaptureRefused> {
    let tx = desk.store.write().await?;
    let row = tx.record(record).await?.filter(|row| grant.covers(row));
    let row = row.ok_or(CaptureRefused::NotFound)?;
    if row.session.as_ref() != Some(session) || !sits(&row) {
        return Err(CaptureRefused::NotInLine);
    }
    tx.set_at_camera(session, Some(record)).await?;
    tx.commit().await?;
    Ok(())
}

/// A frame nobody was in line for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnjoinedFrame {
    pub frame: FrameId,
    /// The camera's own name for the file.
    pub source_name: String,
    pub received_at_ms: i64,
}

/// Frames that wait for a person to join them, in the order they came.
pub async fn unjoined(
    desk: &Desk,
    grant: &Grant<Capture>,
    session: &SessionId,
) -> Result<Vec<UnjoinedFrame>, CaptureRefused> {
    let tx = desk.store.read().await?;
    let open = tx.session(session).await?.filter(|found| grant.covers_school(&found.school));
    open.ok_or(CaptureRefused::NotFound)?;
    let frames = tx.frames_of_session(session, Some(FrameState::Unjoined)).await?;
    let view = |frame: Frame| UnjoinedFrame {
        frame: frame.id,
        source_name: frame.source_name,
        received_at_ms: frame.received_at_ms,
    };
    Ok(frames.into_iter().map(view).collect())
}

/// 归位: a person at a desk joins a waiting frame to somebody who sits or stands in line.
pub async fn join_by_hand(
    desk: &Desk,
    grant: &Grant<Capture>,
    frame: &FrameId,
    record: &RecordId,
) -> Result<u32, CaptureRefused> {
    let tx = desk.store.write().await?;
    let waiting = tx.frame(frame).await?.filter(|found| found.state != FrameState::Joined);
    let waiting = waiting.ok_or(CaptureRefused::NotFound)?;
    let row = tx.record(record).await?.filter(|row| grant.covers(row));
    let row = row.ok_or(CaptureRefused::NotFound)?;
    if row.session != waiting.session || !sits(&row) {
        return Err(CaptureRefused::NotInLine);
    }
    let shot = join(desk, grant, &tx, &row, frame, JoinedBy::ByHand).await?;
    tx.commit().await?;
    Ok(shot)
}

/// 解除: the frame shows somebody else. It stays, and the person waits for the right one.
pub async fn detach(
    desk: &Desk,
    grant: &Grant<Review>,
    record: &RecordId,
    step: StepId,
) -> Result<(), CaptureRefused> {
    let tx = desk.store.write().await?;
    let row = tx.record(record).await?.filter(|row| grant.covers(row));
    let row = row.ok_or(CaptureRefused::NotFound)?;
    let frames = tx.frames_of_record(record).await?;
    tx.advance(&row.record, &Step::Detach, &grant.taken(desk, step)).await?;
    for frame in frames.iter().filter(|frame| frame.state == FrameState::Joined) {
        tx.detach_frame(&frame.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who a frame arriving now belongs to.
async fn person_at_camera(
    tx: &Tx,
    session: &SessionId,
) -> Result<Option<(RecordRow, JoinedBy)>, StoreError> {
    if let Some(called) = tx.at_camera(session).await? {
        let row = tx.record(&called).await?.filter(sits);
        if let Some(row) = row {
            return Ok(Some((row, JoinedBy::AtCamera)));
        }
    }
    let Some(next) = tx.queue(session).await?.into_iter().next() else { return Ok(None) };
    Ok(tx.record(&next.record).await?.map(|row| (row, JoinedBy::NextInLine)))
}

/// Whether a frame arriving now can be this person's.
fn sits(row: &RecordRow) -> bool {
    use Stage::{Captured, CheckedIn, Reshoot};
    matches!(row.record.stage, CheckedIn { .. } | Reshoot { .. } | Captured { .. })
}

async fn join(
    desk: &Desk,
    grant: &Grant<Capture>,
    tx: &Tx,
    row: &RecordRow,
    frame: &FrameId,
    how: JoinedBy,
) -> Result<u32, CaptureRefused> {
    let (_, shot) = row.record.stage.shot().ok_or(CaptureRefused::NotInLine)?;
    // A frame that was detached and joined again, here or elsewhere, is joined by another step.
    let place = format!("{frame}/{}/{}", row.record.id, row.record.version);
    let taken = grant.taken(desk, step_of("capture", &place));
    tx.advance(&row.record, &Step::Capture { frame: frame.clone() }, &taken).await?;
    tx.join_frame(frame, &row.record.id, Some(shot), how).await?;
    Job::AssessFrame { frame: frame.clone() }.file(tx, desk.now_ms()).await?;
    Ok(shot.get())
}
