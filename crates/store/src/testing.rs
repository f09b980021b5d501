//! Empty stores on both databases, for tests.
//!
//! SQLite always runs. PostgreSQL runs when `TEST_POSTGRES_URL` names a server on which databases
//! may be made; in CI its absence is a failure.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    path::Path,
};

use futures::FutureExt as _;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};

use crate::{PictureSettings, Settings, Store, StoreError, migration};

/// 2026-11-20 08:00 in China, in milliseconds.
pub const NOW_MS: i64 = 1_795_132_800_000;

/// Runs a test on an empty SQLite file and on an empty PostgreSQL database, each with its own
/// picture folder and key file.
///
/// # Panics
/// When the test fails on either, and when a store cannot be made.
#[track_caller]
pub fn on_both_databases(test: impl AsyncFn(Store) -> Result<(), StoreError>) {
    on_both_databases_with(async |store, _| test(store).await);
}

/// The same, with the settings the store was opened by.
///
/// # Panics
/// When the test fails on either, and when a store cannot be made.
#[track_caller]
pub fn on_both_databases_with(test: impl AsyncFn(Store, Settings) -> Result<(), StoreError>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a test machine runs threads");
    runtime.block_on(async {
        on_sqlite(&test).await;
        match postgresql() {
            Some(server) => on_postgresql(&server, &test).await,
            None => assert!(!in_ci(), "CI must set TEST_POSTGRES_URL"),
        }
    });
}

/// A store on a fresh SQLite file in `folder`, ready to use.
pub async fn sqlite_store(folder: &Path) -> Result<(Store, Settings), StoreError> {
    let url = format!("sqlite://{}", folder.join("store.db").display());
    let settings = settings(folder, url);
    Store::migrate(&settings).await?;
    Ok((Store::open(&settings).await?, settings))
}

async fn on_sqlite(test: &impl AsyncFn(Store, Settings) -> Result<(), StoreError>) {
    let folder = tempfile::tempdir().expect("a test machine has a temporary folder");
    let (store, settings) = sqlite_store(folder.path()).await.expect("on SQLite");
    test(store.clone(), settings).await.expect("on SQLite");
    store.close().await.expect("on SQLite");
}

async fn on_postgresql(
    server: &str,
    test: &impl AsyncFn(Store, Settings) -> Result<(), StoreError>,
) {
    let folder = tempfile::tempdir().expect("a test machine has a temporary folder");
    let admin = admin(server).await;
    let template = template(&admin, server).await;
    let name = fresh_name();
    run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    let settings = settings(folder.path(), database_url(server, &name));
    let store = Store::open(&settings).await.expect("on PostgreSQL");
    // The database goes when the test fails, too.
    let result = AssertUnwindSafe(test(store.clone(), settings)).catch_unwind().await;
    store.close().await.expect("on PostgreSQL");
    run(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    admin.close().await.expect("on PostgreSQL");
    result.unwrap_or_else(|panic| resume_unwind(panic)).expect("on PostgreSQL");
}

/// A migrated, empty database that others are copied from: one per schema and server, made by the
/// first test that comes, kept for the next run.
async fn template(admin: &DatabaseConnection, server: &str) -> String {
    let name = format!("zx_template_{}", &migration::fingerprint().to_hex()[..16]);
    let there = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    // One maker at a time, among all test processes; the lock ends with the connection.
    run(admin, "SELECT pg_advisory_lock(20261120)").await;
    let statement = Statement::from_string(admin.get_database_backend(), there);
    if admin.query_one_raw(statement).await.expect("a server answers").is_none() {
        let folder = tempfile::tempdir().expect("a test machine has a temporary folder");
        let half = fresh_name();
        run(admin, &format!("CREATE DATABASE {half}")).await;
        let settings = settings(folder.path(), database_url(server, &half));
        Store::migrate(&settings).await.expect("on PostgreSQL");
        run(admin, &format!("ALTER DATABASE {half} RENAME TO {name}")).await;
    }
    run(admin, "SELECT pg_advisory_unlock(20261120)").await;
    name
}

fn settings(folder: &Path, database_url: String) -> Settings {
    let key_file = folder.join("keys.json");
    Store::create_key_file(&key_file, NOW_MS).expect("the folder is fresh");
    let pictures = PictureSettings::Folder(folder.join("pictures"));
    Settings { database_url, pictures, key_file }
}

async fn admin(server: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("TEST_POSTGRES_URL names a server")
}

async fn run(admin: &DatabaseConnection, sql: &str) {
    admin.execute_unprepared(sql).await.expect("TEST_POSTGRES_URL may make databases");
}

/// The server's address with another database at its end.
fn database_url(server: &str, name: &str) -> String {
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    format!("{base}/{name}")
}

fn fresh_name() -> String {
    let random = getrandom::u64().expect("a test machine has randomness");
    format!("zx_test_{random:016x}")
}

#[expect(clippy::disallowed_methods, reason = "tests are told of their server by the environment")]
fn postgresql() -> Option<String> {
    std::env::var("TEST_POSTGRES_URL").ok()
}

#[expect(clippy::disallowed_methods, reason = "CI says so by the environment")]
fn in_ci() -> bool {
    std::env::var("CI").is_ok()
}
