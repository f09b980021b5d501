//! The chain of a school, line by line, against its keyed hashes and its head.

use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{HistoryFault, HistoryFaultKind, replay::Replay};
use crate::{
    StoreError, Tx,
    entity::{history_head, record_step},
    history::{GENESIS, head_mac, line_hash},
    seal::Vault,
};

/// Lines read at once.
const LINES: u64 = 5_000;

/// How far the walk has come.
struct Walk<'a> {
    vault: &'a Vault,
    school: &'a str,
    seq: i64,
    hash: String,
    faults: Vec<HistoryFault>,
}

impl Tx {
    /// Checks the chain of a school and hands every line on to `replay`.
    pub(super) async fn verify_chain(
        &self,
        school: &str,
        replay: &mut Replay,
    ) -> Result<Vec<HistoryFault>, StoreError> {
        let mut walk = Walk {
            vault: &self.vault,
            school,
            seq: 0,
            hash: GENESIS.to_owned(),
            faults: Vec::new(),
        };
        loop {
            let lines = record_step::Entity::find()
                .filter(record_step::Column::SchoolId.eq(school))
                .filter(record_step::Column::Seq.gt(walk.seq))
                .order_by_asc(record_step::Column::Seq)
                .limit(LINES)
                .all(&self.db)
                .await?;
            if lines.is_empty() {
                break;
            }
            for line in &lines {
                walk.line(line);
                let found = replay.take(line);
                walk.faults.extend(found.map(|kind| fault(school, line.seq, kind)));
            }
        }
        let head = history_head::Entity::find_by_id(school).one(&self.db).await?;
        walk.head(head.as_ref());
        Ok(walk.faults)
    }
}

impl Walk<'_> {
    fn line(&mut self, line: &record_step::Model) {
        let missing = line.seq - self.seq - 1;
        if missing > 0 {
            self.complain(line.seq, HistoryFaultKind::Gap { lines: missing });
        } else if line.prev_hash != self.hash {
            self.complain(line.seq, HistoryFaultKind::Unlinked);
        }
        if line.hash != line_hash(self.vault, line) {
            self.complain(line.seq, HistoryFaultKind::Changed);
        }
        self.seq = line.seq;
        self.hash.clone_from(&line.hash);
    }

    fn head(&mut self, head: Option<&history_head::Model>) {
        let Some(head) = head else {
            return self.complain(self.seq, HistoryFaultKind::HeadMissing);
        };
        if head.mac != head_mac(self.vault, self.school, head.seq, &head.hash) {
            self.complain(self.seq, HistoryFaultKind::HeadForged);
        }
        if head.seq != self.seq || head.hash != self.hash {
            self.complain(self.seq, HistoryFaultKind::TailDiffers { head_seq: head.seq });
        }
    }

    fn complain(&mut self, seq: i64, kind: HistoryFaultKind) {
        self.faults.push(fault(self.school, seq, kind));
    }
}

pub(super) fn fault(school: &str, seq: i64, kind: HistoryFaultKind) -> HistoryFault {
    HistoryFault { school: school.into(), seq, kind }
}
