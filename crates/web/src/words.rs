//! 词: what a person reads, Chinese first, out of one catalogue per language.
//!
//! Templates ask by key; [`Lang`] is small and copied everywhere. A key that is in no catalogue
//! shows itself, and a test makes sure that none does.

mod catalogue;
mod findings;
mod format;

use std::fmt;

use self::catalogue::{arguments, message};
pub use self::findings::{cure, fault, name_fault};
use domain::{
    portrait::{self, Verdict},
    record::StageKind,
    registry::Answer,
    roster::Field,
    school::Regime,
    session::SessionKind,
};
use jiff::civil::Date;
use workflow::permission::Role;

/// 语言 of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Chinese,
    English,
}

impl Lang {
    pub const ALL: &[Self] = &[Self::Chinese, Self::English];

    /// The value of `<html lang>` and of the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    pub fn read(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak. Preference is the order:
    /// browsers write it sorted.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(Self::read)
    }

    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// A sentence without variables.
    pub fn t(self, key: &str) -> String {
        message(self, key, None)
    }

    /// A sentence about a count, `$n`.
    pub fn n(self, key: &str, count: impl Into<u64>) -> String {
        let mut values = arguments();
        values.set("n", count.into());
        message(self, key, Some(&values))
    }

    /// A sentence with other variables.
    pub fn with(self, key: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
        let mut all = arguments();
        for (name, value) in values {
            all.set((*name).to_owned(), value.to_string());
        }
        message(self, key, Some(&all))
    }

    pub fn stage(self, kind: StageKind) -> String {
        self.item("stage", kind.code())
    }

    pub fn field(self, field: Field) -> String {
        self.item("field", field.code())
    }

    pub fn verdict(self, verdict: Verdict) -> String {
        self.item("verdict", verdict.code())
    }

    pub fn portrait_fault(self, fault: portrait::Fault) -> String {
        self.item("portrait-fault", fault.code())
    }

    pub fn regime(self, regime: Regime) -> String {
        self.item("regime", regime.code())
    }

    pub fn headwear(self, headwear: portrait::Headwear) -> String {
        self.item("headwear", headwear.code())
    }

    pub fn session_kind(self, kind: SessionKind) -> String {
        self.item("session-kind", kind.code())
    }

    pub fn role(self, role: Role) -> String {
        self.item("role", role.code())
    }

    pub fn answer(self, answer: Answer) -> String {
        self.item("answer-word", answer.code())
    }

    /// The word of a step, which the history knows by its Chinese word.
    pub fn step_word(self, word: &str) -> String {
        match STEPS.iter().find(|code| Self::Chinese.item("step", code) == word) {
            Some(code) => self.item("step", code),
            None => word.to_owned(),
        }
    }

    /// The word of one item of a closed list: `stage-checked_in`.
    fn item(self, list: &str, code: &str) -> String {
        self.t(&format!("{list}-{code}"))
    }

    /// 2026年11月20日 · 20 Nov 2026.
    pub fn date(self, date: Date) -> String {
        format::date(self, date)
    }

    /// The same with the hour and minute at the centre (UTC+8).
    pub fn time(self, at_ms: i64) -> String {
        format::time(self, at_ms)
    }

    /// 12,345.
    pub fn count(self, count: u64) -> String {
        format::grouped(count)
    }

    /// 1.2 GB.
    pub fn bytes(self, bytes: u64) -> String {
        format::bytes(bytes)
    }
}

/// The steps of a record by their code names, as `domain` has them.
const STEPS: &[&str] = &[
    "list",
    "correct",
    "proofread",
    "plan",
    "check_in",
    "leave_queue",
    "capture",
    "scan_print",
    "detach",
    "refuse",
    "accept",
    "take_back",
    "deliver",
    "open_image_check",
    "confirm",
    "dispute",
    "answer_dispute",
    "file_erratum",
    "answer_erratum",
    "request_make_up",
    "register",
    "withdraw",
    "reinstate",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_wins() {
        for (header, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Lang::Chinese)),
            ("en-GB", Some(Lang::English)),
            ("fr, EN;q=0.5", Some(Lang::English)),
            ("fr", None),
            ("", None),
            ("中", None),
        ] {
            assert_eq!(Lang::accepted(header), expected, "{header}");
        }
    }

    #[test]
    fn counts_follow_the_grammar_of_the_language() {
        assert_eq!(Lang::Chinese.n("people", 1204u64), "1,204 人");
        assert_eq!(Lang::English.n("people", 1u64), "1 person");
        assert_eq!(Lang::English.n("people", 1204u64), "1,204 people");
    }
}
