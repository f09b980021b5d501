//! 页框: what every page shares — the language, who is signed in, where one can go, and the token
//! its forms carry.

use std::{borrow::Borrow, fmt::Display};

use domain::{
    portrait::{Headwear, Verdict},
    record::StageKind,
    roster::Field,
    school::Regime,
    session::SessionKind,
};
use jiff::civil::Date;

use workflow::permission::{
    Operator, OwnRecord, ReadBoard, ReadRoster, ReceivePackage, Review, Role, Scope,
};

use crate::{assets, board::Band, words::Lang};

/// The frame of one page. Templates reach every word through it.
#[derive(Debug, Clone)]
pub struct Shell {
    pub lang: Lang,
    pub who: Option<Who>,
    pub nav: Vec<NavItem>,
    /// The hidden token of every form on the page.
    pub csrf: String,
    /// The address of this page, for the language link to come back to.
    pub here: String,
    /// What the step before this page did, as a sentence.
    pub done: Option<String>,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Who {
    pub name: String,
    pub role: Role,
}

/// One link of the bar at the top.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: String,
    pub key: &'static str,
    pub here: bool,
}

/// 状态: a colour, a word and a shape, the same on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Pass,
    Warn,
    Fail,
    Wait,
}

impl Tone {
    /// The class in the stylesheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Wait => "wait",
        }
    }

    pub const fn of_stage(kind: StageKind) -> Self {
        match kind {
            StageKind::Accepted
            | StageKind::Delivered
            | StageKind::Confirmed
            | StageKind::Registered => Self::Pass,
            StageKind::MakeUp | StageKind::Disputed | StageKind::UnderErratum => Self::Warn,
            StageKind::Reshoot => Self::Fail,
            StageKind::Listed
            | StageKind::Proofread
            | StageKind::Planned
            | StageKind::CheckedIn
            | StageKind::Captured
            | StageKind::ImageCheckOpen
            | StageKind::Withdrawn => Self::Wait,
        }
    }

    pub const fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Pass,
            Verdict::Warn => Self::Warn,
            Verdict::Fail => Self::Fail,
            Verdict::Unassessable => Self::Wait,
        }
    }
}

impl Display for Tone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.class())
    }
}

/// What templates call. Arguments may be values or borrows, as loops hand them out.
impl Shell {
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    pub fn n(&self, key: &str, count: impl Borrow<u64>) -> String {
        self.lang.n(key, *count.borrow())
    }

    pub fn with(&self, key: &str, name: &str, value: impl Display) -> String {
        self.lang.with(key, &[(name, &value)])
    }

    pub fn page_of(&self, page: impl Borrow<u64>, pages: impl Borrow<u64>) -> String {
        self.lang.with("page-of", &[("page", page.borrow()), ("pages", pages.borrow())])
    }

    pub fn stage(&self, kind: impl Borrow<StageKind>) -> String {
        self.lang.stage(*kind.borrow())
    }

    #[expect(clippy::unused_self, reason = "templates reach everything through the shell")]
    pub fn tone(&self, kind: impl Borrow<StageKind>) -> Tone {
        Tone::of_stage(*kind.borrow())
    }

    pub fn field(&self, field: impl Borrow<Field>) -> String {
        self.lang.field(*field.borrow())
    }

    pub fn regime(&self, regime: impl Borrow<Regime>) -> String {
        self.lang.regime(*regime.borrow())
    }

    pub fn regime_hint(&self, regime: impl Borrow<Regime>) -> String {
        self.t(&format!("regime-hint-{}", regime.borrow().code()))
    }

    pub fn headwear(&self, headwear: impl Borrow<Headwear>) -> String {
        self.lang.headwear(*headwear.borrow())
    }

    pub fn session_kind(&self, kind: impl Borrow<SessionKind>) -> String {
        self.lang.session_kind(*kind.borrow())
    }

    pub fn role(&self, role: impl Borrow<Role>) -> String {
        self.lang.role(*role.borrow())
    }

    pub fn band(&self, band: impl Borrow<Band>) -> String {
        self.t(&format!("band-{}", band.borrow()))
    }

    pub fn step_word(&self, word: &str) -> String {
        self.lang.step_word(word)
    }

    pub fn date(&self, date: impl Borrow<Date>) -> String {
        self.lang.date(*date.borrow())
    }

    pub fn time(&self, at_ms: impl Borrow<i64>) -> String {
        self.lang.time(*at_ms.borrow())
    }

    pub fn count(&self, count: impl Borrow<u64>) -> String {
        self.lang.count(*count.borrow())
    }

    pub fn bytes(&self, bytes: impl Borrow<u64>) -> String {
        self.lang.bytes(*bytes.borrow())
    }

    pub fn list(&self, words: &[String]) -> String {
        words.join(&self.t("list-comma"))
    }

    /// The address of an embedded file, with its content hash.
    #[expect(clippy::unused_self, reason = "templates reach everything through the shell")]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::href(name)
    }

    /// Switches the language and comes back here.
    pub fn language_href(&self) -> String {
        let back = query_value(&self.here);
        format!("/language/{}?back={back}", self.lang.other().tag())
    }
}

impl Shell {
    /// A page of nobody's: the door, and problems.
    pub fn bare(lang: Lang, here: &str) -> Self {
        Self {
            lang,
            who: None,
            nav: Vec::new(),
            csrf: String::new(),
            here: here.to_owned(),
            done: None,
        }
    }
}

/// Where an operator can go, by what they may do.
pub fn nav(operator: &Operator, here: &str) -> Vec<NavItem> {
    let mut items: Vec<(String, &'static str)> = Vec::new();
    let mut add = |may: bool, href: &str, key| {
        if may {
            items.push((href.to_owned(), key));
        }
    };
    let centre = operator.scope == Scope::Centre;
    add(operator.can::<ReadBoard>(), "/board", "nav-board");
    add(operator.can::<ReadBoard>() && centre, "/schools", "nav-schools");
    add(operator.can::<ReadRoster>(), "/roster", "nav-roster");
    add(operator.can::<ReadBoard>(), "/sessions", "nav-sessions");
    add(operator.can::<Review>(), "/review", "nav-review");
    if let Scope::School(school) = &operator.scope {
        let href = format!("/schools/{}/packages", query_value(school.as_str()));
        add(operator.can::<ReceivePackage>(), &href, "nav-packages");
    }
    add(operator.can::<OwnRecord>(), "/me", "nav-me");
    add(true, "/quwei", "nav-quwei");
    // A school's cards are its list on paper.
    let here = if is_within(here, "/cards") { "/roster" } else { here };
    let item = |(href, key): (String, _)| NavItem { here: is_within(here, &href), href, key };
    items.into_iter().map(item).collect()
}

fn is_within(here: &str, href: &str) -> bool {
    here.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// A value as it stands in an address after `=`.
pub fn query_value(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    safe
}

/// One digit; a half byte has one.
fn hex(half: u8) -> char {
    char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase()
}

/// `path?name=value&…`, leaving out what is empty.
pub fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", query_value(value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leaves_out_what_is_empty_and_escapes_the_rest() {
        assert_eq!(address("/roster", &[("stage", ""), ("search", "")]), "/roster");
        assert_eq!(
            address("/roster", &[("search", "阿·古&丽"), ("page", "2")]),
            "/roster?search=%E9%98%BF%C2%B7%E5%8F%A4%26%E4%B8%BD&page=2"
        );
    }
}
