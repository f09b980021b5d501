//! 名册: graduates, corrections and imports, everything personal sealed.

super::migration!(
    "m0005_roster",
    "CREATE TABLE graduate (
        record_id TEXT PRIMARY KEY REFERENCES collection_record (id),
        school_id TEXT NOT NULL REFERENCES school (id),
        cohort BIGINT NOT NULL,
        student_number {code} NOT NULL,
        identity_hash TEXT NOT NULL,
        name_hash TEXT NOT NULL,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL,
        CONSTRAINT graduate_student_number UNIQUE (school_id, cohort, student_number),
        CONSTRAINT graduate_identity_hash UNIQUE (school_id, cohort, identity_hash)
    );
    CREATE INDEX graduate_name ON graduate (school_id, name_hash);
    CREATE INDEX graduate_identity ON graduate (school_id, identity_hash);
    CREATE INDEX graduate_key ON graduate (key_id);
    CREATE TABLE correction (
        step_id TEXT NOT NULL,
        field TEXT NOT NULL,
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        at_ms BIGINT NOT NULL,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL,
        PRIMARY KEY (step_id, field)
    );
    CREATE INDEX correction_record ON correction (record_id);
    CREATE INDEX correction_key ON correction (key_id);
    CREATE TABLE roster_import (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        cohort BIGINT NOT NULL,
        state TEXT NOT NULL,
        file_name TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        settled_at_ms BIGINT,
        sealed {bytes} NOT NULL,
        key_id TEXT NOT NULL
    );
    CREATE INDEX roster_import_school ON roster_import (school_id, created_at_ms);
    CREATE INDEX roster_import_key ON roster_import (key_id);"
);
