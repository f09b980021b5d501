//! Bytes to tables and envelopes, and back.
//!
//! Nothing here knows a word of the trade or touches a disc: every decoder takes bytes and limits
//! and cannot panic, every writer gives the same bytes for the same input.

pub mod archive;
mod budget;
pub mod code;
pub mod dbf;
pub mod delimited;
pub mod finding;
pub mod jpeg;
pub mod package;
pub mod path;
pub mod qr;
pub mod table;
pub mod table_file;
pub mod xlsx;

#[cfg(test)]
mod testing;
