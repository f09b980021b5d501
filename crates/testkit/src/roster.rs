//! 名册: the rows a school would send, right and wrong.

use crate::people::{Person, Sex, eight_digits};

/// The columns of a roster, in the order the notices give them.
pub const ROSTER_HEADER: [&str; 19] = [
    "学号",
    "姓名",
    "性别",
    "出生日期",
    "政治面貌",
    "专业(方向)",
    "入学日期",
    "学制",
    "培养层次",
    "民族",
    "身份证号",
    "籍贯",
    "备注",
    "学院",
    "班级",
    "手机号",
    "考生号",
    "学历类别",
    "学习形式",
];

/// One row for each person, in the order of [`ROSTER_HEADER`].
pub fn roster_rows<'a>(people: impl IntoIterator<Item = &'a Person>) -> Vec<Vec<String>> {
    people.into_iter().map(row).collect()
}

/// What is wrong with the rows of a [`FaultyRows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RosterFault {
    /// 姓名中间有空格.
    SpaceInName,
    /// The birth date is not the one of the identity number.
    BirthDateDiffers,
    /// The birth date is no date of the calendar.
    NoSuchBirthDate,
    /// The check character is not the one its digits call for.
    WrongCheckCharacter,
    /// The sex is not the one of the identity number.
    WrongSex,
    /// 政治面貌 outside the notice's list.
    UnknownAffiliation,
    /// 民族 outside the list of the standard.
    UnknownEthnicity,
    /// 籍贯 without a county.
    NativePlaceWithoutCounty,
    /// Two people with one student number.
    DuplicateStudentNumber,
    /// Two people with one identity number.
    DuplicateIdentityNumber,
    /// Excel took the identity number for a quantity and rounded it.
    DestroyedIdentityNumber,
    /// A digit of the identity number is missing.
    ShortIdentityNumber,
    /// No student number.
    MissingStudentNumber,
    /// No name.
    MissingName,
    /// A mobile number that is a digit short.
    ShortPhone,
}

/// Rows that break one rule, and only that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyRows {
    /// The rule.
    pub fault: RosterFault,
    /// The column of [`ROSTER_HEADER`] where it shows.
    pub column: &'static str,
    /// One row, or the two that contradict each other.
    pub rows: Vec<Vec<String>>,
}

/// Every [`RosterFault`] once, worked into the rows of `people`, who must be correct.
///
/// # Panics
/// When there are fewer than two people.
pub fn roster_faults(people: &[Person]) -> Vec<FaultyRows> {
    assert!(people.len() >= 2, "duplicates take two people");
    let mut faulty: Vec<FaultyRows> = CELL_FAULTS
        .iter()
        .zip(people.iter().cycle())
        .map(|(&(fault, column, spoil), person)| {
            let mut row = row(person);
            row[place_of(column)] = spoil(person);
            FaultyRows { fault, column, rows: vec![row] }
        })
        .collect();
    for (fault, column) in [
        (RosterFault::DuplicateStudentNumber, "学号"),
        (RosterFault::DuplicateIdentityNumber, "身份证号"),
    ] {
        faulty.push(FaultyRows { fault, column, rows: duplicate(people, column) });
    }
    faulty
}

type CellFault = (RosterFault, &'static str, fn(&Person) -> String);

const CELL_FAULTS: [CellFault; 13] = [
    (RosterFault::SpaceInName, "姓名", |person| {
        let mut letters = person.name.chars();
        format!("{} {}", letters.next().unwrap_or('王'), letters.as_str())
    }),
    (RosterFault::BirthDateDiffers, "出生日期", |person| {
        eight_digits(person.born_on.tomorrow().unwrap_or(person.born_on))
    }),
    (RosterFault::NoSuchBirthDate, "出生日期", |person| {
        format!("{:04}0230", person.born_on.year())
    }),
    (RosterFault::WrongCheckCharacter, "身份证号", |person| {
        let (body, last) = person.identity_number.split_at(17);
        format!("{body}{}", if last == "1" { "2" } else { "1" })
    }),
    (RosterFault::WrongSex, "性别", |person| {
        let other = if person.sex == Sex::Male { Sex::Female } else { Sex::Male };
        other.label().to_owned()
    }),
    (RosterFault::UnknownAffiliation, "政治面貌", |_| "团员".to_owned()),
    (RosterFault::UnknownEthnicity, "民族", |_| "大汉族".to_owned()),
    (RosterFault::NativePlaceWithoutCounty, "籍贯", |_| "江西".to_owned()),
    (RosterFault::DestroyedIdentityNumber, "身份证号", |person| {
        let digits = &person.identity_number;
        format!("{}.{}E+17", &digits[..1], &digits[1..6])
    }),
    (RosterFault::ShortIdentityNumber, "身份证号", |person| {
        person.identity_number[..17].to_owned()
    }),
    (RosterFault::MissingStudentNumber, "学号", |_| String::new()),
    (RosterFault::MissingName, "姓名", |_| String::new()),
    (RosterFault::ShortPhone, "手机号", |person| person.phone[..10].to_owned()),
];

fn duplicate(people: &[Person], column: &str) -> Vec<Vec<String>> {
    let first = row(&people[0]);
    let mut second = row(&people[1]);
    // Sex and birth date must go with an identity number, or the row would break three rules.
    let follow: &[&str] = if column == "身份证号" { &["性别", "出生日期"] } else { &[] };
    for place in std::iter::once(&column).chain(follow).map(|column| place_of(column)) {
        second[place].clone_from(&first[place]);
    }
    vec![first, second]
}

fn place_of(column: &str) -> usize {
    ROSTER_HEADER.iter().position(|name| *name == column).expect("a column of the header")
}

fn row(person: &Person) -> Vec<String> {
    vec![
        person.student_number.clone(),
        person.name.clone(),
        person.sex.label().to_owned(),
        eight_digits(person.born_on),
        person.affiliation.clone(),
        person.major.clone(),
        eight_digits(person.entered_on),
        person.programme_years.to_string(),
        person.level.clone(),
        person.ethnicity.clone(),
        person.identity_number.clone(),
        person.native_place.clone(),
        person.remark.clone(),
        person.college.clone(),
        person.class.clone(),
        person.phone.clone(),
        person.exam_number.clone(),
        person.category.clone(),
        person.form_of_study.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::people::{People, check_character};

    #[test]
    fn rows_stand_under_their_header() {
        let people: Vec<Person> = People::seeded(1).take(3).collect();
        let rows = roster_rows(&people);
        assert!(rows.iter().all(|row| row.len() == ROSTER_HEADER.len()));
        for (person, row) in people.iter().zip(&rows) {
            assert_eq!(row[place_of("身份证号")], person.identity_number);
            assert_eq!(row[place_of("学习形式")], person.form_of_study);
            assert_eq!(row[place_of("出生日期")], person.identity_number[6..14]);
        }
    }

    #[test]
    fn every_fault_changes_its_own_column_and_no_other() {
        let people: Vec<Person> = People::seeded(2).take(5).collect();
        let faulty = roster_faults(&people);
        assert_eq!(faulty.iter().map(|rows| rows.fault).collect::<HashSet<_>>().len(), 15);
        for (at, FaultyRows { fault, column, rows }) in faulty.iter().enumerate() {
            if let [row] = rows.as_slice() {
                let right = super::row(&people[at % 5]);
                let changed: Vec<&str> = (0..row.len())
                    .filter(|&place| row[place] != right[place])
                    .map(|place| ROSTER_HEADER[place])
                    .collect();
                assert_eq!(changed, [*column], "{fault:?}");
            } else {
                assert_eq!(rows[0][place_of(column)], rows[1][place_of(column)], "{fault:?}");
                assert_ne!(rows[0], rows[1]);
            }
        }
    }

    #[test]
    fn a_wrong_check_character_is_wrong_whatever_the_right_one_was() {
        let people: Vec<Person> = People::seeded(3).take(200).collect();
        for pair in people.windows(2) {
            let mut turned = pair.to_vec();
            turned.rotate_left(1);
            let faulty = roster_faults(&[pair, &turned].concat());
            let number = &faulty[3].rows[0][place_of("身份证号")];
            assert!(!number.ends_with(check_character(&number[..17])));
        }
    }
}
