//! 返校: packages that left for a school, and who was in them.

use domain::id::{PackageId, PortraitId, RecordId, SchoolId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    Set,
};

use crate::{
    StoreError, Tx,
    decode::known,
    entity::{package, package_record},
    error::unique,
};

/// Rows per INSERT, far below what a statement holds.
const ROWS_AT_ONCE: usize = 5_000;

/// 返校数据包.
#[derive(Clone, PartialEq, Eq)]
pub struct Package {
    pub id: PackageId,
    pub school: SchoolId,
    pub made_at_ms: i64,
    /// The manifest as it lies in the package. It names the missing: sealed in the database.
    pub manifest: String,
    /// The hash of the whole archive, to recognise a copy of it.
    pub archive_hash: String,
    /// Counts of the package, as JSON.
    pub counts: String,
    pub supersedes: Option<PackageId>,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Package")
            .field("id", &self.id)
            .field("school", &self.school)
            .finish_non_exhaustive()
    }
}

pub(crate) fn belongs_to(package: &str, school: &str) -> String {
    format!("package|{package}|{school}")
}

impl Tx {
    /// Stores a package and everybody in it.
    pub async fn insert_package(
        &self,
        package: &Package,
        records: &[(RecordId, PortraitId)],
    ) -> Result<(), StoreError> {
        let place = belongs_to(package.id.as_str(), package.school.as_str());
        let sealed = self.vault.seal(&place, package.manifest.as_bytes())?;
        let row = package::ActiveModel {
            id: Set(package.id.to_string()),
            school_id: Set(package.school.to_string()),
            made_at_ms: Set(package.made_at_ms),
            archive_hash: Set(package.archive_hash.clone()),
            counts: Set(package.counts.clone()),
            supersedes: Set(package.supersedes.as_ref().map(ToString::to_string)),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        for some in records.chunks(ROWS_AT_ONCE) {
            let rows = some.iter().map(|(record, portrait)| package_record::ActiveModel {
                package_id: Set(package.id.to_string()),
                record_id: Set(record.to_string()),
                portrait_id: Set(portrait.to_string()),
            });
            package_record::Entity::insert_many(rows)
                .exec_without_returning(&self.db)
                .await
                .map_err(unique(&[("record_id", "record in the package")]))?;
        }
        Ok(())
    }

    pub async fn package(&self, id: &PackageId) -> Result<Option<Package>, StoreError> {
        let row = package::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(|row| self.open_package(row)).transpose()
    }

    /// The packages of a school, newest first.
    pub async fn packages(&self, school: &SchoolId) -> Result<Vec<Package>, StoreError> {
        let rows = package::Entity::find()
            .filter(package::Column::SchoolId.eq(school.as_str()))
            .order_by_desc(package::Column::MadeAtMs)
            .order_by_desc(package::Column::Id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| self.open_package(row)).collect()
    }

    /// Who is in a package, by record id.
    pub async fn package_records(
        &self,
        package: &PackageId,
    ) -> Result<Vec<(RecordId, PortraitId)>, StoreError> {
        let rows = package_record::Entity::find()
            .filter(package_record::Column::PackageId.eq(package.as_str()))
            .order_by_asc(package_record::Column::RecordId)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(|row| (row.record_id.into(), row.portrait_id.into())).collect())
    }

    fn open_package(&self, row: package::Model) -> Result<Package, StoreError> {
        let place = belongs_to(&row.id, &row.school_id);
        let manifest = self.vault.open(&row.key_id, &place, &row.sealed)?;
        let manifest = known(std::str::from_utf8(&manifest).ok(), "package", &row.id)?.to_owned();
        Ok(Package {
            id: row.id.into(),
            school: row.school_id.into(),
            made_at_ms: row.made_at_ms,
            manifest,
            archive_hash: row.archive_hash,
            counts: row.counts,
            supersedes: row.supersedes.map(PackageId::from),
        })
    }
}
