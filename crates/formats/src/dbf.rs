//! 数据库表 (dbf): tables of dBASE III and `FoxPro` as the registries of schools still keep them.
//!
//! Layout: "Table File Structure (.dbc, .dbf, .frx, .lbx, .mnx, .pjx, .scx, .vcx)" in the help of
//! Visual `FoxPro` 9, of which the header of dBASE III is the first part. No reader of others is
//! used: here lengths that lie are refused before memory is taken, deleted rows are told, and the
//! code page can be chosen.
//!
//! The field names are row 1, records follow from row 2, as spreadsheets show a dbf. Blanks that
//! fill a field up to its width are not part of the cell. Numeric fields are text of digits and
//! stay text, so that eighteen digits are eighteen digits.

mod cell;
mod code_page;

pub use code_page::CodePage;

use crate::budget::Budget;
use crate::table::{Cell, Limits, MAX_ROWS, ReadError, Row, Sheet};

/// A table as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub sheet: Sheet,
    pub code_page: CodePage,
    /// True when the file does not say its code page and GBK was taken.
    pub is_assumed: bool,
    /// Row numbers of the records marked as deleted, which are left out of the sheet.
    pub deleted: Vec<u32>,
}

/// Reads a table; in `code_page`, if a person chose one, else in the one the file states.
pub fn read(
    bytes: &[u8],
    code_page: Option<CodePage>,
    limits: &Limits,
) -> Result<Table, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.bytes {
        return Err(ReadError::TooLarge { limit: limits.bytes });
    }
    let header = Header::read(bytes)?;
    let (code_page, is_assumed) = match (code_page, header.code_page) {
        (Some(chosen), _) => (chosen, false),
        (None, 0) => (CodePage::GBK, true),
        (None, stated) => {
            let known = CodePage::of_byte(stated);
            (known.ok_or(ReadError::CodePage { byte: stated })?, false)
        }
    };
    let mut table = Table { sheet: Sheet::default(), code_page, is_assumed, deleted: Vec::new() };
    let mut budget = Budget::new(limits);
    let names = header.fields.iter().map(|field| Cell::from(code_page.decode(field.name)));
    push(&mut table.sheet, 1, names.collect(), &mut budget)?;
    for (number, record) in (2..).zip(header.records.chunks_exact(header.record_bytes)) {
        let (mark, values) = record.split_first().ok_or(RECORDS)?;
        match mark {
            b' ' => {
                let cells = cells(&header.fields, values, code_page);
                push(&mut table.sheet, number, cells, &mut budget)?;
            }
            b'*' => table.deleted.push(number),
            _ => return Err(RECORDS),
        }
    }
    Ok(table)
}

/// True for bytes that begin as a table does: a version, and a day of the last change.
pub fn is_table(bytes: &[u8]) -> bool {
    match bytes {
        [version, _, month, day, ..] if bytes.len() > HEADER_BYTES => {
            // Some writers leave the day empty.
            VERSIONS.contains(version) && *month <= 12 && *day <= 31
        }
        _ => false,
    }
}

const HEADER_BYTES: usize = 32;
const FIELD_BYTES: usize = 32;
/// `FoxPro`'s limit; dBASE III stops at 128.
const MAX_FIELDS: usize = 255;

/// dBASE III and `FoxBASE`+ (03, by some writers 02), Visual `FoxPro` (30, 31, 32), dBASE IV SQL
/// tables (43, 63), and those with a memo file beside them (83, 8B, CB, F5). dBASE II is 02 too;
/// its other layout does not pass the test of lengths.
const VERSIONS: &[u8] = &[0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5];

const HEADER: ReadError = ReadError::Damaged("its header");
const RECORDS: ReadError = ReadError::Damaged("its records");

/// One column.
struct Field<'a> {
    /// Up to ten bytes, in the table's code page.
    name: &'a [u8],
    kind: cell::Kind,
    width_bytes: usize,
    /// Where it stands behind the mark of deletion.
    at: usize,
}

struct Header<'a> {
    fields: Vec<Field<'a>>,
    code_page: u8,
    /// One record with its mark of deletion.
    record_bytes: usize,
    /// As many whole records as the header states.
    records: &'a [u8],
}

impl<'a> Header<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if !is_table(bytes) {
            return Err(ReadError::NotATable);
        }
        let word = |at: usize| {
            let word = bytes.get(at..at + 2).and_then(|word| word.try_into().ok());
            word.map(u16::from_le_bytes).map(usize::from).ok_or(HEADER)
        };
        let version = bytes.first().copied().unwrap_or_default();
        let count = bytes.get(4..8).and_then(|count| count.try_into().ok()).ok_or(HEADER)?;
        let count = u32::from_le_bytes(count);
        if count >= MAX_ROWS {
            return Err(ReadError::TooManyRows { limit: MAX_ROWS });
        }
        let (header_bytes, record_bytes) = (word(8)?, word(10)?);
        let described = bytes.get(HEADER_BYTES..header_bytes).ok_or(HEADER)?;
        let is_foxpro = matches!(version, 0x30..=0x32);
        let (fields, used_bytes) = fields(described, is_foxpro)?;
        if used_bytes + 1 != record_bytes {
            return Err(HEADER);
        }
        let behind = bytes.get(header_bytes..).ok_or(HEADER)?;
        let stated = usize::try_from(count).ok().and_then(|count| count.checked_mul(record_bytes));
        let (records, rest) = stated.and_then(|at| behind.split_at_checked(at)).ok_or(RECORDS)?;
        // A writer that broke off leaves records the header does not count: students nobody sees.
        if rest.len() >= record_bytes && matches!(rest.first(), Some(b' ' | b'*')) {
            return Err(RECORDS);
        }
        let code_page = bytes.get(29).copied().unwrap_or_default();
        Ok(Self { fields, code_page, record_bytes, records })
    }
}

/// The columns up to the closing 0D, and how many bytes of a record they take.
fn fields(described: &[u8], is_foxpro: bool) -> Result<(Vec<Field<'_>>, usize), ReadError> {
    let mut fields = Vec::new();
    let mut at = 0;
    let mut rest = described;
    while rest.first() != Some(&0x0D) {
        let (one, behind) = rest.split_at_checked(FIELD_BYTES).ok_or(HEADER)?;
        rest = behind;
        let (name, facts) = one.split_at_checked(11).ok_or(HEADER)?;
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default().trim_ascii();
        let (Some(kind), Some(width)) = (facts.first(), facts.get(5)) else { return Err(HEADER) };
        let width_bytes = usize::from(*width);
        let kind = cell::Kind::of(*kind, width_bytes, is_foxpro)?;
        if width_bytes == 0 || name.is_empty() || fields.len() == MAX_FIELDS {
            return Err(HEADER);
        }
        fields.push(Field { name, kind, width_bytes, at });
        at += width_bytes;
    }
    // The flags of empty fields are a column of FoxPro's own.
    fields.retain(|field| field.kind != cell::Kind::Flags);
    if fields.is_empty() { Err(HEADER) } else { Ok((fields, at)) }
}

fn cells(fields: &[Field<'_>], values: &[u8], code_page: CodePage) -> Vec<Cell> {
    let cell = |field: &Field<'_>| {
        let value = values.get(field.at..field.at + field.width_bytes).unwrap_or_default();
        field.kind.cell(value, code_page)
    };
    fields.iter().map(cell).collect()
}

/// Adds a row unless it is empty.
fn push(
    sheet: &mut Sheet,
    number: u32,
    mut cells: Vec<Cell>,
    budget: &mut Budget,
) -> Result<(), ReadError> {
    let Some(last) = cells.iter().rposition(|cell| *cell != Cell::Empty) else { return Ok(()) };
    cells.truncate(last + 1);
    // An empty row costs as much as a few cells.
    budget.take_cells(cells.len() + 1)?;
    for cell in &cells {
        if let Cell::Text(text) = cell {
            budget.take_text(text)?;
        }
    }
    sheet.rows.push(Row { number, cells });
    Ok(())
}

#[cfg(test)]
mod tests;
