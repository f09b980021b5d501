//! 拍摄: frames by their content.

super::migration!(
    "m0007_frames",
    "CREATE TABLE frame (
        id TEXT PRIMARY KEY,
        session_id TEXT REFERENCES session (id),
        school_id TEXT NOT NULL REFERENCES school (id),
        record_id TEXT REFERENCES collection_record (id),
        shot_number BIGINT,
        state TEXT NOT NULL,
        joined_by TEXT,
        bytes BIGINT NOT NULL,
        source_name TEXT NOT NULL,
        received_at_ms BIGINT NOT NULL,
        camera_at_ms BIGINT
    );
    CREATE INDEX frame_session ON frame (session_id, state);
    CREATE INDEX frame_record ON frame (record_id);"
);
