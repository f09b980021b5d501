//! 校对: the office notes that a student signed for every field of the line.

use domain::{
    id::{ClassId, RecordId, StepId},
    record::{StageKind, Step},
};
use store::roster::{Filter, Page};

use super::RosterRefused;
use crate::{
    Desk,
    permission::{Grant, Proofread},
    step_of,
};

/// Notes one signed line.
pub async fn proofread(
    desk: &Desk,
    grant: &Grant<Proofread>,
    record: &RecordId,
    step: StepId,
) -> Result<(), RosterRefused> {
    let tx = desk.store.write().await?;
    let row = tx.record(record).await?.filter(|row| grant.covers(row));
    let row = row.ok_or(RosterRefused::NotFound)?;
    tx.advance(&row.record, &Step::Proofread, &grant.taken(desk, step)).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes the signed list of a class: every line that still waits for it. Returns how many.
pub async fn proofread_class(
    desk: &Desk,
    grant: &Grant<Proofread>,
    class: &ClassId,
    request: &str,
) -> Result<u64, RosterRefused> {
    let tx = desk.store.write().await?;
    let found = tx.class(class).await?.filter(|found| grant.covers_school(&found.school));
    let found = found.ok_or(RosterRefused::NotFound)?;
    if grant.college().is_some_and(|own| *own != found.college) {
        return Err(RosterRefused::NotFound);
    }
    let mut filter = Filter::of(found.school);
    filter.class = Some(class.clone());
    filter.stage_kind = Some(StageKind::Listed);
    let waiting = tx.graduates(&filter, Page::ALL).await?;
    for listed in &waiting {
        let record = &listed.row.record;
        let taken = grant.taken(desk, step_of(request, record.id.as_str()));
        tx.advance(record, &Step::Proofread, &taken).await?;
    }
    tx.commit().await?;
    Ok(waiting.len() as u64)
}
