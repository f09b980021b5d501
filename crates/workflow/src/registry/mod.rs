//! 注册: the graduate's own look at the portrait, once, online.

mod image_check;
mod own;

use domain::{calendar::UnknownYear, record::Refusal};
use store::StoreError;

pub use self::{
    image_check::{Opened, open_image_check},
    own::{NextStep, OwnPage, answer, own_page},
};

#[derive(Debug, thiserror::Error)]
pub enum RegistryRefused {
    #[error("there is no such school or record for this operator")]
    NotFound,
    #[error("nothing was delivered that could be checked")]
    NothingToOpen,
    #[error("the last day lies in the past")]
    Past,
    #[error(transparent)]
    UnknownYear(#[from] UnknownYear),
    #[error("the image check ended on {0}")]
    Over(jiff::civil::Date),
    #[error("the image check is not open")]
    NotOpen,
    #[error("the graduate has answered already")]
    Answered,
    #[error("an objection needs words, at most 500 characters")]
    Words,
    #[error(transparent)]
    Stage(#[from] Refusal),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RegistryRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Stage(refusal),
            other => Self::Store(other),
        }
    }
}
