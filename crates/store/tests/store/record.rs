//! Steps: taken once, by one desk, and never half.

use domain::{
    id::SessionId,
    record::{Stage, StageKind, Step},
    session::ShotNumber,
};
use store::{StoreError, testing::on_both_databases};

use crate::world::{SESSION, class, graduates, listed, planned, record_id, step, taken};

fn check_in(shot: u32) -> Step {
    Step::CheckIn { shot: ShotNumber::new(shot).unwrap() }
}

#[test]
fn two_desks_cannot_number_the_same_graduate() {
    on_both_databases(async |store| {
        let record = planned(&store, 1).await?.remove(0);
        let at_desk = async |shot: u32| {
            let tx = store.write().await?;
            let taken = taken(&format!("check-in-{shot}"));
            let advanced = tx.advance(&record, &check_in(shot), &taken).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(advanced.record)
        };
        let (first, second) = tokio::join!(at_desk(1), at_desk(2));

        let (winner, loser) = if first.is_ok() { (first, second) } else { (second, first) };
        assert!(matches!(loser, Err(StoreError::Stale(id)) if id == record.id));
        let tx = store.read().await?;
        let now = tx.record(&record.id).await?.unwrap();
        assert_eq!(now.shot, winner?.stage.shot().map(|(_, shot)| shot));
        assert_eq!(tx.history(&record.id).await?.len(), 4);
        Ok(())
    });
}

#[test]
fn a_step_sent_twice_is_taken_once() {
    on_both_databases(async |store| {
        let record = planned(&store, 2).await?.remove(0);
        let tx = store.write().await?;
        let first = tx.advance(&record, &check_in(1), &taken("c")).await?;
        let left = step(&tx, &first.record, &Step::LeaveQueue, "leave").await?;
        // Sent again late, and with what the desk knew then: answered with where it stands now.
        let again = tx.advance(&record, &check_in(1), &taken("c")).await?;
        tx.commit().await?;

        assert!(!first.already && again.already);
        assert_eq!(again.record, left);
        let tx = store.read().await?;
        assert_eq!(tx.history(&record.id).await?.len(), 5);
        Ok(())
    });
}

#[test]
fn a_step_id_means_one_step_of_one_record() {
    on_both_databases(async |store| {
        let records = planned(&store, 2).await?;
        let tx = store.write().await?;
        let record = step(&tx, &records[0], &check_in(1), "c").await?;
        let other_step = tx.advance(&record, &Step::LeaveQueue, &taken("c")).await;
        assert!(matches!(other_step, Err(StoreError::Duplicate { what: "step id" })));
        let other_record = tx.advance(&records[1], &check_in(1), &taken("c")).await;
        assert!(matches!(other_record, Err(StoreError::Duplicate { what: "step id" })));
        Ok(())
    });
}

#[test]
fn a_refused_step_leaves_no_trace() {
    on_both_databases(async |store| {
        let record = planned(&store, 1).await?.remove(0);
        let tx = store.write().await?;
        let refused = tx.advance(&record, &Step::Confirm, &taken("confirm")).await;
        tx.commit().await?;

        assert!(matches!(refused, Err(StoreError::Refused(_))));
        let tx = store.read().await?;
        assert_eq!(tx.record(&record.id).await?.unwrap().record, record);
        let steps: Vec<Step> =
            tx.history(&record.id).await?.into_iter().map(|line| line.step).collect();
        let plan = Step::Plan { session: SessionId::from(SESSION) };
        assert_eq!(steps, [Step::List, Step::Proofread, plan]);
        Ok(())
    });
}

#[test]
fn what_is_not_committed_never_was() {
    on_both_databases(async |store| {
        let record = planned(&store, 1).await?.remove(0);
        let tx = store.write().await?;
        step(&tx, &record, &check_in(1), "c").await?;
        tx.rollback().await?;

        let tx = store.write().await?;
        let stage = tx.record(&record.id).await?.unwrap().record.stage;
        assert_eq!(stage, Stage::Planned { session: SESSION.into() });
        assert!(!tx.advance(&record, &check_in(1), &taken("c")).await?.already);
        Ok(())
    });
}

#[test]
fn listing_twice_is_listing_once_and_numbers_are_unique() {
    on_both_databases(async |store| {
        listed(&store, 2).await?;
        let people = graduates(3);
        let tx = store.write().await?;
        let again = tx.list_graduate(&record_id(0), &class(), &people[0], &taken("list-0")).await?;
        assert!(again.already);
        tx.commit().await?;

        let mut same_number = people[2].clone();
        same_number.student_number = people[0].student_number.clone();
        let mut same_person = people[2].clone();
        same_person.identity = people[1].identity;
        for (graduate, what) in [(same_number, "student number"), (same_person, "identity number")]
        {
            let tx = store.write().await?;
            let twice =
                tx.list_graduate(&record_id(2), &class(), &graduate, &taken("list-2")).await;
            assert!(matches!(twice, Err(StoreError::Duplicate { what: said }) if said == what));
        }
        Ok(())
    });
}

#[test]
fn the_board_counts_by_class_and_stage() {
    on_both_databases(async |store| {
        let records = planned(&store, 5).await?;
        let tx = store.write().await?;
        step(&tx, &records[0], &check_in(1), "c").await?;
        tx.commit().await?;
        let board = store.read().await?.board(Some(&class().school), None).await?;
        let counts: Vec<_> = board.iter().map(|line| (line.stage, line.count)).collect();
        assert_eq!(counts, [(StageKind::Planned, 4), (StageKind::CheckedIn, 1)]);
        assert!(store.read().await?.board(Some(&"school-2".into()), None).await?.is_empty());
        Ok(())
    });
}
