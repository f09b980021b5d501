//! Desks and schools for tests: everything by the desks' own actions, nothing by the back door.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use card::{
    CardReading, Form, Verdict,
    reading::{ColumnReading, FieldReading, State},
};
use domain::{
    calendar::Calendar, id::SchoolId, registry::ImageCheckRule, roster::Cohort, school::Regime,
};
use formats::{
    package::SigningKey,
    table::Cell,
    xlsx::{self, Column, DraftSheet, Font, Workbook},
};
use jiff::Timestamp;
use store::Store;

use crate::{
    Desk, Engines, Tools,
    permission::{Forbidden, Grant, Operator, Permission, Role, Scope},
    profile::Profiles,
    roster::{self, NewSchool, RosterRefused, card::ReadCard},
};

/// A desk whose clock and ids the test holds. Its chance counts up: the same in every run.
pub fn desk(
    store: Store,
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
    mint: impl Fn() -> String + Send + Sync + 'static,
    engines: Option<Engines>,
) -> Desk {
    Desk::new(store, tools(now, mint, engines))
}

/// The same where two people have to say the same about every doubt of a mark card.
pub fn two_people_desk(
    store: Store,
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
    mint: impl Fn() -> String + Send + Sync + 'static,
) -> Desk {
    Desk::new(store, Tools { card_two_people: true, ..tools(now, mint, None) })
}

fn tools(
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
    mint: impl Fn() -> String + Send + Sync + 'static,
    engines: Option<Engines>,
) -> Tools {
    let drawn = AtomicU64::new(1);
    let random = move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            let mixed = drawn.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&mixed.to_be_bytes()[..chunk.len()]);
        }
    };
    Tools {
        now: Box::new(now),
        mint: Box::new(mint),
        random: Box::new(random),
        calendar: Calendar::standard(),
        image_check: ImageCheckRule::DEFAULT,
        card_two_people: false,
        signing_key: SigningKey::from_bytes(&[7; 32]),
        profiles: Profiles::standard(),
        engines,
    }
}

/// Somebody with this role and scope.
pub fn operator(role: Role, scope: Scope) -> Operator {
    Operator { id: role.code().into(), role, scope, display_name: role.word().to_owned() }
}

/// The grant of a role that has it.
pub fn grant<P: Permission>(role: Role, scope: Scope) -> Result<Grant<P>, Forbidden> {
    operator(role, scope).may()
}

/// The bytes of a roster workbook with this header and these rows, all as text.
pub fn workbook(header: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let book = Workbook {
        title: "名册".to_owned(),
        font: Font::DengXian,
        sheets: vec![DraftSheet {
            name: "名册".to_owned(),
            columns: header.iter().map(|heading| Column::text(heading, 12.0)).collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|text| Cell::from(text.as_str())).collect())
                .collect(),
        }],
    };
    xlsx::write(&book).expect("test rows fit a sheet")
}

/// A school with its list imported and applied.
pub async fn school(
    desk: &Desk,
    code: &str,
    regime: Regime,
    workbook: Vec<u8>,
) -> Result<SchoolId, RosterRefused> {
    let planner = grant(Role::Planner, Scope::Centre).expect("planners manage schools");
    let new = NewSchool { code: code.to_owned(), name: format!("示范学院{code}"), regime };
    let school = roster::create_school(desk, &planner, new).await?.id;
    let office = Scope::School(school.clone());
    let office = grant(Role::AcademicAffairs, office).expect("the office imports its list");
    let cohort = Cohort::new(2027).expect("a year of graduation");
    let preview =
        roster::preview_import(desk, &office, &school, cohort, "名册.xlsx", workbook).await?;
    roster::apply_import(desk, &office, &preview.id).await?;
    Ok(school)
}

/// The house's card as somebody marked it, field by field: `?` is a column with two marks, `_` a
/// blank, what is left out is empty. Its picture is the text `card` and its number.
pub fn read_card(number: u32, texts: &[(&str, &str)]) -> ReadCard {
    let mut fields = BTreeMap::new();
    for field in &Form::standard().fields {
        let text = texts.iter().find(|(name, _)| *name == field.name).map_or("", |(_, text)| text);
        let column = |at: u16| {
            let one = text.chars().nth(at.into()).map(String::from);
            let value = if field.columns == 1 { Some(text.to_owned()) } else { one };
            let (value, state) = match value.as_deref() {
                None | Some("" | "_") => (None, State::Blank),
                Some("?") => (None, State::Double),
                Some(value) => (Some(value.to_owned()), State::Marked),
            };
            ColumnReading { value, state, confidence: 1.0, strip: None }
        };
        let columns = (0..field.columns).map(column).collect();
        let read = FieldReading { text: text.to_owned(), confidence: 1.0, columns };
        fields.insert(field.name.clone(), read);
    }
    let reading = CardReading {
        file: "一班.pdf".to_owned(),
        card: number,
        fields,
        verdict: Verdict::Accepted,
        reasons: Vec::new(),
        key: None,
        corners_px: None,
    };
    ReadCard { reading, picture: format!("card {number}").into_bytes(), strips: Vec::new() }
}
