//! 名册: the list of people, one record, and the import.

pub mod card;
mod import;
mod pages;

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::{
    id::{ClassId, RecordId},
    record::StageKind,
};
use workflow::{
    permission::{ImportRoster, Proofread, ReadBoard, ReadRoster, SeePortrait, Zone},
    roster::{self as desk, ListFilter, ListView, Page},
    view::RecordLine,
};

pub use self::{
    import::{apply, import, import_form, preview, template},
    pages::{ImportForm, ImportPage, ProofreadClass, RecordView, RosterPage, TypedImport},
};
use crate::{
    App,
    door::{Visit, page},
    posted::Posted,
    problem::Problem,
    shell::{address, query_value},
};

const PAGE_SIZE: u64 = 50;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The filter as it stands in the address, so that a link can be sent.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    school: String,
    #[serde(default)]
    college: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    page: String,
}

/// `GET /roster`.
pub async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ReadRoster>()?;
    let mut filter = asked.filter();
    let number = asked.page.parse().unwrap_or(1);
    let list = desk::list(&app.desk, &grant, &filter, Page { number, size: PAGE_SIZE }).await?;
    filter.school = list.school.as_ref().map(|school| school.id.clone());
    let schools = desk::schools(&app.desk, &visit.may::<ReadBoard>()?).await?;
    let offer = offer(&app, &visit, &filter, &list);
    page(&RosterPage::new(visit.shell(), list, filter, schools, visit.can::<ImportRoster>(), offer))
}

/// `GET /roster/export.xlsx`: exactly what the filter shows, all pages of it.
pub async fn export(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let grant = visit.may::<ReadRoster>()?;
    let bytes = desk::list_xlsx(&app.desk, &grant, &asked.filter()).await?;
    Ok(workbook("名单.xlsx", bytes))
}

/// `GET /roster/records/{record}`.
pub async fn record(
    State(app): State<App>,
    visit: Visit,
    Path(record): Path<String>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ReadRoster>()?;
    let record = desk::record_page(&app.desk, &grant, &RecordId::from(record)).await?;
    let waits = record.line.stage == StageKind::Listed && visit.can::<Proofread>();
    let proofread_step = waits.then(|| app.desk.mint());
    let shows_portrait = shows_portrait(&visit, &record.line);
    page(&RecordView { shell: visit.shell(), record, shows_portrait, proofread_step })
}

/// `POST /roster/records/{record}/proofread`.
pub async fn proofread(
    State(app): State<App>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<Proofread>()?;
    let step = posted.fields.text("step").into();
    desk::proofread(&app.desk, &grant, &RecordId::from(record.as_str()), step).await?;
    let record = query_value(&record);
    Ok(Redirect::to(&format!("/roster/records/{record}?done=proofread")))
}

/// `POST /roster/classes/{class}/proofread`.
pub async fn proofread_class(
    State(app): State<App>,
    Path(class): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<Proofread>()?;
    let request = posted.fields.text("request");
    let class = ClassId::from(class);
    let count = desk::proofread_class(&app.desk, &grant, &class, request).await?;
    let count = count.to_string();
    let school = posted.fields.text("school");
    let pairs = [("school", school), ("class", class.as_str()), ("done", "class"), ("n", &count)];
    Ok(Redirect::to(&address("/roster", &pairs)))
}

/// A file for the spreadsheet; its name in the way every browser reads.
pub(super) fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    let disposition =
        format!("attachment; filename=\"list.xlsx\"; filename*=UTF-8''{}", query_value(name));
    let headers =
        [(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

/// Schools see a portrait once it came back to them, planners never.
fn shows_portrait(visit: &Visit, line: &RecordLine) -> bool {
    let at_centre = matches!(visit.operator.role.zone(), Zone::Centre | Zone::Site);
    let came_back = !matches!(line.stage, StageKind::Captured | StageKind::Accepted);
    visit.can::<SeePortrait>() && line.has_portrait && (at_centre || came_back)
}

/// One class on screen, some of it unread: the whole class can be marked at once.
fn offer(app: &App, visit: &Visit, filter: &ListFilter, list: &ListView) -> Option<ProofreadClass> {
    let class = filter.class.as_ref().filter(|_| visit.can::<Proofread>())?;
    let name = list.classes.iter().find(|one| one.id == class.as_str())?.name.clone();
    let waits = list.lines.iter().any(|line| line.stage == StageKind::Listed);
    waits.then(|| ProofreadClass { class: class.clone(), name, request: app.desk.mint() })
}

impl Asked {
    fn filter(&self) -> ListFilter {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ListFilter {
            school: some(&self.school).map(Into::into),
            college: some(&self.college).map(Into::into),
            class: some(&self.class).map(Into::into),
            stage: StageKind::read(&self.stage),
            search: some(self.search.trim()),
        }
    }
}
