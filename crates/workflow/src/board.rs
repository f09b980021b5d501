//! 进度总览: one line per school, college or class, one column per stage; every figure adds up.

use std::collections::BTreeMap;

use domain::{
    id::{CollegeId, SchoolId},
    record::StageKind,
};
use serde::Serialize;
use store::{StoreError, Tx, record};

use crate::{
    Desk,
    permission::{Grant, ReadBoard, Scope},
};

/// Beyond so many it does not matter how many: somebody must look now.
const PARKED_SHOWN: u64 = 1_000;

/// How far down the board looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoardLevel {
    Schools,
    Colleges(SchoolId),
    Classes(SchoolId, CollegeId),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardView {
    pub title: String,
    pub lines: Vec<BoardLine>,
    pub total: BoardLine,
    /// Jobs that wait for a person; shown to the centre.
    pub parked_jobs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardLine {
    pub id: String,
    pub name: String,
    /// Every stage in the order of the flow, with its people.
    pub counts: Vec<(StageKind, u64)>,
    pub people: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum BoardRefused {
    #[error("there is no such school or college for this operator")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The board at one level, cut to the operator's own people.
pub async fn board(
    desk: &Desk,
    grant: &Grant<ReadBoard>,
    level: BoardLevel,
) -> Result<BoardView, BoardRefused> {
    let level = narrowed(grant, level)?;
    let tx = desk.store.read().await?;
    let (title, names) = names(&tx, grant, &level).await?;
    let counts = tx.board(school_of(&level), None).await?;
    let own_college = grant.college();
    let mut sums: BTreeMap<&str, BTreeMap<StageKind, u64>> = BTreeMap::new();
    let counted = counts.iter().filter(|count| own_college.is_none_or(|own| *own == count.college));
    for count in counted {
        if let Some(line) = line_of(&level, count) {
            let sum = sums.entry(line).or_default().entry(count.stage).or_default();
            *sum += u64::try_from(count.count).unwrap_or_default();
        }
    }
    let empty = BTreeMap::new();
    let lines: Vec<BoardLine> = names
        .into_iter()
        .map(|(id, name)| {
            let sums = sums.get(id.as_str()).unwrap_or(&empty);
            board_line(id, name, sums)
        })
        .collect();
    let parked_jobs = match grant.scope() {
        Scope::Centre => tx.parked_jobs(PARKED_SHOWN).await?.len() as u64,
        Scope::School(_) | Scope::College(..) | Scope::Own(_) => 0,
    };
    Ok(BoardView { title, total: total(&lines), lines, parked_jobs })
}

/// A school's own board begins at its colleges, a college's at its classes.
fn narrowed(grant: &Grant<ReadBoard>, level: BoardLevel) -> Result<BoardLevel, BoardRefused> {
    let covered = |school: &SchoolId| grant.covers_school(school);
    let level = match (grant.scope(), level) {
        (Scope::Own(_), _) => return Err(BoardRefused::NotFound),
        (Scope::School(own), BoardLevel::Schools) => BoardLevel::Colleges(own.clone()),
        (Scope::College(_, _), BoardLevel::Colleges(school)) if !covered(&school) => {
            return Err(BoardRefused::NotFound);
        }
        (Scope::College(school, college), BoardLevel::Schools | BoardLevel::Colleges(_)) => {
            BoardLevel::Classes(school.clone(), college.clone())
        }
        (_, level) => level,
    };
    match &level {
        BoardLevel::Schools => {}
        BoardLevel::Colleges(school) if covered(school) => {}
        BoardLevel::Classes(school, college)
            if covered(school) && grant.college().is_none_or(|own| own == college) => {}
        BoardLevel::Colleges(_) | BoardLevel::Classes(..) => return Err(BoardRefused::NotFound),
    }
    Ok(level)
}

fn school_of(level: &BoardLevel) -> Option<&SchoolId> {
    match level {
        BoardLevel::Schools => None,
        BoardLevel::Colleges(school) | BoardLevel::Classes(school, _) => Some(school),
    }
}

fn line_of<'a>(level: &BoardLevel, count: &'a record::BoardLine) -> Option<&'a str> {
    match level {
        BoardLevel::Schools => Some(count.school.as_str()),
        BoardLevel::Colleges(_) => Some(count.college.as_str()),
        BoardLevel::Classes(_, college) => {
            (*college == count.college).then_some(count.class.as_str())
        }
    }
}

/// The title, and the lines by name: a line stands there even when it has nobody yet.
async fn names(
    tx: &Tx,
    grant: &Grant<ReadBoard>,
    level: &BoardLevel,
) -> Result<(String, Vec<(String, String)>), BoardRefused> {
    let title = match school_of(level) {
        None => "全部学校".to_owned(),
        Some(school) => tx.school(school).await?.ok_or(BoardRefused::NotFound)?.name,
    };
    let mut lines: Vec<(String, String)> = match level {
        BoardLevel::Schools => tx
            .schools()
            .await?
            .into_iter()
            .filter(|school| grant.covers_school(&school.id))
            .map(|school| (school.id.to_string(), school.name))
            .collect(),
        BoardLevel::Colleges(school) => tx
            .colleges_of(school)
            .await?
            .into_iter()
            .map(|college| (college.id.to_string(), college.name))
            .collect(),
        BoardLevel::Classes(school, college) => tx
            .classes_of(school, None)
            .await?
            .into_iter()
            .filter(|class| class.college == *college)
            .map(|class| (class.id.to_string(), class.name))
            .collect(),
    };
    lines.sort_by(|a, b| a.1.cmp(&b.1));
    Ok((title, lines))
}

fn board_line(id: String, name: String, sums: &BTreeMap<StageKind, u64>) -> BoardLine {
    let counts: Vec<(StageKind, u64)> = StageKind::ALL
        .iter()
        .map(|stage| (*stage, sums.get(stage).copied().unwrap_or_default()))
        .collect();
    let people = counts.iter().map(|(_, people)| people).sum();
    BoardLine { id, name, counts, people }
}

fn total(lines: &[BoardLine]) -> BoardLine {
    let mut sums = BTreeMap::new();
    for (stage, people) in lines.iter().flat_map(|line| &line.counts) {
        *sums.entry(*stage).or_default() += people;
    }
    board_line(String::new(), "合计".to_owned(), &sums)
}
