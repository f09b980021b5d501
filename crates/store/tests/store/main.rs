//! The store on both databases, room by room.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod at_rest;
mod capture;
mod delivery;
mod history;
mod jobs;
mod mark_card;
mod open;
mod operator;
mod pictures;
mod record;
mod roster;
mod rotation;
mod s3;
mod session;
mod world;
