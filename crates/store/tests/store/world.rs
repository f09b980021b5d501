//! 示范学校: one school with a class, a session and as many graduates as a test asks for.

use domain::{
    id::{RecordId, SessionId},
    record::{CollectionRecord, Step},
    roster::{Cohort, Graduate},
    school::Regime,
    session::{Session, SessionKind},
};
use jiff::civil::date;
use store::{
    Store, StoreError, Tx,
    history::Taken,
    school::{Class, College, School},
    testing::NOW_MS,
};
use testkit::People;

pub const SESSION: &str = "session-1";

pub fn school() -> School {
    School {
        id: "school-1".into(),
        code: "99001".parse().unwrap(),
        name: "示范职业技术学院".to_owned(),
        regime: Regime::List,
    }
}

pub fn college() -> College {
    College { id: "college-1".into(), school: school().id, name: "信息工程学院".to_owned() }
}

pub fn class() -> Class {
    Class {
        id: "class-1".into(),
        school: school().id,
        college: college().id,
        name: "软件2401班".to_owned(),
        cohort: Cohort::new(2027).unwrap(),
    }
}

pub fn session() -> Session {
    Session {
        id: SESSION.into(),
        school: school().id,
        kind: SessionKind::OnSite,
        held_on: date(2026, 11, 20),
        place: "第一教学楼大厅".to_owned(),
        profile: "moe-2017-99".to_owned(),
        closed: false,
    }
}

/// The first `count` people of the class, always the same ones.
pub fn graduates(count: usize) -> Vec<Graduate> {
    People::seeded(11)
        .take(count)
        .map(|person| Graduate {
            student_number: person.student_number.parse().unwrap(),
            name: person.name.parse().unwrap(),
            sex: person.identity_number.parse::<domain::identity::IdentityNumber>().unwrap().sex(),
            born_on: person.born_on,
            identity: person.identity_number.parse().unwrap(),
            college: college().name,
            class: class().name,
            phone: Some(person.phone.parse().unwrap()),
            affiliation: None,
            category: None,
            level: None,
            entered_on: Some(person.entered_on),
            programme_years: Some(person.programme_years.to_string()),
            major: Some(person.major),
            ethnicity: Some(person.ethnicity),
            native_place: Some(person.native_place),
            exam_number: Some(person.exam_number),
            form_of_study: Some(person.form_of_study),
            remark: None,
        })
        .collect()
}

pub fn record_id(at: usize) -> RecordId {
    format!("record-{at}").into()
}

/// A step taken at the front desk; `id` makes it that step and no other.
pub fn taken(id: &str) -> Taken<'static> {
    Taken {
        step_id: id.into(),
        by: "desk-1".into(),
        zone: "site",
        at_ms: NOW_MS,
        received_at_ms: NOW_MS + 40,
    }
}

/// School, college, class and session, and `count` listed graduates.
pub async fn listed(store: &Store, count: usize) -> Result<Vec<CollectionRecord>, StoreError> {
    let tx = store.write().await?;
    tx.insert_school(&school()).await?;
    tx.college_named(&college()).await?;
    tx.class_named(&class()).await?;
    tx.insert_session(&session()).await?;
    let mut records = Vec::with_capacity(count);
    for (at, graduate) in graduates(count).iter().enumerate() {
        let taken = taken(&format!("list-{at}"));
        let listed = tx.list_graduate(&record_id(at), &class(), graduate, &taken).await?;
        records.push(listed.record);
    }
    tx.commit().await?;
    Ok(records)
}

/// The same, proofread and planned into the session.
pub async fn planned(store: &Store, count: usize) -> Result<Vec<CollectionRecord>, StoreError> {
    let mut records = listed(store, count).await?;
    let tx = store.write().await?;
    for (at, record) in records.iter_mut().enumerate() {
        *record = step(&tx, record, &Step::Proofread, &format!("proofread-{at}")).await?;
        let plan = Step::Plan { session: SessionId::from(SESSION) };
        *record = step(&tx, record, &plan, &format!("plan-{at}")).await?;
    }
    tx.commit().await?;
    Ok(records)
}

pub async fn step(
    tx: &Tx,
    record: &CollectionRecord,
    step: &Step,
    id: &str,
) -> Result<CollectionRecord, StoreError> {
    Ok(tx.advance(record, step, &taken(id)).await?.record)
}
