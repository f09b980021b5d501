//! 名册: schools and their classes, import, proofreading, and the lists of people.

pub mod card;
mod import;
mod list;
mod organisation;
mod page;
mod proofread;
mod workbook;

use domain::{id::SchoolId, record::Refusal, school::Regime};
use formats::{table::ReadError, xlsx::WriteError};
use store::{StoreError, Tx};

pub(crate) use self::page::fields;
pub use self::{
    import::{Applied, ImportPreview, apply_import, import_preview, preview_import},
    list::{ListFilter, ListView, Page, list, list_xlsx},
    organisation::{
        ClassView, NewSchool, SchoolView, classes, create_class, create_college, create_school,
        schools,
    },
    page::{HistoryView, RecordPage, record_page},
    proofread::{proofread, proofread_class},
    workbook::{Finding, RosterLines, read_lines, template_xlsx},
};
use crate::permission::{Grant, Zone};

/// Why a desk of the roster room could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RosterRefused {
    #[error("there is no such school, class, record or import for this operator")]
    NotFound,
    #[error("the school code is not five digits")]
    SchoolCode,
    #[error("the name is empty or longer than 60 characters")]
    SchoolName,
    #[error("a school with this code is there already")]
    SchoolExists,
    #[error("another college of the school has a class of this name")]
    ClassElsewhere,
    #[error("under regime code the centre may not take a school's list")]
    ListForbidden,
    #[error("the file cannot be read: it {0}")]
    Unreadable(#[from] ReadError),
    #[error("the list cannot be written: it {0}")]
    Unwritable(#[from] WriteError),
    #[error("the import was applied already")]
    Applied,
    #[error("no line of the file can be listed")]
    NothingToList,
    #[error("somebody decided this about the card already, or it is no question any more")]
    CardDecided,
    #[error("the answer breaks the rules of its field")]
    CardAnswer,
    #[error("college and class of the cards are not given")]
    CardClass,
    #[error("nothing is left to take back")]
    NothingToTakeBack,
    #[error(transparent)]
    Stage(#[from] Refusal),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RosterRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Stage(refusal),
            other => Self::Store(other),
        }
    }
}

/// The school, if this grant may know of it.
pub(crate) async fn covered_school<P>(
    tx: &Tx,
    grant: &Grant<P>,
    school: &SchoolId,
) -> Result<Option<store::school::School>, StoreError> {
    if !grant.covers_school(school) {
        return Ok(None);
    }
    tx.school(school).await
}

/// Whether an operator of this zone may hand in a school's list.
fn may_take_list(zone: Zone, regime: Regime) -> bool {
    zone == Zone::School || regime == Regime::List
}
