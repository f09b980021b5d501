//! Whoever changes the history with the database's own means is found out.

use domain::record::Step;
use expect_test::{Expect, expect};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend};
use store::{
    Settings, Store, StoreError,
    testing::{on_both_databases, on_both_databases_with},
};

use crate::world::{class, planned, record_id, step, taken};

/// Opens the database beside the store, as somebody with its password would.
async fn intruder(settings: &Settings) -> DatabaseConnection {
    Database::connect(&settings.database_url).await.unwrap()
}

async fn drop_triggers(db: &DatabaseConnection) {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => "ALTER TABLE record_step DISABLE TRIGGER USER",
        _ => "DROP TRIGGER record_step_no_update; DROP TRIGGER record_step_no_delete",
    };
    db.execute_unprepared(sql).await.unwrap();
}

/// Two planned graduates make six lines: list, list, then proofread and plan for each.
#[track_caller]
fn tampered(sql: &str, expected: &Expect) {
    on_both_databases_with(async |store, settings| {
        planned(&store, 2).await?;
        assert_eq!(store.verify_history(None).await?, []);
        let db = intruder(&settings).await;
        drop_triggers(&db).await;
        db.execute_unprepared(sql).await.unwrap();
        db.close().await?;
        expected.assert_eq(&said(&store).await?);
        Ok(())
    });
}

async fn said(store: &Store) -> Result<String, StoreError> {
    let faults = store.verify_history(Some(&class().school)).await?;
    let lines = faults.iter().map(|fault| format!("{} {:?}\n", fault.seq, fault.kind));
    Ok(lines.collect())
}

#[test]
fn the_database_refuses_to_change_a_step() {
    on_both_databases_with(async |store, settings| {
        planned(&store, 1).await?;
        let db = intruder(&settings).await;
        for sql in [
            "UPDATE record_step SET zone = 'centre'",
            "DELETE FROM record_step WHERE seq = 1",
            "INSERT INTO record_step SELECT * FROM record_step",
        ] {
            assert!(db.execute_unprepared(sql).await.is_err(), "{sql}");
        }
        db.close().await?;
        assert_eq!(store.verify_history(None).await?, []);
        Ok(())
    });
}

#[test]
fn a_changed_line_shows() {
    tampered(
        "UPDATE record_step SET actor_id = 'desk-2' WHERE seq = 3",
        &expect![[r"
        3 Changed
    "]],
    );
    tampered(
        "UPDATE record_step SET taken_at_ms = taken_at_ms + 1 WHERE seq = 6",
        &expect![[r"
        6 Changed
    "]],
    );
}

#[test]
fn a_missing_line_shows() {
    tampered(
        "DELETE FROM record_step WHERE seq = 4",
        &expect![[r#"
        0 StageDiffers { record: RecordId("record-0") }
        5 Gap { lines: 1 }
    "#]],
    );
}

#[test]
fn a_tail_cut_off_shows() {
    tampered(
        "DELETE FROM record_step WHERE seq > 5",
        &expect![[r#"
        0 StageDiffers { record: RecordId("record-1") }
        5 TailDiffers { head_seq: 6 }
    "#]],
    );
}

#[test]
fn a_head_moved_back_with_the_tail_shows() {
    tampered(
        "DELETE FROM record_step WHERE seq > 5;
         UPDATE collection_record SET version = 2, stage_kind = 'proofread', session_id = NULL,
             stage = '{\"stage\":\"proofread\"}' WHERE id = 'record-1';
         UPDATE history_head SET seq = 5,
             hash = (SELECT hash FROM record_step WHERE seq = 5)",
        &expect![[r"
            5 HeadForged
        "]],
    );
}

#[test]
fn a_swapped_pair_shows() {
    tampered(
        "UPDATE record_step SET seq = -5 WHERE seq = 5;
         UPDATE record_step SET seq = 5 WHERE seq = 3;
         UPDATE record_step SET seq = 3 WHERE seq = -5",
        &expect![[r#"
            0 StageDiffers { record: RecordId("record-0") }
            3 Changed
            3 Unlinked
            4 Unlinked
            4 Impossible { record: RecordId("record-0") }
            5 Changed
            5 Unlinked
            6 Unlinked
        "#]],
    );
}

#[test]
fn a_stage_without_its_step_shows() {
    tampered(
        "UPDATE collection_record SET stage = '{\"stage\":\"withdrawn\"}' WHERE id = 'record-1'",
        &expect![[r#"
            0 StageDiffers { record: RecordId("record-1") }
        "#]],
    );
    tampered(
        "UPDATE collection_record SET portrait_id = 'somebody else' WHERE id = 'record-0'",
        &expect![[r#"
            0 StageDiffers { record: RecordId("record-0") }
        "#]],
    );
}

#[test]
fn desks_of_one_school_wait_for_each_other() {
    on_both_databases(async |store| {
        let records = planned(&store, 20).await?;
        let desks = records.into_iter().enumerate().map(|(at, record)| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.write().await?;
                let reason = domain::record::MakeUpReason::Missed;
                let missed = Step::RequestMakeUp { reason };
                step(&tx, &record, &missed, &format!("missed-{at}")).await?;
                tx.commit().await
            })
        });
        for desk in desks.collect::<Vec<_>>() {
            desk.await.unwrap()?;
        }
        assert_eq!(store.verify_history(None).await?, []);
        let heads = store.read().await?.history_heads().await?;
        assert_eq!(heads.iter().map(|head| head.seq).collect::<Vec<_>>(), [80]);
        Ok(())
    });
}

#[test]
fn a_record_tells_its_history() {
    on_both_databases(async |store| {
        planned(&store, 2).await?;
        let lines = store.read().await?.history(&record_id(1)).await?;
        let told: Vec<_> =
            lines.iter().map(|line| (line.seq, line.version, line.step.code())).collect();
        assert_eq!(told, [(2, 1, "list"), (5, 2, "proofread"), (6, 3, "plan")]);
        let sent = taken("plan-1");
        assert_eq!((&lines[2].step_id, &lines[2].by), (&sent.step_id, &sent.by));
        assert_eq!(lines[2].stored_at_ms - lines[2].taken_at_ms, 40);
        Ok(())
    });
}
