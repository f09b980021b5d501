//! Frames by their content, assessments, and the reviewer's list.

use domain::{
    capture::{FrameState, JoinedBy},
    id::FrameId,
    portrait::Verdict,
    record::{Stage, Step},
    session::ShotNumber,
};
use store::{
    StoreError,
    capture::{Frame, Inserted},
    portrait::Assessment,
    testing::{NOW_MS, on_both_databases},
};

use crate::world::{SESSION, planned, record_id, school, step};

fn frame(id: &str, at_ms: i64) -> Frame {
    Frame {
        id: id.into(),
        session: Some(SESSION.into()),
        school: school().id,
        record: None,
        shot: None,
        state: FrameState::Unjoined,
        joined_by: None,
        bytes: 4_200_000,
        source_name: "DSC_0001.JPG".to_owned(),
        received_at_ms: at_ms,
        camera_at_ms: Some(at_ms - 900),
    }
}

fn assessment(frame: &str, record: usize, verdict: Verdict) -> Assessment {
    Assessment {
        frame: frame.into(),
        record: record_id(record),
        profile: "moe-2017-99".to_owned(),
        verdict,
        readings: "[]".to_owned(),
        crop: None,
        portrait: Some(format!("portrait-of-{frame}").into()),
        portrait_bytes: Some(30_000),
        assessed_at_ms: NOW_MS,
    }
}

#[test]
fn the_same_content_is_one_frame() {
    on_both_databases(async |store| {
        planned(&store, 1).await?;
        let tx = store.write().await?;
        assert_eq!(tx.insert_frame(&frame("f1", NOW_MS)).await?, Inserted::Inserted);
        let shot = ShotNumber::new(1);
        tx.join_frame(&"f1".into(), &record_id(0), shot, JoinedBy::AtCamera).await?;
        // The same file from the second card slot, later.
        let again = tx.insert_frame(&frame("f1", NOW_MS + 5_000)).await?;
        let joined = Frame {
            record: Some(record_id(0)),
            shot,
            state: FrameState::Joined,
            joined_by: Some(JoinedBy::AtCamera),
            ..frame("f1", NOW_MS)
        };
        assert_eq!(again, Inserted::AlreadyThere(joined));
        Ok(())
    });
}

#[test]
fn frames_are_listed_by_state_and_a_detached_one_keeps_its_origin() {
    on_both_databases(async |store| {
        planned(&store, 1).await?;
        let tx = store.write().await?;
        for (id, at_ms) in [("f3", 1), ("f1", 2), ("f2", 3)] {
            tx.insert_frame(&frame(id, at_ms)).await?;
        }
        tx.join_frame(&"f1".into(), &record_id(0), None, JoinedBy::ByHand).await?;
        tx.detach_frame(&"f1".into()).await?;

        let ids = async |state| {
            let frames = tx.frames_of_session(&SESSION.into(), state).await?;
            Ok::<_, StoreError>(frames.into_iter().map(|one| one.id).collect::<Vec<_>>())
        };
        assert_eq!(ids(None).await?, ["f3", "f1", "f2"].map(FrameId::from));
        assert_eq!(ids(Some(FrameState::Unjoined)).await?, ["f3", "f2"].map(FrameId::from));
        assert_eq!(ids(Some(FrameState::Detached)).await?, ["f1"].map(FrameId::from));
        assert_eq!(tx.frames_of_record(&record_id(0)).await?.len(), 1);
        let nobody = tx.detach_frame(&"f9".into()).await;
        assert!(matches!(nobody, Err(StoreError::Missing { what: "frame", .. })));
        Ok(())
    });
}

#[test]
fn the_reviewer_sees_the_worst_first_and_only_what_waits() {
    on_both_databases(async |store| {
        let records = planned(&store, 5).await?;
        let verdicts =
            [Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Unassessable, Verdict::Fail];
        let tx = store.write().await?;
        let mut now = Vec::new();
        for (at, verdict) in verdicts.into_iter().enumerate() {
            let id = format!("f{at}");
            tx.insert_frame(&frame(&id, NOW_MS)).await?;
            let (shot, _) = tx.shot_for(&SESSION.into(), &records[at].id).await?;
            let in_line =
                step(&tx, &records[at], &Step::CheckIn { shot }, &format!("c{at}")).await?;
            let capture = Step::Capture { frame: id.as_str().into() };
            now.push(step(&tx, &in_line, &capture, &format!("s{at}")).await?);
            // The job runs twice; the second time it has the last word.
            tx.put_assessment(&assessment(&id, at, Verdict::Pass)).await?;
            tx.put_assessment(&assessment(&id, at, verdict)).await?;
        }
        let refuse = Step::Refuse { faults: vec![] };
        step(&tx, &now[4], &refuse, "refused").await?;
        tx.commit().await?;

        let list = store.read().await?.review_list(Some(&school().id), None).await?;
        let order: Vec<_> = list.iter().map(|one| one.assessment.verdict).collect();
        assert_eq!(
            order,
            [Verdict::Fail, Verdict::Unassessable, Verdict::Warn, Verdict::Pass],
            "the refused one is no longer there"
        );
        assert!(matches!(&list[0].row.record.stage, Stage::Captured { frame, .. }
            if *frame == list[0].assessment.frame));
        Ok(())
    });
}

#[test]
fn an_accepted_record_keeps_its_frame_number_and_portrait_on_its_way() {
    on_both_databases(async |store| {
        let record = planned(&store, 1).await?.remove(0);
        let tx = store.write().await?;
        let shot = ShotNumber::new(7).unwrap();
        let mut now = record;
        for (at, one) in [
            Step::CheckIn { shot },
            Step::Capture { frame: "f1".into() },
            Step::Accept { portrait: "p1".into(), headwear: None },
            Step::Deliver { package: "package-1".into() },
        ]
        .iter()
        .enumerate()
        {
            now = step(&tx, &now, one, &format!("s{at}")).await?;
        }
        tx.commit().await?;

        let tx = store.read().await?;
        let rows = tx.records_with_portrait(&"p1".into()).await?;
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].shot, rows[0].frame.as_ref()), (Some(shot), Some(&"f1".into())));
        assert_eq!(rows[0].session, Some(SESSION.into()));
        assert_eq!(store.verify_history(None).await?, []);
        Ok(())
    });
}
