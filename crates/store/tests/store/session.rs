//! Numbers, codes, and who is next.

use std::collections::BTreeSet;

use domain::{
    id::SessionId,
    portrait::Fault,
    record::{StageKind, Step},
    session::{CodeKey, CollectionCode, ShotNumber},
};
use store::{StoreError, session::IssuedCode, testing::on_both_databases};

use crate::world::{SESSION, planned, record_id, school, session, step, taken};

fn check_in(shot: ShotNumber) -> Step {
    Step::CheckIn { shot }
}

#[test]
fn four_hundred_check_ins_at_once_leave_no_gap_and_no_double() {
    on_both_databases(async |store| {
        let records = planned(&store, 400).await?;
        let desks = records.into_iter().map(|record| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.write().await?;
                let (shot, held) = tx.shot_for(&SESSION.into(), &record.id).await?;
                assert!(!held);
                let id = format!("check-in-{}", record.id);
                tx.advance(&record, &check_in(shot), &taken(&id)).await?;
                tx.commit().await?;
                Ok::<_, StoreError>(shot.get())
            })
        });
        let mut numbers = BTreeSet::new();
        for desk in desks.collect::<Vec<_>>() {
            assert!(numbers.insert(desk.await.unwrap()?));
        }
        assert_eq!(numbers, (1..=400).collect());
        assert_eq!(store.read().await?.queue(&SESSION.into()).await?.len(), 400);
        assert_eq!(store.verify_history(None).await?, []);
        Ok(())
    });
}

#[test]
fn two_desks_that_scan_one_person_give_one_number() {
    on_both_databases(async |store| {
        let records = planned(&store, 2).await?;
        let scan = async || {
            let tx = store.write().await?;
            let answer = tx.shot_for(&SESSION.into(), &records[0].id).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(answer)
        };
        let (first, second) = tokio::join!(scan(), scan());
        let (first, second) = (first?, second?);
        assert_eq!((first.0.get(), second.0.get()), (1, 1));
        assert!(first.1 != second.1, "one of them was first");

        let tx = store.write().await?;
        let (next, _) = tx.shot_for(&SESSION.into(), &records[1].id).await?;
        assert_eq!(next.get(), 2);
        assert_eq!(tx.record_by_shot(&SESSION.into(), next).await?.as_ref(), Some(&records[1].id));
        Ok(())
    });
}

#[test]
fn a_number_of_no_session_is_refused() {
    on_both_databases(async |store| {
        let record = planned(&store, 1).await?.remove(0);
        let tx = store.write().await?;
        let refused = tx.shot_for(&"session-9".into(), &record.id).await;
        assert!(matches!(refused, Err(StoreError::Missing { what: "session", .. })));
        Ok(())
    });
}

#[test]
fn the_line_is_in_shot_order_and_keeps_who_is_to_be_shot_again() {
    on_both_databases(async |store| {
        let records = planned(&store, 4).await?;
        let session = SessionId::from(SESSION);
        let tx = store.write().await?;
        let mut now = Vec::new();
        for at in [2, 0, 3, 1] {
            let (shot, _) = tx.shot_for(&session, &records[at].id).await?;
            now.push(step(&tx, &records[at], &check_in(shot), &format!("c{at}")).await?);
        }
        let capture = Step::Capture { frame: "f0".into() };
        let refuse = Step::Refuse { faults: vec![Fault::EyesClosed] };
        let shot = step(&tx, &now[0], &capture, "shot").await?;
        step(&tx, &shot, &refuse, "refused").await?;
        step(&tx, &now[1], &Step::LeaveQueue, "left").await?;
        tx.set_at_camera(&session, Some(&records[3].id)).await?;
        tx.commit().await?;

        let tx = store.read().await?;
        let queue = tx.queue(&session).await?;
        let line: Vec<_> =
            queue.iter().map(|one| (one.record.as_str(), one.shot.get(), one.stage)).collect();
        assert_eq!(
            line,
            [
                ("record-2", 1, StageKind::Reshoot),
                ("record-3", 3, StageKind::CheckedIn),
                ("record-1", 4, StageKind::CheckedIn),
            ]
        );
        assert_eq!(tx.at_camera(&session).await?, Some(record_id(3)));
        Ok(())
    });
}

#[test]
fn a_session_changes_its_day_and_is_listed() {
    on_both_databases(async |store| {
        planned(&store, 0).await?;
        let tx = store.write().await?;
        let mut later = session();
        later.held_on = jiff::civil::date(2026, 12, 1);
        later.closed = true;
        tx.update_session(&later).await?;
        assert_eq!(tx.sessions(Some(&school().id)).await?, std::slice::from_ref(&later));
        assert_eq!(tx.sessions(Some(&"school-2".into())).await?, []);
        later.id = "session-9".into();
        let missing = tx.update_session(&later).await;
        assert!(matches!(missing, Err(StoreError::Missing { .. })));
        Ok(())
    });
}

#[test]
fn a_code_finds_its_record_by_either_key() {
    on_both_databases(async |store| {
        planned(&store, 2).await?;
        let issued = |at: u8| IssuedCode {
            record: record_id(at.into()),
            school: school().id,
            code: CollectionCode {
                key: CodeKey::from_random([at; 10]),
                masked_name: "欧**明".to_owned(),
                last_four: "002X".to_owned(),
            },
            external: (at == 1).then(|| (school().code, "TOKEN-1".to_owned())),
        };
        let tx = store.write().await?;
        tx.insert_code(&issued(0)).await?;
        tx.insert_code(&issued(1)).await?;
        tx.commit().await?;

        let tx = store.read().await?;
        assert_eq!(tx.code_of(&record_id(1)).await?, Some(issued(1).code));
        assert_eq!(tx.record_by_code_key(&issued(0).code.key).await?, Some(record_id(0)));
        assert_eq!(tx.record_by_code_key(&CodeKey::from_random([9; 10])).await?, None);
        let found = tx.record_by_external(&school().code, "TOKEN-1").await?;
        assert_eq!(found, Some(record_id(1)));
        let other_school = "99002".parse().unwrap();
        assert_eq!(tx.record_by_external(&other_school, "TOKEN-1").await?, None);
        drop(tx);

        let tx = store.write().await?;
        let twice = tx.insert_code(&issued(0)).await;
        assert!(matches!(twice, Err(StoreError::Duplicate { .. })));
        Ok(())
    });
}
