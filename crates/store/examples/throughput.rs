//! How fast the store is on this machine, on SQLite and on the server of `TEST_POSTGRES_URL`.
//!
//! `cargo run -p store --features testing --example throughput`

use std::time::{Duration, Instant};

use domain::{
    id::RecordId,
    record::{CollectionRecord, Step},
    roster::{Cohort, Graduate},
    school::Regime,
};
use store::{
    Store, StoreError,
    history::Taken,
    roster::{Filter, Listing, Page},
    school::{Class, College, School},
    testing::{NOW_MS, on_both_databases},
};
use testkit::People;

const GRADUATES: usize = 20_000;
const STEPS: usize = 1_000;
const JOBS: usize = 2_000;

fn main() {
    on_both_databases(async |store| {
        say("database", store.health().await?.database);
        let records = roster(&store).await?;
        steps(&store, &records[..STEPS], 1).await?;
        steps(&store, &records[STEPS..2 * STEPS], 8).await?;
        jobs(&store, 1).await?;
        jobs(&store, 4).await?;
        let begun = Instant::now();
        let faults = store.verify_history(None).await?;
        assert!(faults.is_empty(), "{faults:?}");
        rate("history lines verified", GRADUATES + 2 * STEPS, begun.elapsed());
        Ok(())
    });
}

async fn roster(store: &Store) -> Result<Vec<CollectionRecord>, StoreError> {
    let school = School {
        id: "school-1".into(),
        code: "99001".parse().expect("five digits"),
        name: "示范职业技术学院".to_owned(),
        regime: Regime::List,
    };
    let college =
        College { id: "college-1".into(), school: school.id.clone(), name: "学院".to_owned() };
    let class = Class {
        id: "class-1".into(),
        school: school.id.clone(),
        college: college.id.clone(),
        name: "班级".to_owned(),
        cohort: Cohort::new(2027).expect("a year of this century"),
    };
    let people: Vec<Graduate> = People::seeded(1).take(GRADUATES).filter_map(graduate).collect();
    assert_eq!(people.len(), GRADUATES);
    let ids: Vec<RecordId> = (0..GRADUATES).map(|at| format!("record-{at:05}").into()).collect();
    let steps: Vec<_> = (0..GRADUATES).map(|at| taken(format!("list-{at}"))).collect();
    let listings: Vec<_> = (0..GRADUATES)
        .map(|at| Listing {
            record: &ids[at],
            class: &class,
            graduate: &people[at],
            taken: &steps[at],
        })
        .collect();

    let begun = Instant::now();
    let tx = store.write().await?;
    tx.insert_school(&school).await?;
    tx.college_named(&college).await?;
    tx.class_named(&class).await?;
    tx.list_graduates(&listings).await?;
    tx.commit().await?;
    rate("graduates listed", GRADUATES, begun.elapsed());

    let begun = Instant::now();
    let listed = store.read().await?.graduates(&Filter::of(school.id), Page::ALL).await?;
    rate("graduates read and opened", listed.len(), begun.elapsed());
    Ok(listed.into_iter().map(|one| one.row.record).collect())
}

/// One step each in a transaction of its own, by so many desks at once.
async fn steps(
    store: &Store,
    records: &[CollectionRecord],
    desks: usize,
) -> Result<(), StoreError> {
    let begun = Instant::now();
    let desks: Vec<_> = records
        .chunks(records.len().div_ceil(desks))
        .map(|theirs| {
            let (store, theirs) = (store.clone(), theirs.to_vec());
            tokio::spawn(async move {
                for record in theirs {
                    let tx = store.write().await?;
                    let step = taken(format!("proofread-{}", record.id));
                    tx.advance(&record, &Step::Proofread, &step).await?;
                    tx.commit().await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    let count = desks.len();
    for desk in desks {
        desk.await.expect("a desk does not panic")?;
    }
    rate(&format!("steps by {count} desks"), records.len(), begun.elapsed());
    Ok(())
}

/// Claim and finish, each in a transaction of its own, by so many workers at once.
async fn jobs(store: &Store, workers: usize) -> Result<(), StoreError> {
    let begun = Instant::now();
    let tx = store.write().await?;
    for at in 0..JOBS {
        tx.file_job("assess", &format!("frame-{at}"), None, NOW_MS).await?;
    }
    tx.commit().await?;
    rate("jobs filed", JOBS, begun.elapsed());

    let begun = Instant::now();
    let workers: Vec<_> = (0..workers)
        .map(|at| {
            let store = store.clone();
            tokio::spawn(async move {
                let name = format!("worker-{at}");
                let mut done = 0;
                while let Some(job) = store.claim_job(&["assess"], &name, NOW_MS, 60_000).await? {
                    let tx = store.write().await?;
                    tx.finish_job(&job, NOW_MS).await?;
                    tx.commit().await?;
                    done += 1;
                }
                Ok::<_, StoreError>(done)
            })
        })
        .collect();
    let count = workers.len();
    let mut done = 0;
    for worker in workers {
        done += worker.await.expect("a worker does not panic")?;
    }
    assert_eq!(done, JOBS);
    rate(&format!("jobs claimed and finished by {count} workers"), JOBS, begun.elapsed());
    Ok(())
}

fn graduate(person: testkit::Person) -> Option<Graduate> {
    let identity: domain::identity::IdentityNumber = person.identity_number.parse().ok()?;
    Some(Graduate {
        student_number: person.student_number.parse().ok()?,
        name: person.name.parse().ok()?,
        sex: identity.sex(),
        born_on: person.born_on,
        identity,
        college: person.college,
        class: person.class,
        phone: person.phone.parse().ok(),
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
}

fn taken(step: String) -> Taken<'static> {
    Taken {
        step_id: step.into(),
        by: "desk-1".into(),
        zone: "site",
        at_ms: NOW_MS,
        received_at_ms: NOW_MS,
    }
}

fn rate(what: &str, count: usize, took: Duration) {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let per_second = f64::from(count) / took.as_secs_f64();
    say(what, &format!("{count} in {} ms, {per_second:.0}/s", took.as_millis()));
}

#[expect(clippy::print_stdout, reason = "figures for a person at a terminal")]
fn say(what: &str, figure: &str) {
    println!("{what:<44} {figure}");
}
