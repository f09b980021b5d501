//! 后台任务: the queue, in the same database as what causes the jobs.

super::migration!(
    "m0011_jobs",
    "CREATE TABLE job (
        id TEXT PRIMARY KEY,
        queue TEXT NOT NULL,
        payload TEXT NOT NULL,
        unique_key TEXT,
        state TEXT NOT NULL,
        attempts BIGINT NOT NULL,
        run_at_ms BIGINT NOT NULL,
        claimed_by TEXT,
        claimed_until_ms BIGINT,
        last_error TEXT,
        due_at_ms BIGINT NOT NULL,
        finished_at_ms BIGINT,
        CONSTRAINT job_unique_key UNIQUE (queue, unique_key)
    );
    CREATE INDEX job_next ON job (state, queue, run_at_ms);"
);
