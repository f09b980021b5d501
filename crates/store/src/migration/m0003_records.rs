//! 采集记录, and the history that is the truth about it.

super::migration!(
    "m0003_records",
    "CREATE TABLE collection_record (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        college_id TEXT NOT NULL REFERENCES college (id),
        class_id TEXT NOT NULL REFERENCES class (id),
        cohort BIGINT NOT NULL,
        stage TEXT NOT NULL,
        stage_kind TEXT NOT NULL,
        version BIGINT NOT NULL,
        session_id TEXT,
        shot_number BIGINT,
        frame_id TEXT,
        portrait_id TEXT
    );
    CREATE INDEX collection_record_stage ON collection_record (school_id, stage_kind);
    CREATE INDEX collection_record_class ON collection_record (class_id, stage_kind);
    CREATE INDEX collection_record_session
        ON collection_record (session_id, stage_kind, shot_number);
    CREATE INDEX collection_record_portrait ON collection_record (portrait_id);
    CREATE TABLE record_step (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        seq BIGINT NOT NULL,
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        version BIGINT NOT NULL,
        code TEXT NOT NULL,
        step TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        zone TEXT NOT NULL,
        taken_at_ms BIGINT NOT NULL,
        stored_at_ms BIGINT NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL,
        CONSTRAINT record_step_seq UNIQUE (school_id, seq),
        CONSTRAINT record_step_version UNIQUE (record_id, version)
    );
    CREATE TABLE history_head (
        school_id TEXT PRIMARY KEY REFERENCES school (id),
        seq BIGINT NOT NULL,
        hash TEXT NOT NULL,
        mac TEXT NOT NULL
    );"
);
