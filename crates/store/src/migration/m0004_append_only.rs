//! 履历只增: the database itself refuses to change or delete a step.
//!
//! A trigger stops accidents and other programs; whoever may drop it is caught by the chain.

use sea_orm::{DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0004_append_only"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
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

const SQLITE: &str = "
    CREATE TRIGGER record_step_no_update BEFORE UPDATE ON record_step
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
    CREATE TRIGGER record_step_no_delete BEFORE DELETE ON record_step
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;";

const POSTGRESQL: &str = "
    CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$;
    CREATE TRIGGER record_step_no_update BEFORE UPDATE OR DELETE ON record_step
    FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
    CREATE TRIGGER record_step_no_truncate BEFORE TRUNCATE ON record_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();";
