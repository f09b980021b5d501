//! 机读卡: the mark card, from one description in millimetres to paper and back.
//!
//! A [`Form`] says where everything stands on the sheet; printing draws it and reading looks for
//! it, so the two cannot part. No clock and no chance: bytes in, values out.

#![expect(
    clippy::many_single_char_names,
    reason = "x and y are places, a to i the entries of a map, in every book on images"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel counts and 8-bit samples; every cast is from a value clamped or far below 2^52"
)]

pub mod batch;
mod code;
mod decide;
pub mod decode;
pub mod form;
mod locate;
mod measure;
pub mod picture;
mod plane;
pub mod pool;
pub mod print;
mod read;
pub mod reading;
pub mod rules;
mod warp;
pub mod words;

pub use decode::{DecodeError, Limits};
pub use form::{Form, FormError};
pub use picture::Picture;
pub use pool::{Pool, Source};
pub use read::{Reader, read_bytes};
pub use reading::{CardReading, Reason, Verdict};
