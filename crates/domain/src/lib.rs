//! The words and rules of the trade. Pure: no clock, no file, no database, no async.
//!
//! Corridors every room uses: [`id`], [`identity`], [`name`], [`quwei`], [`school`], [`record`],
//! [`calendar`], [`money`]. The six rooms, in the order the data flows: [`roster`], [`session`],
//! [`capture`], [`portrait`], [`delivery`], [`registry`].

pub mod calendar;
pub mod id;
pub mod identity;
pub mod money;
pub mod name;
pub mod quwei;
pub mod record;
pub mod school;
mod words;

pub mod capture;
pub mod delivery;
pub mod portrait;
pub mod registry;
pub mod roster;
pub mod session;
