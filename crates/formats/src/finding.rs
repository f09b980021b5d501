//! 单元格异常: what is odd in the letters of a cell, named and never repaired.
//!
//! The same for every kind of file, because every reader gives the same [`Cell`]s. Whether an
//! oddity matters is for whoever knows what the column means: a blank behind a remark does not.

use std::fmt;

use crate::table::{Cell, CellRef, Row, Sheet, is_destroyed_long_number};

/// What is odd in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// A long number of which a spreadsheet kept only the first digits: `4.30381E+17`.
    Destroyed,
    /// `#N/A`, `#REF!` and their like.
    ErrorValue,
    /// Blanks, of any width, in front of the text or behind it.
    EdgeBlank,
    /// A blank between letters that is not the plain one: U+00A0, U+3000, a tab.
    OddBlank(char),
    /// A line break inside of the cell.
    LineBreak,
    /// A character nobody sees: of control, of direction, of no width.
    Invisible(char),
    /// A digit, letter or sign twice as wide as the plain one: `１`, `Ｘ`, `＠`.
    FullWidth(char),
    /// A character that means something only with one maker's font (private use).
    PrivateUse(char),
    /// U+FFFD, or `??` between other letters: a character lost before the file was saved.
    Lost,
    /// `'0042` or `="0042"`: the sign by which a spreadsheet is told to keep a number as text.
    TextMark,
}

impl Oddity {
    /// The kind, in the order in which they are told.
    fn rank(self) -> u8 {
        match self {
            Self::Destroyed => 0,
            Self::ErrorValue => 1,
            Self::EdgeBlank => 2,
            Self::OddBlank(_) => 3,
            Self::LineBreak => 4,
            Self::Invisible(_) => 5,
            Self::FullWidth(_) => 6,
            Self::PrivateUse(_) => 7,
            Self::Lost => 8,
            Self::TextMark => 9,
        }
    }
}

impl fmt::Display for Oddity {
    /// Completes the sentence "the cell …"; nothing of the content is repeated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = |one: char| u32::from(one);
        match *self {
            Self::Destroyed => write!(f, "holds a long number that lost its last digits"),
            Self::ErrorValue => write!(f, "holds the error of a formula"),
            Self::EdgeBlank => write!(f, "begins or ends with a blank"),
            Self::OddBlank(one) => write!(f, "holds the blank U+{:04X}", code(one)),
            Self::LineBreak => write!(f, "holds a line break"),
            Self::Invisible(one) => write!(f, "holds the invisible character U+{:04X}", code(one)),
            Self::FullWidth(one) => write!(f, "holds the full-width character U+{:04X}", code(one)),
            Self::PrivateUse(one) => {
                write!(f, "holds the private-use character U+{:04X}", code(one))
            }
            Self::Lost => write!(f, "lost a character before it was saved"),
            Self::TextMark => write!(f, "holds the sign that keeps a number as text"),
        }
    }
}

/// One oddity at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    pub at: CellRef,
    pub oddity: Oddity,
}

/// What is odd in a cell, each kind once with the first character that shows it, in the order
/// of [`Oddity`].
pub fn oddities(cell: &Cell) -> Vec<Oddity> {
    let mut found = Vec::new();
    if is_destroyed_long_number(cell) {
        found.push(Oddity::Destroyed);
    }
    match cell {
        Cell::Error(_) => found.push(Oddity::ErrorValue),
        Cell::Text(text) => in_text(text, &mut found),
        _ => {}
    }
    // Stable, so the first character of a kind is the one that stays.
    found.sort_by_key(|oddity| oddity.rank());
    found.dedup_by_key(|oddity| oddity.rank());
    found
}

/// What is odd in a row, cell by cell.
pub fn of_row(row: &Row) -> impl Iterator<Item = Finding> + '_ {
    row.filled()
        .flat_map(|(at, cell)| oddities(cell).into_iter().map(move |oddity| Finding { at, oddity }))
}

/// What is odd in a sheet, row by row.
pub fn of_sheet(sheet: &Sheet) -> Vec<Finding> {
    sheet.rows.iter().flat_map(of_row).collect()
}

fn in_text(text: &str, found: &mut Vec<Oddity>) {
    // Nearly every cell of a roster is plain, and a plain one is known at a glance.
    let inner = text.trim();
    if inner.len() != text.len() {
        found.push(Oddity::EdgeBlank);
    }
    if is_text_mark(inner) {
        found.push(Oddity::TextMark);
    }
    if is_lost(inner) {
        found.push(Oddity::Lost);
    }
    found.extend(inner.chars().filter_map(odd_character));
}

fn odd_character(one: char) -> Option<Oddity> {
    match one {
        ' '..='~' | '\u{4E00}'..='\u{9FFF}' => None,
        '\n' | '\r' => Some(Oddity::LineBreak),
        // Non-characters of the code point blocks for private use and the three areas for it.
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}' => {
            Some(Oddity::PrivateUse(one))
        }
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            Some(Oddity::FullWidth(one))
        }
        // Signs that stand in numbers and addresses; brackets and stops of Chinese text are meant.
        '＋' | '－' | '．' | '／' | '＠' | '＿' => Some(Oddity::FullWidth(one)),
        _ if one.is_whitespace() => Some(Oddity::OddBlank(one)),
        _ if one.is_control() || is_invisible(one) => Some(Oddity::Invisible(one)),
        _ => None,
    }
}

/// `Default_Ignorable_Code_Point` of the Unicode Character Database, without the variation
/// selectors, which choose between shapes of one ideograph (UTS #37).
fn is_invisible(one: char) -> bool {
    matches!(
        one,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}'
    )
}

/// Admissions files write `??` for a character their code has not (the convention of the yearly
/// admissions dBASE files); a single question mark is a person's.
fn is_lost(text: &str) -> bool {
    text.contains('\u{FFFD}') || text.contains("??")
}

fn is_text_mark(text: &str) -> bool {
    let is_formula = text.starts_with("=\"") && text.len() > 2 && text.ends_with('"');
    is_formula || (text.starts_with('\'') && text[1..].starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_oddity_is_named_and_plain_cells_have_none() {
        for (cell, shown) in [
            (Cell::from("赵示范"), vec![]),
            (Cell::from("阿依古丽·示范（女）"), vec![]),
            (Cell::from("𠮷示\u{E0100}"), vec![]),
            (Cell::from("990101199003071230"), vec![]),
            (Cell::from("what?"), vec![]),
            (Cell::from("'it is"), vec![]),
            (Cell::from("="), vec![]),
            (Cell::from("=\""), vec![]),
            (Cell::Number(20_240_630.0), vec![]),
            (Cell::Empty, vec![]),
            (Cell::from("4.30381E+17"), vec![Oddity::Destroyed]),
            (Cell::Number(4.303_81e17), vec![Oddity::Destroyed]),
            (Cell::Error("#N/A"), vec![Oddity::ErrorValue]),
            (Cell::from("赵示范 "), vec![Oddity::EdgeBlank]),
            (Cell::from("\u{3000}赵"), vec![Oddity::EdgeBlank]),
            (Cell::from("2024001\t"), vec![Oddity::EdgeBlank]),
            (Cell::from("赵\u{3000}示"), vec![Oddity::OddBlank('\u{3000}')]),
            (Cell::from("赵\u{A0}示"), vec![Oddity::OddBlank('\u{A0}')]),
            (Cell::from("赵\r\n示"), vec![Oddity::LineBreak]),
            (Cell::from("赵\u{200B}示\u{202E}"), vec![Oddity::Invisible('\u{200B}')]),
            (Cell::from("赵\u{0}示"), vec![Oddity::Invisible('\u{0}')]),
            (Cell::from("\u{FEFF}学号"), vec![Oddity::Invisible('\u{FEFF}')]),
            (Cell::from("２０２４Ｘ"), vec![Oddity::FullWidth('２')]),
            (Cell::from("赵\u{E863}"), vec![Oddity::PrivateUse('\u{E863}')]),
            (Cell::from("赵\u{FFFD}"), vec![Oddity::Lost]),
            (Cell::from("赵??"), vec![Oddity::Lost]),
            (Cell::from("'0042"), vec![Oddity::TextMark]),
            (Cell::from("=\"0042\""), vec![Oddity::TextMark]),
            (
                Cell::from(" '０１\u{200D}"),
                vec![Oddity::EdgeBlank, Oddity::Invisible('\u{200D}'), Oddity::FullWidth('０')],
            ),
        ] {
            assert_eq!(oddities(&cell), shown, "{cell:?}");
        }
    }

    #[test]
    fn findings_stand_at_their_cells_and_repeat_nothing_of_them() {
        let cells = vec![Cell::from("赵示范 "), Cell::Empty, Cell::from("９９０１")];
        let sheet = Sheet { name: "表".into(), rows: vec![Row { number: 7, cells }] };
        let told: Vec<String> = of_sheet(&sheet)
            .iter()
            .map(|finding| format!("{} {}", finding.at, finding.oddity))
            .collect();
        let expected =
            ["A7 begins or ends with a blank", "C7 holds the full-width character U+FF19"];
        assert_eq!(told, expected);
    }
}
