//! 字段类型: the kinds of fields and the cells their bytes become.

use super::CodePage;
use crate::table::{Cell, DateSerial, ReadError};

/// A kind of field that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// C, D, N, F: letters or digits, filled up with blanks.
    Text { is_number: bool },
    /// L.
    Logical,
    /// I: four bytes.
    Integer,
    /// B of `FoxPro`: eight bytes.
    Double,
    /// Y: eight bytes, ten thousandths.
    Currency,
    /// T: a day of the Julian period and milliseconds.
    Moment,
    /// `_NullFlags`: no column of the person's.
    Flags,
}

impl Kind {
    /// The kind behind the letter of a descriptor.
    pub(super) fn of(letter: u8, width_bytes: usize, is_foxpro: bool) -> Result<Self, ReadError> {
        let (kind, width) = match letter {
            b'C' => (Self::Text { is_number: false }, None),
            b'D' => (Self::Text { is_number: false }, Some(8)),
            b'N' | b'F' => (Self::Text { is_number: true }, None),
            b'L' => (Self::Logical, Some(1)),
            b'I' if is_foxpro => (Self::Integer, Some(4)),
            b'B' if is_foxpro => (Self::Double, Some(8)),
            b'Y' if is_foxpro => (Self::Currency, Some(8)),
            b'T' if is_foxpro => (Self::Moment, Some(8)),
            b'0' if is_foxpro => (Self::Flags, None),
            b'M' | b'G' | b'P' | b'B' | b'W' => return Err(ReadError::Memo),
            _ => return Err(ReadError::Damaged("a field of a kind that is not read")),
        };
        let fits = width.is_none_or(|width| width == width_bytes);
        fits.then_some(kind).ok_or(ReadError::Damaged("a field of the wrong width"))
    }

    /// The value of a field; its width has been checked by [`Kind::of`].
    pub(super) fn cell(self, value: &[u8], code_page: CodePage) -> Cell {
        match self {
            Self::Text { is_number } => text(value, is_number, code_page),
            Self::Logical => match value {
                b"T" | b"t" | b"Y" | b"y" => Cell::Bool(true),
                b"F" | b"f" | b"N" | b"n" => Cell::Bool(false),
                b" " | b"?" | b"\0" => Cell::Empty,
                _ => Cell::Text(code_page.decode(value)),
            },
            Self::Integer => match value.try_into().map(i32::from_le_bytes) {
                Ok(number) => Cell::Number(f64::from(number)),
                Err(_) => Cell::Empty,
            },
            Self::Double => match value.try_into().map(f64::from_le_bytes) {
                Ok(number) if number.is_finite() => Cell::Number(number),
                Ok(_) => Cell::Error("#NUM!"),
                Err(_) => Cell::Empty,
            },
            Self::Currency => match value.try_into().map(i64::from_le_bytes) {
                #[expect(clippy::cast_precision_loss, reason = "as every spreadsheet shows it")]
                Ok(number) => Cell::Number(number as f64 / 10_000.0),
                Err(_) => Cell::Empty,
            },
            Self::Moment => moment(value),
            Self::Flags => Cell::Empty,
        }
    }
}

fn text(value: &[u8], is_number: bool, code_page: CodePage) -> Cell {
    let is_filling = |byte: &u8| matches!(byte, b' ' | 0);
    let end = value.iter().rposition(|byte| !is_filling(byte)).map_or(0, |last| last + 1);
    let value = value.get(..end).unwrap_or_default();
    // Numbers stand at the right of their field, and stars stand for one that did not fit.
    let value = if is_number { value.trim_ascii_start() } else { value };
    if value.is_empty() {
        Cell::Empty
    } else if is_number && value.iter().all(|byte| *byte == b'*') {
        Cell::Error("#NUM!")
    } else {
        Cell::Text(code_page.decode(value))
    }
}

/// Julian day 2 415 020 is the last of 1899, serial 0.
const JULIAN_OF_SERIAL_0: i32 = 2_415_020;
const DAY_MS: f64 = 86_400_000.0;

fn moment(value: &[u8]) -> Cell {
    let (day, ms) = value.split_at_checked(4).unwrap_or_default();
    let (Ok(day), Ok(ms)) = (day.try_into(), ms.try_into()) else { return Cell::Empty };
    let (day, ms) = (i32::from_le_bytes(day), i32::from_le_bytes(ms));
    if (day, ms) == (0, 0) || value.iter().all(|byte| *byte == b' ') {
        return Cell::Empty;
    }
    let serial = f64::from(day) - f64::from(JULIAN_OF_SERIAL_0);
    // From March 1900 on, spreadsheets count a day that never was.
    let serial = if serial >= 60.0 { serial + 1.0 } else { serial };
    Cell::Date(DateSerial(serial + f64::from(ms) / DAY_MS))
}
