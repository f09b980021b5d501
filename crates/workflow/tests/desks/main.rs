//! What the desks do, on SQLite and on PostgreSQL.

mod card;
mod college;
mod delivery;
mod jobs;
mod roster;
mod sign_in;
mod walk;
