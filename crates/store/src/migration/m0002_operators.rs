//! 操作员, their sign-ins, and the attempts that are counted.

super::migration!(
    "m0002_operators",
    "CREATE TABLE operator (
        id TEXT PRIMARY KEY,
        sign_in_name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL,
        school_id TEXT REFERENCES school (id),
        college_id TEXT REFERENCES college (id),
        record_id TEXT,
        display_name TEXT NOT NULL,
        disabled BOOLEAN NOT NULL,
        CONSTRAINT operator_sign_in_name UNIQUE (sign_in_name)
    );
    CREATE TABLE sign_in (
        token_hash TEXT PRIMARY KEY,
        operator_id TEXT NOT NULL REFERENCES operator (id),
        csrf_token TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        last_seen_at_ms BIGINT NOT NULL,
        expires_at_ms BIGINT NOT NULL
    );
    CREATE INDEX sign_in_operator ON sign_in (operator_id);
    CREATE TABLE attempt (
        key_hash TEXT NOT NULL,
        at_ms BIGINT NOT NULL,
        times BIGINT NOT NULL,
        PRIMARY KEY (key_hash, at_ms)
    );"
);
