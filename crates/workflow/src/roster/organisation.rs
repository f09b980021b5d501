//! 学校、学院、班级: who is asked to be photographed, from the top down.

use domain::{
    id::SchoolId,
    school::{Regime, SchoolCode},
};
use serde::Serialize;
use store::school::School;

use super::{RosterRefused, covered_school};
use crate::{
    Desk,
    permission::{Grant, ManageSchools, ReadBoard, ReadRoster},
};

/// What a planner types to add a school.
#[derive(Debug, Clone)]
pub struct NewSchool {
    pub code: String,
    pub name: String,
    pub regime: Regime,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchoolView {
    pub id: SchoolId,
    pub code: String,
    pub name: String,
    pub regime: Regime,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassView {
    pub id: String,
    pub name: String,
    pub college_id: String,
    pub college: String,
    pub cohort: u16,
}

impl From<School> for SchoolView {
    fn from(school: School) -> Self {
        Self {
            id: school.id,
            code: school.code.to_string(),
            name: school.name,
            regime: school.regime,
        }
    }
}

/// 建校: one school with its national code and its regime.
pub async fn create_school(
    desk: &Desk,
    _grant: &Grant<ManageSchools>,
    new: NewSchool,
) -> Result<SchoolView, RosterRefused> {
    let code: SchoolCode = new.code.parse().map_err(|_| RosterRefused::SchoolCode)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(RosterRefused::SchoolName);
    }
    let tx = desk.store.write().await?;
    if tx.school_by_code(&code).await?.is_some() {
        return Err(RosterRefused::SchoolExists);
    }
    let school = School { id: desk.mint().into(), code, name: name.to_owned(), regime: new.regime };
    tx.insert_school(&school).await?;
    tx.commit().await?;
    Ok(school.into())
}

/// The schools this operator works with, by code.
pub async fn schools(
    desk: &Desk,
    grant: &Grant<ReadBoard>,
) -> Result<Vec<SchoolView>, RosterRefused> {
    let tx = desk.store.read().await?;
    let schools = tx.schools().await?;
    Ok(schools
        .into_iter()
        .filter(|school| grant.covers_school(&school.id))
        .map(SchoolView::from)
        .collect())
}

/// The classes of a school that this operator works with, by college and name.
pub async fn classes(
    desk: &Desk,
    grant: &Grant<ReadRoster>,
    school: &SchoolId,
) -> Result<Vec<ClassView>, RosterRefused> {
    let tx = desk.store.read().await?;
    covered_school(&tx, grant, school).await?.ok_or(RosterRefused::NotFound)?;
    let colleges = tx.colleges_of(school).await?;
    let mut views = Vec::new();
    for class in tx.classes_of(school, None).await? {
        if grant.college().is_some_and(|own| *own != class.college) {
            continue;
        }
        let college = colleges.iter().find(|college| college.id == class.college);
        views.push(ClassView {
            id: class.id.to_string(),
            name: class.name,
            college_id: class.college.to_string(),
            college: college.map(|college| college.name.clone()).unwrap_or_default(),
            cohort: class.cohort.year(),
        });
    }
    views.sort_by(|a, b| (&a.college, &a.name).cmp(&(&b.college, &b.name)));
    Ok(views)
}
