//! 清点: what became of everybody, read from the store and from nothing else.

use std::collections::{HashMap, HashSet};

use domain::id::{FrameId, RecordId, SchoolId};
use domain::record::{StageKind, Step};
use serde::Serialize;
use store::roster::{Filter, Listed, Page};
use store::{Store, StoreError, history::HistoryLine};

/// What a walk came to. People, except `refused`, which counts refusals: who was refused and
/// shot again counts there and among the accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub graduates: u64,
    pub checked_in: u64,
    pub captured: u64,
    pub accepted: u64,
    pub refused: u64,
    pub delivered: u64,
    pub confirmed: u64,
    pub disputed: u64,
    /// Checked in, and now without a picture in the store and without a place for another shot.
    pub lost: u64,
    /// Frames, portraits and shot numbers that two records hold.
    pub doubled: u64,
}

/// What two people must not share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Held {
    Frame(String),
    Portrait(String),
    Shot(String, u32),
}

/// Reads every record of the school with its history.
pub async fn of(store: &Store, school: &SchoolId) -> Result<Tally, StoreError> {
    let tx = store.read().await?;
    let people = tx.graduates(&Filter::of(school.clone()), Page::ALL).await?;
    let mut tally = Tally::default();
    let mut holders: HashMap<Held, HashSet<RecordId>> = HashMap::new();
    for listed in &people {
        let history = tx.history(&listed.row.record.id).await?;
        tally.add(listed, &history);
        if has(&history, "check_in") && !is_kept(store, listed).await? {
            tally.lost += 1;
        }
        for held in held(listed, &history) {
            holders.entry(held).or_default().insert(listed.row.record.id.clone());
        }
    }
    let doubled = holders.values().filter(|records| records.len() > 1).count();
    tally.doubled = u64::try_from(doubled).unwrap_or(u64::MAX);
    Ok(tally)
}

/// The records whose history holds a frame that shows somebody else.
pub async fn misjoined(
    store: &Store,
    school: &SchoolId,
    shown: &HashMap<FrameId, String>,
) -> Result<u64, StoreError> {
    let tx = store.read().await?;
    let mut wrong = 0;
    for listed in tx.graduates(&Filter::of(school.clone()), Page::ALL).await? {
        let own = listed.graduate.student_number.to_string();
        let history = tx.history(&listed.row.record.id).await?;
        let is_other = |line: &HistoryLine| match &line.step {
            Step::Capture { frame } => shown.get(frame).is_some_and(|number| *number != own),
            _ => false,
        };
        wrong += u64::from(history.iter().any(is_other));
    }
    Ok(wrong)
}

impl Tally {
    fn add(&mut self, listed: &Listed, history: &[HistoryLine]) {
        let stage = &listed.row.record.stage;
        self.graduates += 1;
        self.checked_in += u64::from(has(history, "check_in"));
        self.captured += u64::from(has(history, "capture"));
        self.accepted += u64::from(stage.portrait().is_some());
        self.delivered += u64::from(has(history, "deliver"));
        let refusals = history.iter().filter(|line| matches!(line.step, Step::Refuse { .. }));
        self.refused += u64::try_from(refusals.count()).unwrap_or(u64::MAX);
        self.confirmed += u64::from(stage.kind() == StageKind::Confirmed);
        self.disputed += u64::from(stage.kind() == StageKind::Disputed);
    }
}

fn has(history: &[HistoryLine], code: &str) -> bool {
    history.iter().any(|line| line.step.code() == code)
}

/// Whether the record's picture is in the picture store, or the person has a place for a re-shoot.
async fn is_kept(store: &Store, listed: &Listed) -> Result<bool, StoreError> {
    let stage = &listed.row.record.stage;
    if stage.kind() == StageKind::Reshoot {
        return Ok(true);
    }
    let portrait = stage.portrait().map(ToString::to_string);
    match portrait.or_else(|| listed.row.frame.as_ref().map(ToString::to_string)) {
        Some(picture) => store.pictures().exists(&picture).await,
        None => Ok(false),
    }
}

/// What the record holds or held: a frame that was refused is still its own.
fn held(listed: &Listed, history: &[HistoryLine]) -> Vec<Held> {
    let mut all = Vec::new();
    for line in history {
        match &line.step {
            Step::Capture { frame } => all.push(Held::Frame(frame.to_string())),
            Step::Accept { portrait, .. } => all.push(Held::Portrait(portrait.to_string())),
            _ => {}
        }
    }
    if let (Some(session), Some(shot)) = (&listed.row.session, listed.row.shot) {
        all.push(Held::Shot(session.to_string(), shot.get()));
    }
    all
}
