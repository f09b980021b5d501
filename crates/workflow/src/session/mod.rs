//! 采集场次: the day is planned, codes are issued, and people check in.

mod check_in;
mod codes;
mod plan;

use domain::record::Refusal;
use store::StoreError;

pub use self::{
    check_in::{CheckInRefused, CheckedIn, QueueView, check_in, queue},
    codes::{CodeView, issue_codes},
    plan::{NewSession, SessionView, close_session, open_session, session, sessions},
};
pub(crate) use self::{codes::code_view, plan::session_view};

/// Why a session could not be planned, opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum SessionRefused {
    #[error("there is no such school, class or session for this operator")]
    NotFound,
    #[error("the place is empty or longer than 80 characters")]
    Place,
    #[error("the day lies in the past")]
    Past,
    #[error("no portrait profile has this name")]
    Profile,
    #[error("nobody of these classes has been proofread")]
    NobodyToPlan,
    #[error("the session is closed")]
    Closed,
    #[error(transparent)]
    Stage(#[from] Refusal),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SessionRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Stage(refusal),
            other => Self::Store(other),
        }
    }
}
