//! 导入: a roster file that was read and waits until somebody confirms it.

use domain::{
    id::{ImportId, OperatorId, SchoolId},
    roster::Cohort,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set, sea_query::Expr,
};

use crate::{
    StoreError, Tx,
    decode::known,
    entity::roster_import::{ActiveModel, Column, Entity, Model},
    error::unique,
    school::cohort,
};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// 预览: read, judged, shown.
    Preview,
    /// 已导入.
    Confirmed,
    /// 已放弃.
    Discarded,
}

/// One reading of a roster file.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterImport {
    pub id: ImportId,
    pub school: SchoolId,
    pub cohort: Cohort,
    pub state: ImportState,
    pub file_name: String,
    pub created_by: OperatorId,
    pub created_at_ms: i64,
    /// When it was confirmed or discarded.
    pub settled_at_ms: Option<i64>,
    /// The rows as the workflow wrote them; sealed in the database.
    pub rows: Vec<u8>,
}

/// The rows are people: never shown.
impl std::fmt::Debug for RosterImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RosterImport")
            .field("id", &self.id)
            .field("school", &self.school)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl ImportState {
    pub const ALL: &[Self] = &[Self::Preview, Self::Confirmed, Self::Discarded];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Confirmed => "confirmed",
            Self::Discarded => "discarded",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == text)
    }
}

pub(crate) fn belongs_to(import: &str, school: &str) -> String {
    format!("roster_import|{import}|{school}")
}

impl Tx {
    pub async fn insert_import(&self, import: &RosterImport) -> Result<(), StoreError> {
        let place = belongs_to(import.id.as_str(), import.school.as_str());
        let sealed = self.vault.seal(&place, &import.rows)?;
        let row = ActiveModel {
            id: Set(import.id.to_string()),
            school_id: Set(import.school.to_string()),
            cohort: Set(import.cohort.year().into()),
            state: Set(import.state.code().to_owned()),
            file_name: Set(import.file_name.clone()),
            created_by: Set(import.created_by.to_string()),
            created_at_ms: Set(import.created_at_ms),
            settled_at_ms: Set(import.settled_at_ms),
            sealed: Set(sealed.blob),
            key_id: Set(sealed.key_id),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        Ok(())
    }

    pub async fn import(&self, id: &ImportId) -> Result<Option<RosterImport>, StoreError> {
        let row = Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(|row| self.open_import(row)).transpose()
    }

    /// The latest imports of a school, newest first.
    pub async fn imports(
        &self,
        school: &SchoolId,
        limit: u64,
    ) -> Result<Vec<RosterImport>, StoreError> {
        let rows = Entity::find()
            .filter(Column::SchoolId.eq(school.as_str()))
            .order_by_desc(Column::CreatedAtMs)
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| self.open_import(row)).collect()
    }

    /// Confirms or discards a preview; `false` when it was settled before, by whomever. Its rows
    /// are emptied: what was confirmed stands in the roster, what was discarded is nobody's.
    pub async fn settle_import(
        &self,
        id: &ImportId,
        state: ImportState,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let Some(row) = Entity::find_by_id(id.as_str()).one(&self.db).await? else {
            return Err(StoreError::missing("import", id.as_str()));
        };
        let nothing = self.vault.seal(&belongs_to(&row.id, &row.school_id), &[])?;
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(state.code()))
            .col_expr(Column::SettledAtMs, Expr::value(now_ms))
            .col_expr(Column::Sealed, Expr::value(nothing.blob))
            .col_expr(Column::KeyId, Expr::value(nothing.key_id))
            .filter(Column::Id.eq(id.as_str()))
            .filter(Column::State.eq(ImportState::Preview.code()))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected == 1)
    }

    fn open_import(&self, row: Model) -> Result<RosterImport, StoreError> {
        let place = belongs_to(&row.id, &row.school_id);
        let rows = self.vault.open(&row.key_id, &place, &row.sealed)?;
        Ok(RosterImport {
            cohort: cohort(row.cohort, "import", &row.id)?,
            state: known(ImportState::read(&row.state), "import", &row.id)?,
            id: row.id.into(),
            school: row.school_id.into(),
            file_name: row.file_name,
            created_by: row.created_by.into(),
            created_at_ms: row.created_at_ms,
            settled_at_ms: row.settled_at_ms,
            rows: rows.to_vec(),
        })
    }
}
