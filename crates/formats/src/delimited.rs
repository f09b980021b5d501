//! 分隔文本 (csv, tsv): encoding and delimiter found out and shown, rows read one by one.
//!
//! Grammar: RFC 4180, with tab and semicolon beside the comma, and every way to end a line. All
//! cells are text: a student number keeps its zeros. What is odd in them is said by
//! [`crate::finding`].

mod encoding;
mod grammar;

pub use encoding::{Encoding, find as find_encoding};

use encoding::Letters;
use grammar::Grammar;

use crate::budget::Budget;
use crate::table::{Cell, Limits, MAX_ROWS, ReadError, Row, Sheet};

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    Tab,
    Comma,
    Semicolon,
}

impl Delimiter {
    /// In the order in which they are preferred when a text tells nothing.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    fn byte(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }
}

/// How a text is to be read, for a person to confirm or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    pub encoding: Encoding,
    pub delimiter: Delimiter,
}

/// Finds out encoding and delimiter.
///
/// The encoding by all bytes, so that no row is refused later; the delimiter by the first rows:
/// the one that cuts most of them into the same number of cells.
pub fn manner(bytes: &[u8], limits: &Limits) -> Result<Manner, ReadError> {
    check_size(bytes, limits)?;
    let encoding = encoding::find(bytes)?;
    let mut letters = Letters::new(bytes, encoding);
    let mut sample = String::new();
    letters.next(&mut sample)?;
    let is_whole = letters.is_done();
    let mut best = (Delimiter::Comma, (0, 0));
    for delimiter in Delimiter::ALL {
        let score = evenness(&sample, delimiter, is_whole);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    Ok(Manner { encoding, delimiter: best.0 })
}

/// The rows of a text that hold something, in order; nothing after the first error.
pub struct Rows<'a> {
    letters: Letters<'a>,
    piece: String,
    /// How much of the piece was read.
    at: usize,
    grammar: Grammar,
    budget: Budget,
    is_done: bool,
}

impl<'a> Rows<'a> {
    /// Reads in this manner, found out or chosen by a person.
    pub fn new(bytes: &'a [u8], manner: Manner, limits: &Limits) -> Result<Self, ReadError> {
        check_size(bytes, limits)?;
        Ok(Self {
            letters: Letters::new(bytes, manner.encoding),
            piece: String::new(),
            at: 0,
            grammar: Grammar::new(manner.delimiter.byte()),
            budget: Budget::new(limits),
            is_done: false,
        })
    }

    /// The next row with its number, empty or not.
    fn next_line(&mut self) -> Result<Option<(u32, Vec<Cell>)>, ReadError> {
        let number = self.grammar.row;
        loop {
            let (read_bytes, cells) =
                self.grammar.feed(self.piece.get(self.at..).unwrap_or_default())?;
            self.at += read_bytes;
            if let Some(cells) = cells {
                return Ok(Some((number, cells)));
            }
            self.at = 0;
            if !self.letters.next(&mut self.piece)? {
                return Ok(self.grammar.finish()?.map(|cells| (number, cells)));
            }
        }
    }

    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        while let Some((number, mut cells)) = self.next_line()? {
            if number > MAX_ROWS {
                return Err(ReadError::TooManyRows { limit: MAX_ROWS });
            }
            let filled = cells.iter().rposition(|cell| *cell != Cell::Empty);
            let Some(last) = filled else { continue };
            cells.truncate(last + 1);
            // An empty row costs as much as a few cells.
            self.budget.take_cells(cells.len() + 1)?;
            for cell in &cells {
                if let Cell::Text(text) = cell {
                    self.budget.take_text(text)?;
                }
            }
            return Ok(Some(Row { number, cells }));
        }
        Ok(None)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let row = self.next_row().transpose();
        self.is_done = !matches!(row, Some(Ok(_)));
        row
    }
}

/// All rows at once, and how the text was read. The sheet has no name.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<(Sheet, Manner), ReadError> {
    let manner = manner(bytes, limits)?;
    let rows = Rows::new(bytes, manner, limits)?.collect::<Result<_, _>>()?;
    Ok((Sheet { name: String::new(), rows }, manner))
}

fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let is_small = u64::try_from(bytes.len()).is_ok_and(|bytes| bytes <= limits.bytes);
    is_small.then_some(()).ok_or(ReadError::TooLarge { limit: limits.bytes })
}

/// Rows that are looked at for the delimiter: titles, a header, and enough below.
const SAMPLE_ROWS: usize = 50;

/// How many of the first rows have the commonest width, of two cells or more, and that width.
fn evenness(sample: &str, delimiter: Delimiter, is_whole: bool) -> (usize, usize) {
    let mut grammar = Grammar::new(delimiter.byte());
    let mut widths = Vec::new();
    let mut rest = sample;
    // Marks out of place end the sample; they are told when the rows are read.
    while let Ok((read_bytes, cells)) = grammar.feed(rest) {
        let Some(cells) = cells else { break };
        // A single mark inside of a cell: the cut went through one that was quoted.
        let is_whole_row = cells.iter().all(|cell| cell.shown().matches('"').count() % 2 == 0);
        widths.push(if is_whole_row { cells.len() } else { 0 });
        rest = rest.get(read_bytes..).unwrap_or_default();
        if widths.len() == SAMPLE_ROWS {
            break;
        }
    }
    if let (true, Ok(Some(cells))) = (is_whole, grammar.finish()) {
        widths.push(cells.len());
    }
    let rows_of = |width: usize| widths.iter().filter(|other| **other == width).count();
    let even = widths.iter().filter(|width| **width > 1).map(|width| (rows_of(*width), *width));
    even.max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
