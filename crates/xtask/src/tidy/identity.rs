//! 身份证号: no number that could be a real person's stands anywhere in the repository.

use super::{Breach, Tree};

const LENGTH: usize = 18;

/// Weights of the first seventeen characters, GB 11643-1999, 4.2 (ISO 7064, MOD 11-2).
const WEIGHTS: [u32; LENGTH - 1] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check character for each remainder.
const CHECK: [u8; 11] = *b"10X98765432";

/// No region has this code, so nobody has such a number: our invented people do.
const NOBODY: &[u8] = b"99";

/// Printed in GB 11643-1999 itself as examples.
const EXAMPLES: &[&[u8]] = &[b"11010519491231002X", b"440524188001010014"];

pub(super) fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in &tree.files {
        for (number, line) in file.lines() {
            let words = line.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
            for _ in words.filter(|word| could_be_real(word)) {
                // The number itself is not repeated: messages end up in logs.
                let what = "a number with a right check character; use region code 99";
                found.push(Breach::at(file, number, what));
            }
        }
    }
    found
}

fn could_be_real(word: &[u8]) -> bool {
    let upper = word.to_ascii_uppercase();
    let Some((check, digits)) = upper.split_last() else { return false };
    upper.len() == LENGTH
        && digits.iter().all(u8::is_ascii_digit)
        && !digits.starts_with(NOBODY)
        && !EXAMPLES.contains(&upper.as_slice())
        && has_birth_date(digits)
        && check_character(digits) == *check
}

/// Spares serial numbers of 18 digits; every real number has a date here.
fn has_birth_date(digits: &[u8]) -> bool {
    let number = |from: usize, to: usize| {
        digits[from..to].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    (1800..2100).contains(&number(6, 10))
        && (1..=12).contains(&number(10, 12))
        && (1..=31).contains(&number(12, 14))
}

fn check_character(digits: &[u8]) -> u8 {
    let sum: u32 =
        digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECK[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that this file itself holds no such number.
    fn made(first_seventeen: &str) -> String {
        let check = char::from(check_character(first_seventeen.as_bytes()));
        format!("{first_seventeen}{check}")
    }

    #[test]
    fn the_standards_examples_have_the_right_check_character() {
        for example in EXAMPLES {
            let (check, digits) = example.split_last().unwrap();
            assert_eq!(check_character(digits), *check);
        }
    }

    #[test]
    fn a_possible_number_is_found_and_invented_ones_are_not() {
        let possible = made(concat!("430105", "20010203", "123"));
        let ten = (0..1000)
            .map(|order| made(&format!("43010520010203{order:03}")))
            .find(|number| number.ends_with('X'))
            .unwrap();
        let mut wrong = possible.clone().into_bytes();
        wrong[17] = if wrong[17] == b'0' { b'1' } else { b'0' };
        let wrong = String::from_utf8(wrong).unwrap();
        for (text, is_breach) in [
            (possible.clone(), true),
            (format!("number=\"{possible}\","), true),
            (format!("号码{possible}号"), true),
            (ten.to_lowercase(), true),
            (wrong, false),
            (made(concat!("990101", "20010203", "123")), false),
            ("11010519491231002X".to_owned(), false),
            (format!("1{possible}"), false),
            (made(concat!("123451", "20240500", "000")), false),
        ] {
            let found = breaches(&Tree::of(&[("docs/people.md", &text)]));
            assert_eq!(found.len(), usize::from(is_breach), "{text}");
        }
    }
}
