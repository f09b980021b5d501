//! 采集费: money in fen, the only unit in which it is ever added.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An amount of renminbi in fen, never negative. `Display` writes yuan: `20.00 元`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an amount in yuan with at most two decimals")]
pub struct FenError;

impl Fen {
    pub const fn new(fen: u64) -> Self {
        Self(fen)
    }

    pub const fn get(self) -> u64 {
        self.0
    }

    /// The fee of `heads` people, or `None` beyond what a u64 of fen can hold.
    pub fn times(self, heads: u64) -> Option<Self> {
        self.0.checked_mul(heads).map(Self)
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

/// Reads what a person types as a price: `20`, `20.5`, `20.00 元`, `¥20`.
impl FromStr for Fen {
    type Err = FenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
        let (yuan, decimals) = typed.split_once('.').unwrap_or((typed, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if yuan.is_empty() || decimals.len() > 2 || !digits(yuan) || !digits(decimals) {
            return Err(FenError);
        }
        let yuan: u64 = yuan.parse().map_err(|_| FenError)?;
        let fen: u64 = format!("{decimals:0<2}").parse().map_err(|_| FenError)?;
        yuan.checked_mul(100).and_then(|whole| whole.checked_add(fen)).map(Self).ok_or(FenError)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} 元", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_prices() {
        for (typed, shown) in [
            ("20", Some("20.00 元")),
            ("13.5", Some("13.50 元")),
            (" ¥15.05 元", Some("15.05 元")),
            ("0.1", Some("0.10 元")),
            ("", None),
            (".5", None),
            ("1.005", None),
            ("-1", None),
            ("1e3", None),
            ("999999999999999999999", None),
        ] {
            let read = typed.parse::<Fen>().map(|fee| fee.to_string()).ok();
            assert_eq!(read.as_deref(), shown, "{typed}");
        }
    }

    #[test]
    fn heads_times_fee_does_not_wrap() {
        assert_eq!(Fen::new(2_000).times(8_000), Some(Fen::new(16_000_000)));
        assert_eq!(Fen::new(u64::MAX).times(2), None);
        assert_eq!(Fen::new(u64::MAX).plus(Fen::new(1)), None);
    }
}
