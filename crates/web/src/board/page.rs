//! 进度页: columns, bars and links of the board.

use std::fmt;

use askama::Template;
use domain::record::StageKind;

use workflow::board::{BoardLevel as Level, BoardLine, BoardView};

use crate::shell::{Shell, Tone, address};

/// 进度条 colours: what a registrar wants to tell apart at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    Before,
    Shoot,
    Trouble,
    Done,
    Registered,
}

impl Band {
    pub const ALL: &[Self] =
        &[Self::Before, Self::Shoot, Self::Trouble, Self::Done, Self::Registered];

    pub const fn of(kind: StageKind) -> Option<Self> {
        Some(match kind {
            StageKind::Listed | StageKind::Proofread | StageKind::Planned => Self::Before,
            StageKind::CheckedIn | StageKind::Captured => Self::Shoot,
            StageKind::Reshoot
            | StageKind::MakeUp
            | StageKind::Disputed
            | StageKind::UnderErratum => Self::Trouble,
            StageKind::Accepted | StageKind::Delivered | StageKind::ImageCheckOpen => Self::Done,
            StageKind::Confirmed | StageKind::Registered => Self::Registered,
            StageKind::Withdrawn => return None,
        })
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::Shoot => "shoot",
            Self::Trouble => "trouble",
            Self::Done => "done",
            Self::Registered => "registered",
        })
    }
}

/// The columns, grouped as the rooms follow each other.
const GROUPS: &[(&str, &[StageKind])] = &[
    ("board-group-roster", &[StageKind::Listed, StageKind::Proofread, StageKind::Planned]),
    (
        "board-group-shoot",
        &[StageKind::CheckedIn, StageKind::Captured, StageKind::Reshoot, StageKind::Accepted],
    ),
    (
        "board-group-return",
        &[
            StageKind::Delivered,
            StageKind::ImageCheckOpen,
            StageKind::Disputed,
            StageKind::Confirmed,
            StageKind::Registered,
        ],
    ),
    ("board-group-aside", &[StageKind::UnderErratum, StageKind::MakeUp, StageKind::Withdrawn]),
];

#[derive(Template)]
#[template(path = "board/board.html")]
pub struct BoardPage {
    pub shell: Shell,
    board: BoardView,
    level_word: String,
    crumbs: Vec<Crumb>,
    may_import: bool,
    bands: &'static [Band],
    figures: Vec<Figure>,
    groups: Vec<Group>,
    kinds: Vec<Kind>,
    rows: Vec<Row>,
    total: Row,
}

pub struct Crumb {
    pub href: String,
    pub name: String,
}

struct Figure {
    key: &'static str,
    count: u64,
    share: String,
    tone: Option<Tone>,
}

struct Group {
    key: &'static str,
    span: usize,
}

struct Kind {
    stage: StageKind,
    first: bool,
}

struct Row {
    name: String,
    href: String,
    people: u64,
    spoken: String,
    bar: Vec<Part>,
    cells: Vec<Cell>,
}

struct Cell {
    stage: StageKind,
    first: bool,
    count: u64,
    href: String,
    tone: Option<Tone>,
}

/// A stretch of the bar, in thousandths of its length.
struct Part {
    band: Band,
    from: u64,
    width: u64,
}

impl BoardPage {
    pub fn new(
        shell: Shell,
        board: BoardView,
        level: &Level,
        crumbs: Vec<Crumb>,
        may_import: bool,
    ) -> Self {
        let level_word = shell.t(match level {
            Level::Schools => "board-school",
            Level::Colleges(_) => "board-college",
            Level::Classes(..) => "board-class",
        });
        let rows = board.lines.iter().map(|line| row(&shell, level, Some(line), line)).collect();
        let total = row(&shell, level, None, &board.total);
        Self {
            figures: figures(&shell, &board.total),
            groups: GROUPS.iter().map(|(key, kinds)| Group { key, span: kinds.len() }).collect(),
            kinds: columns().map(|(stage, first)| Kind { stage, first }).collect(),
            bands: Band::ALL,
            rows,
            total,
            level_word,
            crumbs,
            may_import,
            board,
            shell,
        }
    }
}

fn columns() -> impl Iterator<Item = (StageKind, bool)> {
    GROUPS.iter().flat_map(|(_, kinds)| kinds.iter().enumerate().map(|(at, kind)| (*kind, at == 0)))
}

fn count_of(line: &BoardLine, kind: StageKind) -> u64 {
    line.counts.iter().find(|(one, _)| *one == kind).map_or(0, |(_, count)| *count)
}

fn sum_of(line: &BoardLine, band: Band) -> u64 {
    line.counts.iter().filter(|(kind, _)| Band::of(*kind) == Some(band)).map(|(_, n)| n).sum()
}

/// One line; the total has no address of its own, and its counts open the whole level.
fn row(shell: &Shell, level: &Level, own: Option<&BoardLine>, line: &BoardLine) -> Row {
    let id = own.map_or("", |own| own.id.as_str());
    let (school, college, class) = match level {
        Level::Schools => (id, "", ""),
        Level::Colleges(school) => (school.as_str(), id, ""),
        Level::Classes(school, college) => (school.as_str(), college.as_str(), id),
    };
    let place = [("school", school), ("college", college), ("class", class)];
    let href = match level {
        Level::Classes(..) => address("/roster", &place),
        Level::Schools | Level::Colleges(_) => address("/board", &place),
    };
    let cells = columns()
        .map(|(stage, first)| {
            let mut filter = place.to_vec();
            filter.push(("stage", stage.code()));
            let tone = Some(Tone::of_stage(stage));
            Cell {
                stage,
                first,
                count: count_of(line, stage),
                href: address("/roster", &filter),
                tone: tone.filter(|tone| matches!(tone, Tone::Warn | Tone::Fail)),
            }
        })
        .collect();
    Row {
        name: line.name.clone(),
        href,
        people: line.people,
        spoken: spoken(shell, line),
        bar: bar(line),
        cells,
    }
}

fn bar(line: &BoardLine) -> Vec<Part> {
    let whole: u64 = Band::ALL.iter().map(|band| sum_of(line, *band)).sum();
    let mut before = 0;
    let mut parts = Vec::new();
    for band in Band::ALL {
        let count = sum_of(line, *band);
        if count > 0 {
            let from = before * 1000 / whole;
            parts.push(Part { band: *band, from, width: (before + count) * 1000 / whole - from });
        }
        before += count;
    }
    parts
}

/// The bar in words, for those who hear it.
fn spoken(shell: &Shell, line: &BoardLine) -> String {
    let parts: Vec<String> = Band::ALL
        .iter()
        .map(|band| (shell.band(*band), sum_of(line, *band)))
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| {
            shell.lang.with("board-band", &[("word", &word), ("n", &shell.count(count))])
        })
        .collect();
    shell.list(&parts)
}

fn figures(shell: &Shell, total: &BoardLine) -> Vec<Figure> {
    let done = sum_of(total, Band::Done) + sum_of(total, Band::Registered);
    let withdrawn = count_of(total, StageKind::Withdrawn);
    let whole = total.people.saturating_sub(withdrawn);
    let figure = |key, count, tone| {
        let share = match tone {
            Some(_) if whole > 0 => shell.with("figure-share", "percent", percent(count, whole)),
            _ => String::new(),
        };
        Figure { key, count, share, tone }
    };
    let trouble = sum_of(total, Band::Trouble);
    vec![
        figure("figure-people", whole, None),
        figure("figure-portrait", done, Some(Tone::Pass)),
        figure("figure-trouble", trouble, Some(if trouble > 0 { Tone::Warn } else { Tone::Wait })),
        figure("figure-answered", sum_of(total, Band::Registered), Some(Tone::Wait)),
    ]
}

/// One decimal, rounded down: 99.9 % is not all.
fn percent(count: u64, whole: u64) -> String {
    let tenths = count * 1000 / whole;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_one_column() {
        let mut columns: Vec<StageKind> = columns().map(|(kind, _)| kind).collect();
        columns.sort();
        assert_eq!(columns, StageKind::ALL);
    }

    #[test]
    fn the_bar_is_as_long_as_its_people() {
        for counts in [[1, 0, 0], [1, 1, 1], [997, 2, 1], [0, 0, 5]] {
            let kinds = [StageKind::Listed, StageKind::Captured, StageKind::Registered];
            let counts: Vec<(StageKind, u64)> = kinds.into_iter().zip(counts).collect();
            let people = counts.iter().map(|(_, count)| count).sum();
            let line = BoardLine { id: String::new(), name: String::new(), counts, people };
            let parts = bar(&line);
            assert_eq!(parts.iter().map(|part| part.width).sum::<u64>(), 1000);
            assert_eq!(parts.first().map(|part| part.from), Some(0));
        }
    }

    #[test]
    fn shares_never_round_up_to_all() {
        assert_eq!(percent(8422, 8423), "99.9");
        assert_eq!(percent(8423, 8423), "100.0");
    }
}
