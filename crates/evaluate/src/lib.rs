//! 评测: how well the portrait engine judges, rule by rule, on pictures whose truth is known.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "pixel counts and 8-bit samples; every cast is from a value clamped or far below 2^31"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "x and y are places and u and v others, in every book on images"
)]

pub mod edits;
pub mod hand;
pub mod library;
pub mod machine;
pub mod paint;
pub mod stats;
pub mod subject;
pub mod wall;
