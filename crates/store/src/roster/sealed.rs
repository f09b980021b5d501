//! A graduate as the sealed text in the database: the only place where it can be written out.

use domain::{
    id::RecordId,
    identity::Sex,
    roster::{Affiliation, Graduate, StudentNumber},
    school::{Category, Level},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    StoreError,
    decode::{from_json, known},
    entity::graduate,
    seal::{Sealed, Vault},
};

/// Field names are short for nothing: this is read again in ten years.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    sex: Sex,
    born_on: Date,
    identity_number: String,
    phone: Option<String>,
    affiliation: Option<Affiliation>,
    category: Option<Category>,
    level: Option<Level>,
    entered_on: Option<Date>,
    programme_years: Option<String>,
    major: Option<String>,
    ethnicity: Option<String>,
    native_place: Option<String>,
    exam_number: Option<String>,
    form_of_study: Option<String>,
    remark: Option<String>,
}

/// The place a sealed line belongs to.
pub(crate) fn belongs_to(record: &str, school: &str) -> String {
    format!("graduate|{record}|{school}")
}

pub(super) fn seal(
    vault: &Vault,
    record: &str,
    school: &str,
    graduate: &Graduate,
) -> Result<Sealed, StoreError> {
    let line = Line {
        name: graduate.name.reveal().to_owned(),
        sex: graduate.sex,
        born_on: graduate.born_on,
        identity_number: graduate.identity.reveal().to_owned(),
        phone: graduate.phone.as_ref().map(|phone| phone.reveal().to_owned()),
        affiliation: graduate.affiliation,
        category: graduate.category,
        level: graduate.level,
        entered_on: graduate.entered_on,
        programme_years: graduate.programme_years.clone(),
        major: graduate.major.clone(),
        ethnicity: graduate.ethnicity.clone(),
        native_place: graduate.native_place.clone(),
        exam_number: graduate.exam_number.clone(),
        form_of_study: graduate.form_of_study.clone(),
        remark: graduate.remark.clone(),
    };
    let text = Zeroizing::new(crate::decode::to_json(&line));
    vault.seal(&belongs_to(record, school), text.as_bytes())
}

/// Opens a row; college and class are those the record stands in now.
pub(super) fn open(
    vault: &Vault,
    row: &graduate::Model,
    (college, class): (String, String),
) -> Result<Graduate, StoreError> {
    let id = &row.record_id;
    let text = vault.open(&row.key_id, &belongs_to(id, &row.school_id), &row.sealed)?;
    let text = known(std::str::from_utf8(&text).ok(), WHAT, id)?;
    let line: Line = from_json(text, WHAT, id)?;
    let phone = line.phone.map(|phone| known(phone.parse().ok(), WHAT, id)).transpose()?;
    Ok(Graduate {
        student_number: student_number(&row.student_number, &RecordId::from(id.as_str()))?,
        name: known(line.name.parse().ok(), WHAT, id)?,
        sex: line.sex,
        born_on: line.born_on,
        identity: known(line.identity_number.parse().ok(), WHAT, id)?,
        college,
        class,
        phone,
        affiliation: line.affiliation,
        category: line.category,
        level: line.level,
        entered_on: line.entered_on,
        programme_years: line.programme_years,
        major: line.major,
        ethnicity: line.ethnicity,
        native_place: line.native_place,
        exam_number: line.exam_number,
        form_of_study: line.form_of_study,
        remark: line.remark,
    })
}

const WHAT: &str = "graduate of record";

fn student_number(text: &str, record: &RecordId) -> Result<StudentNumber, StoreError> {
    known(text.parse().ok(), WHAT, record.as_str())
}
