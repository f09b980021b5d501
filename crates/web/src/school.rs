//! 学校: who takes part, and under which regime.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::school::Regime;
use workflow::{
    permission::{IssueCodes, ManageSchools, OpenImageCheck, Operator, ReadBoard, ReceivePackage},
    roster::{NewSchool, SchoolView, create_school, schools as all_schools},
};

use crate::{
    App,
    door::{Visit, page},
    posted::{Fields, Posted},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "school/schools.html")]
pub struct SchoolsPage {
    pub shell: Shell,
    pub schools: Vec<SchoolView>,
    pub operator: Operator,
    pub typed: NewSchoolForm,
    pub problem: Option<String>,
    pub regimes: &'static [Regime],
}

impl SchoolsPage {
    fn may_manage(&self) -> bool {
        self.operator.can::<ManageSchools>()
    }

    fn may_receive(&self) -> bool {
        self.operator.can::<ReceivePackage>()
    }

    fn may_open(&self) -> bool {
        self.operator.can::<OpenImageCheck>()
    }

    fn may_issue(&self) -> bool {
        self.operator.can::<IssueCodes>()
    }
}

/// What the planner typed, kept when it is refused.
#[derive(Debug, Clone, Default)]
pub struct NewSchoolForm {
    pub code: String,
    pub name: String,
    pub regime: String,
}

/// `GET /schools`.
pub async fn schools(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    let typed =
        NewSchoolForm { regime: Regime::Code.code().to_owned(), ..NewSchoolForm::default() };
    schools_page(&app, &visit, typed, None).await
}

/// `POST /schools`.
pub async fn create(State(app): State<App>, posted: Posted) -> Result<Response, Problem> {
    let Posted { visit, fields } = posted;
    let grant = visit.may::<ManageSchools>()?;
    let typed = NewSchoolForm::of(&fields);
    let regime = Regime::read(&typed.regime).ok_or(Problem::Form)?;
    let new = NewSchool { code: typed.code.clone(), name: typed.name.clone(), regime };
    match create_school(&app.desk, &grant, new).await {
        Ok(_) => Ok(Redirect::to("/schools?done=school").into_response()),
        Err(refused) => schools_page(&app, &visit, typed, Some(refused.into())).await,
    }
}

async fn schools_page(
    app: &App,
    visit: &Visit,
    typed: NewSchoolForm,
    problem: Option<Problem>,
) -> Result<Response, Problem> {
    let schools = all_schools(&app.desk, &visit.may::<ReadBoard>()?).await?;
    let status = problem.as_ref().map(|problem| problem.told().status).unwrap_or_default();
    let html = page(&SchoolsPage {
        shell: visit.shell(),
        schools,
        operator: visit.operator.clone(),
        typed,
        problem: problem.map(|problem| problem.sentence(visit.lang)),
        regimes: Regime::ALL,
    })?;
    Ok((status, html).into_response())
}

impl NewSchoolForm {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self { code: text("code"), name: text("name"), regime: text("regime") }
    }
}
