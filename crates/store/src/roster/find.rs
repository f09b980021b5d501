//! Looking graduates up, one or a page of them.

use std::collections::HashMap;

use domain::{
    id::{ClassId, CollegeId, RecordId, SchoolId, SessionId},
    identity::IdentityNumber,
    name::PersonName,
    record::StageKind,
    roster::{Cohort, Graduate, StudentNumber},
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, SelectTwo,
};

use super::{identity_hash, name_hash, sealed};
use crate::{
    StoreError, Tx,
    decode::known,
    entity::{class, collection_record, college, graduate},
    record::RecordRow,
};

/// A graduate with the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub row: RecordRow,
    pub graduate: Graduate,
}

/// Which graduates: those that meet everything that is given. Nobody outside the school is found.
#[derive(Debug, Clone)]
pub struct Filter {
    pub school: SchoolId,
    pub cohort: Option<Cohort>,
    pub college: Option<CollegeId>,
    pub class: Option<ClassId>,
    pub session: Option<SessionId>,
    pub stage_kind: Option<StageKind>,
    /// The beginning of it is enough.
    pub student_number: Option<StudentNumber>,
    /// The whole of it: sealed names cannot be searched by parts.
    pub name: Option<PersonName>,
    pub identity: Option<IdentityNumber>,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub offset: u64,
    pub limit: u64,
}

impl Filter {
    /// Everybody of a school.
    pub fn of(school: SchoolId) -> Self {
        Self {
            school,
            cohort: None,
            college: None,
            class: None,
            session: None,
            stage_kind: None,
            student_number: None,
            name: None,
            identity: None,
        }
    }
}

impl Page {
    pub const ALL: Self = Self { offset: 0, limit: i64::MAX as u64 };
}

impl Tx {
    /// The graduate of a record.
    pub async fn graduate(&self, record: &RecordId) -> Result<Option<Listed>, StoreError> {
        let query = graduate::Entity::find_by_id(record.as_str())
            .find_also_related(collection_record::Entity);
        Ok(self.listed(query.all(&self.db).await?).await?.pop())
    }

    /// One page of the graduates that meet `filter`, by student number.
    pub async fn graduates(&self, filter: &Filter, page: Page) -> Result<Vec<Listed>, StoreError> {
        let rows = self
            .filtered(filter)
            .order_by_asc(graduate::Column::StudentNumber)
            .order_by_asc(graduate::Column::Cohort)
            .offset(page.offset)
            .limit(page.limit)
            .all(&self.db)
            .await?;
        self.listed(rows).await
    }

    /// How many there are on all pages.
    pub async fn count_graduates(&self, filter: &Filter) -> Result<u64, StoreError> {
        Ok(self.filtered(filter).count(&self.db).await?)
    }

    fn filtered(&self, filter: &Filter) -> SelectTwo<graduate::Entity, collection_record::Entity> {
        use {collection_record::Column as Record, graduate::Column as Person};
        let school = filter.school.as_str();
        let mut query = graduate::Entity::find()
            .find_also_related(collection_record::Entity)
            .filter(Person::SchoolId.eq(school));
        if let Some(cohort) = filter.cohort {
            query = query.filter(Person::Cohort.eq(cohort.year()));
        }
        if let Some(number) = &filter.student_number {
            // Letters, digits and hyphens: nothing that LIKE reads as more than itself.
            query = query.filter(Person::StudentNumber.starts_with(number.as_str()));
        }
        if let Some(name) = &filter.name {
            query = query.filter(Person::NameHash.eq(name_hash(&self.vault, school, name)));
        }
        if let Some(number) = &filter.identity {
            let hash = identity_hash(&self.vault, school, number);
            query = query.filter(Person::IdentityHash.eq(hash));
        }
        for (column, wanted) in [
            (Record::CollegeId, filter.college.as_ref().map(CollegeId::as_str)),
            (Record::ClassId, filter.class.as_ref().map(ClassId::as_str)),
            (Record::SessionId, filter.session.as_ref().map(SessionId::as_str)),
            (Record::StageKind, filter.stage_kind.map(StageKind::code)),
        ] {
            if let Some(wanted) = wanted {
                query = query.filter(column.eq(wanted));
            }
        }
        query
    }

    async fn listed(
        &self,
        rows: Vec<(graduate::Model, Option<collection_record::Model>)>,
    ) -> Result<Vec<Listed>, StoreError> {
        let places = self.places(rows.iter().filter_map(|(_, record)| record.as_ref())).await?;
        let listed = rows.into_iter().map(|(person, record)| {
            let record = known(record, "record of graduate", &person.record_id)?;
            let place = places.get(&record.class_id).cloned();
            let place = known(place, "class of record", &record.id)?;
            let graduate = sealed::open(&self.vault, &person, place)?;
            Ok(Listed { row: RecordRow::of(&record)?, graduate })
        });
        listed.collect()
    }

    /// The names of college and class, by class, for the classes that occur in `rows`.
    async fn places(
        &self,
        rows: impl Iterator<Item = &collection_record::Model>,
    ) -> Result<HashMap<String, (String, String)>, StoreError> {
        let classes: std::collections::BTreeSet<&str> =
            rows.map(|row| row.class_id.as_str()).collect();
        let mut places = HashMap::new();
        for some in classes.into_iter().collect::<Vec<_>>().chunks(1_000) {
            let found = class::Entity::find()
                .filter(class::Column::Id.is_in(some.iter().copied()))
                .find_also_related(college::Entity)
                .all(&self.db)
                .await?;
            for (class, college) in found {
                let college = known(college, "college of class", &class.id)?;
                places.insert(class.id, (college.name, class.name));
            }
        }
        Ok(places)
    }
}
