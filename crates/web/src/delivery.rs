//! 返校: the packages of a school, and the opening of the image check.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::id::{PackageId, SchoolId};
use workflow::{
    delivery::{self as desk, PackageView},
    permission::{Deliver, OpenImageCheck, ReadBoard, ReceivePackage},
    roster::{SchoolView, schools},
};

use crate::{
    App,
    door::{Visit, page},
    posted::Posted,
    problem::Problem,
    shell::{Shell, query_value},
};

#[derive(Template)]
#[template(path = "delivery/packages.html")]
pub struct PackagesPage {
    pub shell: Shell,
    pub school: SchoolView,
    pub packages: Vec<PackageView>,
    pub may_deliver: bool,
    pub may_open: bool,
}

impl PackagesPage {
    /// When the package was made that this one stands in for.
    fn superseded(&self, package: &PackageView) -> Option<String> {
        let old = package.supersedes.as_ref()?;
        let old = self.packages.iter().find(|one| one.id == *old)?;
        Some(self.shell.time(old.made_at_ms))
    }
}

/// `GET /schools/{school}/packages`.
pub async fn packages(
    State(app): State<App>,
    visit: Visit,
    Path(school): Path<String>,
) -> Result<Html<String>, Problem> {
    let grant = visit.may::<ReceivePackage>()?;
    let id = SchoolId::from(school);
    let packages = desk::packages(&app.desk, &grant, &id).await?;
    let all = schools(&app.desk, &visit.may::<ReadBoard>()?).await?;
    let school = all.into_iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
    page(&PackagesPage {
        shell: visit.shell(),
        school,
        packages,
        may_deliver: visit.can::<Deliver>(),
        may_open: visit.can::<OpenImageCheck>(),
    })
}

/// `POST /schools/{school}/packages`: packs everything accepted and delivers it.
pub async fn pack(
    State(app): State<App>,
    Path(school): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<Deliver>()?;
    desk::pack(&app.desk, &grant, &SchoolId::from(school.as_str())).await?;
    Ok(Redirect::to(&format!("/schools/{}/packages?done=package", query_value(&school))))
}

/// `GET /packages/{package}.zip`.
pub async fn zip(
    State(app): State<App>,
    visit: Visit,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let grant = visit.may::<ReceivePackage>()?;
    let id = file.strip_suffix(".zip").ok_or(Problem::NotFound)?;
    let bytes = desk::package_zip(&app.desk, &grant, &PackageId::from(id)).await?;
    let disposition = format!("attachment; filename=\"{}.zip\"", query_value(id));
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}
