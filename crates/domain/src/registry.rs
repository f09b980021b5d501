//! 注册: the graduate's own check, and the certificate.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// 校对结论: one chance each.
    Answer {
        Confirmed = "confirmed" "信息无误",
        Disputed = "disputed" "信息有误",
    }
}

/// When the image check of a session opens and ends, counted in working days after the shoot.
/// The notices say 4, 10, 40, 50 or 60: a parameter of the centre, never a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageCheckRule {
    pub opens_after_working_days: u16,
    pub lasts_days: u16,
}

impl ImageCheckRule {
    /// S3: seen two to three weeks after the shoot, two weeks to answer.
    pub const DEFAULT: Self = Self { opens_after_working_days: 10, lasts_days: 14 };
}

/// 证书编号 = 电子注册号: 18 digits — school code, kind of school, year, level, serial number.
/// Schools of the first years (2002) used 17.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CertificateNumber(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not 17 or 18 digits with a year from 2001 on")]
pub struct CertificateNumberError;

impl CertificateNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn year(&self) -> i16 {
        self.0[6..10].parse().unwrap_or_default()
    }
}

impl FromStr for CertificateNumber {
    type Err = CertificateNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim();
        let digits = typed.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !(17..=18).contains(&typed.len()) {
            return Err(CertificateNumberError);
        }
        let number = Self(typed.to_owned());
        if !(2001..=2100).contains(&number.year()) {
            return Err(CertificateNumberError);
        }
        Ok(number)
    }
}

impl TryFrom<String> for CertificateNumber {
    type Error = CertificateNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CertificateNumber> for String {
    fn from(number: CertificateNumber) -> Self {
        number.0
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// After 1 July of the graduation year nothing changes but by formal erratum.
pub fn locked(today: Date, cohort_year: i16) -> bool {
    Date::new(cohort_year, 7, 1).is_ok_and(|lock| today >= lock)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_certificate_number_holds_its_year() {
        let number: CertificateNumber = "990011202605000001".parse().unwrap();
        assert_eq!(number.year(), 2026);
        for wrong in ["99001120260500001X", "990011", "990011190005000001", ""] {
            assert_eq!(wrong.parse::<CertificateNumber>(), Err(CertificateNumberError), "{wrong}");
        }
    }

    #[test]
    fn the_first_of_july_locks() {
        assert!(!locked(date(2026, 6, 30), 2026));
        assert!(locked(date(2026, 7, 1), 2026));
        assert!(!locked(date(2025, 12, 31), 2026));
    }
}
