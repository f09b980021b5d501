//! 写法: dates, times and counts as each language writes them.

use jiff::{Timestamp, civil::Date, tz};

use super::Lang;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// China has one time, and no daylight saving since 1992.
const CENTRE_HOURS: i8 = 8;

pub(super) fn date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::English => {
            let month = usize::try_from(date.month() - 1).unwrap_or_default();
            format!("{} {} {}", date.day(), MONTHS[month % 12], date.year())
        }
    }
}

pub(super) fn time(lang: Lang, at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    let at = tz::offset(CENTRE_HOURS).to_datetime(at);
    format!("{} {:02}:{:02}", date(lang, at.date()), at.hour(), at.minute())
}

pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Decimal units, as file managers and couriers count.
pub(super) fn bytes(bytes: u64) -> String {
    let (unit, per_unit) = match bytes {
        1_000_000_000.. => ("GB", 1_000_000_000),
        1_000_000.. => ("MB", 1_000_000),
        _ => ("KB", 1_000),
    };
    let tenths = (u128::from(bytes) * 10).div_ceil(per_unit);
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_the_centres() {
        // 2026-11-19 23:05 UTC is the next morning at the centre.
        let at_ms = 1_795_129_500_000;
        assert_eq!(time(Lang::Chinese, at_ms), "2026年11月20日 07:05");
        assert_eq!(time(Lang::English, at_ms), "20 Nov 2026 07:05");
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_000_000, "12,000,000")]
        {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn sizes_are_rounded_up_to_a_tenth() {
        for (size, text) in [
            (0, "0.0 KB"),
            (1, "0.1 KB"),
            (26_210, "26.3 KB"),
            (48_000_001, "48.1 MB"),
            (4_300_000_000, "4.3 GB"),
        ] {
            assert_eq!(bytes(size), text);
        }
    }
}
