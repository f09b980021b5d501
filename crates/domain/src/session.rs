//! 采集场次: the day at the school. Collection codes and shot numbers.

use std::{fmt, num::NonZeroU32, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    id::{SchoolId, SessionId},
    words::words,
};

words! {
    /// What kind of shoot a session is.
    SessionKind {
        OnSite = "on_site" "集中采集",
        MakeUp = "make_up" "补拍",
        WalkIn = "walk_in" "散拍",
    }
}

/// 场次: one day, one place, one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub school: SchoolId,
    pub kind: SessionKind,
    pub held_on: Date,
    pub place: String,
    /// The name of the portrait profile its pictures are judged by.
    pub profile: String,
    pub closed: bool,
}

/// 拍摄序号: given on the day, from 1, never twice in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShotNumber(NonZeroU32);

impl ShotNumber {
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for ShotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The letters of a code key: no I, L, O, U, so that none is taken for a digit or a word
/// (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The opaque key of a 采集码: 80 random bits as sixteen letters, typed in four groups.
/// Says nothing about the person, and cannot be guessed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeKey([u8; 16]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeKeyError {
    #[error("has {0} letters instead of 16")]
    Length(usize),
    #[error("has a character at place {0} that no code holds")]
    Letter(usize),
}

impl CodeKey {
    /// Turns ten random bytes into a key.
    pub fn from_random(random: [u8; 10]) -> Self {
        let bits = random.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
        Self(std::array::from_fn(|at| LETTERS[(bits >> (75 - 5 * at)) as usize & 31]))
    }

    /// The sixteen letters, for look-up and for the QR code. `Display` groups them by four.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Reads what a scanner or a finger typed: groups, lower case, and O, I, L for 0, 1, 1.
impl FromStr for CodeKey {
    type Err = CodeKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if typed.len() != 16 {
            return Err(CodeKeyError::Length(typed.len()));
        }
        let mut key = [0; 16];
        for (at, typed) in typed.into_iter().enumerate() {
            key[at] = letter(typed).ok_or(CodeKeyError::Letter(at + 1))?;
        }
        Ok(Self(key))
    }
}

fn letter(typed: char) -> Option<u8> {
    let letter = match u8::try_from(typed.to_ascii_uppercase()).ok()? {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    LETTERS.contains(&letter).then_some(letter)
}

impl fmt::Display for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.as_str();
        write!(f, "{}-{}-{}-{}", &all[..4], &all[4..8], &all[8..12], &all[12..])
    }
}

/// A key opens a desk: logs show its first group only.
impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-****", &self.as_str()[..4])
    }
}

/// 采集码: all that the centre holds of a person under regime *code*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionCode {
    pub key: CodeKey,
    /// First and last character of the name, stars between.
    pub masked_name: String,
    /// The last four characters of the identity document.
    pub last_four: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_fingers_and_scanners() {
        let key =
            CodeKey::from_random([0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF]);
        let shown = key.to_string();
        assert_eq!(shown, "0123-4567-89AB-CDEF");
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('0', "O").replace('1', "l"),
            format!(" {} ", shown.replace('-', " ")),
        ] {
            assert_eq!(typed.parse(), Ok(key), "{typed}");
        }
    }

    #[test]
    fn a_broken_key_says_where() {
        assert_eq!("0123".parse::<CodeKey>(), Err(CodeKeyError::Length(4)));
        assert_eq!("0123-4567-89AB-CDEU".parse::<CodeKey>(), Err(CodeKeyError::Letter(16)));
        assert_eq!(
            "采集码无效采集码无效采集码无效了".parse::<CodeKey>(),
            Err(CodeKeyError::Letter(1))
        );
    }

    #[test]
    fn every_bit_of_the_random_bytes_counts() {
        let zero = CodeKey::from_random([0; 10]);
        for bit in 0..80 {
            let mut random = [0u8; 10];
            random[bit / 8] = 1 << (bit % 8);
            assert_ne!(CodeKey::from_random(random), zero, "bit {bit}");
        }
    }

    #[test]
    fn shot_numbers_start_at_one() {
        assert_eq!(ShotNumber::new(0), None);
        assert_eq!(ShotNumber::new(12).map(|shot| shot.to_string()), Some("12".into()));
    }
}
