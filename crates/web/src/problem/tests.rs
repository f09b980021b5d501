//! Every refusal with its status and its sentence, on one page.

use std::fmt::Write as _;

use expect_test::expect_file;
use jiff::civil::date;

use super::{
    CaptureRefused as Capture, CheckInRefused as CheckIn, PortraitRefused as Portrait,
    RegistryRefused as Registry, RosterRefused as Roster, SessionRefused as Session, *,
};

/// One of each that a desk can be told.
fn every_problem() -> Vec<Problem> {
    let mut all = vec![
        Problem::SignedOut,
        Problem::Origin,
        Problem::Form,
        Problem::TooLarge,
        Problem::NotFound,
        Problem::Method,
        Problem::Store(STALE),
        Problem::Store(DOWN),
        Problem::Store(BROKEN),
        SignInRefused::Wrong.into(),
        SignInRefused::TooMany { retry_after_s: 600 }.into(),
        SignInRefused::Disabled.into(),
        BoardRefused::NotFound.into(),
    ];
    all.extend([
        Problem::from(Roster::SchoolCode),
        Roster::SchoolName.into(),
        Roster::SchoolExists.into(),
        Roster::ClassElsewhere.into(),
        Roster::ListForbidden.into(),
        Roster::Applied.into(),
        Roster::NothingToList.into(),
        Roster::CardDecided.into(),
        Roster::CardAnswer.into(),
        Roster::CardClass.into(),
        Roster::NothingToTakeBack.into(),
        Session::Place.into(),
        Session::Past.into(),
        Session::Profile.into(),
        Session::NobodyToPlan.into(),
        Session::Closed.into(),
    ]);
    all.extend([
        Problem::from(CheckIn::UnreadableCode),
        CheckIn::UnknownCode.into(),
        CheckIn::NotProofread.into(),
        CheckIn::NotPlanned.into(),
        CheckIn::OtherSession.into(),
        CheckIn::AlreadyShot.into(),
        CheckIn::Withdrawn.into(),
        Capture::Size.into(),
        Capture::NotInLine.into(),
        Portrait::NotAssessed.into(),
        Portrait::NoPortrait.into(),
        Portrait::Headwear.into(),
        Portrait::NoReason.into(),
        DeliveryRefused::NothingToDeliver.into(),
        Registry::NothingToOpen.into(),
        Registry::Over(date(2026, 12, 18)).into(),
        Registry::NotOpen.into(),
        Registry::Answered.into(),
        Registry::Words.into(),
    ]);
    all
}

#[test]
fn every_refusal_says_what_and_what_next() {
    let mut table = String::new();
    for problem in every_problem() {
        let told = problem.told();
        let (what, cure) = (told.what(Lang::Chinese), told.cure(Lang::Chinese));
        let (status, key) = (told.status.as_u16(), told.key);
        writeln!(table, "{status} {key:<18} {what} / {cure}").unwrap();
    }
    expect_file!["table.txt"].assert_eq(&table);
}

#[test]
fn a_log_line_says_it_in_english_without_a_persons_words() {
    for problem in every_problem() {
        assert!(problem.to_string().is_ascii(), "{problem}");
    }
}

#[test]
fn the_store_says_who_can_act() {
    for (actor, told) in [
        (Actor::Nobody, STALE),
        (Actor::Operator, STAGE),
        (Actor::Administrator, DOWN),
        (Actor::House, BROKEN),
    ] {
        assert_eq!(of_store(actor), told, "{actor:?}");
    }
}
