//! 区位码: how a name is pencilled onto a mark card, and which character set a character is in.
//!
//! A card takes four digits for each character, its row and cell in GB 2312-80, and at most four
//! characters. A character outside gets `0000`, and its pinyin is written beside the name; a name
//! that is longer or holds anything but Chinese characters is not coded at all but written out,
//! and somebody types it in (S4).

mod pinyin;

use std::{fmt, str::FromStr};

pub use self::pinyin::{readings, readings_at};
use crate::name::PersonName;

/// What is pencilled for a character outside GB 2312.
pub const MISSING: &str = "0000";

/// The name field of the card has room for so many characters.
pub const MOST_CHARACTERS: usize = 4;

/// Rows of GB 2312 that hold Chinese characters: level 1 to row 55, level 2 from row 56.
const ROWS: std::ops::RangeInclusive<u8> = 16..=87;

/// Cells of a row.
const CELLS: std::ops::RangeInclusive<u8> = 1..=94;

/// The last row of level 1 is not full.
const SHORT_ROW: (u8, u8) = (55, 89);

/// Bytes of GB 2312 are row and cell, each with this added (EUC).
const OFFSET: u8 = 0xA0;

/// The code of one of the 6,763 Chinese characters of GB 2312-80. `Display` writes its four
/// digits, row before cell: 啊 is `1601`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuWeiCode {
    row: u8,
    cell: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuWeiError {
    #[error("is not four digits")]
    Digits,
    #[error("is `{MISSING}`, the mark of a character without a code")]
    Missing,
    #[error("names row {0}, where no Chinese character stands")]
    Row(u8),
    #[error("names row {row}, cell {cell}, where no character stands")]
    Cell { row: u8, cell: u8 },
}

impl QuWeiCode {
    /// The code of a character, or `None` for what is not one of the 6,763.
    pub fn of(character: char) -> Option<Self> {
        let [high, low] = two_bytes(character)?;
        let (row, cell) = (high.checked_sub(OFFSET)?, low.checked_sub(OFFSET)?);
        Self::at(row, cell).ok()
    }

    /// The code of a row (16 to 87) and a cell (1 to 94, in row 55 to 89).
    pub fn at(row: u8, cell: u8) -> Result<Self, QuWeiError> {
        if (row, cell) == (0, 0) {
            return Err(QuWeiError::Missing);
        }
        if !ROWS.contains(&row) {
            return Err(QuWeiError::Row(row));
        }
        let short = row == SHORT_ROW.0 && cell > SHORT_ROW.1;
        if !CELLS.contains(&cell) || short {
            return Err(QuWeiError::Cell { row, cell });
        }
        Ok(Self { row, cell })
    }

    /// The character that stands there.
    pub fn character(self) -> char {
        let bytes = [self.row + OFFSET, self.cell + OFFSET];
        let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes);
        text.and_then(|text| text.chars().next()).expect("every code is assigned: a test reads all")
    }

    /// The four digits, as they are marked from left to right.
    pub fn digits(self) -> [u8; 4] {
        [self.row / 10, self.row % 10, self.cell / 10, self.cell % 10]
    }
}

/// Reads four digits; `0000` is no code but a mark, and said to be so.
impl FromStr for QuWeiCode {
    type Err = QuWeiError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| byte - b'0');
        let digits: Option<Vec<u8>> = text.trim().as_bytes().iter().map(digit).collect();
        match digits.as_deref() {
            Some([a, b, c, d]) => Self::at(a * 10 + b, c * 10 + d),
            _ => Err(QuWeiError::Digits),
        }
    }
}

impl fmt::Display for QuWeiCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}", self.row, self.cell)
    }
}

/// The smallest of the national character sets that holds a character: what a card, an old data
/// file, or only a new one can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repertoire {
    /// ASCII, and two bytes of GB 2312-80.
    Gb2312,
    /// Two bytes of GBK 1.0, as old systems write them.
    Gbk,
    /// Only GB 18030: four bytes, or two that were private use before its editions.
    Gb18030,
    /// Private use, or no character at all: means something different on every machine.
    Outside,
}

impl Repertoire {
    pub fn of(character: char) -> Self {
        if is_unassignable(character) {
            return Self::Outside;
        }
        if character.is_ascii() {
            return Self::Gb2312;
        }
        match two_bytes(character) {
            Some(bytes) if is_gb2312(bytes) => Self::Gb2312,
            Some(bytes) if is_gbk(bytes) => Self::Gbk,
            _ => Self::Gb18030,
        }
    }
}

/// How a name gets onto a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filling {
    /// One to four characters, each with its four columns.
    Coded(Vec<Coded>),
    /// Every column stays empty; the name is written out and typed in by hand.
    WrittenOut(WhyWrittenOut),
}

/// One character of a coded name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    pub character: char,
    /// `None` is marked `0000`.
    pub code: Option<QuWeiCode>,
    /// Its pinyin with tones, the likeliest first; empty when no table knows it.
    pub readings: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyWrittenOut {
    /// More than four characters.
    Long,
    /// It holds the separator U+00B7, a letter, or anything else that is no Chinese character.
    NotChinese,
}

impl Coded {
    /// The four digits to mark.
    pub fn marks(&self) -> String {
        self.code.map_or_else(|| MISSING.to_owned(), |code| code.to_string())
    }
}

impl Filling {
    pub fn of(name: &PersonName) -> Self {
        let characters: Vec<char> = name.reveal().chars().collect();
        if !characters.iter().all(|one| is_chinese(*one)) {
            return Self::WrittenOut(WhyWrittenOut::NotChinese);
        }
        if characters.len() > MOST_CHARACTERS {
            return Self::WrittenOut(WhyWrittenOut::Long);
        }
        let coded = |(at, character): (usize, &char)| Coded {
            character: *character,
            code: QuWeiCode::of(*character),
            readings: readings_at(&characters, at),
        };
        Self::Coded(characters.iter().enumerate().map(coded).collect())
    }
}

/// Chinese characters as Unicode has them: the unified blocks A to J, the compatibility blocks,
/// and 〇.
pub fn is_chinese(character: char) -> bool {
    matches!(u32::from(character),
        0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD)
}

/// The character as GB 18030 writes it in two bytes.
fn two_bytes(character: char) -> Option<[u8; 2]> {
    let (mut utf8, mut bytes) = ([0; 4], [0; 8]);
    let text = character.encode_utf8(&mut utf8);
    let (end, _, written) =
        encoding_rs::GBK.new_encoder().encode_from_utf8_without_replacement(text, &mut bytes, true);
    let whole = end == encoding_rs::EncoderResult::InputEmpty && written == 2;
    whole.then_some([bytes[0], bytes[1]])
}

/// Whether the standard of 1980 had something there; GBK filled many of its gaps later.
fn is_gb2312([high, low]: [u8; 2]) -> bool {
    let (Some(row), Some(cell)) = (high.checked_sub(OFFSET), low.checked_sub(OFFSET)) else {
        return false;
    };
    match row {
        1 | 3 => CELLS.contains(&cell),
        2 => matches!(cell, 17..=66 | 69..=78 | 81..=92),
        4 => (1..=83).contains(&cell),
        5 => (1..=86).contains(&cell),
        6 => matches!(cell, 1..=24 | 33..=56),
        7 => matches!(cell, 1..=33 | 49..=81),
        8 => matches!(cell, 1..=26 | 37..=73),
        9 => (4..=79).contains(&cell),
        _ => QuWeiCode::at(row, cell).is_ok(),
    }
}

/// GB 18030 gave two-byte codes to some characters that GBK left to private use.
fn is_gbk([high, low]: [u8; 2]) -> bool {
    match high {
        0xA2 => low != 0xE3,
        0xA6 => !matches!(low, 0xD9..=0xDF | 0xEC..=0xED | 0xF3),
        0xA8 => !matches!(low, 0xBC | 0xBF),
        0xA9 => !matches!(low, 0x89..=0x95),
        0xFE => low < 0x50,
        _ => true,
    }
}

fn is_unassignable(character: char) -> bool {
    let code = u32::from(character);
    let private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
    private || matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests;
