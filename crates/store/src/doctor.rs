//! 体检: is everything there, whole, and as the history says.

mod chain;
mod replay;

use std::collections::BTreeSet;

use domain::id::{RecordId, SchoolId};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use sea_orm_migration::MigratorTrait as _;

use crate::{
    Store, StoreError, Tx,
    entity::{assessment, collection_record, frame, mark_card, package_record, school},
    migration::Migrator,
    pictures::content_id,
};

/// Something in the history of a school that this program did not write.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryFault {
    pub school: SchoolId,
    /// The line it was found at; the end of the chain for faults of the head, 0 for a record whose
    /// stage is not what its steps lead to.
    pub seq: i64,
    pub kind: HistoryFaultKind,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistoryFaultKind {
    /// The line does not have the hash of what it says.
    Changed,
    /// The line does not follow the one before it.
    Unlinked,
    /// Lines are missing before this one.
    Gap {
        lines: i64,
    },
    /// The chain ends before, or after, the place its head names.
    TailDiffers {
        head_seq: i64,
    },
    /// The head was not written by this program, or not with this key file.
    HeadForged,
    HeadMissing,
    /// The line's step does not read, or its code is not that of its step.
    Unreadable,
    /// The rules do not allow this step there, or its version does not follow.
    Impossible {
        record: RecordId,
    },
    /// The record stands elsewhere than its steps lead.
    StageDiffers {
        record: RecordId,
    },
    /// The record has no steps at all.
    NoSteps {
        record: RecordId,
    },
}

/// A picture that is named in the database and cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFault {
    pub id: String,
    pub kind: PictureFaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFaultKind {
    Missing,
    /// There, but it does not open, or is not what its name says.
    Damaged,
}

/// What [`Store::health`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    /// Migrations this program holds and the database lacks.
    pub pending: Vec<String>,
    /// Whether a picture written now can be read back.
    pub pictures_work: bool,
}

/// A small picture that the check of the picture store leaves there; content-addressed, so once.
const PROBE: &[u8] = b"zhengxiang picture store probe";

impl Store {
    /// Whether the database answers, its schema is this program's, and pictures can be kept.
    pub async fn health(&self) -> Result<Health, StoreError> {
        self.db.ping().await?;
        let pending = Migrator::get_pending_migrations_read_only(&self.db).await?;
        let id = self.pictures.put(PROBE).await?;
        Ok(Health {
            database: match self.db.get_database_backend() {
                sea_orm::DbBackend::Postgres => "postgres",
                _ => "sqlite",
            },
            pending: pending.iter().map(|one| one.name().to_owned()).collect(),
            pictures_work: self.pictures.get(&id).await? == PROBE,
        })
    }

    /// Recomputes the chain of a school, or of all: hashes, links and heads; then takes every
    /// record's steps anew and compares with where it stands. Sorted; empty is sound.
    pub async fn verify_history(
        &self,
        only: Option<&SchoolId>,
    ) -> Result<Vec<HistoryFault>, StoreError> {
        let tx = self.read().await?;
        let mut faults = Vec::new();
        for school in tx.school_ids(only).await? {
            let mut replay = replay::Replay::default();
            faults.extend(tx.verify_chain(&school, &mut replay).await?);
            faults.extend(tx.compare_records(&school, &replay).await?);
        }
        faults.sort();
        Ok(faults)
    }

    /// Reads and checks up to `most` pictures the database names, those whose ids follow `from`.
    /// Ids are hashes, so a random `from` is a random sample, and `""` with no bound is all.
    pub async fn check_pictures(
        &self,
        from: &str,
        most: usize,
    ) -> Result<Vec<PictureFault>, StoreError> {
        let named = self.read().await?.named_pictures(from, most).await?;
        let mut faults = Vec::new();
        for id in named {
            let kind = match self.pictures.get(&id).await {
                Ok(content) if content_id(&content) == id => continue,
                Ok(_) | Err(StoreError::Corrupt { .. }) => PictureFaultKind::Damaged,
                Err(StoreError::Missing { .. }) => PictureFaultKind::Missing,
                Err(error) => return Err(error),
            };
            faults.push(PictureFault { id, kind });
        }
        Ok(faults)
    }
}

impl Tx {
    async fn school_ids(&self, only: Option<&SchoolId>) -> Result<Vec<String>, StoreError> {
        let mut query = school::Entity::find().select_only().column(school::Column::Id);
        if let Some(only) = only {
            query = query.filter(school::Column::Id.eq(only.as_str()));
        }
        Ok(query.order_by_asc(school::Column::Id).into_tuple().all(&self.db).await?)
    }

    /// The ids of frames, portraits and cards, wherever one is named.
    async fn named_pictures(&self, from: &str, most: usize) -> Result<Vec<String>, StoreError> {
        macro_rules! named {
            ($table:ident :: $column:ident) => {
                $table::Entity::find()
                    .select_only()
                    .column($table::Column::$column)
                    .filter($table::Column::$column.gte(from))
                    .order_by_asc($table::Column::$column)
                    .distinct()
                    .limit(u64::try_from(most).unwrap_or(u64::MAX).min(i64::MAX as u64))
                    .into_tuple::<String>()
                    .all(&self.db)
                    .await?
            };
        }
        let mut ids: BTreeSet<String> = named!(frame::Id).into_iter().collect();
        ids.extend(named!(assessment::PortraitId));
        ids.extend(named!(collection_record::PortraitId));
        ids.extend(named!(package_record::PortraitId));
        ids.extend(named!(mark_card::PictureId));
        Ok(ids.into_iter().take(most).collect())
    }
}
