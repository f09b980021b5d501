//! 边缘: the clock, the ids and the randomness of a running house. Everywhere else they are
//! arguments.

use jiff::Timestamp;
use uuid::Uuid;

/// What time it is.
#[expect(clippy::disallowed_methods, reason = "this is the edge where the clock comes in")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Milliseconds since 1970.
pub fn now_ms() -> i64 {
    now().as_millisecond()
}

/// A new id, sorted by time (`UUIDv7`, RFC 9562).
#[expect(clippy::disallowed_methods, reason = "this is the edge where ids are minted")]
pub fn mint() -> String {
    Uuid::now_v7().to_string()
}

/// Fills `bytes` with what nobody can guess.
///
/// # Panics
/// When the system has no randomness: a key or a sign-in made without it would be known.
pub fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives randomness, or nothing may go on");
}
