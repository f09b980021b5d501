//! 返校: packages and who is in them. A manifest names the missing, so it is sealed.

super::migration!(
    "m0009_deliveries",
    "CREATE TABLE package (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        made_at_ms BIGINT NOT NULL,
        archive_hash TEXT NOT NULL,
        counts TEXT NOT NULL,
        supersedes TEXT REFERENCES package (id),
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL
    );
    CREATE INDEX package_school ON package (school_id, made_at_ms);
    CREATE INDEX package_key ON package (key_id);
    CREATE TABLE package_record (
        package_id TEXT NOT NULL REFERENCES package (id),
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        portrait_id TEXT NOT NULL,
        PRIMARY KEY (package_id, record_id)
    );
    CREATE INDEX package_record_record ON package_record (record_id);"
);
