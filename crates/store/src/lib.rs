//! One schema, two databases, and the picture store.
//!
//! Everything happens in a transaction: [`Store::write`] and [`Store::read`] open one, and every
//! method stands on [`Tx`], room by room. Dropped without [`Tx::commit`], it leaves nothing
//! behind. After an error a transaction is of no further use (PostgreSQL refuses to go on).
//!
//! What is personal is sealed before it reaches the database ([`seal`]); look-ups go through keyed
//! hashes. Clocks and ids are arguments; the one randomness drawn here is that of nonces, keys
//! and job ids.

mod connect;
mod decode;
mod entity;
mod error;
mod key_file;
mod migration;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;

pub mod doctor;
pub mod history;
pub mod jobs;
pub mod operator;
pub mod pictures;
pub mod record;
pub mod rotate;
pub mod seal;

pub mod capture;
pub mod delivery;
pub mod portrait;
pub mod registry;
pub mod roster;
pub mod school;
pub mod session;

use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use error::{Actor, KeyFileFault, StoreError};
pub use settings::{PictureSettings, Settings};

use pictures::PictureStore;
use seal::Vault;

/// How long a writer waits for the others before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// The open store; clones share it.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    vault: Arc<Vault>,
    pictures: PictureStore,
    /// SQLite has one writer. Those of this process queue here, first come first served, instead
    /// of polling for the lock; other processes are waited for by `busy_timeout`.
    writer: Option<Arc<Mutex<()>>>,
}

/// One transaction.
pub struct Tx {
    db: DatabaseTransaction,
    vault: Arc<Vault>,
    _writer: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// Opens what [`Store::migrate`] and [`Store::create_key_file`] prepared, and refuses with the
    /// cure when either is missing.
    pub async fn open(settings: &Settings) -> Result<Self, StoreError> {
        let vault = Arc::new(Vault::open_file(&settings.key_file)?);
        let pictures = PictureStore::open(&settings.pictures, Arc::clone(&vault))?;
        let db = connect::open(&settings.database_url).await?;
        let one_writer = db.get_database_backend() == DbBackend::Sqlite;
        let writer = one_writer.then(|| Arc::new(Mutex::new(())));
        Ok(Self { db, vault, pictures, writer })
    }

    /// Applies the pending migrations and names them; nothing pending is an empty list.
    pub async fn migrate(settings: &Settings) -> Result<Vec<String>, StoreError> {
        connect::migrate(&settings.database_url).await
    }

    /// Creates the key file of a new house. Never overwrites one: what was sealed under it would
    /// be lost.
    pub fn create_key_file(path: &Path, now_ms: i64) -> Result<(), StoreError> {
        key_file::KeyFile::fresh(now_ms)?.save(path, true)
    }

    /// A transaction that may write. On SQLite it takes the write lock at once: one that reads
    /// first and asks for the lock later fails when somebody wrote in between.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        let writer = match &self.writer {
            Some(queue) => Some(
                tokio::time::timeout(PATIENCE, Arc::clone(queue).lock_owned())
                    .await
                    .map_err(|_| StoreError::Busy)?,
            ),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.begin(options, writer).await
    }

    /// A transaction that only reads, and sees one moment throughout.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let mut options = TransactionOptions::default();
        if self.db.get_database_backend() == DbBackend::Postgres {
            options.isolation_level = Some(IsolationLevel::RepeatableRead);
            options.access_mode = Some(AccessMode::ReadOnly);
        }
        self.begin(options, None).await
    }

    pub fn pictures(&self) -> &PictureStore {
        &self.pictures
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Ends the connections; open transactions of other clones are waited for.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }

    async fn begin(
        &self,
        options: TransactionOptions,
        writer: Option<OwnedMutexGuard<()>>,
    ) -> Result<Tx, StoreError> {
        let db = self.db.begin_with_options(options).await?;
        Ok(Tx { db, vault: Arc::clone(&self.vault), _writer: writer })
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.db.commit().await?)
    }

    /// Undoes everything, and waits until it is undone; dropping does so in the background.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.db.rollback().await?)
    }
}
