//! The tables as SeaORM sees them: one file per table, names as in the migrations.
//!
//! Ids are text, instants milliseconds since 1970 (UTC), dates ISO 8601 text, JSON text.

pub mod assessment;
pub mod attempt;
pub mod class;
pub mod collection_code;
pub mod collection_record;
pub mod college;
pub mod correction;
pub mod dispute;
pub mod erratum;
pub mod frame;
pub mod graduate;
pub mod history_head;
pub mod job;
pub mod mark_card;
pub mod mark_card_look;
pub mod mark_card_step;
pub mod operator;
pub mod package;
pub mod package_record;
pub mod record_step;
pub mod roster_import;
pub mod school;
pub mod session;
pub mod shot_number;
pub mod sign_in;
