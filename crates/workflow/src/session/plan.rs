//! 排场次: which classes come on which day, where, and by which profile they are judged.

use std::collections::BTreeMap;

use domain::{
    id::{ClassId, SchoolId, SessionId},
    record::{StageKind, Step},
    session::{Session, SessionKind},
};
use jiff::civil::Date;
use store::{
    Tx,
    roster::{Filter, Page},
};

use super::SessionRefused;
use crate::{
    Desk,
    permission::{CheckIn, Grant, PlanSessions, ReadBoard},
    roster::SchoolView,
    step_of,
};

/// What a planner fills in.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub school: SchoolId,
    pub kind: SessionKind,
    pub held_on: Date,
    pub place: String,
    /// Name of a portrait profile, such as `moe-2017-99`.
    pub profile: String,
    /// Empty means everybody of the school who is proofread.
    pub classes: Vec<ClassId>,
}

/// A session with its counts.
#[derive(Debug, Clone)]
pub struct SessionView {
    pub id: SessionId,
    pub school: SchoolView,
    pub kind: SessionKind,
    pub held_on: Date,
    pub place: String,
    pub profile: String,
    pub closed: bool,
    pub planned: u64,
    pub checked_in: u64,
    pub captured: u64,
    pub reshoot: u64,
    pub accepted: u64,
}

/// Opens a session and gives every proofread graduate of its classes a place in it.
pub async fn open_session(
    desk: &Desk,
    grant: &Grant<PlanSessions>,
    new: NewSession,
) -> Result<SessionView, SessionRefused> {
    let place = new.place.trim().to_owned();
    if place.is_empty() || place.chars().count() > 80 {
        return Err(SessionRefused::Place);
    }
    if new.held_on < desk.today() {
        return Err(SessionRefused::Past);
    }
    desk.profiles().named(&new.profile).ok_or(SessionRefused::Profile)?;
    let tx = desk.store.write().await?;
    if !grant.covers_school(&new.school) || tx.school(&new.school).await?.is_none() {
        return Err(SessionRefused::NotFound);
    }
    let session = Session {
        id: desk.mint().into(),
        school: new.school,
        kind: new.kind,
        held_on: new.held_on,
        place,
        profile: new.profile,
        closed: false,
    };
    tx.insert_session(&session).await?;
    let mut planned = 0;
    for stage in [StageKind::Proofread, StageKind::MakeUp] {
        let filter = Filter { stage_kind: Some(stage), ..Filter::of(session.school.clone()) };
        for row in tx.graduates(&filter, Page::ALL).await?.into_iter().map(|one| one.row) {
            if !new.classes.is_empty() && !new.classes.contains(&row.class) {
                continue;
            }
            let taken = grant.taken(desk, step_of(session.id.as_str(), row.record.id.as_str()));
            let step = Step::Plan { session: session.id.clone() };
            tx.advance(&row.record, &step, &taken).await?;
            planned += 1;
        }
    }
    if planned == 0 {
        return Err(SessionRefused::NobodyToPlan);
    }
    let view = session_view(&tx, session).await?.ok_or(SessionRefused::NotFound)?;
    tx.commit().await?;
    Ok(view)
}

/// The sessions this operator works with, the newest day first.
pub async fn sessions(
    desk: &Desk,
    grant: &Grant<ReadBoard>,
) -> Result<Vec<SessionView>, SessionRefused> {
    let tx = desk.store.read().await?;
    let mut views = Vec::new();
    for session in tx.sessions(None).await? {
        if grant.covers_school(&session.school) {
            views.extend(session_view(&tx, session).await?);
        }
    }
    views.sort_by(|a, b| b.held_on.cmp(&a.held_on).then_with(|| b.id.cmp(&a.id)));
    Ok(views)
}

/// One session with its counts.
pub async fn session(
    desk: &Desk,
    grant: &Grant<ReadBoard>,
    id: &SessionId,
) -> Result<SessionView, SessionRefused> {
    let tx = desk.store.read().await?;
    let found = tx.session(id).await?.filter(|found| grant.covers_school(&found.school));
    let view = match found {
        Some(found) => session_view(&tx, found).await?,
        None => None,
    };
    view.ok_or(SessionRefused::NotFound)
}

/// Ends the day. Who holds a place and has no picture is missed, and can be planned again.
pub async fn close_session(
    desk: &Desk,
    grant: &Grant<PlanSessions>,
    id: &SessionId,
) -> Result<SessionView, SessionRefused> {
    let tx = desk.store.write().await?;
    let found = tx.session(id).await?.filter(|found| grant.covers_school(&found.school));
    let mut found = found.ok_or(SessionRefused::NotFound)?;
    if found.closed {
        return Err(SessionRefused::Closed);
    }
    found.closed = true;
    tx.update_session(&found).await?;
    let view = session_view(&tx, found).await?.ok_or(SessionRefused::NotFound)?;
    tx.commit().await?;
    Ok(view)
}

pub(crate) async fn session_view(
    tx: &Tx,
    session: Session,
) -> Result<Option<SessionView>, store::StoreError> {
    let Some(school) = tx.school(&session.school).await? else { return Ok(None) };
    let counts = counts(tx, &session).await?;
    let count = |kind| counts.get(&kind).copied().unwrap_or_default();
    Ok(Some(SessionView {
        planned: count(StageKind::Planned),
        checked_in: count(StageKind::CheckedIn),
        captured: count(StageKind::Captured),
        reshoot: count(StageKind::Reshoot),
        accepted: count(StageKind::Accepted),
        id: session.id,
        school: school.into(),
        kind: session.kind,
        held_on: session.held_on,
        place: session.place,
        profile: session.profile,
        closed: session.closed,
    }))
}

/// How many of the session's people stand at each stage of the day.
async fn counts(tx: &Tx, session: &Session) -> Result<BTreeMap<StageKind, u64>, store::StoreError> {
    let mut counts = BTreeMap::new();
    for stage in [
        StageKind::Planned,
        StageKind::CheckedIn,
        StageKind::Captured,
        StageKind::Reshoot,
        StageKind::Accepted,
    ] {
        let mut filter = Filter::of(session.school.clone());
        filter.session = Some(session.id.clone());
        filter.stage_kind = Some(stage);
        counts.insert(stage, tx.count_graduates(&filter).await?);
    }
    Ok(counts)
}

/// The session a check-in desk stands in, open or not.
pub(super) async fn desk_session(
    tx: &Tx,
    grant: &Grant<CheckIn>,
    id: &SessionId,
) -> Result<Option<Session>, store::StoreError> {
    Ok(tx.session(id).await?.filter(|found| grant.covers_school(&found.school)))
}
