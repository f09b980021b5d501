//! Reading one sheet, within limits, whatever the bytes are.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{CellErrorType, DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::budget::Budget;
use crate::table::{Cell, DateSerial, Limits, MAX_COLUMNS, MAX_ROWS, ReadError, Row, Sheet};

/// A sheet that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    pub name: String,
    pub is_visible: bool,
}

/// The first visible sheet.
///
/// Formulas give the value saved with them, rich text its letters without their look and without
/// phonetic hints, numbers with a date format a [`Cell::Date`].
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, ReadError> {
    guarded(bytes, limits, |book| {
        let name = names(book).into_iter().find(|sheet| sheet.is_visible);
        sheet(book, &name.ok_or(ReadError::NoSheet)?.name, limits)
    })
}

/// The sheet of this name, hidden or not.
pub fn read_named(bytes: &[u8], name: &str, limits: &Limits) -> Result<Sheet, ReadError> {
    guarded(bytes, limits, |book| {
        let known = names(book).into_iter().any(|sheet| sheet.name == name);
        if !known {
            return Err(ReadError::NoSuchSheet);
        }
        sheet(book, name, limits)
    })
}

/// The sheets with cells, in the order of their tabs.
pub fn sheet_names(bytes: &[u8], limits: &Limits) -> Result<Vec<SheetName>, ReadError> {
    guarded(bytes, limits, |book| Ok(names(book)))
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// First bytes of a compound file: an xls workbook, or an xlsx one behind a password.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Opens the workbook once it is known to be safe, and gives it to `read`.
///
/// The parser is not ours: row numbers beyond 2³² overflow in it, and it reserves as much memory
/// as the file asks for. What costs memory is refused before; what panics is caught here, so that
/// one bad upload ends in an error and not in a dead worker.
fn guarded<T>(
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(&mut Book<'_>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.bytes {
        return Err(ReadError::TooLarge { limit: limits.bytes });
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(compound_file(bytes));
    }
    super::guard::check(bytes, limits)?;
    let open = || read(&mut Xlsx::new(Cursor::new(bytes)).map_err(|error| from_xlsx(&error))?);
    catch_unwind(AssertUnwindSafe(open)).unwrap_or(Err(ReadError::Damaged("its sheet")))
}

fn compound_file(bytes: &[u8]) -> ReadError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        ReadError::Protected
    } else {
        ReadError::OldWorkbook
    }
}

fn names(book: &Book<'_>) -> Vec<SheetName> {
    let sheets = book.sheets_metadata().iter();
    sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| SheetName {
            name: sheet.name.clone(),
            is_visible: sheet.visible == SheetVisible::Visible,
        })
        .collect()
}

fn sheet(book: &mut Book<'_>, name: &str, limits: &Limits) -> Result<Sheet, ReadError> {
    // Between the two calendars of Excel lie four years and the day that never was.
    let shift_days = if book.has_1904_epoch() { 1_462.0 } else { 0.0 };
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| from_xlsx(&error))?;
    let mut grid = Grid { budget: Budget::new(limits), rows: Vec::new(), is_sorted: true };
    while let Some(cell) = reader.next_cell().map_err(|error| from_xlsx(&error))? {
        let (row, column) = cell.get_position();
        grid.put(row, column, value(cell.get_value(), shift_days))?;
    }
    Ok(Sheet { name: name.to_owned(), rows: grid.finish()? })
}

fn value(cell: &DataRef<'_>, shift_days: f64) -> Cell {
    match cell {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text(text.clone())
        }
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Float(number) => Cell::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "what a workbook holds was a double")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(date) if date.is_duration() => Cell::Number(date.as_f64()),
        DataRef::DateTime(date) => Cell::Date(DateSerial(date.as_f64() + shift_days)),
        DataRef::Error(error) => Cell::Error(error_name(error)),
    }
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}

struct Grid {
    budget: Budget,
    rows: Vec<Row>,
    is_sorted: bool,
}

impl Grid {
    /// Places a cell, `row` and `column` from 0.
    fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), ReadError> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(ReadError::Damaged("a cell outside of the sheet"));
        }
        if let Cell::Text(text) = &cell {
            self.budget.take_text(text)?;
        }
        let number = row + 1;
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        let last = self.rows.last().map_or(0, |row| row.number);
        if last != number {
            self.is_sorted = self.is_sorted && last < number;
            // An empty row costs as much as a few cells.
            self.budget.take_cells(1)?;
            self.rows.push(Row { number, cells: Vec::new() });
        }
        let Some(row) = self.rows.last_mut() else { return Ok(()) };
        if row.cells.len() <= at {
            self.budget.take_cells(at + 1 - row.cells.len())?;
            row.cells.resize(at + 1, Cell::Empty);
        }
        match row.cells.get_mut(at) {
            Some(slot @ Cell::Empty) => *slot = cell,
            _ => return Err(ReadError::Damaged("two cells at one place")),
        }
        Ok(())
    }

    /// Writers put rows in order; others do not, and a row given twice is none of ours to guess.
    fn finish(mut self) -> Result<Vec<Row>, ReadError> {
        if !self.is_sorted {
            self.rows.sort_by_key(|row| row.number);
            let twice = self.rows.windows(2).any(|pair| match pair {
                [above, below] => above.number == below.number,
                _ => false,
            });
            if twice {
                return Err(ReadError::Damaged("a row given twice"));
            }
        }
        Ok(self.rows)
    }
}

/// The parser's messages may repeat what stands in the file, so they stop here.
fn from_xlsx(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Protected,
        XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_) => ReadError::NoSuchSheet,
        XlsxError::Zip(_) | XlsxError::Io(_) => ReadError::Damaged("its archive"),
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) => {
            ReadError::Damaged("its XML")
        }
        _ => ReadError::Damaged("its sheet"),
    }
}
