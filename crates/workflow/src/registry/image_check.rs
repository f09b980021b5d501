//! 开放图像校对: from today until a stated day, for everything delivered.

use domain::{
    id::SchoolId,
    record::{StageKind, Step},
};
use jiff::{ToSpan, civil::Date};
use store::roster::{Filter, Page};

use super::RegistryRefused;
use crate::{
    Desk,
    permission::{Grant, OpenImageCheck},
    step_of,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    pub opened: u64,
    /// The last day on which a graduate can answer.
    pub until: Date,
}

/// Opens the check for every delivered record of the school, and moves the last day of those
/// that are open. Without a day it lasts as long as the centre's rule says.
pub async fn open_image_check(
    desk: &Desk,
    grant: &Grant<OpenImageCheck>,
    school: &SchoolId,
    until: Option<Date>,
) -> Result<Opened, RegistryRefused> {
    let today = desk.today();
    let lasts = i64::from(desk.tools().image_check.lasts_days);
    let until = match until {
        Some(day) if day < today => return Err(RegistryRefused::Past),
        Some(day) => day,
        None => today.saturating_add(lasts.days()),
    };
    let tx = desk.store.write().await?;
    if !grant.covers_school(school) || tx.school(school).await?.is_none() {
        return Err(RegistryRefused::NotFound);
    }
    let request = desk.mint();
    // Everybody is found before anybody is moved: who moves into a stage must not be met there.
    let mut found = Vec::new();
    for stage in [StageKind::Delivered, StageKind::ImageCheckOpen] {
        let filter = Filter { stage_kind: Some(stage), ..Filter::of(school.clone()) };
        found.extend(tx.graduates(&filter, Page::ALL).await?);
    }
    for listed in &found {
        let record = &listed.row.record;
        let taken = grant.taken(desk, step_of(&request, record.id.as_str()));
        tx.advance(record, &Step::OpenImageCheck { until }, &taken).await?;
    }
    let opened = found.len() as u64;
    if opened == 0 {
        return Err(RegistryRefused::NothingToOpen);
    }
    tx.commit().await?;
    Ok(Opened { opened, until })
}
