//! 签到取号: scan, look, queue. No code, no number; a second scan gives the same number.

use domain::{
    id::{RecordId, SchoolId, SessionId},
    record::{StageKind, Step},
    roster::StudentNumber,
    session::CodeKey,
};
use formats::code::{self, Scanned};
use store::{
    StoreError, Tx,
    record::RecordRow,
    roster::{Filter, Listed, Page},
};

use super::{SessionView, codes, plan::desk_session, session_view};
use crate::{
    Desk,
    permission::{CheckIn, Grant},
    step_of,
    view::{PersonView, RecordLine},
};

/// What the desk shows for two seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedIn {
    pub shot: u32,
    /// The number was given before: a second scan, or the way back from a re-shoot.
    pub already_held: bool,
    pub person: PersonView,
    pub class: String,
    /// How many stand in line before this person.
    pub waiting: u64,
}

#[derive(Debug, Clone)]
pub struct QueueView {
    pub session: SessionView,
    /// In the order they will be photographed.
    pub waiting: Vec<RecordLine>,
}

#[derive(Debug, thiserror::Error)]
pub enum CheckInRefused {
    #[error("there is no such session for this operator")]
    NoSuchSession,
    #[error("the session is closed")]
    Closed,
    #[error("the code is torn, or nobody here issued it")]
    UnreadableCode,
    #[error("nobody has that code or number")]
    UnknownCode,
    #[error("the graduate's details are not proofread yet")]
    NotProofread,
    #[error("the graduate has no place in any session")]
    NotPlanned,
    #[error("the graduate's place is in another session")]
    OtherSession,
    #[error("the graduate has been photographed already")]
    AlreadyShot,
    #[error("the graduate is no longer on the list")]
    Withdrawn,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// 刷码取号. Takes what a scanner or a finger typed: our code in either form, the platform's
/// public form, or a student number.
pub async fn check_in(
    desk: &Desk,
    grant: &Grant<CheckIn>,
    session: &SessionId,
    scanned: &str,
) -> Result<CheckedIn, CheckInRefused> {
    let tx = desk.store.write().await?;
    let open = desk_session(&tx, grant, session).await?.ok_or(CheckInRefused::NoSuchSession)?;
    if open.closed {
        return Err(CheckInRefused::Closed);
    }
    let record =
        find(desk, &tx, &open.school, scanned).await?.ok_or(CheckInRefused::UnknownCode)?;
    let listed = tx.graduate(&record).await?.filter(|listed| listed.row.school == open.school);
    let listed = listed.ok_or(CheckInRefused::UnknownCode)?;
    let row = &listed.row;
    let already_held = match place_of(row, session)? {
        Place::Planned => false,
        Place::InLine => true,
    };
    let (shot, held_before) = tx.shot_for(session, &record).await?;
    if !already_held {
        // The step's id is the place itself: whoever scans second finds the step taken.
        let place = format!("{session}/{record}/{}", row.record.version);
        let taken = grant.taken(desk, step_of("check-in", &place));
        tx.advance(&row.record, &Step::CheckIn { shot }, &taken).await?;
    }
    let waiting = tx.queue(session).await?.iter().filter(|one| one.shot < shot).count();
    let person = describe(&tx, grant, &listed).await?;
    tx.commit().await?;
    Ok(CheckedIn {
        shot: shot.get(),
        already_held: already_held || held_before,
        person,
        class: listed.graduate.class,
        waiting: waiting as u64,
    })
}

enum Place {
    Planned,
    InLine,
}

/// Where the graduate stands, as far as this desk is concerned. No `_`: a new stage does not
/// compile until this desk knows what to say about it.
fn place_of(row: &RecordRow, session: &SessionId) -> Result<Place, CheckInRefused> {
    let here = row.session.as_ref() == Some(session);
    match row.record.stage.kind() {
        StageKind::Planned if here => Ok(Place::Planned),
        StageKind::CheckedIn | StageKind::Reshoot if here => Ok(Place::InLine),
        StageKind::Planned | StageKind::CheckedIn | StageKind::Reshoot => {
            Err(CheckInRefused::OtherSession)
        }
        StageKind::Listed => Err(CheckInRefused::NotProofread),
        StageKind::Proofread | StageKind::MakeUp => Err(CheckInRefused::NotPlanned),
        StageKind::Withdrawn => Err(CheckInRefused::Withdrawn),
        StageKind::Captured
        | StageKind::Accepted
        | StageKind::Delivered
        | StageKind::ImageCheckOpen
        | StageKind::Disputed
        | StageKind::Confirmed
        | StageKind::Registered
        | StageKind::UnderErratum => Err(CheckInRefused::AlreadyShot),
    }
}

/// Whose code this is.
async fn find(
    desk: &Desk,
    tx: &Tx,
    school: &SchoolId,
    scanned: &str,
) -> Result<Option<RecordId>, CheckInRefused> {
    let scanned = code::classify(scanned).map_err(|_| CheckInRefused::UnreadableCode)?;
    Ok(match scanned {
        Scanned::Own(own) => {
            let key =
                codes::open(desk.store.vault(), &own).ok_or(CheckInRefused::UnreadableCode)?;
            tx.record_by_code_key(&key).await?
        }
        Scanned::Public(public) => {
            let here = tx.school(school).await?.map(|school| school.code.to_string());
            if here.as_deref() != Some(public.school_code.as_str()) {
                return Ok(None);
            }
            by_student_number(tx, school, &public.student_number).await?
        }
        Scanned::Opaque(opaque) => match opaque.0.parse::<CodeKey>() {
            Ok(key) => tx.record_by_code_key(&key).await?,
            Err(_) => by_student_number(tx, school, &opaque.0).await?,
        },
    })
}

async fn by_student_number(
    tx: &Tx,
    school: &SchoolId,
    typed: &str,
) -> Result<Option<RecordId>, CheckInRefused> {
    let number: StudentNumber = typed.parse().map_err(|_| CheckInRefused::UnreadableCode)?;
    let filter = Filter { student_number: Some(number.clone()), ..Filter::of(school.clone()) };
    // The filter takes the beginning of a number; a desk takes the whole, of the latest cohort.
    let found = tx.graduates(&filter, Page::ALL).await?;
    let whole = found.into_iter().rfind(|listed| listed.graduate.student_number == number);
    Ok(whole.map(|listed| listed.row.record.id))
}

async fn describe(
    tx: &Tx,
    grant: &Grant<CheckIn>,
    listed: &Listed,
) -> Result<PersonView, CheckInRefused> {
    let school = tx.school(&listed.row.school).await?.ok_or(CheckInRefused::NoSuchSession)?;
    Ok(PersonView::cut(&listed.graduate, grant.zone().sight(school.regime)))
}

/// 候拍队列: who waits, in the order of their numbers.
pub async fn queue(
    desk: &Desk,
    grant: &Grant<CheckIn>,
    session: &SessionId,
) -> Result<QueueView, CheckInRefused> {
    let tx = desk.store.read().await?;
    let found = desk_session(&tx, grant, session).await?.ok_or(CheckInRefused::NoSuchSession)?;
    let sight = tx.school(&found.school).await?.map(|school| grant.zone().sight(school.regime));
    let sight = sight.ok_or(CheckInRefused::NoSuchSession)?;
    let mut waiting = Vec::new();
    for queued in tx.queue(session).await? {
        let listed = tx.graduate(&queued.record).await?;
        waiting.extend(listed.map(|listed| RecordLine::cut(&listed, sight)));
    }
    let session = session_view(&tx, found).await?.ok_or(CheckInRefused::NoSuchSession)?;
    Ok(QueueView { session, waiting })
}
