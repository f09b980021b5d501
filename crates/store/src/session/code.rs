//! 采集码: the code of a record, sealed, and found by what a scanner reads.

use domain::{
    id::{RecordId, SchoolId},
    school::SchoolCode,
    session::{CodeKey, CollectionCode},
};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    StoreError, Tx,
    decode::{from_json, known, to_json},
    entity::collection_code::{ActiveModel, Column, Entity},
    error::unique,
    seal::Vault,
};

/// A code as it is given to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCode {
    pub record: RecordId,
    pub school: SchoolId,
    pub code: CollectionCode,
    /// School code and token of the platform's own code, where the graduate brought one.
    pub external: Option<(SchoolCode, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    key: String,
    masked_name: String,
    last_four: String,
}

pub(crate) fn belongs_to(record: &str, school: &str) -> String {
    format!("collection_code|{record}|{school}")
}

impl Tx {
    /// Gives a record its code; one that has one already is [`StoreError::Duplicate`].
    pub async fn insert_code(&self, issued: &IssuedCode) -> Result<(), StoreError> {
        let shown = Shown {
            key: issued.code.key.as_str().to_owned(),
            masked_name: issued.code.masked_name.clone(),
            last_four: issued.code.last_four.clone(),
        };
        let place = belongs_to(issued.record.as_str(), issued.school.as_str());
        let sealed = self.vault.seal(&place, Zeroizing::new(to_json(&shown)).as_bytes())?;
        let external = issued.external.as_ref();
        let row = ActiveModel {
            record_id: Set(issued.record.to_string()),
            school_id: Set(issued.school.to_string()),
            key_hash: Set(key_hash(&self.vault, &issued.code.key)),
            external_hash: Set(
                external.map(|(code, token)| external_hash(&self.vault, *code, token))
            ),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[
            ("key_hash", "collection code"),
            ("external_hash", "code of the platform"),
        ]))?;
        Ok(())
    }

    pub async fn code_of(&self, record: &RecordId) -> Result<Option<CollectionCode>, StoreError> {
        let Some(row) = Entity::find_by_id(record.as_str()).one(&self.db).await? else {
            return Ok(None);
        };
        let what = "collection code of record";
        let place = belongs_to(&row.record_id, &row.school_id);
        let text = self.vault.open(&row.key_id, &place, &row.sealed)?;
        let text = known(std::str::from_utf8(&text).ok(), what, &row.record_id)?;
        let shown: Shown = from_json(text, what, &row.record_id)?;
        let key = known(shown.key.parse().ok(), what, &row.record_id)?;
        let code =
            CollectionCode { key, masked_name: shown.masked_name, last_four: shown.last_four };
        Ok(Some(code))
    }

    pub async fn record_by_code_key(&self, key: &CodeKey) -> Result<Option<RecordId>, StoreError> {
        let wanted = Column::KeyHash.eq(key_hash(&self.vault, key));
        let row = Entity::find().filter(wanted).one(&self.db).await?;
        Ok(row.map(|row| row.record_id.into()))
    }

    /// The record that brought this code of the platform: its school code and its token.
    pub async fn record_by_external(
        &self,
        school: &SchoolCode,
        token: &str,
    ) -> Result<Option<RecordId>, StoreError> {
        let wanted = Column::ExternalHash.eq(external_hash(&self.vault, *school, token));
        let row = Entity::find().filter(wanted).one(&self.db).await?;
        Ok(row.map(|row| row.record_id.into()))
    }
}

fn key_hash(vault: &Vault, key: &CodeKey) -> String {
    vault.index(&["collection code"], key.as_str())
}

fn external_hash(vault: &Vault, school: SchoolCode, token: &str) -> String {
    vault.index(&["code of the platform", school.as_str()], token)
}
