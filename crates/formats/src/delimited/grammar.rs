//! 分隔文本语法: rows and cells of RFC 4180, fed piece by piece.
//!
//! The common csv crates skip empty lines and take what stands behind a closing quotation mark
//! into the cell. Here every line is a row, so that numbers are those a spreadsheet shows, and a
//! mark out of place is an error: an unclosed one would swallow every student behind it.

use crate::table::{Cell, MAX_CELL_BYTES, MAX_COLUMNS, ReadError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// In front of a cell.
    Start,
    Plain,
    /// Behind an opening quotation mark.
    Quoted,
    /// Behind a mark that closes the cell, or is the first of a double.
    Closed,
}

/// The row being read.
pub(super) struct Grammar {
    delimiter: u8,
    state: State,
    text: String,
    cells: Vec<Cell>,
    /// Behind a carriage return, whose line feed belongs to it.
    is_after_return: bool,
    /// Rows begun so far, the present one included.
    pub(super) row: u32,
}

impl Grammar {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: State::Start,
            text: String::new(),
            cells: Vec::new(),
            is_after_return: false,
            row: 1,
        }
    }

    /// Reads up to the end of a row or of `text`: how many bytes that took, and the row's cells
    /// if it ended.
    pub(super) fn feed(&mut self, text: &str) -> Result<(usize, Option<Vec<Cell>>), ReadError> {
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at).copied() {
            if std::mem::take(&mut self.is_after_return) && byte == b'\n' {
                at += 1;
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let delimiter = self.delimiter;
            match (self.state, byte) {
                (State::Quoted, b'"') => (self.state, at) = (State::Closed, at + 1),
                (State::Quoted, _) => at += self.push_until(rest, |byte| byte == b'"')?,
                (_, b'\r' | b'\n') => {
                    self.is_after_return = byte == b'\r';
                    return Ok((at + 1, Some(self.end_row()?)));
                }
                (_, byte) if byte == delimiter => {
                    self.end_cell()?;
                    at += 1;
                }
                (State::Start, b'"') => (self.state, at) = (State::Quoted, at + 1),
                (State::Closed, b'"') => {
                    self.push("\"")?;
                    (self.state, at) = (State::Quoted, at + 1);
                }
                (State::Closed, _) => return Err(ReadError::Quote { row: self.row }),
                (State::Start | State::Plain, _) => {
                    self.state = State::Plain;
                    let is_end = |byte| byte == delimiter || matches!(byte, b'\r' | b'\n');
                    at += self.push_until(rest, is_end)?;
                }
            }
        }
        Ok((at, None))
    }

    /// The cells of a last row that no line break ends; none if the text ended with the row before.
    pub(super) fn finish(&mut self) -> Result<Option<Vec<Cell>>, ReadError> {
        match self.state {
            State::Quoted => Err(ReadError::Quote { row: self.row }),
            State::Start if self.cells.is_empty() => Ok(None),
            _ => self.end_row().map(Some),
        }
    }

    /// Takes the text in front of the first ending byte, which is ASCII and so never inside of a
    /// character.
    fn push_until(&mut self, text: &str, is_end: impl Fn(u8) -> bool) -> Result<usize, ReadError> {
        let end = text.bytes().position(is_end).unwrap_or(text.len());
        self.push(text.get(..end).unwrap_or_default())?;
        Ok(end)
    }

    fn push(&mut self, text: &str) -> Result<(), ReadError> {
        if self.text.len() + text.len() > MAX_CELL_BYTES {
            return Err(ReadError::CellTooLong { limit: MAX_CELL_BYTES });
        }
        self.text.push_str(text);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        if u32::try_from(self.cells.len()).unwrap_or(u32::MAX) >= MAX_COLUMNS {
            return Err(ReadError::Damaged("a cell outside of the sheet"));
        }
        self.state = State::Start;
        let text = std::mem::take(&mut self.text);
        self.cells.push(if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
        Ok(())
    }

    fn end_row(&mut self) -> Result<Vec<Cell>, ReadError> {
        self.end_cell()?;
        self.row = self.row.saturating_add(1);
        let width = self.cells.len();
        Ok(std::mem::replace(&mut self.cells, Vec::with_capacity(width)))
    }
}
