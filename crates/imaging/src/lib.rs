//! The portrait engine: pixels to readings. Bytes in, bytes out; no files, no people.
//!
//! [`Engine::assess`] takes the bytes of a photograph and a [`Profile`] and returns an
//! [`Assessment`]: one [`Reading`] per rule, the landmarks they come from, where the portrait
//! is cut, and the portrait itself. The picture is only ever cropped and scaled.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel counts and 8-bit samples; every cast is from a value clamped or far below 2^52"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "x and y are places, r g b and l a b are colours, in every book on images"
)]

pub mod assessment;
pub mod colour;
pub mod crop;
pub mod decode;
pub mod encode;
pub mod engine;
pub mod explain;
pub mod find;
mod judge;
pub mod measure;
pub mod models;
pub mod ofiq;
mod preview;
pub mod profile;
pub mod reading;
pub mod rule;
mod sample;
pub mod words;

pub use assessment::{Assessment, Crop, Edit, Landmarks, Output, Point, Reason};
pub use decode::{DecodeError, Limits, Photo, Source, decode};
pub use engine::{Engine, EngineError};
pub use judge::Want;
pub use models::ModelBytes;
pub use preview::preview;
pub use profile::{Profile, ProfileError};
pub use reading::{Detail, Limit, Place, Reading, Side, Unit, Verdict, WhyNot};
pub use rule::{Power, Rule};
