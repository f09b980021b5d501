//! 学校: who belongs to whom, and which of the two regimes binds them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::words::words;

/// 学校代码: five digits, the national code. An extension station uses its parent school's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SchoolCode([u8; 5]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not five digits")]
pub struct SchoolCodeError;

impl SchoolCode {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for SchoolCode {
    type Err = SchoolCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: [u8; 5] = text.trim().as_bytes().try_into().map_err(|_| SchoolCodeError)?;
        if !code.iter().all(u8::is_ascii_digit) {
            return Err(SchoolCodeError);
        }
        Ok(Self(code))
    }
}

impl TryFrom<String> for SchoolCode {
    type Error = SchoolCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SchoolCode> for String {
    fn from(code: SchoolCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for SchoolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

words! {
    /// 采集制度, chosen per school and season. Data, not code: who may see what follows from it.
    Regime {
        /// 名单: the school may hand its list to the centre (before 2023).
        List = "list" "名单",
        /// 采集码: the centre sees a masked name, the last four, an opaque key
        /// (教学服〔2022〕10号).
        Code = "code" "采集码",
    }
}

words! {
    /// 类别. Adult, regular and postgraduate students are shot separately (S1, S4).
    Category {
        Regular = "regular" "普通",
        Adult = "adult" "成人",
        Postgraduate = "postgraduate" "研究生",
        OpenUniversity = "open_university" "电大",
    }
}

words! {
    /// 培养层次.
    Level {
        JuniorCollege = "junior_college" "专科",
        Bachelor = "bachelor" "本科",
        Master = "master" "硕士",
        Doctor = "doctor" "博士",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_code_is_five_digits() {
        assert_eq!(
            " 10536 ".parse::<SchoolCode>().map(|code| code.to_string()),
            Ok("10536".into())
        );
        for wrong in ["1053", "105366", "1O536", "", "一二三四五"] {
            assert_eq!(wrong.parse::<SchoolCode>(), Err(SchoolCodeError), "{wrong}");
        }
    }

    #[test]
    fn lists_read_words_and_codes() {
        assert_eq!(Category::read("成人"), Some(Category::Adult));
        assert_eq!(Level::read("bachelor"), Some(Level::Bachelor));
        assert_eq!(Level::read("本 科"), None);
    }
}
