//! 公民身份号码 (GB 11643): the number that joins a face to a person.

use std::{fmt, str::FromStr};

use crate::words::words;
use jiff::civil::Date;

words! {
    /// 性别, as far as certificates know it (GB/T 2261.1 codes 1 and 2).
    Sex {
        Male = "male" "男",
        Female = "female" "女",
    }
}

/// A checked identity number. Invariant: 17 digits that hold a real birth date, then the check
/// character they call for. `Display` and `Debug` mask the middle, and there is no `Serialize`, so
/// none leaks through a log or an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityNumber([u8; 18]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    #[error("has {0} characters instead of 18 (15 on cards issued before 1999)")]
    Length(usize),
    #[error("has no digit at place {0}")]
    Digit(usize),
    #[error("holds no date of the calendar")]
    BirthDate,
    #[error("ends in {found}, but its digits call for {expected}")]
    Check { found: char, expected: char },
}

impl FromStr for IdentityNumber {
    type Err = IdentityNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim().as_bytes();
        let body = match typed.len() {
            18 => typed[..17].to_vec(),
            15 => [&typed[..6], b"19", &typed[6..]].concat(), // 旧十五位号 leaves the century out.
            _ => return Err(Self::Err::Length(text.trim().chars().count())),
        };
        if let Some(at) = body.iter().position(|byte| !byte.is_ascii_digit()) {
            let century = if typed.len() == 15 && at >= 6 { 2 } else { 0 };
            return Err(Self::Err::Digit(at + 1 - century));
        }
        birth_date(&body).ok_or(Self::Err::BirthDate)?;
        let expected = check_character(&body);
        let found = typed.get(17).map_or(expected, u8::to_ascii_uppercase);
        if found != expected {
            return Err(Self::Err::Check { found: found.into(), expected: expected.into() });
        }
        Ok(Self(std::array::from_fn(|at| *body.get(at).unwrap_or(&found))))
    }
}

impl IdentityNumber {
    pub fn birth_date(&self) -> Date {
        birth_date(&self.0).expect("checked when the number was parsed")
    }

    /// The last four characters: all that the centre sees under regime *code*.
    pub fn last_four(&self) -> &str {
        &self.reveal()[14..]
    }

    /// Odd sequence numbers are given to men (GB 11643, 4.2).
    pub fn sex(&self) -> Sex {
        if (self.0[16] - b'0') % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The six-digit region of the first registration (GB/T 2260). Region 99 belongs to nobody
    /// and marks synthetic people.
    pub fn region(&self) -> &str {
        &self.reveal()[..6]
    }

    /// The whole number, for those who must see it: the roster, the caption, the registry file.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits and X are ASCII")
    }
}

impl fmt::Display for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.reveal();
        write!(f, "{}********{}", &all[..6], &all[14..])
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// ISO 7064 MOD 11-2 over the first 17 digits.
fn check_character(body: &[u8]) -> u8 {
    let sum = body.iter().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    b"10X98765432"[sum as usize]
}

fn birth_date(number: &[u8]) -> Option<Date> {
    let value = |digits: &[u8]| digits.iter().fold(0, |n, d| n * 10 + i16::from(d - b'0'));
    let (month, day) = (value(&number[10..12]), value(&number[12..14]));
    Date::new(value(&number[6..10]), month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    #[track_caller]
    fn check(typed: &str, expected: &Expect) {
        expected.assert_eq(&match typed.parse::<IdentityNumber>() {
            Ok(number) => format!("{number}, born {}", number.birth_date()),
            Err(error) => format!("refused: it {error}"),
        });
    }

    // The first is the example printed in GB 11643; region 99 belongs to nobody.
    #[test]
    fn reads_what_operators_type() {
        check(" 11010519491231002x ", &expect!["110105********002X, born 1949-12-31"]);
        check("990101850301001", &expect!["990101********0014, born 1985-03-01"]);
    }

    #[test]
    fn says_what_is_wrong() {
        check("110105194912310021", &expect!["refused: it ends in 1, but its digits call for X"]);
        check("990101200102290019", &expect!["refused: it holds no date of the calendar"]);
        check("11O105194912310021", &expect!["refused: it has no digit at place 3"]);
        check("99010185030100A", &expect!["refused: it has no digit at place 15"]);
        check("身份证号码无", &expect!["refused: it has no digit at place 1"]); // 18 bytes
        check(
            "1101051949123",
            &expect![
                "refused: it has 13 characters instead of 18 (15 on cards issued before 1999)"
            ],
        );
    }

    #[test]
    fn tells_sex_region_and_the_last_four() {
        let number: IdentityNumber = "990101850301001".parse().unwrap();
        assert_eq!((number.sex().word(), number.region()), ("男", "990101"));
        assert_eq!(number.last_four(), "0014");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_never_passes(at in 0usize..17, other in b'0'..=b'9') {
            let right = *b"11010519491231002X";
            let mut typed = right;
            typed[at] = other;
            let parsed = String::from_utf8(typed.to_vec()).unwrap().parse::<IdentityNumber>();
            prop_assert_eq!(parsed.is_ok(), typed == right);
        }
    }
}
