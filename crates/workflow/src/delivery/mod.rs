//! 返校: accepted portraits go back to the school, in a package that proves it is whole.

mod pack;

use domain::record::Refusal;
use formats::{archive::ArchiveError, package::PackageError, xlsx::WriteError};
use store::StoreError;

pub use self::pack::{PackageView, pack, package_files, package_zip, packages};

#[derive(Debug, thiserror::Error)]
pub enum DeliveryRefused {
    #[error("there is no such school or package for this operator")]
    NotFound,
    #[error("no accepted portrait waits for delivery")]
    NothingToDeliver,
    #[error("the index cannot be written: it {0}")]
    Index(#[from] WriteError),
    #[error("the package cannot be sealed: it {0}")]
    Package(#[from] PackageError),
    #[error("the archive cannot be written: it {0}")]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Stage(#[from] Refusal),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for DeliveryRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Stage(refusal),
            other => Self::Store(other),
        }
    }
}
