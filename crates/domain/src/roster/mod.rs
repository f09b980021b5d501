//! 名册: a prospective graduate's line, its fields, and what can be wrong with them.

mod judge;

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::judge::{Fault, Judged, Severity, judge};
use crate::{
    identity::{IdentityNumber, Sex},
    name::PersonName,
    school::{Category, Level},
    words::words,
};

words! {
    /// The columns of a roster (S2, and the fields the platform adds). The word is the header of
    /// the template.
    Field {
        StudentNumber = "student_number" "学号",
        Name = "name" "姓名",
        Sex = "sex" "性别",
        BirthDate = "birth_date" "出生日期",
        Affiliation = "affiliation" "政治面貌",
        Major = "major" "专业(方向)",
        EnteredOn = "entered_on" "入学日期",
        ProgrammeYears = "programme_years" "学制",
        Level = "level" "培养层次",
        Ethnicity = "ethnicity" "民族",
        IdentityNumber = "identity_number" "身份证号",
        NativePlace = "native_place" "籍贯",
        Remark = "remark" "备注",
        College = "college" "学院",
        Class = "class" "班级",
        Phone = "phone" "手机号",
        ExamNumber = "exam_number" "考生号",
        Category = "category" "学历类别",
        FormOfStudy = "form_of_study" "学习形式",
    }
}

impl Field {
    /// A line without these cannot be listed at all.
    pub const REQUIRED: &[Field] = &[
        Field::StudentNumber,
        Field::Name,
        Field::Sex,
        Field::BirthDate,
        Field::IdentityNumber,
        Field::College,
        Field::Class,
    ];
}

words! {
    /// 政治面貌 (GB/T 4762). S2 allows students the first three and 群众.
    Affiliation {
        PartyMember = "01" "中共党员",
        ProbationaryPartyMember = "02" "中共预备党员",
        LeagueMember = "03" "共青团员",
        RevolutionaryCommittee = "04" "民革党员",
        DemocraticLeague = "05" "民盟盟员",
        NationalConstruction = "06" "民建会员",
        PromotingDemocracy = "07" "民进会员",
        PeasantsAndWorkers = "08" "农工党党员",
        ZhiGongParty = "09" "致公党党员",
        JiuSanSociety = "10" "九三学社社员",
        TaiwanLeague = "11" "台盟盟员",
        NonParty = "12" "无党派人士",
        Masses = "13" "群众",
    }
}

words! {
    /// Why somebody leaves this year's list (学籍异动, S2).
    WithdrawalReason {
        Transferred = "transferred" "转学",
        ChangedMajor = "changed_major" "转专业",
        Upgraded = "upgraded" "专升本",
        Suspended = "suspended" "休学",
        LeftSchool = "left_school" "退学",
        RepeatedYear = "repeated_year" "留级",
        ListedByMistake = "listed_by_mistake" "误列",
    }
}

/// …届: the year of graduation, not of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cohort(u16);

impl Cohort {
    /// Registration on the net began in 2001.
    pub fn new(year: u16) -> Option<Self> {
        (2001..=2100).contains(&year).then_some(Self(year))
    }

    pub const fn year(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Cohort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}届", self.0)
    }
}

/// 学号: the school's own; letters, digits and hyphens, at most 20, no spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct StudentNumber(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StudentNumberError {
    #[error("has {0} characters, not 1 to 20")]
    Length(usize),
    #[error("has neither a letter, a digit nor a hyphen at place {0}")]
    Character(usize),
}

impl StudentNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StudentNumber {
    type Err = StudentNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim();
        let length = typed.chars().count();
        if !(1..=20).contains(&length) {
            return Err(StudentNumberError::Length(length));
        }
        let fits = |one: char| one.is_ascii_alphanumeric() || one == '-';
        if let Some(at) = typed.chars().position(|one| !fits(one)) {
            return Err(StudentNumberError::Character(at + 1));
        }
        Ok(Self(typed.to_ascii_uppercase()))
    }
}

impl TryFrom<String> for StudentNumber {
    type Error = StudentNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StudentNumber> for String {
    fn from(number: StudentNumber) -> Self {
        number.0
    }
}

impl fmt::Display for StudentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 手机号 of the mainland: eleven digits from 1. `Debug` masks, and there is no `Serialize`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not eleven digits that begin with 1")]
pub struct PhoneError;

impl Phone {
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim();
        let digits = typed.len() == 11 && typed.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !typed.starts_with('1') {
            return Err(PhoneError);
        }
        Ok(Self(typed.to_owned()))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A line of the roster that can be listed: everything in it was parsed at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graduate {
    pub student_number: StudentNumber,
    pub name: PersonName,
    pub sex: Sex,
    pub born_on: Date,
    pub identity: IdentityNumber,
    pub college: String,
    pub class: String,
    pub phone: Option<Phone>,
    pub affiliation: Option<Affiliation>,
    pub category: Option<Category>,
    pub level: Option<Level>,
    pub entered_on: Option<Date>,
    /// 学制 as written: "4", "2.5".
    pub programme_years: Option<String>,
    pub major: Option<String>,
    pub ethnicity: Option<String>,
    pub native_place: Option<String>,
    pub exam_number: Option<String>,
    pub form_of_study: Option<String>,
    pub remark: Option<String>,
}
