//! 卡片规则: what the text of each kind of field must keep, as reasons; pure functions.
//!
//! The rules of filling are those of the notices: numbers from the left without a gap, four
//! digits a character, 0000 for what GB 2312 lacks, two fields left empty.

use std::collections::BTreeMap;

use domain::identity::{IdentityNumber, IdentityNumberError};
use domain::quwei::{self, QuWeiCode};

use crate::form::{Field, Form, Kind};
use crate::reading::{FieldReading, Reason, State};

/// A column below this confidence is for a person.
pub const SURE: f64 = 0.99;

/// Whether a person must look at a column.
pub(crate) fn is_doubtful(state: State, confidence: f64) -> bool {
    matches!(state, State::Erased | State::Faint | State::Double) || confidence < SURE
}

/// Every reason the fields give, field after field in the order of the form.
pub fn judge(form: &Form, readings: &BTreeMap<String, FieldReading>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for field in &form.fields {
        let Some(reading) = readings.get(&field.name) else { continue };
        let doubts = doubts(field, reading);
        let is_plain = !reading.text.contains('?');
        reasons.extend(doubts);
        if is_plain {
            reasons.extend(broken(field, &reading.text));
        }
    }
    reasons
}

fn doubts(field: &Field, reading: &FieldReading) -> Vec<Reason> {
    let told = (1u16..).zip(&reading.columns).filter_map(|(column, one)| {
        let field = field.name.clone();
        match one.state {
            State::Erased => Some(Reason::Erased { field, column }),
            State::Double => Some(Reason::Double { field, column }),
            state if is_doubtful(state, one.confidence) => Some(Reason::Doubtful { field, column }),
            _ => None,
        }
    });
    told.collect()
}

/// What a field's text breaks: blanks between as `_`, blanks at the end left out.
pub(crate) fn broken(field: &Field, text: &str) -> Vec<Reason> {
    let name = || field.name.clone();
    match field.kind {
        Kind::Free => Vec::new(),
        Kind::Empty if text.is_empty() => Vec::new(),
        Kind::Empty => vec![Reason::NotEmpty { field: name() }],
        Kind::OneOf { required: true } if text.is_empty() => {
            vec![Reason::Missing { field: name() }]
        }
        Kind::OneOf { .. } => Vec::new(),
        Kind::Digits { least, most } => match gap(field, text) {
            Some(gap) => vec![gap],
            None => length(field, text, least, most).into_iter().collect(),
        },
        Kind::Identity => match gap(field, text) {
            Some(gap) => vec![gap],
            None => identity(field, text).into_iter().collect(),
        },
        Kind::QuWei => match gap(field, text) {
            Some(gap) => vec![gap],
            None => name_codes(field, text),
        },
    }
}

/// The first blank before a mark.
fn gap(field: &Field, text: &str) -> Option<Reason> {
    let column = (1u16..).zip(text.chars()).find(|(_, value)| *value == '_')?.0;
    Some(Reason::Gap { field: field.name.clone(), column })
}

fn length(field: &Field, text: &str, least: u16, most: u16) -> Option<Reason> {
    let found = text.len() as u16;
    let field = field.name.clone();
    if found < least {
        Some(Reason::TooShort { field, least, found })
    } else if found > most {
        Some(Reason::TooLong { field, most, found })
    } else {
        None
    }
}

fn identity(field: &Field, text: &str) -> Option<Reason> {
    if let Some(short) = length(field, text, 18, 18) {
        return Some(short);
    }
    let field = field.name.clone();
    match text.parse::<IdentityNumber>() {
        Ok(_) => None,
        Err(IdentityNumberError::BirthDate) => Some(Reason::BirthDate { field }),
        Err(_) => Some(Reason::CheckCharacter { field }),
    }
}

/// Whole characters, each of GB 2312 or `0000`.
fn name_codes(field: &Field, text: &str) -> Vec<Reason> {
    let name = || field.name.clone();
    if text.is_empty() {
        return vec![Reason::WrittenName { field: name() }];
    }
    if !text.len().is_multiple_of(4) {
        return vec![Reason::HalfCharacter { field: name() }];
    }
    let told = (1u16..).zip(text.as_bytes().chunks_exact(4)).filter_map(|(character, code)| {
        if code == quwei::MISSING.as_bytes() {
            return Some(Reason::WrittenCharacter { field: name(), character });
        }
        let digits = std::str::from_utf8(code).ok()?;
        let known = digits.parse::<QuWeiCode>().is_ok();
        (!known).then(|| Reason::NoCharacter { field: name(), character })
    });
    told.collect()
}

/// The name that 区位码 spell; `〓` for each `0000`, `None` when a code is none.
pub fn name_of(text: &str) -> Option<String> {
    if text.is_empty() || !text.is_ascii() || !text.len().is_multiple_of(4) {
        return None;
    }
    let character = |code: &[u8]| match std::str::from_utf8(code).ok()? {
        quwei::MISSING => Some('〓'),
        digits => digits.parse::<QuWeiCode>().ok().map(QuWeiCode::character),
    };
    text.as_bytes().chunks_exact(4).map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(field: &str, text: &str, expected: &Expect) {
        let form = Form::standard();
        let reasons = broken(form.field(field).unwrap(), text);
        let said: Vec<String> = reasons.iter().map(words::reason).collect();
        expected.assert_eq(&said.join("\n"));
    }

    #[test]
    fn numbers_are_filled_from_the_left() {
        check("student_number", "20230101", &expect![""]);
        check("student_number", "2023_101", &expect!["学号第 5 列空缺，应从左起连续填涂"]);
        check("student_number", "", &expect!["学号只有 0 位，至少应有 1 位"]);
        check("shot_number", "", &expect![""]);
    }

    #[test]
    fn an_identity_number_keeps_its_check_character_and_its_date() {
        check("identity_number", "990101198503010014", &expect![""]);
        check("identity_number", "990101198503010024", &expect!["身份证号校验码不符，请核对各位"]);
        check(
            "identity_number",
            "990101198513010014",
            &expect!["身份证号中的出生日期不存在，请核对"],
        );
        check(
            "identity_number",
            "99010119850301001",
            &expect!["身份证号只有 17 位，至少应有 18 位"],
        );
    }

    #[test]
    fn a_name_is_whole_characters_of_the_handbook() {
        check("name", "53374585", &expect![""]);
        check(
            "name",
            "5337000016010000",
            &expect![[r"
            姓名第 2 字填 0000，请按卡面手写字和拼音录入
            姓名第 4 字填 0000，请按卡面手写字和拼音录入"]],
        );
        check("name", "533745", &expect!["姓名位数不是 4 的倍数，有汉字未填完"]);
        check("name", "53370101", &expect!["姓名第 2 字的区位码不存在，请核对"]);
        check("name", "", &expect!["姓名未填区位码，请按卡面手写姓名录入"]);
        assert_eq!(name_of("533700001601").as_deref(), Some("张〓啊"));
        assert_eq!(name_of("5590"), None);
    }

    #[test]
    fn what_is_left_empty_stays_empty_and_what_is_chosen_is_there() {
        check("college_code", "", &expect![""]);
        check("college_code", "3", &expect!["院系代码按规定不填，请确认后忽略"]);
        check("level", "本科", &expect![""]);
        check("level", "", &expect!["学历类别未填涂"]);
    }
}
