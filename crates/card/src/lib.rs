//! 机读卡: the mark card, from one description in millimetres to paper and back.
//!
//! A [`Form`] says where everything stands on the sheet; printing draws it and reading looks for
//! it, so the two cannot part. No files, no clock: bytes in, values out.

pub mod form;
pub mod print;
pub mod words;

pub use form::{Form, FormError};
