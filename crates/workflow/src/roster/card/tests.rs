//! Made-up readings of the house's card.

use ::card::{CardReading, Reason, form::Form};
use expect_test::{Expect, expect};

use super::{
    Ask, CardClass, FORM,
    answers::Answers,
    beside::{AlikeCard, Beside},
    doubt,
    keep::Kept,
    texts::{keeps_the_rules, with_answers},
};

/// A card as it was marked.
fn reading(texts: &[(&str, &str)]) -> CardReading {
    crate::testing::read_card(1, texts).reading
}

const CARD: [(&str, &str); 5] = [
    ("student_number", "20230101"),
    ("name", "53374585"),
    ("identity_number", "990101198503010014"),
    ("level", "本科"),
    ("category", "普通"),
];

fn with(field: &'static str, text: &'static str) -> CardReading {
    let mut texts = CARD.to_vec();
    texts.retain(|(name, _)| *name != field);
    texts.push((field, text));
    reading(&texts)
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().map(|(subject, answer)| ((*subject).to_owned(), (*answer).to_owned())).collect()
}

#[track_caller]
fn check(reading: &CardReading, given: &[(&str, &str)], expected: &Expect) {
    let given = answers(given);
    let now = with_answers(&FORM, reading, &given, &Beside::default());
    let asked = doubt::all(&FORM, &now, &given);
    let lines = asked.iter().map(|doubt| format!("{} {}\n", doubt.subject, doubt.why));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn a_clear_card_asks_nothing() {
    check(&reading(&CARD), &[], &expect![""]);
}

#[test]
fn every_column_in_doubt_is_asked_in_the_order_of_the_form() {
    let mut card = with("identity_number", "99010119850301?01?");
    card.fields.insert("level".into(), reading(&[]).fields["level"].clone());
    check(
        &card,
        &[],
        &expect![[r"
            identity_number/15 double
            identity_number/18 double
            level/1 missing
        "]],
    );
    check(
        &card,
        &[("identity_number/15", "0"), ("identity_number/18", "4"), ("level/1", "本科")],
        &expect![""],
    );
}

#[test]
fn answers_that_break_a_rule_together_ask_for_the_whole_field() {
    let card = with("identity_number", "99010119850301?014");
    check(
        &card,
        &[("identity_number/15", "7")],
        &expect![[r"
            identity_number check_character
        "]],
    );
    check(
        &card,
        &[("identity_number/15", "7"), ("identity_number", "990101198503010014")],
        &expect![""],
    );
}

#[test]
fn a_gap_that_stays_blank_asks_for_the_whole_field() {
    let card = with("student_number", "2023_101");
    check(
        &card,
        &[],
        &expect![[r"
        student_number/5 gap
    "]],
    );
    check(&card, &[("student_number/5", "0")], &expect![""]);
    check(
        &card,
        &[("student_number/5", "")],
        &expect![[r"
        student_number gap
    "]],
    );
}

#[test]
fn a_written_character_a_written_name_and_a_broken_code_land_with_the_person() {
    for (codes, why) in [
        ("533700004585", "written_character"),
        ("", "written_name"),
        ("53370101", "no_character"),
        ("533745", "half_character"),
    ] {
        let given = answers(&[]);
        let now = with_answers(&FORM, &with("name", codes), &given, &Beside::default());
        let asked = doubt::all(&FORM, &now, &given);
        assert_eq!(asked.len(), 1, "{codes}");
        assert_eq!((asked[0].subject.as_str(), asked[0].why), ("name", why));
        let typed = answers(&[("name", "张喆")]);
        let now = with_answers(&FORM, &with("name", codes), &typed, &Beside::default());
        assert!(doubt::all(&FORM, &now, &typed).is_empty(), "{codes}");
    }
}

#[test]
fn two_of_three_suggest_the_third_and_a_stranger_is_asked_about() {
    let known = ::card::batch::Known {
        student_number: "20230101".to_owned(),
        identity_number: "990101198503010014".to_owned(),
        name: "张喆".to_owned(),
    };
    let none = answers(&[]);
    let empty = Beside { known: Some(Vec::new()), ..Beside::default() };
    let card = with("name", "53370000");
    let now = with_answers(
        &FORM,
        &card,
        &none,
        &Beside { known: Some(vec![known]), ..Beside::default() },
    );
    let asked = doubt::all(&FORM, &now, &none);
    assert_eq!(asked[0].suggested.as_deref(), Some("张喆"));
    let now = with_answers(&FORM, &card, &none, &empty);
    let asked: Vec<_> = doubt::all(&FORM, &now, &none);
    assert_eq!(
        asked.iter().map(|one| one.why).collect::<Vec<_>>(),
        ["written_character", "not_on_roster"]
    );
    let taken = answers(&[("roster", "new"), ("name", "张喆")]);
    let now = with_answers(&FORM, &card, &taken, &empty);
    assert!(doubt::all(&FORM, &now, &taken).is_empty());
    assert!(now.reasons.iter().all(|told| told.reason != Reason::NotOnRoster));
}

#[test]
fn a_double_is_asked_about_before_anything_else() {
    let other = AlikeCard {
        card: "c1".into(),
        file_name: "一班.pdf".to_owned(),
        number: 7,
        fields: vec!["student_number", "identity_number"],
    };
    let beside = Beside { alike: vec![other], ..Beside::default() };
    let card = with("name", "53370000");
    for (given, expected) in [
        (&[][..], &["duplicate", "name"][..]),
        (&[("duplicate", "keep")], &["name"]),
        (&[("name", "张喆")], &["duplicate"]),
    ] {
        let given = answers(given);
        let now = with_answers(&FORM, &card, &given, &beside);
        let asked = doubt::all(&FORM, &now, &given);
        let subjects: Vec<&str> = asked.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!(subjects, expected);
    }
}

#[test]
fn of_two_marks_none_is_suggested_and_each_shows_the_character_it_makes() {
    let (card, given) = (with("name", "533?4585"), answers(&[]));
    let now = with_answers(&FORM, &card, &given, &Beside::default());
    let asked = doubt::all(&FORM, &now, &given);
    let kept = Kept::of(&CardClass::default(), crate::testing::read_card(1, &[]));
    let view = doubt::view(&FORM, (&kept, &Beside::default()), &now, &given, &asked[0]);
    let Ask::Choose(choices) = view.ask else { panic!("not a column") };
    assert!(choices.iter().all(|choice| !choice.is_suggested));
    let spelt: String = choices.iter().filter_map(|choice| choice.spelt.clone()).collect();
    assert_eq!(spelt, "站湛绽樟章彰漳张掌涨");
}

#[test]
fn a_typed_text_keeps_the_rules_of_its_field() {
    let form = Form::standard();
    for (field, text, keeps) in [
        ("student_number", "20230101", true),
        ("student_number", "", false),
        ("student_number", "2023A101", false),
        ("student_number", "202301010000001", false),
        ("identity_number", "990101198503010014", true),
        ("identity_number", "990101198503010024", false),
        ("identity_number", "99010119850301001", false),
        ("college_code", "", true),
        ("college_code", "3", false),
        ("shot_number", "118", true),
    ] {
        let field = form.field(field).unwrap();
        assert_eq!(keeps_the_rules(&form, field, text), keeps, "{} {text}", field.name);
    }
}
