//! What the desks do, on SQLite and on PostgreSQL.

mod college;
mod delivery;
mod jobs;
mod roster;
mod sign_in;
mod walk;
