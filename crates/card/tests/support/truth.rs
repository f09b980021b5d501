//! What people who do not exist mark on their cards.

use std::collections::BTreeMap;

use card::Form;
use card::form::{Field, Kind};
use domain::quwei::{MISSING, QuWeiCode};
use testkit::people::identity_number;
use testkit::random::Random;

/// A text for every field of the form.
pub fn texts(form: &Form, random: &mut Random) -> BTreeMap<String, String> {
    form.fields.iter().map(|field| (field.name.clone(), text(field, random))).collect()
}

fn text(field: &Field, random: &mut Random) -> String {
    match field.kind {
        Kind::Empty => String::new(),
        Kind::Identity => {
            let (year, month, day) = (1998 + random.below(7), random.below(12), random.below(28));
            let born = jiff::civil::date(year as i16, 1 + month as i8, 1 + day as i8);
            identity_number(101, born, random.below(1000) as u32)
        }
        Kind::QuWei => (0..2 + random.below(3)).map(|_| character(random)).collect(),
        Kind::OneOf { .. } => random.pick(&field.values).clone(),
        Kind::Digits { least: 0, .. } if random.chance(0.1) => String::new(),
        Kind::Digits { most, .. } => {
            let shortest = if most > 9 { 10 } else { 1 };
            let length = shortest + random.below(u64::from(most) - shortest + 1);
            (0..length).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
        }
        Kind::Free => random.pick(&field.values).clone(),
    }
}

/// One character of names in eighty is outside GB 2312: one name of 27 was on a real list.
fn character(random: &mut Random) -> String {
    if random.chance(0.0125) {
        return MISSING.to_owned();
    }
    loop {
        let (row, cell) = (16 + random.below(72), 1 + random.below(94));
        if let Ok(code) = QuWeiCode::at(row as u8, cell as u8) {
            return code.to_string();
        }
    }
}
