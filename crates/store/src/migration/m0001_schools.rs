//! 学校, 学院, 班级.

super::migration!(
    "m0001_schools",
    "CREATE TABLE school (
        id TEXT PRIMARY KEY,
        code {code} NOT NULL,
        name TEXT NOT NULL,
        regime TEXT NOT NULL,
        CONSTRAINT school_code UNIQUE (code)
    );
    CREATE TABLE college (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        name TEXT NOT NULL,
        CONSTRAINT college_name UNIQUE (school_id, name)
    );
    CREATE TABLE class (
        id TEXT PRIMARY KEY,
        school_id TEXT NOT NULL REFERENCES school (id),
        college_id TEXT NOT NULL REFERENCES college (id),
        name TEXT NOT NULL,
        cohort BIGINT NOT NULL,
        CONSTRAINT class_name UNIQUE (school_id, cohort, name)
    );
    CREATE INDEX class_college ON class (college_id);"
);
