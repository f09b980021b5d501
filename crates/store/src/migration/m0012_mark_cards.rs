//! 机读卡: cards as they were read, and what people decided about them, which is only added to.
//!
//! A step's sealed answer may be sealed anew under another key; nothing else of it changes.

use sea_orm::{DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0012_mark_cards"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, TABLES).await?;
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRESQL,
            _ => SQLITE,
        };
        super::run(manager, sql).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const TABLES: &str = "
    CREATE TABLE mark_card (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        file_id TEXT NOT NULL,
        card_number BIGINT NOT NULL,
        state TEXT NOT NULL,
        picture_id TEXT,
        added_by TEXT NOT NULL,
        added_at_ms BIGINT NOT NULL,
        student_number_hash TEXT,
        identity_number_hash TEXT,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL,
        CONSTRAINT mark_card_card_number UNIQUE (school_id, file_id, card_number)
    );
    CREATE INDEX mark_card_next ON mark_card (school_id, state, added_at_ms, id);
    CREATE INDEX mark_card_key ON mark_card (key_id);
    CREATE INDEX mark_card_picture ON mark_card (picture_id);
    CREATE INDEX mark_card_student_number ON mark_card (school_id, student_number_hash);
    CREATE INDEX mark_card_identity_number ON mark_card (school_id, identity_number_hash);
    CREATE TABLE mark_card_look (
        card_id TEXT NOT NULL REFERENCES mark_card (id),
        operator_id TEXT NOT NULL,
        PRIMARY KEY (card_id, operator_id)
    );
    CREATE TABLE mark_card_step (
        id TEXT PRIMARY KEY,
        card_id TEXT NOT NULL REFERENCES mark_card (id),
        school_id TEXT NOT NULL REFERENCES school (id),
        seq BIGINT NOT NULL,
        act TEXT NOT NULL,
        subject TEXT NOT NULL,
        undoes TEXT REFERENCES mark_card_step (id),
        actor_id TEXT NOT NULL,
        zone TEXT NOT NULL,
        taken_at_ms BIGINT NOT NULL,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL,
        CONSTRAINT mark_card_step_seq UNIQUE (card_id, seq),
        CONSTRAINT mark_card_step_undoes UNIQUE (undoes)
    );
    CREATE INDEX mark_card_step_actor ON mark_card_step (actor_id, school_id, taken_at_ms);
    CREATE INDEX mark_card_step_key ON mark_card_step (key_id);";

const SQLITE: &str = "
    CREATE TRIGGER mark_card_step_no_update BEFORE UPDATE OF
        id, card_id, school_id, seq, act, subject, undoes, actor_id, zone, taken_at_ms
        ON mark_card_step
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
    CREATE TRIGGER mark_card_step_no_delete BEFORE DELETE ON mark_card_step
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;";

const POSTGRESQL: &str = "
    CREATE TRIGGER mark_card_step_no_update BEFORE UPDATE OF
        id, card_id, school_id, seq, act, subject, undoes, actor_id, zone, taken_at_ms
        ON mark_card_step
    FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
    CREATE TRIGGER mark_card_step_no_delete BEFORE DELETE ON mark_card_step
    FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
    CREATE TRIGGER mark_card_step_no_truncate BEFORE TRUNCATE ON mark_card_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();";
