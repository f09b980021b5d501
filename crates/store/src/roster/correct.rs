//! 更正: a line that changes, and what stood there before.

use domain::{
    id::{RecordId, StepId},
    roster::{Field, Graduate},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    Set, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{UNIQUE, identity_hash, name_hash, sealed};
use crate::{
    StoreError, Tx,
    decode::{from_json, known, to_json},
    entity::{collection_record, correction, graduate},
    error::unique,
    school::Class,
};

/// One field that changed, with both values as people wrote them.
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// The step that changed it; its line in the history says who and when.
    pub step_id: StepId,
    pub field: Field,
    pub old: String,
    pub new: String,
    pub at_ms: i64,
}

/// Values of people: never shown.
impl std::fmt::Debug for Correction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Correction")
            .field("step_id", &self.step_id)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    old: String,
    new: String,
}

pub(crate) fn belongs_to(record: &str, step: &str, field: &str) -> String {
    format!("correction|{record}|{step}|{field}")
}

impl Tx {
    /// Replaces the line of `record`, moves it to `class`, and keeps what changed. The step itself
    /// is taken by [`Tx::advance`] in the same transaction.
    pub async fn update_graduate(
        &self,
        record: &RecordId,
        graduate: &Graduate,
        class: &Class,
        changes: &[Correction],
    ) -> Result<(), StoreError> {
        let row = self.record_model(record).await?;
        if row.school_id != class.school.as_str() || row.cohort != i64::from(class.cohort.year()) {
            return Err(StoreError::missing("class in the record's cohort", class.id.as_str()));
        }
        let school = row.school_id.as_str();
        let sealed = sealed::seal(&self.vault, record.as_str(), school, graduate)?;
        let line = graduate::ActiveModel {
            student_number: Set(graduate.student_number.to_string()),
            identity_hash: Set(identity_hash(&self.vault, school, &graduate.identity)),
            name_hash: Set(name_hash(&self.vault, school, &graduate.name)),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
            ..Default::default()
        };
        graduate::Entity::update_many()
            .set(line)
            .filter(graduate::Column::RecordId.eq(record.as_str()))
            .exec(&self.db)
            .await
            .map_err(unique(UNIQUE))?;
        collection_record::Entity::update_many()
            .col_expr(collection_record::Column::ClassId, Expr::value(class.id.as_str()))
            .col_expr(collection_record::Column::CollegeId, Expr::value(class.college.as_str()))
            .filter(collection_record::Column::Id.eq(record.as_str()))
            .exec(&self.db)
            .await?;
        for change in changes {
            self.insert_correction(record, change).await?;
        }
        Ok(())
    }

    /// What was corrected on a line, oldest first.
    pub async fn corrections(&self, record: &RecordId) -> Result<Vec<Correction>, StoreError> {
        let rows = correction::Entity::find()
            .filter(correction::Column::RecordId.eq(record.as_str()))
            .order_by_asc(correction::Column::AtMs)
            .order_by_asc(correction::Column::Field)
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| self.open_correction(row)).collect()
    }

    async fn insert_correction(
        &self,
        record: &RecordId,
        change: &Correction,
    ) -> Result<(), StoreError> {
        let (step, field) = (change.step_id.as_str(), change.field.code());
        let text = Change { old: change.old.clone(), new: change.new.clone() };
        let text = Zeroizing::new(to_json(&text));
        let sealed = self.vault.seal(&belongs_to(record.as_str(), step, field), text.as_bytes())?;
        let row = correction::ActiveModel {
            step_id: Set(step.to_owned()),
            field: Set(field.to_owned()),
            record_id: Set(record.to_string()),
            at_ms: Set(change.at_ms),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[("field", "corrected field of the step")]))?;
        Ok(())
    }

    fn open_correction(&self, row: correction::Model) -> Result<Correction, StoreError> {
        let what = "correction of step";
        let place = belongs_to(&row.record_id, &row.step_id, &row.field);
        let text = self.vault.open(&row.key_id, &place, &row.sealed)?;
        let text = known(std::str::from_utf8(&text).ok(), what, &row.step_id)?;
        let Change { old, new } = from_json(text, what, &row.step_id)?;
        let field = known(Field::read(&row.field), what, &row.step_id)?;
        Ok(Correction { step_id: row.step_id.into(), field, old, new, at_ms: row.at_ms })
    }
}
