//! 示范学院: invented people in invented classes, and the workbook their school would send.

use domain::id::SchoolId;
use domain::school::Regime;
use formats::table::Cell;
use formats::xlsx::{self, Column, DraftSheet, Font, Workbook, WriteError};
use testkit::roster::RosterFault;
use testkit::{People, Person, ROSTER_HEADER, Special, roster_faults, roster_rows};

/// Graduates of this year.
pub const COHORT: u16 = 2027;

/// Classes that the people of a school are spread over.
const CLASSES: usize = 6;

/// Cases that rosters hold and programs forget; each stands once at the head of the list.
const SPECIALS: [Special; 3] =
    [Special::LongMinorityName, Special::BeyondGb2312, Special::FifteenDigits];

/// Mistakes of the office: their lines stay out and are shown.
const MISTAKES: [RosterFault; 4] = [
    RosterFault::WrongCheckCharacter,
    RosterFault::NoSuchBirthDate,
    RosterFault::WrongSex,
    RosterFault::MissingName,
];

/// A school that does not exist; no real one has a code that begins with 99.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    pub code: &'static str,
    pub name: &'static str,
    pub regime: Regime,
    /// What its sign-in names begin with.
    pub short: &'static str,
}

/// Hands its list to the centre.
pub const LISTED: Example =
    Example {
        code: "99001", name: "示范职业技术学院", regime: Regime::List, short: "zhiyuan"
    };

/// Hands out codes, and keeps names and numbers to itself.
pub const CODED: Example =
    Example { code: "99002", name: "示范师范学院", regime: Regime::Code, short: "shifan" };

/// Where a school of the demo was stored, and who is in it.
#[derive(Debug, Clone)]
pub struct School {
    pub example: Example,
    pub id: SchoolId,
}

/// A well of people for the whole demo, so that no number comes twice.
#[derive(Debug)]
pub struct Well(People);

impl Well {
    /// The same seed gives the same people; `count` of them fill six classes.
    pub fn seeded(seed: u64, count: usize) -> Self {
        let class_size = u32::try_from(count.div_ceil(CLASSES)).unwrap_or(u32::MAX);
        Self(People::seeded(seed).of_cohort(2027).in_classes_of(class_size))
    }

    /// The next `count` people; the special ones come first where there is room for them.
    pub fn draw(&mut self, count: usize) -> Vec<Person> {
        let specials = if count > SPECIALS.len() { &SPECIALS[..] } else { &[] };
        let mut people: Vec<Person> =
            specials.iter().map(|special| self.0.special(*special)).collect();
        people.extend(self.0.by_ref().take(count - people.len()));
        people
    }

    /// Lines with mistakes, about people who are nobody else's.
    pub fn mistakes(&mut self) -> Vec<Vec<String>> {
        let people: Vec<Person> = self.0.by_ref().take(MISTAKES.len()).collect();
        let faulty = roster_faults(&people).into_iter();
        faulty.filter(|one| MISTAKES.contains(&one.fault)).flat_map(|one| one.rows).collect()
    }
}

/// The workbook of these people, with lines of mistakes at its end.
pub fn workbook(people: &[Person], mistakes: Vec<Vec<String>>) -> Result<Vec<u8>, WriteError> {
    let mut rows = roster_rows(people);
    rows.extend(mistakes);
    let cells = |row: Vec<String>| row.into_iter().map(Cell::from).collect();
    xlsx::write(&Workbook {
        title: "毕业生名册".to_owned(),
        font: Font::DengXian,
        sheets: vec![DraftSheet {
            name: "名册".to_owned(),
            columns: ROSTER_HEADER.iter().map(|heading| Column::text(heading, 16.0)).collect(),
            rows: rows.into_iter().map(cells).collect(),
        }],
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nobody_comes_out_of_the_well_twice() {
        let mut well = Well::seeded(1, 48);
        let first = well.draw(48);
        assert_eq!(first.iter().map(|one| &one.class).collect::<HashSet<_>>().len(), CLASSES);
        assert_eq!(well.mistakes().len(), MISTAKES.len());
        let second = well.draw(30);
        let numbers: HashSet<&String> =
            first.iter().chain(&second).map(|one| &one.student_number).collect();
        assert_eq!(numbers.len(), 78);
        assert_eq!(well.draw(2).len(), 2);
    }
}
