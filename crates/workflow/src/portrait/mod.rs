//! 成像: frames are judged, and a person accepts or sends back.

mod assess;
mod reading;
mod review;

use domain::record::Refusal;
use store::StoreError;

pub(crate) use self::assess::assess_frame;
pub use self::{
    reading::ReadingView,
    review::{ReviewCard, accept, portrait_jpeg, refuse, review_list, take_back},
};

/// Why a reviewer's desk could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum PortraitRefused {
    #[error("there is no such record for this operator")]
    NotFound,
    #[error("the frame is not judged yet")]
    NotAssessed,
    #[error("no portrait could be cut from this frame")]
    NoPortrait,
    #[error("something may be worn on the head, and nobody has decided on it")]
    Headwear,
    #[error("no reason was given")]
    NoReason,
    #[error(transparent)]
    Stage(#[from] Refusal),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for PortraitRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Stage(refusal),
            other => Self::Store(other),
        }
    }
}
