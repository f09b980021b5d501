//! 名册: graduates, sealed, and found by student number, identity number or name.

mod correct;
mod find;
mod import;
mod mark_card;
mod mark_card_step;
mod sealed;

use domain::{
    id::RecordId,
    identity::IdentityNumber,
    name::PersonName,
    record::{CollectionRecord, Stage, Step},
    roster::Graduate,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

pub use self::{
    correct::Correction,
    find::{Filter, Listed, Page},
    import::{ImportState, RosterImport},
    mark_card::{
        MarkCard, MarkCardAlike, MarkCardCounts, MarkCardLine, MarkCardNumbers, MarkCardState,
    },
    mark_card_step::{MarkCardAct, MarkCardStep, Throughput},
};
pub(crate) use self::{
    correct::belongs_to as correction_belongs_to, import::belongs_to as import_belongs_to,
    mark_card::belongs_to as mark_card_belongs_to,
    mark_card_step::belongs_to as mark_card_step_belongs_to,
    sealed::belongs_to as graduate_belongs_to,
};
use crate::{
    StoreError, Tx,
    decode::to_json,
    entity::{collection_record, graduate, record_step},
    error::unique,
    history::{NewLine, Taken},
    record::Advanced,
    school::Class,
    seal::Vault,
};

/// Rows per INSERT: under the 32766 values of a statement on SQLite.
const ROWS_AT_ONCE: usize = 2_000;

/// A line of the roster about to be listed in `class`.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    pub record: &'a RecordId,
    pub class: &'a Class,
    pub graduate: &'a Graduate,
    pub taken: &'a Taken<'a>,
}

impl Tx {
    /// Lists a graduate: the record, the sealed line, and the first step of the history.
    ///
    /// The class decides school, college and cohort; the names in the graduate's own college and
    /// class fields are not stored. A student or identity number that the cohort of the school
    /// holds already is [`StoreError::Duplicate`]; the same step again is answered `already`.
    pub async fn list_graduate(
        &self,
        record: &RecordId,
        class: &Class,
        graduate: &Graduate,
        taken: &Taken<'_>,
    ) -> Result<Advanced, StoreError> {
        let written = self.list_graduates(&[Listing { record, class, graduate, taken }]).await?;
        let row = self.record(record).await?;
        let record = row.ok_or_else(|| StoreError::missing("record", record.as_str()))?.record;
        Ok(Advanced { record, already: written == 0 })
    }

    /// Lists many graduates of one school, as [`Tx::list_graduate`] does one; says how many were
    /// written now.
    pub async fn list_graduates(&self, listings: &[Listing<'_>]) -> Result<usize, StoreError> {
        let Some(first) = listings.first() else { return Ok(0) };
        let school = &first.class.school;
        if listings.iter().any(|listing| listing.class.school != *school) {
            return Err(StoreError::Duplicate { what: "roster of two schools" });
        }
        let head = self.locked_head(school.as_str()).await?;
        let fresh = self.not_yet_listed(listings).await?;
        for some in fresh.chunks(ROWS_AT_ONCE) {
            let records = some.iter().map(Listing::record_row);
            collection_record::Entity::insert_many(records)
                .exec_without_returning(&self.db)
                .await
                .map_err(unique(&[]))?;
            let graduates: Vec<_> =
                some.iter().map(|one| one.graduate_row(&self.vault)).collect::<Result<_, _>>()?;
            graduate::Entity::insert_many(graduates)
                .exec_without_returning(&self.db)
                .await
                .map_err(unique(UNIQUE))?;
        }
        let lines: Vec<_> = fresh
            .iter()
            .map(|one| NewLine {
                record: one.record,
                version: 1,
                step: &Step::List,
                taken: one.taken,
            })
            .collect();
        self.append(head, &lines).await?;
        Ok(fresh.len())
    }

    /// The listings whose step is not stored yet, in the order given.
    async fn not_yet_listed<'a>(
        &self,
        listings: &'a [Listing<'a>],
    ) -> Result<Vec<Listing<'a>>, StoreError> {
        let mut stored = std::collections::BTreeMap::new();
        for some in listings.chunks(ROWS_AT_ONCE) {
            let ids = some.iter().map(|listing| listing.taken.step_id.as_str());
            let found: Vec<(String, String, String)> = record_step::Entity::find()
                .select_only()
                .column(record_step::Column::Id)
                .column(record_step::Column::RecordId)
                .column(record_step::Column::Step)
                .filter(record_step::Column::Id.is_in(ids))
                .into_tuple()
                .all(&self.db)
                .await?;
            stored.extend(found.into_iter().map(|(id, record, step)| (id, (record, step))));
        }
        let mut fresh = Vec::with_capacity(listings.len());
        for listing in listings {
            match stored.get(listing.taken.step_id.as_str()) {
                None => fresh.push(*listing),
                Some((record, step))
                    if record == listing.record.as_str() && *step == to_json(&Step::List) => {}
                Some(_) => return Err(StoreError::Duplicate { what: "step id" }),
            }
        }
        Ok(fresh)
    }
}

/// Which columns name which breach, for people.
const UNIQUE: &[(&str, &str)] =
    &[("student_number", "student number"), ("identity_hash", "identity number")];

impl Listing<'_> {
    fn record_row(&self) -> collection_record::ActiveModel {
        let record = CollectionRecord { id: self.record.clone(), stage: Stage::Listed, version: 1 };
        collection_record::ActiveModel::from(collection_record::Model {
            id: record.id.to_string(),
            school_id: self.class.school.to_string(),
            college_id: self.class.college.to_string(),
            class_id: self.class.id.to_string(),
            cohort: self.class.cohort.year().into(),
            stage: to_json(&record.stage),
            stage_kind: record.stage.code().to_owned(),
            version: record.version,
            session_id: None,
            shot_number: None,
            frame_id: None,
            portrait_id: None,
        })
        .reset_all()
    }

    fn graduate_row(&self, vault: &Vault) -> Result<graduate::ActiveModel, StoreError> {
        let school = self.class.school.as_str();
        let sealed = sealed::seal(vault, self.record.as_str(), school, self.graduate)?;
        let row = graduate::Model {
            record_id: self.record.to_string(),
            school_id: school.to_owned(),
            cohort: self.class.cohort.year().into(),
            student_number: self.graduate.student_number.to_string(),
            identity_hash: identity_hash(vault, school, &self.graduate.identity),
            name_hash: name_hash(vault, school, &self.graduate.name),
            sealed: sealed.blob,
            key_id: sealed.key_id,
        };
        Ok(graduate::ActiveModel::from(row).reset_all())
    }
}

/// Hashes of different schools differ, so that no two schools' people can be compared by them.
fn identity_hash(vault: &Vault, school: &str, number: &IdentityNumber) -> String {
    vault.index(&["identity number", school], number.reveal())
}

fn name_hash(vault: &Vault, school: &str, name: &PersonName) -> String {
    vault.index(&["name", school], name.reveal())
}
