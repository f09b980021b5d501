//! 实时检查: the portrait engine in a browser, where no picture leaves the machine.
//!
//! Built for `wasm32-unknown-unknown` by `cargo xtask wasm`, beside the page in
//! `crates/live/page`. The browser speaks plain numbers and UTF-8 JSON with it, see `exports`;
//! what is said is made by [`Desk`], which runs anywhere and answers the same there.

mod desk;
#[cfg(target_arch = "wasm32")]
mod exports;
mod seen;

pub use desk::{Desk, Told};
pub use seen::{Guides, Seen, SeenReading};
