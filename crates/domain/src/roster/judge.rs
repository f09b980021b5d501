//! 校验: one line of a roster, judged field by field; every breach is found, none stops the rest.

use jiff::civil::Date;

use super::{Affiliation, Field, Graduate, Phone, PhoneError, StudentNumber, StudentNumberError};
use crate::{
    identity::{IdentityNumber, IdentityNumberError, Sex},
    name::{PersonName, PersonNameError},
    school::{Category, Level},
};

/// What is wrong with one field. Carries no value of the person; the page shows the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Name(PersonNameError),
    /// A look-alike separator was read as U+00B7.
    SeparatorMended,
    StudentNumber(StudentNumberError),
    Identity(IdentityNumberError),
    /// An old 15-digit number was read as its 18-digit form.
    IdentityFifteen,
    NotADate,
    /// 出生日期 differs from the one in the identity number.
    BirthDateDiffers {
        in_number: Date,
    },
    /// 性别 differs from the one the identity number says.
    SexDiffers {
        in_number: Sex,
    },
    /// Not a word of the closed list.
    NotInList {
        allowed: Vec<&'static str>,
    },
    /// 籍贯 does not read 「××省××县（市）」.
    NativePlace,
    ProgrammeYears,
    Phone,
    TooLong {
        longest: usize,
    },
    /// Two lines of the file share this field; `row` is the first.
    Doubled {
        row: usize,
    },
    /// Excel kept only 15 digits: the number cannot be saved, only typed again.
    Destroyed,
    /// The file has no column of this name.
    MissingColumn,
    /// Somebody else stands on the list with the same number.
    ListedAsAnother,
}

/// Whether a line with the fault can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Read, and said: the school should look.
    Notice,
    /// The line stays out until it is mended.
    Error,
}

impl Fault {
    pub fn severity(&self) -> Severity {
        match self {
            Fault::SeparatorMended
            | Fault::IdentityFifteen
            | Fault::NativePlace
            | Fault::ProgrammeYears
            | Fault::Phone => Severity::Notice,
            _ => Severity::Error,
        }
    }
}

/// A judged line: the graduate if nothing stands against listing, and every fault found.
pub struct Judged {
    pub graduate: Option<Graduate>,
    pub faults: Vec<(Field, Fault)>,
}

/// The lengths of the platform's own fields (facts: 学籍 upload, C50 and C40).
const LONGEST_TEXT: usize = 50;

/// Judges one line. `cell` gives a field's text, trimmed of nothing, or "" where the file has
/// no such column.
pub fn judge<'a>(cell: impl Fn(Field) -> &'a str) -> Judged {
    let mut line = Line { cell, faults: Vec::new() };
    let student_number = line.required(Field::StudentNumber, student_number);
    let name = line.required(Field::Name, name);
    let identity = line.required(Field::IdentityNumber, identity);
    let sex = line.required(Field::Sex, sex);
    let born_on = line.required(Field::BirthDate, date);
    let college = line.required(Field::College, text);
    let class = line.required(Field::Class, text);
    line.agree(identity.as_ref(), sex, born_on);
    let phone = line.optional(Field::Phone, phone);
    let native_place = line.optional(Field::NativePlace, native_place);
    let programme_years = line.optional(Field::ProgrammeYears, programme_years);
    let affiliation = line.optional(Field::Affiliation, affiliation);
    let category = line.optional(Field::Category, category);
    let level = line.optional(Field::Level, level);
    let entered_on = line.optional(Field::EnteredOn, date);
    let major = line.optional(Field::Major, text);
    let ethnicity = line.optional(Field::Ethnicity, text);
    let exam_number = line.optional(Field::ExamNumber, text);
    let form_of_study = line.optional(Field::FormOfStudy, text);
    let remark = line.optional(Field::Remark, remark);
    let barred = line.faults.iter().any(|(_, fault)| fault.severity() == Severity::Error);
    let graduate = (|| {
        Some(Graduate {
            student_number: student_number?,
            name: name?,
            sex: sex?,
            born_on: born_on?,
            identity: identity?,
            college: college?,
            class: class?,
            phone,
            affiliation,
            category,
            level,
            entered_on,
            programme_years,
            major,
            ethnicity,
            native_place,
            exam_number,
            form_of_study,
            remark,
        })
    })();
    Judged { graduate: graduate.filter(|_| !barred), faults: line.faults }
}

struct Line<F> {
    cell: F,
    faults: Vec<(Field, Fault)>,
}

/// A value read, perhaps with something to say about it; or why it could not be read.
type Read<T> = Result<(T, Option<Fault>), Fault>;

impl<'a, F: Fn(Field) -> &'a str> Line<F> {
    fn required<T>(&mut self, field: Field, read: impl Fn(&str) -> Read<T>) -> Option<T> {
        if (self.cell)(field).trim().is_empty() {
            self.faults.push((field, Fault::Missing));
            return None;
        }
        self.optional(field, read)
    }

    fn optional<T>(&mut self, field: Field, read: impl Fn(&str) -> Read<T>) -> Option<T> {
        let text = (self.cell)(field);
        if text.trim().is_empty() {
            return None;
        }
        match read(text) {
            Ok((value, notice)) => {
                self.faults.extend(notice.map(|fault| (field, fault)));
                Some(value)
            }
            Err(fault) => {
                self.faults.push((field, fault));
                None
            }
        }
    }

    /// The identity number is the judge: what disagrees with it is the fault of the other field.
    fn agree(
        &mut self,
        identity: Option<&IdentityNumber>,
        sex: Option<Sex>,
        born_on: Option<Date>,
    ) {
        let Some(identity) = identity else { return };
        if sex.is_some_and(|sex| sex != identity.sex()) {
            self.faults.push((Field::Sex, Fault::SexDiffers { in_number: identity.sex() }));
        }
        let in_number = identity.birth_date();
        if born_on.is_some_and(|date| date != in_number) {
            self.faults.push((Field::BirthDate, Fault::BirthDateDiffers { in_number }));
        }
    }
}

fn student_number(text: &str) -> Read<StudentNumber> {
    text.parse().map(|number| (number, None)).map_err(Fault::StudentNumber)
}

fn name(text: &str) -> Read<PersonName> {
    let (name, mended) = PersonName::read(text).map_err(Fault::Name)?;
    Ok((name, mended.then_some(Fault::SeparatorMended)))
}

fn identity(text: &str) -> Read<IdentityNumber> {
    let number = text.parse().map_err(Fault::Identity)?;
    Ok((number, (text.trim().len() == 15).then_some(Fault::IdentityFifteen)))
}

fn sex(text: &str) -> Read<Sex> {
    in_list(Sex::read(text.trim()), Sex::ALL, Sex::word)
}

fn affiliation(text: &str) -> Read<Affiliation> {
    in_list(Affiliation::read(text.trim()), Affiliation::ALL, Affiliation::word)
}

fn category(text: &str) -> Read<Category> {
    in_list(Category::read(text.trim()), Category::ALL, Category::word)
}

fn level(text: &str) -> Read<Level> {
    in_list(Level::read(text.trim()), Level::ALL, Level::word)
}

fn in_list<T: Copy>(found: Option<T>, all: &[T], word: fn(T) -> &'static str) -> Read<T> {
    let allowed = || all.iter().map(|one| word(*one)).collect();
    found.map(|one| (one, None)).ok_or_else(|| Fault::NotInList { allowed: allowed() })
}

/// Eight digits; also `2003-09-01` and `2003/9/1`, which spreadsheets make of them.
fn date(text: &str) -> Read<Date> {
    let typed = text.trim();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = match typed.split(['-', '/', '.']).collect::<Vec<_>>().as_slice() {
        [year, month, day] => vec![year, month, day],
        [whole] if whole.len() == 8 && digits(whole) => {
            vec![&typed[..4], &typed[4..6], &typed[6..]]
        }
        _ => return Err(Fault::NotADate),
    };
    let number = |part: &str| digits(part).then(|| part.parse::<i16>().ok()).flatten();
    let [Some(year), Some(month), Some(day)] =
        [number(parts[0]), number(parts[1]), number(parts[2])]
    else {
        return Err(Fault::NotADate);
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(Fault::NotADate);
    };
    let date = Date::new(year, month, day).map_err(|_| Fault::NotADate)?;
    if !(1900..=2100).contains(&date.year()) {
        return Err(Fault::NotADate);
    }
    Ok((date, None))
}

fn phone(text: &str) -> Read<Phone> {
    text.parse().map(|phone| (phone, None)).map_err(|PhoneError| Fault::Phone)
}

fn text(text: &str) -> Read<String> {
    shorter(text, LONGEST_TEXT)
}

fn remark(text: &str) -> Read<String> {
    shorter(text, 200)
}

fn shorter(text: &str, longest: usize) -> Read<String> {
    let trimmed = text.trim();
    if trimmed.chars().count() > longest {
        return Err(Fault::TooLong { longest });
    }
    Ok((trimmed.to_owned(), None))
}

/// 「××省××县（市）」; a municipality or autonomous region stands for the province.
fn native_place(text: &str) -> Read<String> {
    let (place, _) = shorter(text, LONGEST_TEXT)?;
    let province = place.find(['省', '市', '区']);
    let county = place.ends_with(['县', '市', '区', '旗', '州', '盟']);
    let fits = county && province.is_some_and(|at| at + '省'.len_utf8() < place.len());
    Ok((place, (!fits).then_some(Fault::NativePlace)))
}

/// 学制 in years, halves allowed (the platform's list: 1 to 8).
fn programme_years(text: &str) -> Read<String> {
    let (typed, _) = shorter(text.trim().trim_end_matches('年'), 4)?;
    let years: Option<f32> = typed.parse().ok();
    let fits =
        years.is_some_and(|years| (1.0..=8.0).contains(&years) && (years * 2.0).fract() == 0.0);
    Ok((typed, (!fits).then_some(Fault::ProgrammeYears)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that is right; each case breaks one cell of it.
    fn judged(field: Field, broken: &str) -> Judged {
        let broken = broken.to_owned();
        judge(|asked| {
            if asked == field {
                return Box::leak(broken.clone().into_boxed_str());
            }
            match asked {
                Field::StudentNumber => "2022010101",
                Field::Name => "欧阳黎明",
                Field::Sex => "男",
                Field::BirthDate => "19850301",
                Field::IdentityNumber => "990101198503010014",
                Field::College => "机械工程学院",
                Field::Class => "机械2201",
                Field::NativePlace => "湖南省长沙市",
                Field::Affiliation => "共青团员",
                Field::ProgrammeYears => "4",
                _ => "",
            }
        })
    }

    #[test]
    fn a_right_line_has_no_faults() {
        let line = judged(Field::Remark, "");
        assert_eq!(line.faults, []);
        let graduate = line.graduate.unwrap();
        assert_eq!(graduate.born_on, jiff::civil::date(1985, 3, 1));
        assert_eq!(graduate.affiliation, Some(Affiliation::LeagueMember));
    }

    #[test]
    fn each_broken_cell_is_found_with_its_fault() {
        let cases: &[(Field, &str, &str)] = &[
            (Field::Name, "欧阳 黎明", "Name(Space(3))"),
            (Field::Name, "阿依・古丽", "SeparatorMended"),
            (Field::Name, " ", "Missing"),
            (Field::StudentNumber, "2022 01", "StudentNumber(Character(5))"),
            (
                Field::IdentityNumber,
                "990101198503010015",
                "Identity(Check { found: '5', expected: '4' })",
            ),
            (Field::IdentityNumber, "990101850301001", "IdentityFifteen"),
            (Field::Sex, "女", "SexDiffers { in_number: Male }"),
            (Field::Sex, "M", "NotInList { allowed: [\"男\", \"女\"] }"),
            (Field::BirthDate, "19850302", "BirthDateDiffers { in_number: 1985-03-01 }"),
            (Field::BirthDate, "850301", "NotADate"),
            (Field::BirthDate, "1985-02-30", "NotADate"),
            (Field::NativePlace, "湖南", "NativePlace"),
            (Field::ProgrammeYears, "四", "ProgrammeYears"),
            (Field::Phone, "12345", "Phone"),
            (
                Field::Level,
                "硕博",
                "NotInList { allowed: [\"专科\", \"本科\", \"硕士\", \"博士\"] }",
            ),
        ];
        for (field, broken, expected) in cases {
            let line = judged(*field, broken);
            let found: Vec<String> =
                line.faults.iter().map(|(_, fault)| format!("{fault:?}")).collect();
            assert_eq!(found, [*expected], "{field:?} {broken}");
            assert_eq!(line.faults[0].0, *field);
            let barred = line.faults[0].1.severity() == Severity::Error;
            assert_eq!(line.graduate.is_none(), barred, "{field:?} {broken}");
        }
    }

    #[test]
    fn a_line_full_of_faults_tells_them_all() {
        let line = judge(|_| "?");
        assert!(line.graduate.is_none());
        assert!(line.faults.len() >= 10, "{:?}", line.faults);
    }

    #[test]
    fn dates_as_spreadsheets_write_them_are_read() {
        for typed in ["19850301", "1985-03-01", "1985/3/1", "1985.3.1"] {
            assert_eq!(judged(Field::BirthDate, typed).faults, [], "{typed}");
        }
    }
}
