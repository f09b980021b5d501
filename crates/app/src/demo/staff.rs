//! 演示人员: who signs in to what, each hired by the same door as real ones.

use anyhow::Context as _;
use domain::id::RecordId;
use testkit::Person;
use workflow::Desk;
use workflow::permission::{Operator, Role, Scope};
use workflow::sign_in::{NewOperator, add_operator};

use super::college::School;

/// The word that opens every desk of the demo, which listens to this machine only.
pub const SECRET: &str = "shifan-2027";

/// The people of the collection centre.
#[derive(Debug, Clone)]
pub struct Centre {
    pub planner: Operator,
    pub crew: Operator,
    pub processor: Operator,
}

impl Centre {
    pub async fn hire(desk: &Desk) -> anyhow::Result<Self> {
        let hire = async |role: Role, name: &str| {
            self::hire(desk, name, role, Scope::Centre, role.word()).await
        };
        Ok(Self {
            planner: hire(Role::Planner, "planner").await?,
            crew: hire(Role::Crew, "crew").await?,
            processor: hire(Role::Processor, "processor").await?,
        })
    }
}

/// The academic affairs office of a school, which signs in as `jwc-…`.
pub async fn office(desk: &Desk, school: &School) -> anyhow::Result<Operator> {
    let name = format!("jwc-{}", school.example.short);
    let display = format!("{}教务处", school.example.name);
    hire(desk, &name, Role::AcademicAffairs, Scope::School(school.id.clone()), &display).await
}

/// A graduate signs in with the student number.
pub async fn graduate(desk: &Desk, person: &Person, record: RecordId) -> anyhow::Result<Operator> {
    // Names are stored open, so a graduate's display name stays empty.
    hire(desk, &person.student_number, Role::Graduate, Scope::Own(record), "").await
}

/// The office of the first college of a school, which signs in as `xy-…`.
pub async fn college_office(desk: &Desk, school: &School) -> anyhow::Result<Operator> {
    let colleges = desk.store.read().await?.colleges_of(&school.id).await?;
    let college = colleges.into_iter().next().context("the school has no college")?;
    let name = format!("xy-{}", school.example.short);
    let display = format!("{}办公室", college.name);
    let scope = Scope::College(school.id.clone(), college.id);
    hire(desk, &name, Role::CollegeOffice, scope, &display).await
}

async fn hire(
    desk: &Desk,
    name: &str,
    role: Role,
    scope: Scope,
    display: &str,
) -> anyhow::Result<Operator> {
    let new = NewOperator {
        sign_in_name: name.to_owned(),
        secret: SECRET.to_owned(),
        display_name: display.to_owned(),
        role,
        scope: scope.clone(),
    };
    let id = add_operator(desk, new).await?;
    Ok(Operator { id, role, scope, display_name: display.to_owned() })
}
