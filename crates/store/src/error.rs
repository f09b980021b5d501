//! What can go wrong in the store, and who must act.

use std::path::PathBuf;

use domain::id::RecordId;
use sea_orm::{DbErr, SqlErr};

/// Displays complete the sentence "the store …" and hold ids and table names, never a person.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else moved the record first: load it again and decide again.
    #[error("finds record {0} moved on by another desk")]
    Stale(RecordId),
    #[error("refuses the step: {0}")]
    Refused(#[from] domain::record::Refusal),
    /// The value is taken by another row.
    #[error("holds another row with the same {what}")]
    Duplicate { what: &'static str },
    /// A named row is not there.
    #[error("holds no {what} {id}")]
    Missing { what: &'static str, id: String },
    /// The lease of a job ran out, and another worker took it.
    #[error("gave job {id} to another worker")]
    LeaseLost { id: String },
    /// All writers were busy for longer than the store waits.
    #[error("was busy with other writers for too long")]
    Busy,
    #[error("lacks the migrations {}: run `migrate`", .pending.join(", "))]
    NotMigrated { pending: Vec<String> },
    #[error("cannot use the key file {}: it {fault}", .path.display())]
    KeyFile { path: PathBuf, fault: KeyFileFault },
    /// Sealed under a key that the key file does not hold: an older key file, or another house's.
    #[error("lacks the key {key_id}: restore the key file that holds it")]
    UnknownKey { key_id: String },
    /// The database or the picture store holds what this program never wrote there.
    #[error("holds a damaged or foreign {what} {id}")]
    Corrupt { what: &'static str, id: String },
    #[error("got no randomness from the system: {0}")]
    Random(#[from] getrandom::Error),
    #[error("cannot reach its database: {0}")]
    Database(#[from] DbErr),
    #[error("cannot reach its pictures: {0}")]
    Pictures(#[from] object_store::Error),
    #[error("cannot open its picture folder {}: {source}", .path.display())]
    PictureFolder { path: PathBuf, source: std::io::Error },
}

/// Completes the sentence "the key file …".
#[derive(Debug, thiserror::Error)]
pub enum KeyFileFault {
    #[error("is not there: restore it, or create one for an empty database")]
    Missing,
    #[error("is there already, and is never overwritten")]
    Exists,
    #[error("can be read by other users of this machine: chmod 600")]
    Open,
    #[error("is not a key file of this program")]
    Form,
    #[error("cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
}

/// Who must act on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The person at the desk: something else has to be typed or chosen.
    Operator,
    /// Nobody: the same request may be sent again.
    Nobody,
    /// Whoever runs the machine.
    Administrator,
    /// Us: a bug, or somebody tampered.
    House,
}

impl StoreError {
    pub fn actor(&self) -> Actor {
        match self {
            Self::Refused(_) | Self::Duplicate { .. } | Self::Missing { .. } => Actor::Operator,
            Self::Stale(_) | Self::LeaseLost { .. } | Self::Busy => Actor::Nobody,
            Self::NotMigrated { .. }
            | Self::KeyFile { .. }
            | Self::UnknownKey { .. }
            | Self::Random(_)
            | Self::Database(_)
            | Self::Pictures(_)
            | Self::PictureFolder { .. } => Actor::Administrator,
            Self::Corrupt { .. } => Actor::House,
        }
    }

    pub(crate) fn corrupt(what: &'static str, id: impl Into<String>) -> Self {
        Self::Corrupt { what, id: id.into() }
    }

    pub(crate) fn missing(what: &'static str, id: impl Into<String>) -> Self {
        Self::Missing { what, id: id.into() }
    }
}

/// Names a broken uniqueness after the first pair whose column stands in the database's words:
/// SQLite names the columns, PostgreSQL the constraint, and ours are named after columns.
pub(crate) fn unique(
    columns: &'static [(&'static str, &'static str)],
) -> impl Fn(DbErr) -> StoreError {
    move |error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(words)) => {
            let found = columns.iter().find(|(column, _)| words.contains(column));
            StoreError::Duplicate { what: found.map_or("id", |(_, what)| what) }
        }
        _ => StoreError::Database(error),
    }
}
