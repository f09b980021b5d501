//! The schema, one forward migration per file; an applied one is never edited.
//!
//! Each is SQL that both databases read. Two words stand for what they spell differently:
//! `{bytes}` is `BLOB` or `BYTEA`, and `{code}` is text that sorts byte by byte on both, where
//! PostgreSQL would else sort by the language of the server.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

/// The files, in the order they are applied.
macro_rules! migrations {
    ($($name:ident)+) => {
        $(mod $name;)+

        pub(crate) struct Migrator;

        impl MigratorTrait for Migrator {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![$(Box::new($name::Migration)),+]
            }
        }

        /// Differs when the schema does: names the test databases that may be copied.
        #[cfg(feature = "testing")]
        pub(crate) fn fingerprint() -> blake3::Hash {
            let mut hasher = blake3::Hasher::new();
            $(hasher.update(include_bytes!(concat!(stringify!($name), ".rs")));)+
            hasher.finalize()
        }
    };
}

migrations! {
    m0001_schools
    m0002_operators
    m0003_records
    m0004_append_only
    m0005_roster
    m0006_sessions
    m0007_frames
    m0008_portraits
    m0009_deliveries
    m0010_registry
    m0011_jobs
    m0012_mark_cards
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let (bytes, code) = match manager.get_database_backend() {
        DbBackend::Postgres => ("BYTEA", "TEXT COLLATE \"C\""),
        _ => ("BLOB", "TEXT"),
    };
    let sql = sql.replace("{bytes}", bytes).replace("{code}", code);
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

/// A migration that is the same text on both databases; its name is the file's.
macro_rules! migration {
    ($name:literal, $sql:expr) => {
        pub(super) struct Migration;

        impl ::sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[::sea_orm_migration::async_trait::async_trait]
        impl ::sea_orm_migration::MigrationTrait for Migration {
            async fn up(
                &self,
                manager: &::sea_orm_migration::SchemaManager,
            ) -> Result<(), ::sea_orm::DbErr> {
                super::run(manager, $sql).await
            }

            /// All or nothing on SQLite too, so that a cut leaves no half of it.
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
use migration;
