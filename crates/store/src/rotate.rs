//! 换密钥: a new key for what is sealed, without stopping the desks.
//!
//! The new key seals at once; rows under older keys are sealed anew in small transactions. When
//! the power fails in between, [`Store::reseal`] goes on where it stopped. Pictures are never
//! rewritten and stay under the key they were sealed with, so an old key leaves the file only when
//! neither a row nor a picture needs it ([`Store::retire_keys`]).

use std::collections::BTreeSet;

use sea_orm::{
    ConnectionTrait as _, ExprTrait as _, QueryResult,
    sea_query::{Alias, Expr, Query},
};

use crate::{Store, StoreError, Tx, delivery, registry, roster, session};

/// Rows per transaction: other writers wait for one batch at most.
const ROWS_AT_ONCE: u64 = 200;

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    pub key_id: String,
    /// Rows that were sealed anew.
    pub rows: u64,
}

/// A table with a sealed column, and the place its values belong to.
struct SealedTable {
    name: &'static str,
    /// The columns the place is made of; the primary key is among them.
    columns: &'static [&'static str],
    belongs_to: fn(&[String]) -> String,
}

const TABLES: &[SealedTable] = &[
    SealedTable {
        name: "graduate",
        columns: &["record_id", "school_id"],
        belongs_to: |at| roster::graduate_belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "correction",
        columns: &["record_id", "step_id", "field"],
        belongs_to: |at| roster::correction_belongs_to(&at[0], &at[1], &at[2]),
    },
    SealedTable {
        name: "roster_import",
        columns: &["id", "school_id"],
        belongs_to: |at| roster::import_belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "mark_card",
        columns: &["id", "school_id"],
        belongs_to: |at| roster::mark_card_belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "mark_card_step",
        columns: &["id", "card_id"],
        belongs_to: |at| roster::mark_card_step_belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "collection_code",
        columns: &["record_id", "school_id"],
        belongs_to: |at| session::code_belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "package",
        columns: &["id", "school_id"],
        belongs_to: |at| delivery::belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "dispute",
        columns: &["step_id", "record_id"],
        belongs_to: |at| registry::dispute_belongs_to(&at[0], &at[1]),
    },
    SealedTable {
        name: "erratum",
        columns: &["id", "record_id"],
        belongs_to: |at| registry::erratum_belongs_to(&at[0], &at[1]),
    },
];

impl Store {
    /// Adds a key to the key file, seals with it from now on, and seals every row anew. Other
    /// nodes take the key up when they meet it, so the key file has to reach them first.
    pub async fn rotate_keys(&self, now_ms: i64) -> Result<Rotated, StoreError> {
        self.vault.add_key(now_ms)?;
        self.reseal().await
    }

    /// Seals anew what is still under an older key: finishes a rotation that was cut off.
    pub async fn reseal(&self) -> Result<Rotated, StoreError> {
        let key_id = self.vault.current_key();
        let mut rows = 0;
        for table in TABLES {
            loop {
                let tx = self.write().await?;
                let found = tx.reseal_some(table, &key_id).await?;
                tx.commit().await?;
                rows += found;
                if found < ROWS_AT_ONCE {
                    break;
                }
            }
        }
        Ok(Rotated { key_id, rows })
    }

    /// Removes the keys that nothing is sealed under from the key file, and names them. Reads the
    /// head of every picture: for a quiet hour, and with no other node sealing.
    pub async fn retire_keys(&self) -> Result<Vec<String>, StoreError> {
        let mut used: BTreeSet<String> = self.pictures.key_ids().await?.into_iter().collect();
        let tx = self.read().await?;
        for table in TABLES {
            used.extend(tx.keys_of(table).await?);
        }
        self.vault.retire_keys(&used)
    }
}

impl Tx {
    async fn reseal_some(&self, table: &SealedTable, key_id: &str) -> Result<u64, StoreError> {
        let mut query = Query::select();
        query.columns(table.columns.iter().copied().chain(["sealed", "key_id"]).map(Alias::new));
        query.from(Alias::new(table.name));
        query.and_where(Expr::col("key_id").ne(key_id)).limit(ROWS_AT_ONCE);
        let rows = self.db.query_all(&query).await?;
        for row in &rows {
            self.reseal_one(table, row).await?;
        }
        Ok(rows.len() as u64)
    }

    async fn reseal_one(&self, table: &SealedTable, row: &QueryResult) -> Result<(), StoreError> {
        let at: Vec<String> =
            table.columns.iter().map(|column| row.try_get("", column)).collect::<Result<_, _>>()?;
        let old_key: String = row.try_get("", "key_id")?;
        let old: Vec<u8> = row.try_get("", "sealed")?;
        let place = (table.belongs_to)(&at);
        let plain = self.vault.open(&old_key, &place, &old)?;
        let new = self.vault.seal(&place, &plain)?;
        let mut update = Query::update();
        update.table(Alias::new(table.name));
        update.values([("sealed", new.blob.into()), ("key_id", new.key_id.into())]);
        for (column, value) in table.columns.iter().zip(at) {
            update.and_where(Expr::col(*column).eq(value));
        }
        // Somebody who wrote the row meanwhile has sealed it under the new key already.
        update.and_where(Expr::col("sealed").eq(old));
        self.db.execute(&update).await?;
        Ok(())
    }

    async fn keys_of(&self, table: &SealedTable) -> Result<Vec<String>, StoreError> {
        let mut query = Query::select();
        query.distinct().column("key_id").from(Alias::new(table.name));
        let rows = self.db.query_all(&query).await?;
        Ok(rows.iter().map(|row| row.try_get("", "key_id")).collect::<Result<_, _>>()?)
    }
}
