//! 断电: frames are taken in by a process that is killed again and again. Nothing is lost, nothing
//! comes twice, and every frame meets the person it shows.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::capture::FrameState;
use domain::id::{FrameId, SessionId};
use domain::record::{StageKind, Step};
use domain::school::Regime;
use domain::session::{SessionKind, ShotNumber};
use store::pictures::content_id;
use store::roster::{Filter, Page};
use store::testing::on_both_databases_with;
use store::{Settings, Store};
use testkit::clock::TestClock;
use testkit::ids::TestIds;
use testkit::random::Random;
use testkit::{People, ROSTER_HEADER, roster_rows};
use workflow::permission::{Role, Scope};
use workflow::session::NewSession;
use workflow::sign_in::{NewOperator, add_operator};
use workflow::{Desk, roster, session, testing};

const FRAMES: usize = 500;
const KILLS: usize = 20;

/// Most frames that a process takes in before it is killed: twenty of these are fewer than all.
const MOST_BETWEEN_KILLS: u64 = 24;

#[test]
fn five_hundred_frames_survive_twenty_kills() {
    on_both_databases_with(async |store, settings| {
        let session = people_in_line(&store).await;
        let card = tempfile::tempdir().unwrap();
        let frames: Vec<Vec<u8>> = (0..FRAMES).map(frame).collect();
        for (place, bytes) in frames.iter().enumerate() {
            fs::write(card.path().join(format!("IMG_{place:04}.JPG")), bytes).unwrap();
        }
        prepare(&settings);
        let mut random = Random::seeded(20);
        let mut kills = 0;
        loop {
            let most = (kills < KILLS).then(|| 1 + random.below(MOST_BETWEEN_KILLS));
            if !killed(&settings, &session, card.path(), most) {
                break;
            }
            kills += 1;
        }
        assert_eq!(kills, KILLS);
        nothing_is_lost_or_doubled(&store, &session, &frames).await;
        Ok(())
    });
}

/// What a camera might write: a JPEG's first bytes, and a content of its own.
fn frame(place: usize) -> Vec<u8> {
    [b"\xFF\xD8\xFF\xE0 frame ", place.to_string().as_bytes()].concat()
}

/// Five hundred people who are checked in: the one who is first gets number 1, and so on.
async fn people_in_line(store: &Store) -> SessionId {
    let (clock, ids) = (TestClock::default(), TestIds::default());
    let desk = testing::desk(store.clone(), move || clock.now(), move || ids.next_text(), None);
    let people: Vec<_> = People::seeded(5).in_classes_of(99).take(FRAMES).collect();
    let book = testing::workbook(&ROSTER_HEADER, &roster_rows(&people));
    let school = testing::school(&desk, "99001", Regime::List, book).await.unwrap();
    let office = Scope::School(school.clone());
    let office = testing::operator(Role::AcademicAffairs, office);
    for class in roster::classes(&desk, &office.may().unwrap(), &school).await.unwrap() {
        let class = class.id.as_str().into();
        roster::proofread_class(&desk, &office.may().unwrap(), &class, &desk.mint()).await.unwrap();
    }
    let planner = testing::grant(Role::Planner, Scope::Centre).unwrap();
    let new = NewSession {
        school,
        kind: SessionKind::OnSite,
        held_on: desk.today(),
        place: "体育馆".to_owned(),
        profile: "moe-2017-99".to_owned(),
        classes: Vec::new(),
    };
    let opened = session::open_session(&desk, &planner, new).await.unwrap().id;
    let crew = testing::grant(Role::Crew, Scope::Centre).unwrap();
    for (place, person) in people.iter().enumerate() {
        let number = &person.student_number;
        let checked_in = session::check_in(&desk, &crew, &opened, number).await.unwrap();
        assert_eq!(checked_in.shot as usize, place + 1);
    }
    hire_crew(&desk).await;
    opened
}

async fn hire_crew(desk: &Desk) {
    let crew = NewOperator {
        sign_in_name: "crew".to_owned(),
        secret: "only-for-tests".to_owned(),
        display_name: "拍摄小组".to_owned(),
        role: Role::Crew,
        scope: Scope::Centre,
    };
    add_operator(desk, crew).await.unwrap();
}

/// The program on the house of the test.
fn zhengxiang(settings: &Settings, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxiang"));
    command
        .env("ZHENGXIANG_DATABASE_URL", &settings.database_url)
        .args(words)
        .arg("--data")
        .arg(settings.key_file.parent().unwrap());
    command
}

/// Makes the keys the test's store was not made with.
fn prepare(settings: &Settings) {
    assert!(zhengxiang(settings, &["migrate"]).output().unwrap().status.success());
}

/// Runs the ingest until it ends, or until it has taken in `most` frames and is killed, at
/// whatever point of the next one it is by then. Says whether it was killed.
fn killed(settings: &Settings, session: &SessionId, card: &Path, most: Option<u64>) -> bool {
    let words = ["ingest", "--operator", "crew", "--session", session.as_str()];
    let mut child = zhengxiang(settings, &words).arg(card).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut new = 0;
    for line in lines {
        let line: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        new += u64::from(line["already"] == false);
        if Some(new) == most {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
    }
    assert!(child.wait().unwrap().success());
    false
}

async fn nothing_is_lost_or_doubled(store: &Store, session: &SessionId, frames: &[Vec<u8>]) {
    let expected: HashMap<FrameId, u32> =
        (1..).zip(frames).map(|(shot, bytes)| (FrameId::from(content_id(bytes)), shot)).collect();
    let tx = store.read().await.unwrap();
    let stored = tx.frames_of_session(session, None).await.unwrap();
    assert_eq!(stored.len(), FRAMES);
    let school = tx.session(session).await.unwrap().unwrap().school;
    let mut people = HashMap::new();
    for listed in tx.graduates(&Filter::of(school), Page::ALL).await.unwrap() {
        people.insert(listed.row.record.id.clone(), listed.row);
    }
    for frame in stored {
        assert_eq!(frame.state, FrameState::Joined);
        assert_eq!(frame.shot.map(ShotNumber::get), expected.get(&frame.id).copied());
        let row = people.remove(&frame.record.unwrap()).expect("one frame for each person");
        assert_eq!(row.record.stage.kind(), StageKind::Captured);
        assert_eq!((row.frame.as_ref(), row.shot), (Some(&frame.id), frame.shot));
        let history = tx.history(&row.record.id).await.unwrap();
        let captures = history.iter().filter(|line| matches!(line.step, Step::Capture { .. }));
        assert_eq!(captures.count(), 1);
    }
    assert!(people.is_empty());
    let jobs: i64 = tx.job_counts().await.unwrap().iter().map(|one| one.count).sum();
    assert_eq!(usize::try_from(jobs).unwrap(), FRAMES);
    drop(tx);
    assert_eq!(store.verify_history(None).await.unwrap(), []);
    assert_eq!(store.check_pictures("", usize::MAX).await.unwrap(), []);
}
