//! 场次: sessions, shot numbers and collection codes.

super::migration!(
    "m0006_sessions",
    "CREATE TABLE session (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        kind TEXT NOT NULL,
        held_on TEXT NOT NULL,
        place TEXT NOT NULL,
        profile TEXT NOT NULL,
        closed BOOLEAN NOT NULL,
        last_shot BIGINT NOT NULL,
        at_camera TEXT REFERENCES collection_record (id)
    );
    CREATE INDEX session_school ON session (school_id, held_on);
    CREATE TABLE shot_number (
        session_id TEXT NOT NULL REFERENCES session (id),
        number BIGINT NOT NULL,
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        PRIMARY KEY (session_id, number),
        CONSTRAINT shot_number_record UNIQUE (session_id, record_id)
    );
    CREATE TABLE collection_code (
        record_id TEXT PRIMARY KEY REFERENCES collection_record (id),
        school_id TEXT NOT NULL REFERENCES school (id),
        key_hash TEXT NOT NULL,
        external_hash TEXT,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL,
        CONSTRAINT collection_code_key_hash UNIQUE (key_hash),
        CONSTRAINT collection_code_external_hash UNIQUE (external_hash)
    );
    CREATE INDEX collection_code_key ON collection_code (key_id);"
);
