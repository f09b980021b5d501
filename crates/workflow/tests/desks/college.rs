//! A college in every stage a test asks for, by the desks' own actions.

use domain::{
    id::{FrameId, RecordId, SchoolId, SessionId},
    portrait::Verdict,
    record::StageKind,
    school::Regime,
    session::SessionKind,
};
use jiff::SignedDuration;
use store::{
    Store,
    portrait::Assessment,
    roster::{Filter, Listed, Page},
    testing::on_both_databases,
};
use testkit::{People, ROSTER_HEADER, clock::TestClock, ids::TestIds, roster_rows};
use workflow::{
    Desk,
    permission::{Grant, Permission, Role, Scope},
    profile::DEFAULT_PROFILE,
    roster, session, testing,
};

pub struct College {
    pub desk: Desk,
    pub clock: TestClock,
    pub school: SchoolId,
}

pub type Failure = Box<dyn std::error::Error>;

/// Runs the test on both databases and shows what went wrong.
#[track_caller]
pub fn on_both(test: impl AsyncFn(Store) -> Result<(), Failure>) {
    on_both_databases(async |store| {
        if let Err(error) = test(store).await {
            panic!("{error}");
        }
        Ok(())
    });
}

impl College {
    /// A school with `people` on its list and nothing else done.
    pub async fn listed(store: Store, regime: Regime, people: usize) -> Result<Self, Failure> {
        let (clock, ids) = (TestClock::default(), TestIds::default());
        let wall = clock.clone();
        let desk = testing::desk(store, move || wall.now(), move || ids.next_text(), None);
        let people: Vec<_> = People::seeded(1).take(people).collect();
        let book = testing::workbook(&ROSTER_HEADER, &roster_rows(&people));
        let school = testing::school(&desk, "99001", regime, book).await?;
        Ok(Self { desk, clock, school })
    }

    /// Everybody proofread, with a code, and a place in one open session.
    pub async fn planned(
        store: Store,
        regime: Regime,
        people: usize,
    ) -> Result<(Self, SessionId), Failure> {
        let college = Self::listed(store, regime, people).await?;
        let desk = &college.desk;
        for class in roster::classes(desk, &college.office(), &college.school).await? {
            let class = class.id.as_str().into();
            roster::proofread_class(desk, &college.office(), &class, &desk.mint()).await?;
        }
        session::issue_codes(desk, &college.office(), &college.school).await?;
        let new = session::NewSession {
            school: college.school.clone(),
            kind: SessionKind::OnSite,
            held_on: desk.today(),
            place: "体育馆一楼".to_owned(),
            profile: DEFAULT_PROFILE.to_owned(),
            classes: Vec::new(),
        };
        let session = session::open_session(desk, &centre(Role::Planner), new).await?.id;
        Ok((college, session))
    }

    pub fn office<P: Permission>(&self) -> Grant<P> {
        testing::grant(Role::AcademicAffairs, Scope::School(self.school.clone()))
            .expect("the office has it")
    }

    pub async fn people(&self) -> Result<Vec<Listed>, Failure> {
        let tx = self.desk.store.read().await?;
        Ok(tx.graduates(&Filter::of(self.school.clone()), Page::ALL).await?)
    }

    pub async fn stage(&self, record: &RecordId) -> Result<StageKind, Failure> {
        let tx = self.desk.store.read().await?;
        Ok(tx.record(record).await?.ok_or("no such record")?.record.stage.kind())
    }

    /// The letters under a graduate's code.
    pub async fn typed_code(&self, record: &RecordId) -> Result<String, Failure> {
        let tx = self.desk.store.read().await?;
        Ok(tx.code_of(record).await?.ok_or("no code was issued")?.key.to_string())
    }

    /// What the engine would have written down, for tests about desks and not about pictures.
    pub async fn judge(
        &self,
        frame: &FrameId,
        record: &RecordId,
        verdict: Verdict,
    ) -> Result<(), Failure> {
        self.judge_as(frame, record, verdict, "[]").await
    }

    /// The same with readings, as JSON.
    pub async fn judge_as(
        &self,
        frame: &FrameId,
        record: &RecordId,
        verdict: Verdict,
        readings: &str,
    ) -> Result<(), Failure> {
        let jpeg = format!("portrait of {frame}").into_bytes();
        let portrait = self.desk.store.pictures().put(&jpeg).await?;
        let tx = self.desk.store.write().await?;
        tx.put_assessment(&Assessment {
            frame: frame.clone(),
            record: record.clone(),
            profile: DEFAULT_PROFILE.to_owned(),
            verdict,
            readings: format!(r#"{{"readings":{readings},"reasons":[]}}"#),
            crop: None,
            portrait: (verdict != Verdict::Fail).then(|| portrait.into()),
            portrait_bytes: Some(24_000),
            assessed_at_ms: self.desk.now_ms(),
        })
        .await?;
        Ok(tx.commit().await?)
    }

    pub fn later(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }
}

pub fn centre<P: Permission>(role: Role) -> Grant<P> {
    testing::grant(role, Scope::Centre).expect("the role has it")
}

pub fn graduate<P: Permission>(record: &RecordId) -> Grant<P> {
    testing::grant(Role::Graduate, Scope::Own(record.clone())).expect("graduates have it")
}
