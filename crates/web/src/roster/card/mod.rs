//! 机读卡: a school's cards, the desk where doubts are decided by one key each, and one card's
//! history.

mod pages;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::{
    id::{CardId, SchoolId},
    roster::Cohort,
};
use workflow::{
    permission::{ImportRoster, ReadCards},
    roster::{
        RosterRefused,
        card::{self as desk, CardClass, CardFault, MarkCardState},
    },
};

pub use self::pages::{
    CardDeskPage, CardView, CardsPage, CardsSentPart, Question, QuestionPart, SentCards,
};
use crate::{
    App,
    door::{Visit, page, wants_part},
    posted::{Posted, Uploaded, file, text},
    problem::Problem,
    shell::{address, query_value},
};

/// What an address asks for.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    school: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: Option<u64>,
    #[serde(default)]
    syllable: String,
}

/// `GET /cards?school&state&page`.
pub async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let school = some(&asked.school);
    let state = MarkCardState::read(&asked.state);
    page(&cards_page(&app, &visit, school.as_ref(), (state, asked.page.unwrap_or(1))).await?)
}

/// `POST /cards`: files of cards, of one class. One bad file does not lose the others.
pub async fn add(
    State(app): State<App>,
    headers: HeaderMap,
    mut uploaded: Uploaded,
) -> Result<Response, Problem> {
    let grant = uploaded.visit.may::<ReadCards>()?;
    let (mut school, mut class, mut sent) = (SchoolId::from(""), CardClass::default(), Vec::new());
    let mut refused = None;
    while let Some(field) = uploaded.next().await? {
        match field.name().unwrap_or_default() {
            "school" => school = text(field).await?.into(),
            "college" => class.college = text(field).await?,
            "class" => class.class = text(field).await?,
            "files" => {
                let (name, bytes) = file(field).await?;
                match desk::add_cards(&app.desk, &grant, (&school, &class), &name, bytes).await {
                    Ok(added) => sent.push(SentCards { name, added }),
                    Err(RosterRefused::CardClass) => refused = Some(RosterRefused::CardClass),
                    Err(other) => return Err(other.into()),
                }
            }
            _ => {}
        }
    }
    if wants_part(&headers) && refused.is_none() {
        let shell = uploaded.visit.shell();
        return Ok(page(&CardsSentPart { shell, sent })?.into_response());
    }
    let page_now = cards_page(&app, &uploaded.visit, Some(&school), (None, 1)).await?;
    let problem = refused.map(Problem::from);
    let status = problem.as_ref().map(|problem| problem.told().status).unwrap_or_default();
    let problem = problem.map(|problem| problem.sentence(uploaded.visit.lang));
    let html = page(&CardsPage { sent, typed: class, problem, ..page_now })?;
    Ok((status, html).into_response())
}

/// `GET /cards/desk?school`.
pub async fn desk(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let question = question(&app, &visit, &asked.school.into(), None, "").await?;
    page(&CardDeskPage { shell: visit.shell(), question })
}

/// `POST /cards/{card}/decide`: one answer; the next question comes back.
pub async fn decide(
    State(app): State<App>,
    Path(card): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let grant = posted.visit.may::<ReadCards>()?;
    let (step, subject) = (posted.fields.text("step").into(), posted.fields.text("subject"));
    let answer = posted.fields.text("answer");
    let done = desk::decide(&app.desk, &grant, &card.into(), step, (subject, answer)).await;
    next(&app, &headers, &posted, done).await
}

/// `POST /cards/{card}/reject`: 退回.
pub async fn reject(
    State(app): State<App>,
    Path(card): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let grant = posted.visit.may::<ReadCards>()?;
    let fault = CardFault::read(posted.fields.text("fault")).ok_or(Problem::Form)?;
    let step = posted.fields.text("step").into();
    let done = desk::reject(&app.desk, &grant, &card.into(), step, fault).await;
    next(&app, &headers, &posted, done).await
}

/// `POST /cards/take-back`: 撤回, one's own last answer.
pub async fn take_back(
    State(app): State<App>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Problem> {
    let grant = posted.visit.may::<ReadCards>()?;
    let school = SchoolId::from(posted.fields.text("school"));
    let step = posted.fields.text("step").into();
    let done = desk::take_back(&app.desk, &grant, &school, step).await;
    next(&app, &headers, &posted, done).await
}

/// `POST /cards/import`: what was accepted becomes an import to look at.
pub async fn import(State(app): State<App>, posted: Posted) -> Result<Redirect, Problem> {
    let cards = posted.visit.may::<ReadCards>()?;
    let import = posted.visit.may::<ImportRoster>()?;
    let school = SchoolId::from(posted.fields.text("school"));
    let cohort = posted.fields.text("cohort").parse().ok().and_then(Cohort::new);
    let cohort = cohort.ok_or(Problem::Form)?;
    let preview = desk::import_cards(&app.desk, (&cards, &import), &school, cohort).await?;
    Ok(Redirect::to(&format!("/roster/import/{}", query_value(preview.id.as_str()))))
}

/// `GET /cards/{card}`: what it says, and who said so.
pub async fn card(
    State(app): State<App>,
    visit: Visit,
    Path(card): Path<String>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ReadCards>()?;
    let card = desk::card_page(&app.desk, &grant, &CardId::from(card)).await?;
    page(&CardView { shell: visit.shell(), card })
}

/// `GET /cards/{card}/card.jpg`: never kept by the browser.
pub async fn picture(
    State(app): State<App>,
    visit: Visit,
    Path(card): Path<String>,
) -> Result<Response, Problem> {
    let grant = visit.may::<ReadCards>()?;
    Ok(jpeg(desk::card_picture(&app.desk, &grant, &card.into()).await?))
}

/// `GET /cards/{card}/strips/{field}-{column}.jpg`.
pub async fn strip(
    State(app): State<App>,
    visit: Visit,
    Path((card, strip)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let grant = visit.may::<ReadCards>()?;
    let place = strip.strip_suffix(".jpg").and_then(|strip| strip.rsplit_once('-'));
    let (field, column) = place.ok_or(Problem::NotFound)?;
    let column = column.parse().map_err(|_| Problem::NotFound)?;
    Ok(jpeg(desk::card_strip(&app.desk, &grant, &card.into(), (field, column)).await?))
}

/// `GET /api/pinyin?syllable`: the characters read so.
pub async fn pinyin(
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Json<&'static [char]>, Problem> {
    visit.may::<ReadCards>()?;
    Ok(Json(desk::characters_by_pinyin(&asked.syllable)))
}

/// The question after an answer. What was no answer, or came too late, is said above it.
async fn next(
    app: &App,
    headers: &HeaderMap,
    posted: &Posted,
    done: Result<(), RosterRefused>,
) -> Result<Response, Problem> {
    let school = posted.fields.text("school");
    let problem = match done {
        Ok(()) if !wants_part(headers) => {
            return Ok(Redirect::to(&address("/cards/desk", &[("school", school)])).into_response());
        }
        Ok(()) => None,
        Err(
            refused @ (RosterRefused::CardAnswer
            | RosterRefused::CardDecided
            | RosterRefused::NothingToTakeBack),
        ) => Some(Problem::from(refused)),
        Err(refused) => return Err(refused.into()),
    };
    let status = problem.as_ref().map_or(StatusCode::OK, |problem| problem.told().status);
    let typed = if problem.is_some() { posted.fields.text("answer") } else { "" };
    let problem = problem.map(|problem| problem.sentence(posted.visit.lang));
    let question = question(app, &posted.visit, &school.into(), problem, typed).await?;
    let shell = posted.visit.shell();
    let html = if wants_part(headers) {
        page(&QuestionPart { shell, question })?
    } else {
        page(&CardDeskPage { shell, question })?
    };
    Ok((status, html).into_response())
}

async fn question(
    app: &App,
    visit: &Visit,
    school: &SchoolId,
    problem: Option<String>,
    typed: &str,
) -> Result<Question, Problem> {
    let grant = visit.may::<ReadCards>()?;
    let desk = desk::desk(&app.desk, &grant, school).await?;
    let steps = [app.desk.mint(), app.desk.mint(), app.desk.mint()];
    Ok(Question { desk, steps, problem, typed: typed.to_owned() })
}

async fn cards_page(
    app: &App,
    visit: &Visit,
    school: Option<&SchoolId>,
    (state, at): (Option<MarkCardState>, u64),
) -> Result<CardsPage, Problem> {
    let grant = visit.may::<ReadCards>()?;
    let list = desk::card_list(&app.desk, &grant, school, (state, at)).await?;
    let today = app.desk.today();
    let next_summer = today.year() + i16::from(today.month() > 7);
    Ok(CardsPage {
        shell: visit.shell(),
        list,
        state,
        sent: Vec::new(),
        typed: CardClass::default(),
        cohort: next_summer.to_string(),
        problem: None,
    })
}

fn jpeg(bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")];
    (headers, bytes).into_response()
}

fn some(school: &str) -> Option<SchoolId> {
    Some(SchoolId::from(school)).filter(|_| !school.is_empty())
}
