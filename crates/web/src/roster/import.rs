//! 导入: a file is checked, shown with every finding, and written only when somebody says so.

use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::{
    id::{ImportId, SchoolId},
    roster::Cohort,
};
use workflow::{
    permission::{ImportRoster, ReadBoard, ReadRoster},
    roster::{self as desk, ImportPreview},
};

use super::{ImportForm, ImportPage, TypedImport, workbook};
use crate::{
    App,
    door::{Visit, page},
    posted::{Posted, Uploaded, file, text},
    problem::Problem,
    shell::{address, query_value},
};

/// `GET /roster/import`.
pub async fn import_form(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    let next_summer = app.desk.today().year() + i16::from(app.desk.today().month() > 7);
    let typed = TypedImport { school: String::new(), cohort: next_summer.to_string() };
    form_page(&app, &visit, typed, None).await
}

/// `POST /roster/import`.
pub async fn preview(State(app): State<App>, mut uploaded: Uploaded) -> Result<Response, Problem> {
    let grant = uploaded.visit.may::<ImportRoster>()?;
    let Sent { typed, file_name, bytes } = Sent::read(&mut uploaded).await?;
    let cohort = typed.cohort.parse().ok().and_then(Cohort::new).ok_or(Problem::Form)?;
    let school = SchoolId::from(typed.school.as_str());
    match desk::preview_import(&app.desk, &grant, &school, cohort, &file_name, bytes).await {
        Ok(ImportPreview { id, .. }) => {
            let here = format!("/roster/import/{}", query_value(id.as_str()));
            Ok(Redirect::to(&here).into_response())
        }
        Err(refused) => form_page(&app, &uploaded.visit, typed, Some(refused.into())).await,
    }
}

/// `GET /roster/import/{import}`.
pub async fn import(
    State(app): State<App>,
    visit: Visit,
    Path(import): Path<String>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ImportRoster>()?;
    let preview = desk::import_preview(&app.desk, &grant, &ImportId::from(import)).await?;
    page(&ImportPage::new(visit.shell(), preview))
}

/// `POST /roster/import/{import}/apply`.
pub async fn apply(
    State(app): State<App>,
    Path(import): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<ImportRoster>()?;
    let applied = desk::apply_import(&app.desk, &grant, &ImportId::from(import)).await?;
    let listed = applied.listed.to_string();
    let school = posted.fields.text("school");
    let pairs = [("school", school), ("done", "import"), ("n", &listed)];
    Ok(Redirect::to(&address("/roster", &pairs)))
}

/// `GET /roster/template.xlsx`: 名册模板.
pub async fn template(visit: Visit) -> Result<Response, Problem> {
    visit.may::<ReadRoster>()?;
    let bytes = desk::template_xlsx().map_err(desk::RosterRefused::from)?;
    Ok(workbook("名册模板.xlsx", bytes))
}

/// What the form sent.
#[derive(Default)]
struct Sent {
    typed: TypedImport,
    file_name: String,
    bytes: Vec<u8>,
}

impl Sent {
    async fn read(uploaded: &mut Uploaded) -> Result<Self, Problem> {
        let mut sent = Self::default();
        while let Some(field) = uploaded.next().await? {
            match field.name().unwrap_or_default() {
                "school" => sent.typed.school = text(field).await?,
                "cohort" => sent.typed.cohort = text(field).await?,
                "file" => (sent.file_name, sent.bytes) = file(field).await?,
                _ => {}
            }
        }
        Ok(sent)
    }
}

async fn form_page(
    app: &App,
    visit: &Visit,
    typed: TypedImport,
    problem: Option<Problem>,
) -> Result<Response, Problem> {
    visit.may::<ImportRoster>()?;
    let schools = desk::schools(&app.desk, &visit.may::<ReadBoard>()?).await?;
    let status = problem.as_ref().map(|problem| problem.told().status).unwrap_or_default();
    if let Some(problem) = &problem {
        problem.log();
    }
    let problem = problem.map(|problem| problem.sentence(visit.lang));
    let html = page(&ImportForm { shell: visit.shell(), schools, typed, problem })?;
    Ok((status, html).into_response())
}
