//! 样例: synthetic people, their roster rows, and a clock and ids that do what a test says.
//!
//! Nothing here belongs to anybody: names are drawn from lists of common characters, identity
//! numbers carry the region code 99 that no place has, and faces are computed. The same seed gives
//! the same people on every machine, so the product's demo and the tests show one college.

pub mod clock;
pub mod face;
pub mod ids;
pub mod pencil;
pub mod people;
pub mod random;
pub mod roster;

pub use people::{People, Person, Sex, Special};
pub use roster::{ROSTER_HEADER, roster_faults, roster_rows};
