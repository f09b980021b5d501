//! Tables: rows of cells as a workbook keeps them, each cell with the reference a person sees.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file itself.
    pub bytes: u64,
    /// Cells of one sheet, the empty ones in front of a filled one included.
    pub cells: u64,
    /// Size of everything inside the file once unpacked, and of all text read from it.
    pub unpacked_bytes: u64,
}

impl Limits {
    /// What one school sends: 20 000 rows of 30 columns are 0.6 million cells.
    pub const WORKBOOK: Self =
        Self { bytes: 32 << 20, cells: 2_000_000, unpacked_bytes: 256 << 20 };

    /// What is read row by row and not held: a full sheet of 30 columns.
    pub const STREAM: Self = Self { bytes: 1 << 30, cells: 32_000_000, unpacked_bytes: 2 << 30 };
}

/// What stands in one cell. A formula has already become the value that was saved with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    /// A number whose cell is formatted as a date or a date with time.
    Date(DateSerial),
    /// `#N/A`, `#REF!` and their like.
    Error(&'static str),
}

impl Cell {
    /// The cell as text: whole numbers without a point, dates as `2024-06-30`, nothing as "".
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(format!("{number}")),
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Error(name) => Cow::Borrowed(name),
        }
    }

    /// True when nothing but white space stands here.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Days since 1899-12-31 as Excel counts them: 1 is 1900-01-01, the fraction is the time of day.
///
/// Excel keeps a 29 February 1900 that never was (serial 60), for the sake of older programs;
/// workbooks with the 1904 calendar are moved to this one when they are read.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct DateSerial(pub f64);

impl DateSerial {
    /// Year, month, day; none for serials outside 1900-01-01 to 9999-12-31 and for serial 60.
    pub fn ymd(self) -> Option<(u16, u8, u8)> {
        let days = self.0.floor();
        if !(1.0..2_958_466.0).contains(&days) || (60.0..61.0).contains(&days) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 1 and 2 958 465")]
        let days = days as i64;
        // 719 468 days lie between 0000-03-01 and 1970-01-01, 25 568 between serial 1 and that.
        let since_march = days - i64::from(days > 60) - 25_568 + 719_468;
        civil(since_march)
    }
}

impl fmt::Display for DateSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ymd() {
            Some((year, month, day)) => write!(f, "{year:04}-{month:02}-{day:02}"),
            None => write!(f, "{}", self.0),
        }
    }
}

/// Where a cell stands, both numbers from 1. `Display` gives `D17`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    pub row: u32,
    pub column: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no cell reference such as D17")]
pub struct CellRefError;

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row)
    }
}

impl FromStr for CellRef {
    type Err = CellRefError;

    /// Reads `D17` within the bounds of a sheet: XFD1048576 is the last one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let split = text.find(|c: char| c.is_ascii_digit()).ok_or(CellRefError)?;
        let (letters, digits) = text.split_at(split);
        if !(1..=3).contains(&letters.len()) || digits.len() > 7 || digits.starts_with('0') {
            return Err(CellRefError);
        }
        let mut column = 0;
        for letter in letters.bytes() {
            if !letter.is_ascii_uppercase() {
                return Err(CellRefError);
            }
            column = column * 26 + u32::from(letter - b'A') + 1;
        }
        let row = digits.parse().map_err(|_| CellRefError)?;
        let inside = column <= MAX_COLUMNS && row <= MAX_ROWS;
        inside.then_some(Self { row, column }).ok_or(CellRefError)
    }
}

/// One row that holds something. Empty rows are left out, so `number` can jump.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// The number at the edge of the sheet, from 1.
    pub number: u32,
    /// From column A on, up to the last cell that holds something.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in `column`, counted from 1 (A); beyond the end every cell is empty.
    pub fn cell(&self, column: u32) -> &Cell {
        let at = column.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Empty)
    }

    /// The reference of the cell in `column`, counted from 1.
    pub fn reference(&self, column: u32) -> CellRef {
        CellRef { row: self.number, column }
    }

    /// The filled cells with their references.
    pub fn filled(&self) -> impl Iterator<Item = (CellRef, &Cell)> {
        let numbered = (1..).zip(&self.cells);
        numbered
            .filter(|(_, cell)| **cell != Cell::Empty)
            .map(|(column, cell)| (self.reference(column), cell))
    }

    /// True when no cell holds more than white space.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// One sheet of a workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    /// In ascending order of their numbers.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// The row with this number, if it holds anything.
    pub fn row(&self, number: u32) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }

    /// The cell at a reference; empty where nothing stands.
    pub fn cell(&self, at: CellRef) -> &Cell {
        self.row(at.row).map_or(&Cell::Empty, |row| row.cell(at.column))
    }
}

/// Why a table cannot be read. Nothing of the content is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("unpacks to more than {limit} bytes")]
    UnpacksTooLarge { limit: u64 },
    #[error("has more than {limit} cells")]
    TooManyCells { limit: u64 },
    #[error("is no xlsx workbook")]
    NotAWorkbook,
    #[error("is an old xls workbook; saved again as xlsx it can be read")]
    OldWorkbook,
    #[error("is protected by a password")]
    Protected,
    #[error("has no visible sheet")]
    NoSheet,
    #[error("has no sheet of that name")]
    NoSuchSheet,
    #[error("is text in no encoding that is read: UTF-8, UTF-16, GBK, GB 18030")]
    NotText,
    #[error("is a web page or XML; opened in a spreadsheet and saved as xlsx it can be read")]
    Markup,
    #[error("is no dbf table of dBASE III or FoxPro")]
    NotATable,
    #[error("has a memo field, whose text lies in another file; without it, it can be read")]
    Memo,
    #[error("is written in code page {byte:#04X}, which is not read")]
    CodePage { byte: u8 },
    #[error("has a quotation mark out of place in row {row}")]
    Quote { row: u32 },
    #[error("has more than {limit} rows")]
    TooManyRows { limit: u32 },
    #[error("has a cell of more than {limit} bytes")]
    CellTooLong { limit: usize },
    #[error("is damaged: {0}")]
    Damaged(&'static str),
}

/// True for a value whose last digits a spreadsheet has already destroyed.
///
/// Excel keeps 15 significant digits ("Excel specifications and limits", number precision), so a
/// whole number from 10¹⁵ on may have ended in other digits before; from 2⁵³ on, not even an
/// untouched double can hold each whole number. A text such as `4.30381E+17` is what such a number
/// looked like when it was copied as text, or saved as csv.
pub fn is_destroyed_long_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => number.abs() >= 1e15,
        Cell::Text(text) => is_scientific(text.trim()),
        _ => false,
    }
}

/// Rows of a sheet (ECMA-376 part 1 leaves it open; Excel and WPS stop here).
pub const MAX_ROWS: u32 = 1_048_576;
/// Columns of a sheet, the last one is XFD.
pub const MAX_COLUMNS: u32 = 16_384;
/// Text of one cell: 32 767 characters of three bytes, what a sheet can hold ("Excel
/// specifications and limits", total number of characters that a cell can contain).
pub const MAX_CELL_BYTES: usize = 98_301;

fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        column /= 26;
    }
    letters.iter().rev().collect()
}

/// `4.30381E+17`: fewer digits in front than the exponent asks for. Excel turns to this form at
/// twelve digits, so smaller exponents were typed by a person.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = match exponent.len() {
        1..=3 if digits(exponent) => exponent.parse().unwrap_or(0),
        _ => return false,
    };
    whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && (11..).contains(&exponent)
        && fraction.len() < exponent
}

/// Days since 0000-03-01 to year, month and day of the proleptic Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(since_march: i64) -> Option<(u16, u8, u8)> {
    let era = since_march.div_euclid(146_097);
    let day_of_era = since_march.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some((year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn serials_are_the_dates_excel_shows() {
        for (serial, date) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "60"),
            (61.0, "1900-03-01"),
            (25_569.0, "1970-01-01"),
            (36_526.0, "2000-01-01"),
            (45_351.999, "2024-02-29"),
            (45_473.0, "2024-06-30"),
            (2_958_465.5, "9999-12-31"),
            (2_958_466.0, "2958466"),
            (0.5, "0.5"),
            (-1.0, "-1"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(DateSerial(serial).to_string(), date, "{serial}");
        }
    }

    #[test]
    fn references_read_as_on_the_screen() {
        for (row, column, shown) in
            [(17, 4, "D17"), (1, 26, "Z1"), (2, 27, "AA2"), (1_048_576, 16_384, "XFD1048576")]
        {
            let at = CellRef { row, column };
            assert_eq!(at.to_string(), shown);
            assert_eq!(shown.parse(), Ok(at));
        }
        for wrong in ["", "D", "17", "D0", "D01", "d17", "XFE1", "A1048577", "AAAA1", "号1", "A1 "]
        {
            assert_eq!(wrong.parse::<CellRef>(), Err(CellRefError), "{wrong}");
        }
    }

    #[test]
    fn long_numbers_that_lost_their_digits_are_told_apart() {
        for (cell, destroyed) in [
            (Cell::Number(9.901_011_990_010_112e17), true),
            (Cell::Number(9_007_199_254_740_992.0), true),
            (Cell::Number(1_234_567_890_123_450.0), true),
            (Cell::Number(990_101_850_301_001.0), false), // fifteen digits stay whole
            (Cell::Number(20_200_101_001.0), false),
            (Cell::from("4.30381E+17"), true),
            (Cell::from(" 4E+17 "), true),
            (Cell::from("2.02E+11"), true),
            (Cell::from("1E+5"), false),
            (Cell::from("1.23456789012E+11"), false),
            (Cell::from("12E+17"), false),
            (Cell::from("9.9E17"), false),
            (Cell::from("990101199003071230"), false),
            (Cell::from("E+17"), false),
            (Cell::from("4.3E+9999999999999999999"), false),
            (Cell::Empty, false),
        ] {
            assert_eq!(is_destroyed_long_number(&cell), destroyed, "{cell:?}");
        }
    }

    #[test]
    fn numbers_are_shown_as_a_person_would_type_them() {
        for (cell, shown) in [
            (Cell::Number(20_200_101.0), "20200101"),
            (Cell::Number(2.5), "2.5"),
            (Cell::Number(990_101_850_301_001.0), "990101850301001"),
            (Cell::Bool(true), "TRUE"),
            (Cell::Error("#N/A"), "#N/A"),
            (Cell::Empty, ""),
        ] {
            assert_eq!(cell.shown(), shown);
        }
    }

    #[test]
    fn rows_that_hold_nothing_are_left_out_and_found_empty() {
        let rows = vec![
            Row { number: 1, cells: vec!["学号".into()] },
            Row { number: 5, cells: vec![Cell::Empty, "甲".into()] },
        ];
        let sheet = Sheet { name: "名册".into(), rows };
        assert_eq!(sheet.cell(CellRef { row: 5, column: 2 }), &Cell::from("甲"));
        assert_eq!(sheet.cell(CellRef { row: 5, column: 0 }), &Cell::Empty);
        assert_eq!(sheet.cell(CellRef { row: 4, column: 1 }), &Cell::Empty);
        let filled: Vec<_> = sheet.rows[1].filled().map(|(at, _)| at.to_string()).collect();
        assert_eq!(filled, ["B5"]);
    }

    proptest! {
        #[test]
        fn every_reference_comes_back(row in 1..=MAX_ROWS, column in 1..=MAX_COLUMNS) {
            let at = CellRef { row, column };
            prop_assert_eq!(at.to_string().parse(), Ok(at));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,24}") {
            let _ = text.parse::<CellRef>();
            let _ = is_destroyed_long_number(&Cell::Text(text));
        }

        #[test]
        fn serials_and_dates_go_up_together(day in 61u32..2_958_464) {
            let [today, tomorrow] = [day, day + 1].map(|d| DateSerial(f64::from(d)).ymd());
            prop_assert!(today.is_some() && today < tomorrow);
        }
    }
}
