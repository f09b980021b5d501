//! Connections, and the migrations that come before them.

use std::{str::FromStr as _, time::Duration};

use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait as _;
use sqlx::{
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{PATIENCE, StoreError, migration::Migrator};

/// Readers beside the one writer of SQLite.
const SQLITE_CONNECTIONS: u32 = 8;
/// Per process; five processes fit a PostgreSQL as it comes (100 connections).
const POSTGRESQL_CONNECTIONS: u32 = 16;

pub(crate) async fn open(url: &str) -> Result<DatabaseConnection, StoreError> {
    if sqlite_file_is_missing(url) {
        return Err(not_migrated(Migrator::migrations().iter().map(|one| one.name().to_owned())));
    }
    let most = if is_sqlite(url) { SQLITE_CONNECTIONS } else { POSTGRESQL_CONNECTIONS };
    let mut options = options(url, most);
    options.map_sqlx_postgres_opts(limits);
    let db = Database::connect(options).await?;
    let pending = Migrator::get_pending_migrations_read_only(&db).await?;
    if pending.is_empty() {
        return Ok(db);
    }
    db.close().await?;
    Err(not_migrated(pending.iter().map(|one| one.name().to_owned())))
}

/// On a connection of its own, closed before any other is opened: connections that were open
/// during a migration go on with the schema they had read before.
pub(crate) async fn migrate(url: &str) -> Result<Vec<String>, StoreError> {
    let mut options = options(url, 1);
    options.map_sqlx_sqlite_opts(|sqlite| pragmas(sqlite).create_if_missing(true));
    let db = Database::connect(options).await?;
    let applied = async {
        let pending = Migrator::get_pending_migrations(&db).await?;
        Migrator::up(&db, None).await?;
        Ok(pending.iter().map(|one| one.name().to_owned()).collect())
    }
    .await;
    db.close().await?;
    applied
}

fn options(url: &str, most: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(30))
        // Statements do not belong in logs: their values are people.
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(pragmas);
    options
}

/// FULL, not NORMAL: under WAL, NORMAL may lose the last commits when the power fails. A shot
/// number that was called out would be given again, and a face would meet the wrong name. The
/// price is one flush per commit, at a hundred graduates an hour.
fn pragmas(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    sqlite
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
}

/// PostgreSQL gives up on a client that fell silent inside a transaction, or it would hold the
/// history of its school for ever. Migrations have no such limits.
fn limits(postgresql: PgConnectOptions) -> PgConnectOptions {
    postgresql.options([
        ("idle_in_transaction_session_timeout", "60s"),
        ("statement_timeout", "120s"),
        ("lock_timeout", "10s"),
    ])
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

fn sqlite_file_is_missing(url: &str) -> bool {
    is_sqlite(url)
        && SqliteConnectOptions::from_str(url).is_ok_and(|options| !options.get_filename().exists())
}

fn not_migrated(pending: impl Iterator<Item = String>) -> StoreError {
    StoreError::NotMigrated { pending: pending.collect() }
}
