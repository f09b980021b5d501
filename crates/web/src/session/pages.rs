//! 场次页: what the session's templates show.

use askama::Template;
use axum::http::StatusCode;
use domain::{record::StageKind, session::SessionKind};
use workflow::{
    permission::{Capture, CheckIn, Operator, PlanSessions, Review},
    profile::ProfileChoice,
    roster::SchoolView,
    session::{CheckedIn, QueueView, SessionView},
};

use crate::{
    problem::Problem,
    shell::{Shell, Tone},
};

#[derive(Template)]
#[template(path = "session/sessions.html")]
pub struct SessionsPage {
    pub shell: Shell,
    pub sessions: Vec<SessionView>,
    pub schools: Vec<SchoolView>,
    pub kinds: &'static [SessionKind],
    pub profiles: Vec<ProfileChoice>,
    pub may_plan: bool,
    pub may_issue: bool,
    pub typed: NewSessionForm,
    pub problem: Option<String>,
}

/// What the planner typed, kept when it is refused.
#[derive(Debug, Clone, Default)]
pub struct NewSessionForm {
    pub school: String,
    pub kind: String,
    pub held_on: String,
    pub place: String,
    pub profile: String,
}

#[derive(Template)]
#[template(path = "session/session.html")]
pub struct SessionPage {
    pub shell: Shell,
    pub session: SessionView,
    pub operator: Operator,
}

impl SessionPage {
    fn may_check_in(&self) -> bool {
        !self.session.closed && self.operator.can::<CheckIn>()
    }

    fn may_review(&self) -> bool {
        self.operator.can::<Review>()
    }

    fn may_capture(&self) -> bool {
        !self.session.closed && self.operator.can::<Capture>()
    }

    fn may_close(&self) -> bool {
        !self.session.closed && self.operator.can::<PlanSessions>()
    }

    /// Where the people of a session can stand, in the order of the day.
    const STAGES: &[StageKind] = &[
        StageKind::Planned,
        StageKind::CheckedIn,
        StageKind::Captured,
        StageKind::Reshoot,
        StageKind::Accepted,
    ];

    fn counts(session: &SessionView) -> Vec<(StageKind, u64)> {
        let counts = [
            session.planned,
            session.checked_in,
            session.captured,
            session.reshoot,
            session.accepted,
        ];
        Self::STAGES.iter().copied().zip(counts).collect()
    }
}

#[derive(Template)]
#[template(path = "session/check_in.html")]
pub struct CheckInPage {
    pub shell: Shell,
    pub queue: QueueView,
    pub result: Option<ScanResult>,
}

/// The part of the page that a scan replaces, and the queue beside it.
#[derive(Template)]
#[template(path = "session/answer.html")]
pub struct ScanAnswer {
    pub shell: Shell,
    pub queue: QueueView,
    pub result: ScanResult,
}

/// 签到结果: what fills the screen, and which sound goes with it.
#[derive(Debug, Clone)]
pub struct ScanResult {
    tone: Tone,
    sound: &'static str,
    word: String,
    say: String,
    way: String,
    shot: Option<u32>,
    name: String,
    class: String,
}

impl ScanResult {
    pub fn given(shell: &Shell, checked_in: &CheckedIn) -> Self {
        let (tone, sound, word) = if checked_in.already_held {
            (Tone::Warn, "again", "check-in-held")
        } else {
            (Tone::Pass, "given", "check-in-given")
        };
        Self {
            tone,
            sound,
            word: shell.t(word),
            say: String::new(),
            way: shell.n("check-in-ahead", checked_in.waiting),
            shot: Some(checked_in.shot),
            name: checked_in.person.name.clone(),
            class: checked_in.class.clone(),
        }
    }

    /// A refusal: what is the matter, and the way on.
    pub fn refused(shell: &Shell, problem: &Problem) -> (StatusCode, Self) {
        problem.log();
        let told = problem.told();
        let result = Self {
            tone: Tone::Fail,
            sound: "refused",
            word: shell.t("check-in-stop"),
            say: told.what(shell.lang),
            way: told.cure(shell.lang),
            shot: None,
            name: String::new(),
            class: String::new(),
        };
        (told.status, result)
    }
}
