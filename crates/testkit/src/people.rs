//! 人员: synthetic people, complete to the last column of a school's roster.

mod identity;
mod names;

use jiff::civil::{Date, date};

pub use identity::{check_character, eight_digits, fifteen_digits, identity_number};

use crate::random::Random;

/// 性别, as the seventeenth digit of the identity number says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Female,
    Male,
}

impl Sex {
    /// The word of the roster: 女 or 男.
    pub fn label(self) -> &'static str {
        match self {
            Sex::Female => "女",
            Sex::Male => "男",
        }
    }
}

/// One prospective graduate. The text is what a correct roster would hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 学号: eleven digits: year of entry, major, class, place in the class.
    pub student_number: String,
    /// 姓名, without spaces.
    pub name: String,
    /// 性别.
    pub sex: Sex,
    /// 出生日期.
    pub born_on: Date,
    /// 政治面貌.
    pub affiliation: String,
    /// 专业（方向）.
    pub major: String,
    /// 入学日期.
    pub entered_on: Date,
    /// 学制 in years.
    pub programme_years: u8,
    /// 培养层次.
    pub level: String,
    /// 民族.
    pub ethnicity: String,
    /// 身份证号, 18 digits unless asked for 15; the region code 99 belongs to nobody.
    pub identity_number: String,
    /// 籍贯: a real province, a county that does not exist.
    pub native_place: String,
    /// 备注.
    pub remark: String,
    /// 学院.
    pub college: String,
    /// 班级.
    pub class: String,
    /// 手机号 out of 19900000000–19900099999, where nobody answers.
    pub phone: String,
    /// 考生号: fourteen digits, province 99.
    pub exam_number: String,
    /// 学历类别.
    pub category: String,
    /// 学习形式.
    pub form_of_study: String,
    /// The seed of this person's drawn face.
    pub face_seed: u64,
}

/// Cases that rosters hold and programs forget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Special {
    /// A name of 16 and more characters with U+00B7.
    LongMinorityName,
    /// A character that GB 2312 lacks.
    BeyondGb2312,
    /// A character outside the basic plane of Unicode.
    BeyondBasicPlane,
    /// 单名: one given character.
    SingleGivenName,
    /// A foreign student, named in Latin letters.
    LatinName,
    /// A 15-digit identity number; born before 2000.
    FifteenDigits,
}

impl Special {
    /// Every case once.
    pub const ALL: [Special; 6] = [
        Special::LongMinorityName,
        Special::BeyondGb2312,
        Special::BeyondBasicPlane,
        Special::SingleGivenName,
        Special::LatinName,
        Special::FifteenDigits,
    ];
}

/// People without end, class after class. Student numbers, identity numbers and phones do not
/// repeat within the first 100,000.
#[derive(Debug, Clone)]
pub struct People {
    random: Random,
    cohort: i16,
    class_size: u32,
    offset: u64,
    given: u32,
}

impl People {
    /// The people of `seed`: graduates of 2027 in classes of 40.
    pub fn seeded(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let offset = random.below(NUMBERS);
        Self { random, cohort: 2027, class_size: 40, offset, given: 0 }
    }

    /// The same, graduating in `cohort`: a year between 1980 and 2200.
    #[must_use]
    pub fn of_cohort(mut self, cohort: i16) -> Self {
        self.cohort = cohort.clamp(1980, 2200);
        self
    }

    /// The same in classes of `class_size`, 1 to 99.
    #[must_use]
    pub fn in_classes_of(mut self, class_size: u32) -> Self {
        self.class_size = class_size.clamp(1, 99);
        self
    }

    /// The next person, who is a special case.
    pub fn special(&mut self, special: Special) -> Person {
        let mut person = self.person();
        let family = person.name.chars().next().unwrap_or('王');
        match special {
            Special::LongMinorityName => {
                // The second name is a woman's; the others are men's.
                let at = if person.sex == Sex::Female { 1 } else { 2 * self.random.below(2) };
                let at = usize::try_from(at).unwrap_or(0);
                names::LONG_NAMES[at].clone_into(&mut person.name);
                "维吾尔族".clone_into(&mut person.ethnicity);
            }
            Special::BeyondGb2312 => person.name = format!("{family}{}", names::BEYOND_GB2312),
            Special::BeyondBasicPlane => {
                person.name = format!("{family}{}", names::BEYOND_BASIC_PLANE);
            }
            Special::SingleGivenName => person.name = format!("{family}静"),
            Special::LatinName => {
                let at = usize::from(person.sex == Sex::Male);
                names::LATIN_NAMES[at].clone_into(&mut person.name);
                "其他".clone_into(&mut person.ethnicity);
            }
            Special::FifteenDigits => {
                let year = 1985 + i16::try_from(self.random.below(14)).unwrap_or(0);
                person.born_on = date(year, 3, 1);
                let (area, sequence) = self.number_for(self.given - 1, person.sex);
                person.identity_number = fifteen_digits(area, person.born_on, sequence);
            }
        }
        person
    }

    fn person(&mut self) -> Person {
        let count = self.given;
        self.given += 1;
        let (class_count, seat) = (count / self.class_size, count % self.class_size + 1);
        let course = &COURSES[class_count as usize % COURSES.len()];
        let number_in_course = class_count / COURSES_COUNT + 1;
        let intake = self.cohort - i16::from(course.years);
        let sex = if self.random.chance(0.5) { Sex::Male } else { Sex::Female };
        let born = self.birth_date(intake);
        let (area, sequence) = self.number_for(count, sex);
        let short_year = intake.rem_euclid(100);
        Person {
            student_number: format!(
                "{intake:04}{:02}{number_in_course:03}{seat:02}",
                class_count % COURSES_COUNT + 1
            ),
            name: self.name(sex),
            sex,
            born_on: born,
            affiliation: self.weighted(&AFFILIATIONS),
            major: course.major.to_owned(),
            entered_on: date(intake, 9, 1),
            programme_years: course.years.unsigned_abs(),
            level: course.level.to_owned(),
            ethnicity: self.weighted(&ETHNICITIES),
            identity_number: identity_number(area, born, sequence),
            native_place: format!(
                "{}{}",
                self.random.pick(&PROVINCES),
                self.random.pick(&COUNTIES)
            ),
            remark: String::new(),
            college: course.college.to_owned(),
            class: format!("{}{short_year:02}{number_in_course:02}班", course.short),
            phone: format!("199000{:05}", (self.offset + u64::from(count)) % 100_000),
            exam_number: format!("{short_year:02}99{:04}{:06}", area, count % 1_000_000),
            category: "普通".to_owned(),
            form_of_study: "普通全日制".to_owned(),
            face_seed: self.random.bits(),
        }
    }

    /// Eighteen or nineteen at entry, as most are.
    fn birth_date(&mut self, intake: i16) -> Date {
        let day = i32::try_from(self.random.below(730)).unwrap_or(0);
        let first = date(intake - 19, 9, 1);
        first.saturating_add(jiff::Span::new().days(day))
    }

    fn name(&mut self, sex: Sex) -> String {
        let mut name = if self.random.chance(0.01) {
            (*self.random.pick(&names::COMPOUND_SURNAMES)).to_owned()
        } else {
            // The product of two draws favours the front of the list, where the common ones are.
            let surnames: Vec<char> = names::SURNAMES.chars().collect();
            let reach = self.random.below(surnames.len() as u64) + 1;
            let at = usize::try_from(self.random.below(reach)).unwrap_or(0);
            surnames[at].to_string()
        };
        let list = if sex == Sex::Male { names::MASCULINE } else { names::FEMININE };
        let given: Vec<char> = list.chars().collect();
        name.push(*self.random.pick(&given));
        if self.random.chance(0.85) {
            name.push(*self.random.pick(&given));
        }
        name
    }

    /// Area and sequence of the identity number of the `count`th person: a walk that visits each
    /// pair once, so numbers are distinct whatever the birth dates are.
    fn number_for(&self, count: u32, sex: Sex) -> (u32, u32) {
        let place = (self.offset + u64::from(count) * STRIDE) % NUMBERS;
        let place = u32::try_from(place).unwrap_or(0);
        let sequence = 2 * (place % 499) + if sex == Sex::Male { 1 } else { 2 };
        (place / 499, sequence)
    }

    fn weighted(&mut self, choices: &[(u64, &str)]) -> String {
        let mut drawn = self.random.below(choices.iter().map(|(weight, _)| weight).sum());
        let found = choices.iter().find(|(weight, _)| {
            let here = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            here
        });
        found.map_or_else(String::new, |(_, word)| (*word).to_owned())
    }
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        Some(self.person())
    }
}

/// 10,000 areas with 499 sequences for each sex.
const NUMBERS: u64 = 10_000 * 499;
/// Shares no factor with `NUMBERS`.
const STRIDE: u64 = 1_234_577;

struct Course {
    college: &'static str,
    major: &'static str,
    short: &'static str,
    level: &'static str,
    years: i8,
}

const fn course(
    college: &'static str,
    major: &'static str,
    short: &'static str,
    level: &'static str,
    years: i8,
) -> Course {
    Course { college, major, short, level, years }
}

const COURSES_COUNT: u32 = 8;
const COURSES: [Course; COURSES_COUNT as usize] = [
    course("信息工程学院", "软件技术", "软件", "专科", 3),
    course("护理学院", "护理", "护理", "专科", 3),
    course("经济管理学院", "大数据与会计", "会计", "专科", 3),
    course("机电工程学院", "机械设计制造及其自动化", "机械", "本科", 4),
    course("教育学院", "学前教育（师范）", "学前", "专科", 3),
    course("信息工程学院", "计算机科学与技术", "计科", "本科", 4),
    course("建筑工程学院", "建设工程管理", "建管", "专科", 3),
    course("外国语学院", "商务英语", "商英", "本科", 4),
];

const AFFILIATIONS: [(u64, &str); 4] =
    [(75, "共青团员"), (15, "群众"), (6, "中共预备党员"), (4, "中共党员")];

const ETHNICITIES: [(u64, &str); 7] =
    [(180, "汉族"), (4, "回族"), (4, "满族"), (4, "壮族"), (3, "土家族"), (3, "苗族"), (2, "彝族")];

const PROVINCES: [&str; 10] = [
    "江西省",
    "湖南省",
    "湖北省",
    "安徽省",
    "河南省",
    "福建省",
    "四川省",
    "云南省",
    "山东省",
    "浙江省",
];

const COUNTIES: [&str; 10] = [
    "青禾县",
    "望川县",
    "柳湾县",
    "白鹭县",
    "松岭县",
    "临湖市",
    "金穗县",
    "石榴县",
    "云泽市",
    "双槐县",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let people = |seed| People::seeded(seed).take(100).collect::<Vec<_>>();
        assert_eq!(people(1), people(1));
        assert_ne!(people(1), people(2));
    }

    #[test]
    fn every_identity_number_agrees_with_its_person() {
        for person in People::seeded(3).take(2000) {
            let number = &person.identity_number;
            assert_eq!(number.len(), 18);
            assert!(number.starts_with("99"));
            assert_eq!(number[6..14], eight_digits(person.born_on));
            let odd = number.as_bytes()[16] % 2 == 1;
            assert_eq!(odd, person.sex == Sex::Male);
            assert!(number.ends_with(check_character(&number[..17])));
        }
    }

    #[test]
    fn no_two_people_share_a_number() {
        let people: Vec<Person> = People::seeded(4).take(20_000).collect();
        for field in [
            |person: &Person| person.student_number.clone(),
            |person: &Person| person.identity_number.clone(),
            |person: &Person| person.phone.clone(),
            |person: &Person| person.exam_number.clone(),
        ] {
            assert_eq!(people.iter().map(field).collect::<HashSet<_>>().len(), people.len());
        }
    }

    #[test]
    fn names_are_free_of_spaces_and_entry_is_before_graduation() {
        for person in People::seeded(5).of_cohort(2026).take(1000) {
            assert!(!person.name.contains(char::is_whitespace));
            assert!((2..=4).contains(&person.name.chars().count()));
            let age = person.entered_on.year() - person.born_on.year();
            assert!((17..=19).contains(&age), "{age} at entry");
            let years = i16::from(person.programme_years);
            assert_eq!(person.entered_on.year() + years, 2026);
            assert!(person.phone.starts_with("199000") && person.phone.len() == 11);
            assert_eq!(person.exam_number.len(), 14);
        }
    }

    #[test]
    fn a_class_shares_its_course_and_its_size_is_kept() {
        let people: Vec<Person> = People::seeded(6).in_classes_of(5).take(12).collect();
        let classes: Vec<&str> = people.iter().map(|person| person.class.as_str()).collect();
        assert_eq!(classes[..5], ["软件2401班"; 5]);
        assert_eq!(classes[5..10], ["护理2401班"; 5]);
        assert_eq!(people[5].student_number, "20240200101");
    }

    #[test]
    fn special_people_are_what_was_asked_for() {
        let mut people = People::seeded(8);
        for _ in 0..50 {
            let long = people.special(Special::LongMinorityName);
            assert!(long.name.contains('\u{B7}') && long.name.chars().count() >= 16);
            assert!(people.special(Special::BeyondGb2312).name.contains('喆'));
            let beyond = people.special(Special::BeyondBasicPlane).name;
            assert!(beyond.chars().any(|letter| u32::from(letter) > 0xFFFF));
            assert_eq!(people.special(Special::SingleGivenName).name.chars().count(), 2);
            assert!(people.special(Special::LatinName).name.is_ascii());
            let old = people.special(Special::FifteenDigits);
            assert_eq!(old.identity_number.len(), 15);
            assert_eq!(old.identity_number[6..12], eight_digits(old.born_on)[2..]);
        }
    }
}
