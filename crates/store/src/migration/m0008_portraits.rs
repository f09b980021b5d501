//! 成像: what was measured on a frame, and the portrait made of it.

super::migration!(
    "m0008_portraits",
    "CREATE TABLE assessment (
        frame_id TEXT PRIMARY KEY REFERENCES frame (id),
        record_id TEXT NOT NULL REFERENCES collection_record (id),
        profile TEXT NOT NULL,
        verdict TEXT NOT NULL,
        readings TEXT NOT NULL,
        crop TEXT,
        portrait_id TEXT,
        portrait_bytes BIGINT,
        assessed_at_ms BIGINT NOT NULL
    );
    CREATE INDEX assessment_record ON assessment (record_id);
    CREATE INDEX assessment_portrait ON assessment (portrait_id);"
);
