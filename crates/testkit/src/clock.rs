//! 时钟: a clock that stands still until the test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock for tests, in whole milliseconds. Clones share one hand, so the test that keeps one
/// moves the time of everything it gave one to.
#[derive(Debug, Clone)]
pub struct TestClock {
    now_ms: Arc<AtomicI64>,
}

impl TestClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self { now_ms: Arc::new(AtomicI64::new(now.as_millisecond())) }
    }

    /// The time it stands at.
    pub fn now(&self) -> Timestamp {
        // Only instants get in, and of those jiff reads back all but the very last second.
        Timestamp::from_millisecond(self.now_ms()).unwrap_or(Timestamp::MAX)
    }

    /// The same in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    /// Moves the hand to `now`, back as well as forth.
    pub fn set(&self, now: Timestamp) {
        self.now_ms.store(now.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves the hand by `by`; it stops at the last instant there is.
    pub fn advance(&self, by: SignedDuration) {
        let moved = self.now().saturating_add(by).unwrap_or(Timestamp::MAX);
        self.set(moved);
    }
}

impl Default for TestClock {
    /// The morning of a shooting day: 2026-11-20 08:00 in China.
    fn default() -> Self {
        let morning = Timestamp::from_millisecond(1_795_132_800_000);
        Self::at(morning.expect("a day in 2026 is an instant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_show_the_same_time_after_a_move() {
        let clock = TestClock::default();
        let on_the_wall = clock.clone();
        clock.advance(SignedDuration::from_mins(5));
        assert_eq!(on_the_wall.now().to_string(), "2026-11-20T00:05:00Z");
        on_the_wall.set(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now_ms(), 0);
    }

    #[test]
    fn the_hand_stops_at_the_last_instant() {
        let clock = TestClock::at(Timestamp::MAX);
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}
