//! 成像: the review desk, worst first; and the pictures themselves.

mod pages;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::{
    id::{RecordId, SessionId},
    portrait::{Fault, Headwear},
};
use workflow::{
    permission::{ReadRoster, Review, SeePortrait},
    portrait as desk,
    roster::record_page,
};

pub use self::pages::{Card, CardPart, ReviewPage};
use crate::{
    App,
    door::{Visit, page, wants_part},
    posted::Posted,
    problem::Problem,
    shell::{Tone, address},
};

#[derive(Debug, Default, serde::Deserialize)]
pub struct OfSession {
    #[serde(default)]
    session: String,
}

/// `GET /review?session`.
pub async fn review(
    State(app): State<App>,
    visit: Visit,
    Query(OfSession { session }): Query<OfSession>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<Review>()?;
    let id = Some(SessionId::from(session.as_str())).filter(|_| !session.is_empty());
    let cards = desk::review_list(&app.desk, &grant, id.as_ref()).await?;
    let shell = visit.shell();
    let card = |card| Card::new(&shell, card, app.desk.mint(), &session);
    let cards = cards.iter().map(card).collect();
    page(&ReviewPage { session: id.map(|_| session.clone()), cards, shell })
}

/// `POST /review/{record}/accept`: 合格.
pub async fn accept(
    State(app): State<App>,
    Path(record): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let grant = posted.visit.may::<Review>()?;
    let record = RecordId::from(record);
    let headwear = Headwear::read(posted.fields.text("headwear"));
    desk::accept(&app.desk, &grant, &record, headwear, posted.fields.text("step").into()).await?;
    decided(&app, &headers, &posted, &record, Tone::Pass).await
}

/// `POST /review/{record}/refuse`: 不合格, 重拍.
pub async fn refuse(
    State(app): State<App>,
    Path(record): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let grant = posted.visit.may::<Review>()?;
    let record = RecordId::from(record);
    let faults = posted.fields.all("fault").filter_map(Fault::read).collect();
    let step = posted.fields.text("step").into();
    desk::refuse(&app.desk, &grant, &record, faults, step).await?;
    decided(&app, &headers, &posted, &record, Tone::Fail).await
}

/// `POST /review/{record}/take-back`: 撤回. The card waits again, as it did before.
pub async fn take_back(
    State(app): State<App>,
    Path(record): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let grant = posted.visit.may::<Review>()?;
    let record = RecordId::from(record);
    desk::take_back(&app.desk, &grant, &record, posted.fields.text("step").into()).await?;
    if !wants_part(&headers) {
        return Ok(back(&posted));
    }
    let shell = posted.visit.shell();
    let cards = desk::review_list(&app.desk, &grant, None).await?;
    let card = cards.iter().find(|card| card.line.record == record.as_str());
    let session = posted.fields.text("session");
    let card = Card::new(&shell, card.ok_or(Problem::NotFound)?, app.desk.mint(), session);
    Ok(page(&CardPart { shell, card })?.into_response())
}

/// `GET /portraits/{record}.jpg`: never kept by the browser.
pub async fn jpeg(
    State(app): State<App>,
    visit: Visit,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let grant = visit.may::<SeePortrait>()?;
    let record = file.strip_suffix(".jpg").ok_or(Problem::NotFound)?;
    let bytes = desk::portrait_jpeg(&app.desk, &grant, &RecordId::from(record)).await?;
    let bytes = bytes.ok_or(Problem::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, bytes).into_response())
}

/// The card after a press, or the whole page where no script asked.
async fn decided(
    app: &App,
    headers: &HeaderMap,
    posted: &Posted,
    record: &RecordId,
    tone: Tone,
) -> Result<Response, Problem> {
    if !wants_part(headers) {
        return Ok(back(posted));
    }
    let seen = posted.visit.may::<ReadRoster>()?;
    let line = record_page(&app.desk, &seen, record).await?.line;
    let shell = posted.visit.shell();
    let card = Card::decided(&shell, &line, tone, app.desk.mint(), posted.fields.text("session"));
    Ok(page(&CardPart { shell, card })?.into_response())
}

fn back(posted: &Posted) -> Response {
    let pairs = [("session", posted.fields.text("session")), ("done", "review")];
    Redirect::to(&address("/review", &pairs)).into_response()
}
