//! Jobs: filed with their cause, done once, never dropped.

use std::collections::BTreeSet;

use store::{
    Store, StoreError,
    jobs::{Claimed, Failed, MOST_ATTEMPTS},
    testing::{NOW_MS, on_both_databases},
};

const LEASE_MS: i64 = 60_000;

async fn file(store: &Store, payload: &str, key: Option<&str>) -> Result<bool, StoreError> {
    let tx = store.write().await?;
    let filed = tx.file_job("assess", payload, key, NOW_MS).await?;
    tx.commit().await?;
    Ok(filed.is_some())
}

async fn claim(store: &Store, worker: &str, now_ms: i64) -> Result<Option<Claimed>, StoreError> {
    store.claim_job(&["assess"], worker, now_ms, LEASE_MS).await
}

#[test]
fn two_workers_share_the_jobs_and_do_each_once() {
    on_both_databases(async |store| {
        let tx = store.write().await?;
        for at in 0..60 {
            tx.file_job("assess", &format!("frame-{at}"), None, NOW_MS).await?;
        }
        tx.commit().await?;
        let work = |worker: &'static str| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut done = Vec::new();
                while let Some(job) = claim(&store, worker, NOW_MS).await? {
                    let tx = store.write().await?;
                    tx.finish_job(&job, NOW_MS + 1).await?;
                    tx.commit().await?;
                    done.push(job.payload);
                }
                Ok::<_, StoreError>(done)
            })
        };
        let (one, two) = (work("one"), work("two"));
        let mut done = one.await.unwrap()?;
        done.extend(two.await.unwrap()?);
        assert_eq!(done.len(), 60);
        assert_eq!(done.iter().collect::<BTreeSet<_>>().len(), 60);
        let counts = store.read().await?.job_counts().await?;
        assert_eq!(counts.len(), 1);
        assert_eq!((counts[0].state.as_str(), counts[0].count), ("done", 60));
        Ok(())
    });
}

#[test]
fn a_key_is_filed_once_even_after_its_job_is_done() {
    on_both_databases(async |store| {
        assert!(file(&store, "frame-1", Some("frame-1")).await?);
        assert!(!file(&store, "frame-1", Some("frame-1")).await?);
        assert!(file(&store, "other", None).await? && file(&store, "other", None).await?);
        let job = claim(&store, "w", NOW_MS).await?.unwrap();
        let tx = store.write().await?;
        tx.finish_job(&job, NOW_MS).await?;
        tx.commit().await?;
        assert!(!file(&store, "frame-1", Some("frame-1")).await?);
        let tx = store.write().await?;
        assert_eq!(tx.sweep_jobs(NOW_MS + 1).await?, 1);
        tx.commit().await?;
        Ok(())
    });
}

#[test]
fn a_job_is_filed_with_its_cause_or_not_at_all() {
    on_both_databases(async |store| {
        let tx = store.write().await?;
        tx.file_job("assess", "frame-1", None, NOW_MS).await?;
        tx.rollback().await?;
        assert_eq!(claim(&store, "w", NOW_MS).await?, None);
        Ok(())
    });
}

#[test]
fn a_job_waits_for_its_time_and_its_queue() {
    on_both_databases(async |store| {
        let tx = store.write().await?;
        tx.file_job("assess", "later", None, NOW_MS + 10).await?;
        tx.file_job("pack", "other queue", None, NOW_MS).await?;
        tx.commit().await?;
        assert_eq!(claim(&store, "w", NOW_MS + 9).await?, None);
        assert_eq!(claim(&store, "w", NOW_MS + 10).await?.unwrap().payload, "later");
        let both = ["assess", "pack"];
        let other = store.claim_job(&both, "w", NOW_MS, LEASE_MS).await?.unwrap();
        assert_eq!(other.queue, "pack");
        Ok(())
    });
}

#[test]
fn a_job_of_a_dead_worker_is_taken_over_after_the_lease() {
    on_both_databases(async |store| {
        file(&store, "frame-1", None).await?;
        let first = claim(&store, "dead", NOW_MS).await?.unwrap();
        assert_eq!(claim(&store, "alive", NOW_MS + LEASE_MS).await?, None, "still leased");
        let second = claim(&store, "alive", NOW_MS + LEASE_MS + 1).await?.unwrap();
        assert_eq!((&second.id, second.attempts), (&first.id, 2));

        // The dead one was only slow: what it comes back with does not count.
        let tx = store.write().await?;
        let late = tx.finish_job(&first, NOW_MS + LEASE_MS + 2).await;
        assert!(matches!(late, Err(StoreError::LeaseLost { .. })));
        tx.rollback().await?;
        let tx = store.write().await?;
        let longer = tx.extend_lease(&second, NOW_MS + LEASE_MS + 3, LEASE_MS).await?;
        tx.commit().await?;
        assert_eq!(claim(&store, "third", longer.until_ms).await?, None);
        Ok(())
    });
}

#[test]
fn a_failing_job_waits_longer_each_time_and_is_parked_not_dropped() {
    on_both_databases(async |store| {
        file(&store, "frame-1", None).await?;
        let mut now_ms = NOW_MS;
        let mut waits_s = Vec::new();
        let reason = "the frame does not decode";
        loop {
            let job = claim(&store, "w", now_ms).await?.unwrap();
            let tx = store.write().await?;
            let failed = tx.retry_job_later(&job, reason, now_ms).await?;
            tx.commit().await?;
            let Failed::Retries { at_ms } = failed else { break };
            assert_eq!(claim(&store, "w", at_ms - 1).await?, None);
            waits_s.push((at_ms - now_ms) / 1_000);
            now_ms = at_ms;
        }
        assert_eq!(waits_s, [2, 4, 8, 16, 32, 64, 128]);
        assert_eq!(claim(&store, "w", now_ms + 1_000_000_000).await?, None);

        let parked = store.read().await?.parked_jobs(10).await?.remove(0);
        assert_eq!((parked.payload.as_str(), parked.reason.as_str()), ("frame-1", reason));
        assert_eq!(parked.attempts, MOST_ATTEMPTS);
        let tx = store.write().await?;
        tx.release_job(&parked.id, now_ms).await?;
        tx.commit().await?;
        assert_eq!(claim(&store, "w", now_ms).await?.unwrap().attempts, 1);
        Ok(())
    });
}

#[test]
fn a_job_that_takes_its_workers_down_is_parked() {
    on_both_databases(async |store| {
        file(&store, "poison", None).await?;
        let mut now_ms = NOW_MS;
        for attempt in 1..=MOST_ATTEMPTS {
            assert_eq!(claim(&store, "w", now_ms).await?.unwrap().attempts, attempt);
            now_ms += LEASE_MS + 1;
        }
        assert_eq!(claim(&store, "w", now_ms).await?, None);
        let parked = store.read().await?.parked_jobs(10).await?;
        assert_eq!(parked[0].reason, "its worker stopped before it was done");
        Ok(())
    });
}
