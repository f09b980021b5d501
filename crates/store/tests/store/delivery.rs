//! Packages, disputes and errata.

use domain::{id::RecordId, record::Ruling};
use store::{
    StoreError,
    delivery::Package,
    registry::{Answered, Dispute, Erratum},
    testing::{NOW_MS, on_both_databases},
};

use crate::world::{listed, record_id, school};

#[test]
fn a_package_remembers_who_was_in_it_and_what_it_replaces() {
    on_both_databases(async |store| {
        listed(&store, 3).await?;
        let package = |id: &str, at_ms| Package {
            id: id.into(),
            school: school().id,
            made_at_ms: at_ms,
            manifest: "{\"missing\":[{\"who\":\"张三\"}]}".to_owned(),
            archive_hash: "00ff".to_owned(),
            counts: "{\"portraits\":2}".to_owned(),
            supersedes: (id == "p2").then(|| "p1".into()),
        };
        let inside = |count: usize| -> Vec<(RecordId, _)> {
            (0..count).map(|at| (record_id(at), format!("portrait-{at}").into())).collect()
        };
        let tx = store.write().await?;
        tx.insert_package(&package("p1", NOW_MS), &inside(2)).await?;
        tx.insert_package(&package("p2", NOW_MS + 1), &inside(3)).await?;
        tx.commit().await?;

        let tx = store.read().await?;
        let packages = tx.packages(&school().id).await?;
        assert_eq!(packages, [package("p2", NOW_MS + 1), package("p1", NOW_MS)]);
        assert_eq!(tx.package_records(&"p1".into()).await?, inside(2));
        assert_eq!(tx.package(&"p9".into()).await?, None);
        Ok(())
    });
}

#[test]
fn a_dispute_is_answered_once() {
    on_both_databases(async |store| {
        listed(&store, 1).await?;
        let filed = Dispute {
            step_id: "dispute-1".into(),
            record: record_id(0),
            words: "照片不是我".to_owned(),
            filed_at_ms: NOW_MS,
            answered: None,
        };
        let answer = Answered { ruling: Ruling::Reshoot, at_ms: NOW_MS + 9 };
        let tx = store.write().await?;
        tx.insert_dispute(&filed).await?;
        assert_eq!(tx.disputes(&record_id(0)).await?, std::slice::from_ref(&filed));
        tx.answer_dispute(&record_id(0), answer).await?;
        let answered = Dispute { answered: Some(answer), ..filed };
        assert_eq!(tx.disputes(&record_id(0)).await?, [answered]);
        let twice = tx.answer_dispute(&record_id(0), answer).await;
        assert!(matches!(twice, Err(StoreError::Missing { .. })));
        Ok(())
    });
}

#[test]
fn an_erratum_is_answered_once() {
    on_both_databases(async |store| {
        listed(&store, 1).await?;
        let filed = Erratum {
            id: "erratum-1".into(),
            record: record_id(0),
            words: "专业应为护理".to_owned(),
            filed_at_ms: NOW_MS,
            answered: None,
        };
        let answer = Answered { ruling: Ruling::Corrected, at_ms: NOW_MS + 9 };
        let tx = store.write().await?;
        tx.insert_erratum(&filed).await?;
        tx.answer_erratum(&filed.id, answer).await?;
        let answered = Erratum { answered: Some(answer), ..filed };
        assert_eq!(tx.erratum(&answered.id).await?.as_ref(), Some(&answered));
        assert_eq!(tx.errata(&record_id(0)).await?, std::slice::from_ref(&answered));
        let twice = tx.answer_erratum(&answered.id, answer).await;
        assert!(matches!(twice, Err(StoreError::Missing { .. })));
        Ok(())
    });
}
