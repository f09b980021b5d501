//! 注册: disputes and errata, their words sealed.

super::migration!(
    "m0010_registry",
    "CREATE TABLE dispute (
        step_id TEXT PRIMARY KEY,
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        filed_at_ms BIGINT NOT NULL,
        answered_at_ms BIGINT,
        ruling TEXT,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL
    );
    CREATE INDEX dispute_record ON dispute (record_id);
    CREATE INDEX dispute_key ON dispute (key_id);
    CREATE TABLE erratum (
        id TEXT PRIMARY KEY,
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        filed_at_ms BIGINT NOT NULL,
        answered_at_ms BIGINT,
        ruling TEXT,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL
    );
    CREATE INDEX erratum_record ON erratum (record_id);
    CREATE INDEX erratum_key ON erratum (key_id);"
);
