//! 表格文件: the one door for a school's list: which kind of file it is, and its cells.
//!
//! The content tells the kind. The name of the file is asked only where the content is damaged
//! beyond telling, and where the two do not agree this is said: systems of schools save web pages
//! and text as `.xls`.

use crate::dbf::{self, CodePage};
use crate::delimited::{self, Manner};
use crate::finding::{Finding, of_sheet};
use crate::table::{Limits, ReadError, Sheet};
use crate::xlsx;

/// How a file was read, to be shown beside its rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Xlsx,
    Delimited(Manner),
    Dbf {
        code_page: CodePage,
        /// True when the file does not say its code page.
        is_assumed: bool,
    },
}

/// What stands in a file, whatever its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct TableFile {
    pub kind: Kind,
    /// True when the name of the file ends as that of another kind.
    pub is_misnamed: bool,
    pub sheet: Sheet,
    /// Numbers of rows marked as deleted, which the sheet does not hold.
    pub deleted: Vec<u32>,
    /// What is odd in the cells, row by row.
    pub findings: Vec<Finding>,
}

/// Reads a file of any kind. `name` may be empty when nobody knows it.
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<TableFile, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.bytes {
        return Err(ReadError::TooLarge { limit: limits.bytes });
    }
    let named = Family::of_name(name);
    let family = Family::of_content(bytes).or(named).unwrap_or(Family::Delimited);
    let (kind, sheet, deleted) = match family {
        // Old workbooks and those behind a password are told apart by the same reader.
        Family::Workbook | Family::OldWorkbook => {
            (Kind::Xlsx, xlsx::read(bytes, limits)?, Vec::new())
        }
        Family::Dbf => {
            let table = dbf::read(bytes, None, limits)?;
            let (code_page, is_assumed) = (table.code_page, table.is_assumed);
            (Kind::Dbf { code_page, is_assumed }, table.sheet, table.deleted)
        }
        Family::Markup => return Err(ReadError::Markup),
        Family::Delimited => {
            let (sheet, manner) = delimited::read(bytes, limits)?;
            (Kind::Delimited(manner), sheet, Vec::new())
        }
    };
    let findings = of_sheet(&sheet);
    let is_misnamed = named.is_some_and(|named| named != family);
    Ok(TableFile { kind, is_misnamed, sheet, deleted, findings })
}

/// What a name or the first bytes promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Workbook,
    OldWorkbook,
    Dbf,
    Delimited,
    Markup,
}

impl Family {
    /// None for endings that promise nothing known.
    fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "xlsx" | "xlsm" => Self::Workbook,
            "xls" => Self::OldWorkbook,
            "dbf" => Self::Dbf,
            "csv" | "tsv" | "txt" => Self::Delimited,
            "htm" | "html" | "xml" => Self::Markup,
            _ => return None,
        })
    }

    /// None for what may be damaged text, a damaged table, or anything else.
    fn of_content(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(Self::Workbook);
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Some(Self::OldWorkbook);
        }
        if is_dbf(bytes) {
            return Some(Self::Dbf);
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let is_markup = MARKUP
            .iter()
            .any(|tag| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)));
        if is_markup {
            return Some(Self::Markup);
        }
        delimited::find_encoding(bytes).ok().map(|_| Self::Delimited)
    }
}

/// How web pages and spreadsheets in XML begin.
const MARKUP: [&[u8]; 5] = [b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta"];

/// The name of a table's first field ends in a zero byte and its kind is a letter. No text is so:
/// numbers at its start could pass for a version and a day.
fn is_dbf(bytes: &[u8]) -> bool {
    let field = bytes.get(42..44);
    dbf::is_table(bytes) && matches!(field, Some([0, b'A'..=b'Z' | b'0']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delimited::{Delimiter, Encoding};
    use crate::finding::Oddity;
    use crate::table::Cell;
    use crate::xlsx::{Column, DraftSheet, Workbook, write};

    const LIMITS: Limits = Limits { bytes: 1 << 20, cells: 1_000, unpacked_bytes: 1 << 20 };

    fn workbook() -> Vec<u8> {
        let columns = vec![Column::text("学号", 9.0), Column::text("姓名", 9.0)];
        let rows = vec![vec!["001 ".into(), "赵示范".into()]];
        let sheet = DraftSheet { name: "名册".into(), columns, rows };
        write(&Workbook { sheets: vec![sheet], ..Workbook::default() }).unwrap()
    }

    /// 学号 and 姓名 in GBK; the second record is deleted.
    fn table() -> Vec<u8> {
        let field = |name: &[u8], width: u8| {
            let mut field = name.to_vec();
            field.resize(32, 0);
            (field[11], field[16]) = (b'C', width);
            field
        };
        let mut bytes = vec![0x03, 126, 6, 1, 2, 0, 0, 0, 97, 0, 11, 0];
        bytes.resize(32, 0);
        bytes.extend(field(b"\xD1\xA7\xBA\xC5", 4));
        bytes.extend(field(b"\xD0\xD5\xC3\xFB", 6));
        bytes.push(0x0D);
        bytes.extend(b"  001\xD5\xD4\xCA\xBE\xB7\xB6*002      \x1A");
        bytes
    }

    #[test]
    fn the_content_tells_the_kind_whatever_the_name() {
        let utf8 = Manner { encoding: Encoding::Utf8, delimiter: Delimiter::Comma };
        let gbk = Manner { encoding: Encoding::Gbk, delimiter: Delimiter::Tab };
        let dbf = Kind::Dbf { code_page: CodePage::GBK, is_assumed: true };
        let csv = "学号,姓名\n001 ,赵示范\n".as_bytes().to_vec();
        let tsv = b"\xD1\xA7\xBA\xC5\t\xD0\xD5\xC3\xFB\n001 \t\xD5\xD4\xCA\xBE\xB7\xB6".to_vec();
        for (bytes, name, kind, is_misnamed) in [
            (workbook(), "名册.xlsx", Kind::Xlsx, false),
            (workbook(), "名册.xls", Kind::Xlsx, true),
            (workbook(), "", Kind::Xlsx, false),
            (csv.clone(), "名册.CSV", Kind::Delimited(utf8), false),
            (csv, "名册.xlsx", Kind::Delimited(utf8), true),
            (tsv.clone(), "名册.txt", Kind::Delimited(gbk), false),
            (tsv, "名册.xls", Kind::Delimited(gbk), true),
            (table(), "XS.DBF", dbf, false),
            (table(), "XS.csv", dbf, true),
            (table(), "XS", dbf, false),
        ] {
            let file = read(&bytes, name, &LIMITS).unwrap();
            assert_eq!((file.kind, file.is_misnamed), (kind, is_misnamed), "{name}");
            let heads: Vec<_> = file.sheet.rows[0].cells.iter().map(Cell::shown).collect();
            assert_eq!(heads, ["学号", "姓名"], "{name}");
            assert_eq!(file.sheet.rows[1].cell(2), &Cell::from("赵示范"));
            let found: Vec<_> = file.findings.iter().map(|one| (one.at, one.oddity)).collect();
            let at = crate::table::CellRef { row: 2, column: 1 };
            assert_eq!(found, [(at, Oddity::EdgeBlank)], "{name}");
            let deleted = if matches!(kind, Kind::Dbf { .. }) { vec![3] } else { Vec::new() };
            assert_eq!(file.deleted, deleted);
        }
    }

    #[test]
    fn text_that_begins_like_a_table_is_text() {
        for text in ["0\r\n\r\n学号,姓名,班级,学院,专业,层次,备注\r\n", "1,\t\n2,\t\n", "C\t\t\t\n"]
        {
            let file = read(text.as_bytes(), "", &LIMITS).unwrap();
            assert!(matches!(file.kind, Kind::Delimited(_)), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused_by_what_it_is() {
        let mut broken = table();
        broken[42] = 1;
        broken[8] = 3;
        for (bytes, name, error) in [
            (&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], "a.xls", ReadError::OldWorkbook),
            (b"<html><table><tr><td>1", "a.xls", ReadError::Markup),
            (b"\xEF\xBB\xBF \r\n<?XML version", "a.xls", ReadError::Markup),
            (b"PK\x03\x04", "a.xlsx", ReadError::NotAWorkbook),
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "a.png", ReadError::NotText),
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "a.dbf", ReadError::NotATable),
            (b"\xFF\xFF", "a.csv", ReadError::NotText),
            (b"\xFF\xFF", "a.xlsx", ReadError::NotAWorkbook),
            (&broken, "a.dbf", ReadError::Damaged("its header")),
        ] {
            assert_eq!(read(bytes, name, &LIMITS), Err(error), "{name} {bytes:?}");
        }
        let short = Limits { bytes: 1, ..LIMITS };
        assert_eq!(read(b"ab", "", &short), Err(ReadError::TooLarge { limit: 1 }));
    }
}
