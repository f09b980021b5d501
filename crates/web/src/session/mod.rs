//! 场次: the plan, the day, and the check-in desk.

mod desk;
mod pages;

use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::{
    id::{SchoolId, SessionId},
    session::SessionKind,
};
use workflow::{
    permission::{IssueCodes, PlanSessions, ReadBoard},
    roster::schools,
    session::{self as plan, NewSession},
};

pub use self::{
    desk::{check_in, desk},
    pages::{CheckInPage, NewSessionForm, ScanAnswer, ScanResult, SessionPage, SessionsPage},
};
use crate::{
    App,
    door::{Visit, page},
    posted::{Fields, Posted},
    problem::Problem,
    shell::query_value,
};

/// `GET /sessions`.
pub async fn sessions(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    sessions_page(&app, &visit, NewSessionForm::default(), None).await
}

/// `POST /sessions`.
pub async fn open(State(app): State<App>, posted: Posted) -> Result<Response, Problem> {
    let Posted { visit, fields } = posted;
    let grant = visit.may::<PlanSessions>()?;
    let typed = NewSessionForm::of(&fields);
    let new = typed.read()?;
    match plan::open_session(&app.desk, &grant, new).await {
        Ok(opened) => {
            let here = format!("/sessions/{}?done=session", query_value(opened.id.as_str()));
            Ok(Redirect::to(&here).into_response())
        }
        Err(refused) => sessions_page(&app, &visit, typed, Some(refused.into())).await,
    }
}

/// `GET /sessions/{session}`.
pub async fn session(
    State(app): State<App>,
    visit: Visit,
    Path(session): Path<String>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ReadBoard>()?;
    let session = plan::session(&app.desk, &grant, &SessionId::from(session)).await?;
    page(&SessionPage { shell: visit.shell(), session, operator: visit.operator.clone() })
}

/// `POST /sessions/{session}/close`.
pub async fn close(
    State(app): State<App>,
    Path(session): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<PlanSessions>()?;
    plan::close_session(&app.desk, &grant, &SessionId::from(session.as_str())).await?;
    Ok(Redirect::to(&format!("/sessions/{}?done=close", query_value(&session))))
}

/// `POST /schools/{school}/codes`.
pub async fn issue_codes(
    State(app): State<App>,
    Path(school): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<IssueCodes>()?;
    let issued = plan::issue_codes(&app.desk, &grant, &SchoolId::from(school)).await?;
    Ok(Redirect::to(&format!("/sessions?done=codes&n={issued}")))
}

async fn sessions_page(
    app: &App,
    visit: &Visit,
    typed: NewSessionForm,
    problem: Option<Problem>,
) -> Result<Response, Problem> {
    let grant = visit.may::<ReadBoard>()?;
    let sessions = plan::sessions(&app.desk, &grant).await?;
    let schools = schools(&app.desk, &grant).await?;
    let status = problem.as_ref().map(|problem| problem.told().status).unwrap_or_default();
    let html = page(&SessionsPage {
        shell: visit.shell(),
        sessions,
        schools,
        kinds: SessionKind::ALL,
        profiles: app.desk.profiles().choices(),
        may_plan: visit.can::<PlanSessions>(),
        may_issue: visit.can::<IssueCodes>(),
        typed,
        problem: problem.map(|problem| problem.sentence(visit.lang)),
    })?;
    Ok((status, html).into_response())
}

impl NewSessionForm {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            school: text("school"),
            kind: text("kind"),
            held_on: text("held_on"),
            place: text("place"),
            profile: text("profile"),
        }
    }

    fn read(&self) -> Result<NewSession, Problem> {
        Ok(NewSession {
            school: SchoolId::from(self.school.as_str()),
            kind: SessionKind::read(&self.kind).ok_or(Problem::Form)?,
            held_on: self.held_on.parse().map_err(|_| Problem::Form)?,
            place: self.place.clone(),
            profile: self.profile.clone(),
            classes: Vec::new(),
        })
    }
}
