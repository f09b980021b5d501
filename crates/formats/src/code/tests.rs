//! Codes: the public form in every spelling, ours in exactly one, everything else left alone.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn example() -> Value {
    json!({
        "sjc": 1_700_000_000_000_i64, "cjm": "a1B2c3", "yxdm": "99001", "zjhm": "001x",
        "xh": "2020990101", "cc": "本科", "xllb": "普通", "fy": "信息学院", "xm": "示*范",
        "bh": "计算机2001",
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut fields = example();
    fields[key] = value;
    fields
}

fn without(key: &str) -> Value {
    let mut fields = example();
    fields.as_object_mut().unwrap().remove(key);
    fields
}

fn packed(fields: &Value) -> String {
    STANDARD.encode(fields.to_string())
}

fn or_dash(field: Option<String>) -> String {
    field.unwrap_or_else(|| "-".to_owned())
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&match PublicCode::parse(text) {
        Ok(code) => format!(
            "{} {} {} {} {} {} {} {} {} {}",
            code.token,
            code.school_code,
            code.student_number,
            code.masked_name,
            code.identity_tail.as_str(),
            or_dash(code.drawn_at_ms.map(|stamp| stamp.to_string())),
            or_dash(code.level),
            or_dash(code.category),
            or_dash(code.college),
            or_dash(code.class),
        ),
        Err(error) => format!("refused: it {error}"),
    });
}

#[test]
fn reads_every_field_in_every_spelling_of_base64() {
    let json = example().to_string();
    let padded = STANDARD.encode(&json);
    let broken_up: String = padded.chars().flat_map(|c| [c, '\n']).collect();
    for text in [
        padded,
        STANDARD_NO_PAD.encode(&json),
        URL_SAFE.encode(&json),
        URL_SAFE_NO_PAD.encode(&json),
        broken_up,
    ] {
        check(
            &text,
            &expect![
                "a1B2c3 99001 2020990101 示*范 001X 1700000000000 本科 普通 信息学院 计算机2001"
            ],
        );
    }
}

#[test]
fn url_safe_letters_are_told_from_standard_ones() {
    // Both special letters of each alphabet: 0xFB 0xFF gives `+/` or `-_`.
    let json = r#"{"cjm":"ÿûÿ~~~???>>>","yxdm":"1","xh":"2","xm":"*","zjhm":"0014"}"#;
    let [standard, url] = [STANDARD.encode(json), URL_SAFE.encode(json)];
    assert_ne!(standard, url);
    assert_eq!(PublicCode::parse(&standard), PublicCode::parse(&url));
    assert!(PublicCode::parse(&url).is_ok());
}

#[test]
fn only_five_fields_are_needed_and_unknown_ones_do_no_harm() {
    let fields = json!({
        "cjm": 12345, "yxdm": 99001, "zjhm": "**************0014", "xh": " 7 ", "xm": "示*",
        "sjc": "no number", "cc": null, "fy": ["x"], "bh": "  ", "logId": {"x": 1},
    });
    check(&packed(&fields), &expect!["12345 99001 7 示* 0014 - - - - -"]);
}

#[test]
fn a_number_shown_in_full_is_cut_to_its_tail() {
    let code = PublicCode::parse(&packed(&with("zjhm", json!("990101199003071230")))).unwrap();
    assert_eq!(code.identity_tail.as_str(), "1230");
}

#[test]
fn says_what_is_wrong() {
    for (text, expected) in [
        (String::new(), expect!["refused: it is empty"]),
        ("采集码".into(), expect!["refused: it is not base64"]),
        ("AAAA".into(), expect!["refused: it holds no JSON object in UTF-8"]),
        (STANDARD.encode("[1]"), expect!["refused: it holds no JSON object in UTF-8"]),
        (
            STANDARD.encode(b"{\"cjm\":\"\xFF\"}"),
            expect!["refused: it holds no JSON object in UTF-8"],
        ),
        (STANDARD.encode("[".repeat(3_000)), expect!["refused: it holds no JSON object in UTF-8"]),
        (packed(&without("cjm")), expect!["refused: it lacks the field cjm"]),
        (packed(&with("xm", json!("  "))), expect!["refused: it lacks the field xm"]),
        (packed(&with("xh", json!(true))), expect!["refused: it has a field xh of the wrong kind"]),
        (
            packed(&with("zjhm", json!("014"))),
            expect!["refused: it has a field zjhm of the wrong kind"],
        ),
        (
            packed(&with("zjhm", json!("证件号码"))),
            expect!["refused: it has a field zjhm of the wrong kind"],
        ),
        ("A".repeat(4_297), expect!["refused: it is longer than 4296 bytes"]),
    ] {
        check(&text, &expected);
    }
}

#[test]
fn nothing_personal_is_shown_by_debug() {
    let text = packed(&example());
    let shown = format!("{:?}", classify(&text).unwrap());
    assert_eq!(shown, r#"Public(PublicCode { school_code: "99001", .. })"#);
    let opaque = format!("{:?}", classify("示范 990101199003071230").unwrap());
    assert_eq!(opaque, "Opaque(Opaque(25 bytes))");
    let own = Own::new(b"990101199003071230".to_vec(), [7; 16]).unwrap();
    assert_eq!(format!("{own:?}"), "Own(18 bytes)");
}

#[test]
fn our_form_has_one_spelling() {
    let own = Own::new(vec![1, 2, 3, 4], [0xFB; 16]).unwrap();
    let text = own.encode();
    assert_eq!(text, "ZX1.AQIDBA.-_v7-_v7-_v7-_v7-_v7-w");
    assert_eq!(Own::parse(&text), Ok(own));
    for (wrong, error) in [
        ("ZX1.AQIDBA", CodeError::Parts),
        ("ZX2.AQIDBA.-_v7-_v7-_v7-_v7-_v7-w", CodeError::Parts),
        ("ZX1.AQIDBA.-_v7-_v7-_v7-_v7-_v7-w.", CodeError::Parts),
        ("ZX1..-_v7-_v7-_v7-_v7-_v7-w", CodeError::Payload),
        ("ZX1.AQIDBA==.-_v7-_v7-_v7-_v7-_v7-w", CodeError::Base64),
        ("ZX1.AQIDBB.-_v7-_v7-_v7-_v7-_v7-w", CodeError::Base64), // bits left over
        ("ZX1.AQID+A.-_v7-_v7-_v7-_v7-_v7-w", CodeError::Base64),
        ("ZX1.AQIDBA.-_v7", CodeError::Tag),
    ] {
        assert_eq!(Own::parse(wrong), Err(error), "{wrong}");
    }
    assert_eq!(Own::new(vec![0; 257], [0; 16]), Err(CodeError::Payload));
    assert!(Own::parse(&Own::new(vec![9; 256], [0; 16]).unwrap().encode()).is_ok());
}

#[test]
fn a_scanned_text_is_told_apart() {
    let public = packed(&example());
    assert!(matches!(classify(&format!(" {public}\r\n")), Ok(Scanned::Public(_))));
    let own = Own::new(vec![1], [0; 16]).unwrap();
    assert_eq!(classify(&own.encode()), Ok(Scanned::Own(own)));
    assert_eq!(classify("ZX1.cut off"), Err(CodeError::Parts));
    assert_eq!(classify(" \n"), Err(CodeError::Empty));
    assert_eq!(classify(&"x".repeat(4_297)), Err(CodeError::TooLong));
    for opaque in ["https://example.org/c?1", "6901234567892", &packed(&without("xh"))] {
        assert_eq!(classify(opaque), Ok(Scanned::Opaque(Opaque(opaque.to_owned()))));
    }
}

proptest! {
    #[test]
    fn any_text_is_told_apart_or_refused(text in "\\PC{0,200}") {
        let _ = classify(&text);
        let _ = PublicCode::parse(&text);
        let _ = Own::parse(&format!("ZX1.{text}"));
    }

    #[test]
    fn any_bytes_in_base64_are_told_apart(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = classify(&STANDARD.encode(bytes));
    }

    #[test]
    fn a_changed_letter_never_panics(at in 0usize..100, letter in any::<char>()) {
        let mut letters: Vec<char> = packed(&example()).chars().collect();
        letters[at] = letter;
        let _ = classify(&letters.into_iter().collect::<String>());
    }

    #[test]
    fn own_codes_come_back(
        payload in proptest::collection::vec(any::<u8>(), 1..=256),
        tag in any::<[u8; 16]>(),
    ) {
        let own = Own::new(payload, tag).unwrap();
        prop_assert_eq!(classify(&own.encode()), Ok(Scanned::Own(own)));
    }

    #[test]
    fn no_two_texts_are_one_own_code(at in 0usize..40, letter in "[A-Za-z0-9_.=+/-]") {
        let text = Own::new(vec![7; 12], [8; 16]).unwrap().encode();
        prop_assume!(at < text.len());
        let mut changed = text.clone();
        changed.replace_range(at..=at, &letter);
        if changed != text {
            prop_assert_ne!(Own::parse(&changed), Own::parse(&text));
        }
    }
}
