//! 本人: a graduate's own page — one next step, the code, the portrait, the one answer.

mod pages;

use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::{id::SchoolId, registry::Answer};
use jiff::civil::Date;
use workflow::{
    permission::{OpenImageCheck, OwnRecord, ReceivePackage, Scope},
    registry as desk,
};

pub use self::pages::{AnswerPage, MePage};
use crate::{
    App,
    door::{Visit, page},
    posted::Posted,
    problem::Problem,
    shell::query_value,
};

/// `GET /me`.
pub async fn me(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    let grant = visit.may::<OwnRecord>()?;
    let own = desk::own_page(&app.desk, &grant).await?;
    page(&MePage::new(visit.shell(), own, own_record(&visit)?))
}

/// `POST /me/answer`: asks once more, then takes the one answer.
pub async fn answer(State(app): State<App>, posted: Posted) -> Result<Response, Problem> {
    let Posted { visit, fields } = posted;
    let grant = visit.may::<OwnRecord>()?;
    let answer = Answer::read(fields.text("answer")).ok_or(Problem::Form)?;
    let words = fields.text("words").to_owned();
    let mut problem = None;
    if fields.text("sure") == "yes" {
        let step = fields.text("step").into();
        match desk::answer(&app.desk, &grant, answer, &words, step).await {
            Ok(()) => return Ok(Redirect::to("/me?done=answer").into_response()),
            // What was typed is kept, and the words can be mended.
            Err(desk::RegistryRefused::Words) => problem = Some(desk::RegistryRefused::Words),
            Err(refused) => return Err(refused.into()),
        }
    }
    let own = desk::own_page(&app.desk, &grant).await?;
    let problem = problem.map(Problem::from);
    let status = problem.as_ref().map(|problem| problem.told().status).unwrap_or_default();
    let problem = problem.map(|problem| problem.sentence(visit.lang));
    let asked = AnswerPage::new(visit.shell(), own, own_record(&visit)?, answer, app.desk.mint());
    let asked = asked.again(words, problem);
    Ok((status, page(&asked)?).into_response())
}

/// `POST /schools/{school}/image-check`: 开放图像校对.
pub async fn open(
    State(app): State<App>,
    Path(school): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<OpenImageCheck>()?;
    let until = match posted.fields.text("until") {
        "" => None,
        typed => Some(typed.parse::<Date>().map_err(|_| Problem::Form)?),
    };
    let id = SchoolId::from(school.as_str());
    let opened = desk::open_image_check(&app.desk, &grant, &id, until).await?.opened;
    let page = if posted.visit.can::<ReceivePackage>() {
        format!("/schools/{}/packages", query_value(&school))
    } else {
        "/schools".to_owned()
    };
    Ok(Redirect::to(&format!("{page}?done=image-check&n={opened}")))
}

fn own_record(visit: &Visit) -> Result<String, Problem> {
    match &visit.operator.scope {
        Scope::Own(record) => Ok(record.to_string()),
        Scope::Centre | Scope::School(_) | Scope::College(..) => Err(Problem::NotFound),
    }
}
