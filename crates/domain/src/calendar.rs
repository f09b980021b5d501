//! 工作日: working days by the State Council's notices, year by year.
//!
//! Deadlines of the trade are counted in working days after the shoot, the first being the next
//! day. A year whose notice is not in the table is said to be unknown, never guessed: the notice
//! for a year comes in the November before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

/// The days that differ from their day of the week. 2007 to 2026 from the package named in the
/// file's head; a centre adds a year by adding lines.
const STANDARD: &str = include_str!("../data/holidays.csv");

/// Which weekdays are free and which weekend days are worked, for the years it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Whether the day is worked, for days that differ from their day of the week.
    exceptions: BTreeMap<Date, (bool, String)>,
    years: BTreeSet<i16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the working days of {0} are not in the calendar: its notice is missing")]
pub struct UnknownYear(pub i16);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("line {0} is not `date,off|work,name`")]
    Line(usize),
    #[error("line {0} repeats a day")]
    Doubled(usize),
    #[error("line {0} says of a day what its day of the week says already")]
    NoException(usize),
}

impl Calendar {
    /// The calendar that comes with the program.
    pub fn standard() -> Self {
        Self::from_csv(STANDARD).expect("the embedded table is read by a test")
    }

    /// Reads `date,off|work,name` lines; `#` begins a remark. A year is known when it has a line.
    pub fn from_csv(text: &str) -> Result<Self, CalendarError> {
        let mut calendar = Self { exceptions: BTreeMap::new(), years: BTreeSet::new() };
        for (at, line) in text.lines().enumerate() {
            let (place, line) = (at + 1, line.trim());
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(3, ',');
            let date: Option<Date> = parts.next().and_then(|date| date.trim().parse().ok());
            let worked = match parts.next().map(str::trim) {
                Some("work") => Some(true),
                Some("off") => Some(false),
                _ => None,
            };
            let (Some(date), Some(worked)) = (date, worked) else {
                return Err(CalendarError::Line(place));
            };
            if worked != is_weekend(date) {
                return Err(CalendarError::NoException(place));
            }
            let name = parts.next().unwrap_or_default().trim().to_owned();
            if calendar.exceptions.insert(date, (worked, name)).is_some() {
                return Err(CalendarError::Doubled(place));
            }
            calendar.years.insert(date.year());
        }
        Ok(calendar)
    }

    /// The same with the years of `newer`, which stand in place of those known before.
    #[must_use]
    pub fn with(mut self, newer: Self) -> Self {
        self.exceptions.retain(|date, _| !newer.years.contains(&date.year()));
        self.exceptions.extend(newer.exceptions);
        self.years.extend(newer.years);
        self
    }

    pub fn is_working_day(&self, date: Date) -> Result<bool, UnknownYear> {
        if !self.years.contains(&date.year()) {
            return Err(UnknownYear(date.year()));
        }
        Ok(self.exceptions.get(&date).map_or(!is_weekend(date), |(worked, _)| *worked))
    }

    /// The `count`-th working day after `from`. `from` itself is never counted.
    pub fn working_days_after(&self, from: Date, count: u16) -> Result<Date, UnknownYear> {
        let mut day = from;
        let mut left = count;
        while left > 0 {
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// The name of the holiday or of the worked weekend day, where there is one.
    pub fn name_of(&self, date: Date) -> Option<&str> {
        self.exceptions.get(&date).map(|(_, name)| name.as_str())
    }

    pub fn last_known_year(&self) -> Option<i16> {
        self.years.last().copied()
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Waiting windows of the notices, counted by hand and by `chinese_calendar`.
    #[test]
    fn counts_the_windows_of_the_notices() {
        let calendar = Calendar::standard();
        for (from, count, to) in [
            (date(2008, 12, 14), 40, date(2009, 2, 12)),
            (date(2012, 11, 12), 60, date(2013, 2, 5)),
            (date(2012, 11, 12), 40, date(2013, 1, 8)),
            (date(2018, 11, 11), 4, date(2018, 11, 15)),
            (date(2022, 11, 6), 40, date(2022, 12, 30)),
            (date(2025, 4, 1), 10, date(2025, 4, 16)),
            (date(2025, 4, 1), 0, date(2025, 4, 1)),
        ] {
            assert_eq!(calendar.working_days_after(from, count), Ok(to), "{from} + {count}");
        }
    }

    #[test]
    fn knows_worked_sundays_and_free_mondays() {
        let calendar = Calendar::standard();
        assert_eq!(calendar.is_working_day(date(2026, 1, 4)), Ok(true));
        assert_eq!(calendar.is_working_day(date(2026, 2, 16)), Ok(false));
        assert_eq!(calendar.is_working_day(date(2026, 11, 20)), Ok(true));
        assert_eq!(calendar.name_of(date(2026, 10, 1)), Some("国庆节"));
    }

    #[test]
    fn an_unknown_year_is_said_not_guessed() {
        let calendar = Calendar::standard();
        assert_eq!(calendar.last_known_year(), Some(2026));
        assert_eq!(calendar.is_working_day(date(2027, 3, 1)), Err(UnknownYear(2027)));
        assert_eq!(calendar.working_days_after(date(2026, 12, 30), 5), Err(UnknownYear(2027)));
    }

    #[test]
    fn a_centre_can_add_a_year_and_broken_lines_are_named() {
        let newer = Calendar::from_csv("2026-01-02,off,元旦\n2027-01-01,off,元旦\n").unwrap();
        let calendar = Calendar::standard().with(newer);
        assert_eq!(calendar.is_working_day(date(2027, 1, 1)), Ok(false));
        assert_eq!(calendar.is_working_day(date(2025, 1, 1)), Ok(false));
        // A year that is said anew holds nothing of what was said before.
        assert_eq!(calendar.is_working_day(date(2026, 10, 1)), Ok(true));
        for (text, error) in [
            ("2027-13-01,off,x", CalendarError::Line(1)),
            ("\n2027-01-01,frei,x", CalendarError::Line(2)),
            ("2027-01-01,off,x\n2027-01-01,off,x", CalendarError::Doubled(2)),
            ("2027-01-01,work,x", CalendarError::NoException(1)),
        ] {
            assert_eq!(Calendar::from_csv(text), Err(error), "{text}");
        }
    }
}
