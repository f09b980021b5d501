//! 学校、学院、班级: who is asked to be photographed, from the top down.

use domain::{
    id::{ClassId, CollegeId, SchoolId},
    roster::Cohort,
    school::{Regime, SchoolCode},
};
use serde::Serialize;
use store::{
    StoreError,
    school::{Class, College, School},
};

use super::{RosterRefused, covered_school};
use crate::{
    Desk,
    permission::{Grant, ManageClasses, ManageSchools, ReadBoard, ReadRoster},
};

/// Longer names fit no form.
const LONGEST_NAME: usize = 60;

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
    let name = short_name(&new.name)?;
    let tx = desk.store.write().await?;
    if tx.school_by_code(&code).await?.is_some() {
        return Err(RosterRefused::SchoolExists);
    }
    let school = School { id: desk.mint().into(), code, name, regime: new.regime };
    tx.insert_school(&school).await?;
    tx.commit().await?;
    Ok(school.into())
}

/// 设学院. A college of this name that is there already is the answer.
pub async fn create_college(
    desk: &Desk,
    grant: &Grant<ManageClasses>,
    school: &SchoolId,
    name: &str,
) -> Result<CollegeId, RosterRefused> {
    let name = short_name(name)?;
    let tx = desk.store.write().await?;
    covered_school(&tx, grant, school).await?.ok_or(RosterRefused::NotFound)?;
    let college = College { id: desk.mint().into(), school: school.clone(), name };
    let college = tx.college_named(&college).await?;
    tx.commit().await?;
    Ok(college.id)
}

/// 设班级. A class of this name in the cohort and college is the answer; in another college it
/// is refused, for lists and timetables name classes without their college.
pub async fn create_class(
    desk: &Desk,
    grant: &Grant<ManageClasses>,
    college: &CollegeId,
    cohort: Cohort,
    name: &str,
) -> Result<ClassId, RosterRefused> {
    let name = short_name(name)?;
    let tx = desk.store.write().await?;
    let found = tx.college(college).await?.filter(|one| grant.covers_school(&one.school));
    let college = found.ok_or(RosterRefused::NotFound)?;
    let class =
        Class { id: desk.mint().into(), school: college.school, college: college.id, name, cohort };
    let class = match tx.class_named(&class).await {
        Err(StoreError::Duplicate { .. }) => return Err(RosterRefused::ClassElsewhere),
        other => other?,
    };
    tx.commit().await?;
    Ok(class.id)
}

fn short_name(typed: &str) -> Result<String, RosterRefused> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    fits.then(|| name.to_owned()).ok_or(RosterRefused::SchoolName)
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
