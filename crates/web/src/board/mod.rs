//! 进度: who stands where, from plan to registration; every count opens its list.

mod page;

use axum::{
    Json,
    extract::{Query, State},
    response::{Html, IntoResponse, Response},
};
use workflow::{
    board::{BoardLevel, board as ask},
    permission::{ImportRoster, Operator, ReadBoard, Scope},
};

pub use self::page::{Band, BoardPage, Crumb};
use crate::{
    App,
    door::{Visit, page},
    problem::Problem,
    shell::address,
    words::Lang,
};

#[derive(Debug, Default, serde::Deserialize)]
pub struct Place {
    #[serde(default)]
    school: String,
    #[serde(default)]
    college: String,
}

/// `GET /board?school&college`.
pub async fn board(
    State(app): State<App>,
    visit: Visit,
    Query(place): Query<Place>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ReadBoard>()?;
    let level = level(&visit.operator, &place);
    let mut board = ask(&app.desk, &grant, level.clone()).await?;
    if level == BoardLevel::Schools {
        board.title = visit.lang.t("board-all");
    }
    let crumbs = crumbs(visit.lang, &visit.operator, &level, &board.title);
    let may_import = visit.can::<ImportRoster>();
    page(&BoardPage::new(visit.shell(), board, &level, crumbs, may_import))
}

/// `GET /api/board`: the same cut, for machines.
pub async fn board_json(
    State(app): State<App>,
    visit: Visit,
    Query(place): Query<Place>,
) -> Result<Response, Problem> {
    let grant = visit.may::<ReadBoard>()?;
    let board = ask(&app.desk, &grant, level(&visit.operator, &place)).await?;
    Ok(Json(board).into_response())
}

/// The level asked for, from where this operator's own people begin.
fn level(operator: &Operator, place: &Place) -> BoardLevel {
    match (&operator.scope, place.school.as_str(), place.college.as_str()) {
        // A college has one board, whatever the address says.
        (Scope::College(school, college), _, "") => {
            BoardLevel::Classes(school.clone(), college.clone())
        }
        (Scope::School(school), "", _) => BoardLevel::Colleges(school.clone()),
        (_, "", _) => BoardLevel::Schools,
        (_, school, "") => BoardLevel::Colleges(school.into()),
        (_, school, college) => BoardLevel::Classes(school.into(), college.into()),
    }
}

/// The way up, as far as this operator may go.
fn crumbs(lang: Lang, operator: &Operator, level: &BoardLevel, title: &str) -> Vec<Crumb> {
    let mut crumbs = Vec::new();
    if operator.scope == Scope::Centre && *level != BoardLevel::Schools {
        crumbs.push(Crumb { href: "/board".to_owned(), name: lang.t("board-all") });
    }
    if let (BoardLevel::Classes(school, _), Scope::Centre | Scope::School(_)) =
        (level, &operator.scope)
    {
        let href = address("/board", &[("school", school.as_str())]);
        crumbs.push(Crumb { href, name: title.to_owned() });
    }
    crumbs
}
