//! 身份证号: numbers that are right in every respect and belong to nobody.

use jiff::civil::Date;

/// An 18-digit identity number (GB 11643-1999): region 99 and `area` (four digits), the birth date,
/// `sequence` (three digits, odd for men), and the check character they call for.
pub fn identity_number(area: u32, born: Date, sequence: u32) -> String {
    let body = format!("99{:04}{}{:03}", area % 10_000, eight_digits(born), sequence % 1_000);
    format!("{body}{}", check_character(&body))
}

/// The 15-digit spelling of cards issued before 1999: no century, no check character.
pub fn fifteen_digits(area: u32, born: Date, sequence: u32) -> String {
    format!("99{:04}{}{:03}", area % 10_000, &eight_digits(born)[2..], sequence % 1_000)
}

/// The check character of 17 digits by ISO 7064, MOD 11-2.
pub fn check_character(body: &str) -> char {
    let remainder = body
        .bytes()
        .map(|digit| u32::from(digit.wrapping_sub(b'0')))
        .fold(0, |sum, digit| (sum + digit) * 2 % 11);
    match (12 - remainder) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('X'),
    }
}

/// A date as the rosters write it: YYYYMMDD.
pub fn eight_digits(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example printed in GB 11643, and one of region 99 worked by hand.
    #[test]
    fn the_check_character_is_that_of_the_standard() {
        assert_eq!(check_character("11010519491231002"), 'X');
        assert_eq!(check_character("99010119850301001"), '4');
    }

    #[test]
    fn both_spellings_hold_the_same_digits() {
        let born = jiff::civil::date(1985, 3, 1);
        assert_eq!(identity_number(101, born, 1), "990101198503010014");
        assert_eq!(fifteen_digits(101, born, 1), "990101850301001");
    }
}
