//! Every record's steps taken anew, against where the record stands.

use std::collections::HashMap;

use domain::record::{Stage, Step};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{HistoryFault, HistoryFaultKind, chain::fault};
use crate::{
    StoreError, Tx,
    entity::{collection_record, record_step},
    record::Columns,
};

/// Records read at once.
const RECORDS: u64 = 5_000;

/// Where the steps seen so far lead, by record.
#[derive(Default)]
pub(super) struct Replay {
    records: HashMap<String, Replayed>,
}

struct Replayed {
    stage: Stage,
    version: i64,
    columns: Columns,
}

impl Replay {
    /// Takes the step of one more line; says what is wrong with it, if anything is. An impossible
    /// step is left out, so that the steps after it are judged by what was possible.
    pub fn take(&mut self, line: &record_step::Model) -> Option<HistoryFaultKind> {
        let Ok(step) = serde_json::from_str::<Step>(&line.step) else {
            return Some(HistoryFaultKind::Unreadable);
        };
        if step.code() != line.code {
            return Some(HistoryFaultKind::Unreadable);
        }
        let before = self.records.get(&line.record_id);
        let next = match before {
            None if step == Step::List && line.version == 1 => {
                Some((Stage::Listed, Columns::default()))
            }
            Some(at) if line.version == at.version + 1 => at.stage.after(&step).ok().map(|stage| {
                let columns = at.columns.after(&stage);
                (stage, columns)
            }),
            _ => None,
        };
        let Some((stage, columns)) = next else {
            return Some(HistoryFaultKind::Impossible { record: line.record_id.as_str().into() });
        };
        let now = Replayed { stage, version: line.version, columns };
        self.records.insert(line.record_id.clone(), now);
        None
    }

    fn compare(&self, row: &collection_record::Model) -> Option<HistoryFaultKind> {
        let record = || row.id.as_str().into();
        let Some(replayed) = self.records.get(&row.id) else {
            return Some(HistoryFaultKind::NoSteps { record: record() });
        };
        let same = row.version == replayed.version
            && serde_json::from_str::<Stage>(&row.stage).is_ok_and(|stage| stage == replayed.stage)
            && row.stage_kind == replayed.stage.code()
            && Columns::of(row) == replayed.columns;
        (!same).then(|| HistoryFaultKind::StageDiffers { record: record() })
    }
}

impl Tx {
    /// Compares all records of a school with their steps.
    pub(super) async fn compare_records(
        &self,
        school: &str,
        replay: &Replay,
    ) -> Result<Vec<HistoryFault>, StoreError> {
        let mut faults = Vec::new();
        let mut after = String::new();
        loop {
            let rows = collection_record::Entity::find()
                .filter(collection_record::Column::SchoolId.eq(school))
                .filter(collection_record::Column::Id.gt(&after))
                .order_by_asc(collection_record::Column::Id)
                .limit(RECORDS)
                .all(&self.db)
                .await?;
            let Some(last) = rows.last() else { return Ok(faults) };
            after.clone_from(&last.id);
            let found = rows.iter().filter_map(|row| replay.compare(row));
            faults.extend(found.map(|kind| fault(school, 0, kind)));
        }
    }
}
