//! 签到台: scan, and the number fills the screen.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use domain::id::SessionId;
use workflow::{
    permission::CheckIn,
    session::{self as line},
};

use super::{CheckInPage, ScanAnswer, ScanResult};
use crate::{
    App,
    door::{Visit, page, wants_part},
    posted::Posted,
    problem::Problem,
};

/// `GET /sessions/{session}/check-in`.
pub async fn desk(
    State(app): State<App>,
    visit: Visit,
    Path(session): Path<String>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<CheckIn>()?;
    let queue = line::queue(&app.desk, &grant, &SessionId::from(session)).await?;
    page(&CheckInPage { shell: visit.shell(), queue, result: None })
}

/// `POST /sessions/{session}/check-ins`: 刷采集码取号.
///
/// Scanning twice answers with the number already held, so a nervous second scan is harmless.
pub async fn check_in(
    State(app): State<App>,
    Path(session): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let shell = posted.visit.shell();
    let grant = posted.visit.may::<CheckIn>()?;
    let session = SessionId::from(session);
    let scanned = line::check_in(&app.desk, &grant, &session, posted.fields.text("code")).await;
    let (status, result) = match scanned {
        Ok(checked_in) => (StatusCode::default(), ScanResult::given(&shell, &checked_in)),
        Err(refused) => ScanResult::refused(&shell, &refused.into()),
    };
    let queue = line::queue(&app.desk, &grant, &session).await?;
    let html = if wants_part(&headers) {
        page(&ScanAnswer { shell, queue, result })?
    } else {
        page(&CheckInPage { shell, queue, result: Some(result) })?
    };
    Ok((status, html).into_response())
}
