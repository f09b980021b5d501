//! The two catalogues say the same things, and pages ask for nothing they lack.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use domain::{
    identity::Sex,
    portrait::{Fault, Headwear, Verdict},
    record::{StageKind, Step},
    registry::Answer,
    roster::Field,
    school::Regime,
    session::SessionKind,
};
use workflow::permission::Role;

use super::*;

/// Each key with the variables of its sentence.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in source(lang).lines() {
        let is_entry = line.starts_with(|one: char| one.is_ascii_lowercase());
        if let Some((name, _)) = line.split_once(" =").filter(|_| is_entry) {
            key = name.to_owned();
            assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
        }
        for variable in line.split('$').skip(1) {
            let end = variable.find(|one: char| !one.is_alphanumeric() && one != '_');
            let name = &variable[..end.unwrap_or(variable.len())];
            keys.entry(key.clone()).or_default().insert(name.to_owned());
        }
    }
    keys
}

#[test]
fn both_files_are_read_without_a_broken_line() {
    for lang in Lang::ALL {
        let resource = FluentResource::try_new(source(*lang).to_owned());
        assert!(resource.is_ok(), "{lang:?}: {:?}", resource.err().map(|(_, errors)| errors));
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    assert_eq!(keys(Lang::Chinese), keys(Lang::English));
}

/// Every text file below a folder of this crate.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// The literal keys of `.t("…")`, `.n("…"` and `.with("…"`.
fn asked(text: &str) -> Vec<&str> {
    let calls = [".t(\"", ".n(\"", ".with(\""];
    let literals = calls.iter().flat_map(|call| text.split(*call).skip(1));
    literals.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let keys = keys(Lang::Chinese);
    let mut count = 0;
    for (path, text) in files("templates", "html").into_iter().chain(files("src", "rs")) {
        for key in asked(&text).into_iter().filter(|key| !key.contains(['{', '…'])) {
            assert!(keys.contains_key(key), "{path}: {key}");
            count += 1;
        }
    }
    assert!(count > 200, "only {count} keys were found: has the way to ask changed?");
}

#[test]
fn the_words_of_closed_lists_are_the_domains_own() {
    fn check<T: Copy>(
        list: &str,
        all: &[T],
        code: fn(T) -> &'static str,
        word: fn(T) -> &'static str,
    ) {
        for one in all {
            assert_eq!(Lang::Chinese.t(&format!("{list}-{}", code(*one))), word(*one));
        }
    }
    check("stage", StageKind::ALL, StageKind::code, StageKind::word);
    check("field", Field::ALL, Field::code, Field::word);
    check("verdict", Verdict::ALL, Verdict::code, Verdict::word);
    check("portrait-fault", Fault::ALL, Fault::code, Fault::word);
    check("headwear", Headwear::ALL, Headwear::code, Headwear::word);
    check("regime", Regime::ALL, Regime::code, Regime::word);
    check("session-kind", SessionKind::ALL, SessionKind::code, SessionKind::word);
    check("sex", Sex::ALL, Sex::code, Sex::word);
    check("answer-word", Answer::ALL, Answer::code, Answer::word);
    check("role", Role::ALL, Role::code, Role::word);
}

#[test]
fn every_word_of_a_history_is_known() {
    for step in [
        Step::List,
        Step::Proofread,
        Step::LeaveQueue,
        Step::Detach,
        Step::Confirm,
        Step::Dispute,
        Step::Reinstate,
        Step::Correct { fields: Vec::new() },
        Step::Refuse { faults: Vec::new() },
    ] {
        assert_eq!(Lang::Chinese.t(&format!("step-{}", step.code())), step.word());
        assert_ne!(Lang::English.step_word(step.word()), step.word());
    }
}
