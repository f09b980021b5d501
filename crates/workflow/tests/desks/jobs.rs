//! 后台任务: tried again, parked for a person, never dropped.

use domain::school::Regime;
use jiff::SignedDuration;
use workflow::{capture, jobs, permission::Role, session};

use crate::college::{College, centre, on_both};

/// A process without portrait models takes the job, cannot do it, and in the end parks it: the
/// frame is still there, and so is the job.
#[test]
fn a_job_that_cannot_be_done_is_parked_with_its_reason() {
    on_both(async |store| {
        let (college, open) = College::planned(store, Regime::List, 1).await?;
        let desk = &college.desk;
        let person = &college.people().await?[0];
        let typed = college.typed_code(&person.row.record.id).await?;
        session::check_in(desk, &centre(Role::Crew), &open, &typed).await?;
        let crew = centre(Role::Crew);
        let frame = capture::attach(desk, &crew, &open, "A.JPG", b"frame".to_vec()).await?.frame;
        let mut tries = 0;
        for _ in 0..64 {
            tries += i32::from(jobs::work_once(desk, "test").await?);
            college.clock.advance(SignedDuration::from_hours(2));
        }
        let tx = desk.store.read().await?;
        let parked = tx.parked_jobs(10).await?;
        assert_eq!(parked.len(), 1);
        assert!(parked[0].payload.contains(frame.as_str()));
        assert!(parked[0].reason.contains("models"), "{}", parked[0].reason);
        assert!(tries > 1, "one try is not trying again");
        assert!(desk.store.pictures().exists(frame.as_str()).await?);
        Ok(())
    });
}

#[test]
fn no_job_is_no_work() {
    on_both(async |store| {
        let (college, _) = College::planned(store, Regime::List, 1).await?;
        assert!(!jobs::work_once(&college.desk, "test").await?);
        Ok(())
    });
}
