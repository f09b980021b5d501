//! 学校: schools, their colleges and classes.

use domain::{
    id::{ClassId, CollegeId, SchoolId},
    roster::Cohort,
    school::{Regime, SchoolCode},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    Set,
};

use crate::{
    StoreError, Tx,
    decode::{known, small},
    entity::{class, college, school},
    error::unique,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    pub id: SchoolId,
    pub code: SchoolCode,
    pub name: String,
    pub regime: Regime,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct College {
    pub id: CollegeId,
    pub school: SchoolId,
    pub name: String,
}

/// 班级: one name is one class in a cohort of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: ClassId,
    pub school: SchoolId,
    pub college: CollegeId,
    pub name: String,
    pub cohort: Cohort,
}

impl Tx {
    /// Stores a school and begins its history.
    pub async fn insert_school(&self, school: &School) -> Result<(), StoreError> {
        let row = school::ActiveModel {
            id: Set(school.id.to_string()),
            code: Set(school.code.to_string()),
            name: Set(school.name.clone()),
            regime: Set(school.regime.code().to_owned()),
        };
        row.insert(&self.db).await.map_err(unique(&[("code", "school code")]))?;
        self.begin_history(&school.id).await
    }

    /// Changes the name or the regime; the code and the id stay.
    pub async fn update_school(&self, school: &School) -> Result<(), StoreError> {
        let row = school::ActiveModel {
            id: Set(school.id.to_string()),
            name: Set(school.name.clone()),
            regime: Set(school.regime.code().to_owned()),
            ..Default::default()
        };
        let done = school::Entity::update_many()
            .set(row)
            .filter(school::Column::Id.eq(school.id.as_str()))
            .exec(&self.db)
            .await?;
        if done.rows_affected == 0 {
            return Err(StoreError::missing("school", school.id.as_str()));
        }
        Ok(())
    }

    pub async fn school(&self, id: &SchoolId) -> Result<Option<School>, StoreError> {
        let row = school::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(School::of).transpose()
    }

    pub async fn school_by_code(&self, code: &SchoolCode) -> Result<Option<School>, StoreError> {
        let wanted = school::Column::Code.eq(code.as_str());
        let row = school::Entity::find().filter(wanted).one(&self.db).await?;
        row.map(School::of).transpose()
    }

    /// All schools, by code.
    pub async fn schools(&self) -> Result<Vec<School>, StoreError> {
        let rows = school::Entity::find().order_by_asc(school::Column::Code).all(&self.db).await?;
        rows.into_iter().map(School::of).collect()
    }

    pub async fn college(&self, id: &CollegeId) -> Result<Option<College>, StoreError> {
        let row = college::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        Ok(row.map(College::of))
    }

    pub async fn colleges_of(&self, school: &SchoolId) -> Result<Vec<College>, StoreError> {
        let rows = college::Entity::find()
            .filter(college::Column::SchoolId.eq(school.as_str()))
            .order_by_asc(college::Column::Name)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(College::of).collect())
    }

    /// The college of this school and name; stored under this id if there is none.
    pub async fn college_named(&self, college: &College) -> Result<College, StoreError> {
        let found = college::Entity::find()
            .filter(college::Column::SchoolId.eq(college.school.as_str()))
            .filter(college::Column::Name.eq(&college.name))
            .one(&self.db)
            .await?;
        if let Some(row) = found {
            return Ok(College::of(row));
        }
        let row = college::ActiveModel {
            id: Set(college.id.to_string()),
            school_id: Set(college.school.to_string()),
            name: Set(college.name.clone()),
        };
        row.insert(&self.db).await.map_err(unique(&[("name", "college name")]))?;
        Ok(college.clone())
    }

    pub async fn class(&self, id: &ClassId) -> Result<Option<Class>, StoreError> {
        let row = class::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(Class::of).transpose()
    }

    /// The classes of a school, by cohort and name; of one cohort if asked for.
    pub async fn classes_of(
        &self,
        school: &SchoolId,
        cohort: Option<Cohort>,
    ) -> Result<Vec<Class>, StoreError> {
        let mut query = class::Entity::find().filter(class::Column::SchoolId.eq(school.as_str()));
        if let Some(cohort) = cohort {
            query = query.filter(class::Column::Cohort.eq(cohort.year()));
        }
        let query = query.order_by_asc(class::Column::Cohort).order_by_asc(class::Column::Name);
        query.all(&self.db).await?.into_iter().map(Class::of).collect()
    }

    /// The class of this school, cohort and name; stored under this id if there is none. One of
    /// the same name in another college is [`StoreError::Duplicate`].
    pub async fn class_named(&self, class: &Class) -> Result<Class, StoreError> {
        let found = class::Entity::find()
            .filter(class::Column::SchoolId.eq(class.school.as_str()))
            .filter(class::Column::Cohort.eq(class.cohort.year()))
            .filter(class::Column::Name.eq(&class.name))
            .one(&self.db)
            .await?;
        if let Some(row) = found {
            let found = Class::of(row)?;
            let same = found.college == class.college;
            return same.then_some(found).ok_or(StoreError::Duplicate { what: "class name" });
        }
        let row = class::ActiveModel {
            id: Set(class.id.to_string()),
            school_id: Set(class.school.to_string()),
            college_id: Set(class.college.to_string()),
            name: Set(class.name.clone()),
            cohort: Set(class.cohort.year().into()),
        };
        row.insert(&self.db).await.map_err(unique(&[("name", "class name")]))?;
        Ok(class.clone())
    }
}

impl School {
    fn of(row: school::Model) -> Result<Self, StoreError> {
        let what = "school";
        Ok(Self {
            code: known(row.code.parse().ok(), what, &row.id)?,
            regime: known(Regime::read(&row.regime), what, &row.id)?,
            id: row.id.into(),
            name: row.name,
        })
    }
}

impl College {
    fn of(row: college::Model) -> Self {
        Self { id: row.id.into(), school: row.school_id.into(), name: row.name }
    }
}

impl Class {
    pub(crate) fn of(row: class::Model) -> Result<Self, StoreError> {
        Ok(Self {
            cohort: cohort(row.cohort, "class", &row.id)?,
            id: row.id.into(),
            school: row.school_id.into(),
            college: row.college_id.into(),
            name: row.name,
        })
    }
}

pub(crate) fn cohort(year: i64, what: &'static str, id: &str) -> Result<Cohort, StoreError> {
    known(Cohort::new(small(year, what, id)?), what, id)
}
