//! 编号: ids in the order they were asked for, the same in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of ids laid out as `UUIDv7` (RFC 9562, section 5.7): the time grows by a millisecond
/// with each id, so they sort by age as real ones do. Clones continue one series.
#[derive(Debug, Clone, Default)]
pub struct TestIds {
    given: Arc<AtomicU64>,
}

impl TestIds {
    /// The 16 bytes of the next id.
    pub fn next_bytes(&self) -> [u8; 16] {
        let count = self.given.fetch_add(1, Ordering::SeqCst);
        let time_ms = FIRST_MS.wrapping_add(count) & 0xFFFF_FFFF_FFFF;
        let high = (time_ms << 16) | 0x7000;
        let low = 0x8000_0000_0000_0000 | (count & 0x3FFF_FFFF_FFFF_FFFF);
        ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
    }

    /// The next id as text: 36 characters, lower case, hyphens.
    pub fn next_text(&self) -> String {
        let hex = format!("{:032x}", u128::from_be_bytes(self.next_bytes()));
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

/// 2026-11-20 08:00 in China, where the test clock stands as well.
const FIRST_MS: u64 = 1_795_132_800_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_seven_and_sort_by_age() {
        let ids = TestIds::default();
        let first = ids.next_text();
        assert_eq!(first, "01a1f640-bc00-7000-8000-000000000000");
        let later: Vec<String> = (0..300).map(|_| ids.clone().next_text()).collect();
        assert!(std::iter::once(&first).chain(&later).is_sorted_by(|one, next| one < next));
        assert!(later.iter().all(|id| &id[14..15] == "7" && &id[19..20] == "8"));
    }
}
