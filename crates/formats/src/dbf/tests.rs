//! Tables of registries, of other writers, and those that lie.

use base64::Engine as _;
use encoding_rs::{GB18030, WINDOWS_1251};
use proptest::prelude::*;

use super::*;
use crate::finding::{Oddity, of_sheet};
use crate::table::DateSerial;
use crate::testing::{broken, judge, said};

const LIMITS: Limits = Limits { bytes: 1 << 20, cells: 1_000, unpacked_bytes: 1 << 20 };

/// What a header says.
#[derive(Clone)]
struct Draft {
    version: u8,
    code_page: u8,
    /// Name, kind and width.
    fields: Vec<(&'static str, u8, u8)>,
    /// Records with their marks.
    records: Vec<Vec<u8>>,
}

impl Draft {
    fn of(fields: &[(&'static str, u8, u8)], records: &[&[u8]]) -> Self {
        let records = records.iter().map(|record| record.to_vec()).collect();
        Self { version: 0x03, code_page: 0, fields: fields.to_vec(), records }
    }

    fn bytes(&self) -> Vec<u8> {
        let record_bytes = 1 + self.fields.iter().map(|field| u16::from(field.2)).sum::<u16>();
        let backlink_bytes = if self.version == 0x30 { 263 } else { 0 };
        let header_bytes = 33 + 32 * self.fields.len() + backlink_bytes;
        let mut bytes = vec![self.version, 126, 6, 1];
        bytes.extend(u32::try_from(self.records.len()).unwrap().to_le_bytes());
        bytes.extend(u16::try_from(header_bytes).unwrap().to_le_bytes());
        bytes.extend(record_bytes.to_le_bytes());
        bytes.resize(32, 0);
        bytes[29] = self.code_page;
        for (name, kind, width) in &self.fields {
            let mut field = GB18030.encode(name).0.into_owned();
            field.resize(32, 0);
            (field[11], field[16]) = (*kind, *width);
            bytes.extend(field);
        }
        bytes.push(0x0D);
        bytes.resize(header_bytes, 0);
        bytes.extend(self.records.concat());
        bytes.push(0x1A);
        bytes
    }

    fn with(mut self, version: u8, code_page: u8) -> Self {
        (self.version, self.code_page) = (version, code_page);
        self
    }
}

fn gb(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn roster() -> Draft {
    let fields =
        [("XH", b'C', 10), ("XM", b'C', 8), ("CSRQ", b'D', 8), ("XF", b'N', 5), ("在籍", b'L', 1)];
    let name = gb("赵示范  ");
    let first = [&b" 0020990101"[..], &name, b"20030901  2.5T"].concat();
    let gone = [&b"*0020990102"[..], &name, b"20030901  2.5T"].concat();
    let bare = [&b" 2         "[..], &b" ".repeat(8), b"        *****?"].concat();
    Draft::of(&fields, &[&first, &gone, &bare])
}

/// Every filled cell, one to an entry.
fn listed(table: &Table) -> Vec<String> {
    let cells = table.sheet.rows.iter().flat_map(Row::filled);
    cells.map(|(at, cell)| format!("{at} {cell:?}")).collect()
}

fn one_field(kind: u8, value: &[u8]) -> Draft {
    let width = u8::try_from(value.len()).unwrap();
    Draft::of(&[("A", kind, width)], &[&[b" ", value].concat()])
}

#[test]
fn a_table_of_dbase_is_read_and_deleted_rows_are_told() {
    let table = read(&roster().bytes(), None, &LIMITS).unwrap();
    let expected = [
        r#"A1 Text("XH")"#,
        r#"B1 Text("XM")"#,
        r#"C1 Text("CSRQ")"#,
        r#"D1 Text("XF")"#,
        r#"E1 Text("在籍")"#,
        r#"A2 Text("0020990101")"#,
        r#"B2 Text("赵示范")"#,
        r#"C2 Text("20030901")"#,
        r#"D2 Text("2.5")"#,
        "E2 Bool(true)",
        r#"A4 Text("2")"#,
        r##"D4 Error("#NUM!")"##,
    ];
    assert_eq!(listed(&table), expected);
    assert_eq!(table.deleted, [3]);
    assert_eq!((table.code_page, table.is_assumed), (CodePage::GBK, true));
}

#[test]
fn fields_of_foxpro_become_cells() {
    let moment = |day: i32, ms: i32| [day.to_le_bytes(), ms.to_le_bytes()].concat();
    for (kind, value, cell) in [
        (b'I', (-7_i32).to_le_bytes().to_vec(), Cell::Number(-7.0)),
        (b'B', 2.5_f64.to_le_bytes().to_vec(), Cell::Number(2.5)),
        (b'B', f64::NAN.to_le_bytes().to_vec(), Cell::Error("#NUM!")),
        (b'Y', 25_000_i64.to_le_bytes().to_vec(), Cell::Number(2.5)),
        (b'T', moment(2_415_021, 0), Cell::Date(DateSerial(1.0))),
        (b'T', moment(2_440_588, 43_200_000), Cell::Date(DateSerial(25_569.5))), // 1970-01-01
        (b'T', moment(0, 0), Cell::Empty),
        (b'D', b"        ".to_vec(), Cell::Empty),
        (b'N', b"990101199003071230".to_vec(), "990101199003071230".into()),
        (b'F', b"  1".to_vec(), "1".into()),
        (b'L', b"n".to_vec(), Cell::Bool(false)),
        (b'L', b"x".to_vec(), "x".into()),
        (b'C', b" a \0\0".to_vec(), " a".into()),
    ] {
        let bytes = one_field(kind, &value).with(0x30, 0x7A).bytes();
        let table = read(&bytes, None, &LIMITS).unwrap();
        let at = crate::table::CellRef { row: 2, column: 1 };
        assert_eq!(table.sheet.cell(at), &cell, "{} {value:?}", char::from(kind));
        assert!(!table.is_assumed);
    }
}

#[test]
fn the_flags_of_foxpro_are_no_column() {
    let fields = [("A", b'C', 1), ("_NullFlags", b'0', 1), ("B", b'C', 1)];
    let table = read(&Draft::of(&fields, &[b" x\0y"]).with(0x30, 0).bytes(), None, &LIMITS);
    let expected = [r#"A1 Text("A")"#, r#"B1 Text("B")"#, r#"A2 Text("x")"#, r#"B2 Text("y")"#];
    assert_eq!(listed(&table.unwrap()), expected);
}

#[test]
fn the_stated_code_page_counts_and_a_person_may_choose_another() {
    let chinese = gb("赵");
    let russian = WINDOWS_1251.encode("Шэ").0.into_owned();
    for (value, byte, chosen, shown, name) in [
        (&chinese, 0x00, None, "赵", "GBK"),
        (&chinese, 0x4D, None, "赵", "GBK"),
        (&chinese, 0x7A, None, "赵", "GBK"),
        (&chinese, 0x03, None, "ÕÔ", "windows-1252"),
        (&chinese, 0x03, Some(CodePage::GBK), "赵", "GBK"),
        (&chinese, 0x01, Some(CodePage::GBK), "赵", "GBK"),
        (&russian, 0xC9, None, "Шэ", "windows-1251"),
        (&"赵".as_bytes().to_vec(), 0x00, Some(CodePage::UTF_8), "赵", "UTF-8"),
    ] {
        let bytes = one_field(b'C', value).with(0x03, byte).bytes();
        let table = read(&bytes, chosen, &LIMITS).unwrap();
        assert_eq!(table.sheet.rows[1].cell(1).shown(), shown, "{byte:#X}");
        assert_eq!(table.code_page.name(), name);
    }
    for byte in [0x01, 0x02, 0xFF] {
        let bytes = one_field(b'C', &chinese).with(0x03, byte).bytes();
        assert_eq!(read(&bytes, None, &LIMITS), Err(ReadError::CodePage { byte }));
    }
}

#[test]
fn odd_cells_are_found() {
    let mut cut = gb("阿依古丽");
    cut.truncate(7);
    for (value, oddity) in [
        (cut, Oddity::Lost),
        (gb("赵??"), Oddity::Lost),
        (gb("赵　范"), Oddity::OddBlank('\u{3000}')),
        (gb("２０２４"), Oddity::FullWidth('２')),
        (gb(" 赵"), Oddity::EdgeBlank),
        (gb("4.30381E+17"), Oddity::Destroyed),
    ] {
        let table = read(&one_field(b'C', &value).bytes(), None, &LIMITS).unwrap();
        let found: Vec<_> = of_sheet(&table.sheet).iter().map(|one| one.oddity).collect();
        assert_eq!(found, [oddity]);
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    let with = |at: usize, byte: u8| {
        let mut bytes = roster().bytes();
        bytes[at] = byte;
        bytes
    };
    let whole = roster().bytes();
    let mut more = whole.clone();
    more[4] = 2;
    let kind = ReadError::Damaged("a field of a kind that is not read");
    for (name, bytes, error) in [
        ("nothing", Vec::new(), ReadError::NotATable),
        ("text", b"XH,XM\n".repeat(9), ReadError::NotATable),
        ("dBASE 7", with(0, 0x04), ReadError::NotATable),
        ("month 13", with(2, 13), ReadError::NotATable),
        ("memo", one_field(b'M', &[b' '; 10]).with(0x83, 0).bytes(), ReadError::Memo),
        ("picture", one_field(b'G', &[0; 4]).with(0x30, 0).bytes(), ReadError::Memo),
        ("binary memo", one_field(b'B', &[b' '; 10]).bytes(), ReadError::Memo),
        ("varchar", one_field(b'V', b"x").with(0x30, 0).bytes(), kind.clone()),
        ("integer of dBASE", one_field(b'I', &[0; 4]).bytes(), kind),
        (
            "a date of six digits",
            one_field(b'D', b"030901").bytes(),
            ReadError::Damaged("a field of the wrong width"),
        ),
        ("a mark of no kind", with(193, b'x'), RECORDS),
        ("a short header", with(8, 40), HEADER),
        ("a header beyond the end", with(9, 0xFF), HEADER),
        ("records too long", with(10, 99), HEADER),
        ("records of nothing", with(10, 0), HEADER),
        ("a field too long", with(32 + 16, 200), HEADER),
        ("a field of nothing", with(32 + 16, 0), HEADER),
        ("fewer records than stated", with(4, 4), RECORDS),
        ("millions of records", with(6, 0xFF), ReadError::TooManyRows { limit: MAX_ROWS }),
        ("more records than stated", more, RECORDS),
        ("an end too early", whole[..whole.len() - 9].to_vec(), RECORDS),
    ] {
        assert_eq!(read(&bytes, None, &LIMITS), Err(error), "{name}");
    }
    let small = Limits { cells: 9, ..LIMITS };
    assert_eq!(read(&whole, None, &small), Err(ReadError::TooManyCells { limit: 9 }));
    let short = Limits { bytes: 99, ..LIMITS };
    assert_eq!(read(&whole, None, &short), Err(ReadError::TooLarge { limit: 99 }));
    let terse = Limits { unpacked_bytes: 30, ..LIMITS };
    assert_eq!(read(&whole, None, &terse), Err(ReadError::UnpacksTooLarge { limit: 30 }));
}

#[test]
fn tables_of_another_writer_are_read() {
    let script = "\
import base64, datetime, importlib.util, sys
if importlib.util.find_spec('dbf') is None: print('skipped: no dbf'); sys.exit()
import dbf
fields = 'XH C(12); XM C(10); CSRQ D; RS N(15,0); ZC L'
table = dbf.Table('t.dbf', fields, codepage='cp936', dbf_type=sys.argv[1])
table.open(dbf.READ_WRITE)
for number in range(3):
    day = datetime.date(2003, 9, number + 1)
    name = '\\u8d75\\u793a\\u8303'
    table.append(('002099010%d' % number, name, day, 990101850301000 + number, True))
dbf.delete(table[1])
table.close()
print(base64.b64encode(open('t.dbf', 'rb').read()).decode())";
    for kind in ["db3", "fp", "vfp"] {
        let Some(output) = judge("python3", &["-c", script, kind], &[]) else { return };
        let said = said(&output);
        if said.starts_with("skipped") {
            println!("{said}");
            return;
        }
        let bytes = base64::engine::general_purpose::STANDARD.decode(said.trim()).unwrap();
        let table = read(&bytes, None, &LIMITS).unwrap();
        let row = |number: u32| table.sheet.row(number).map(|row| row.cells.clone());
        let cells = |number: u8| -> Vec<Cell> {
            vec![
                format!("002099010{number}").into(),
                "赵示范".into(),
                format!("2003090{}", number + 1).into(),
                format!("99010185030100{number}").into(),
                Cell::Bool(true),
            ]
        };
        assert_eq!((row(2), row(3), row(4)), (Some(cells(0)), None, Some(cells(2))), "{kind}");
        assert_eq!((table.deleted, table.code_page), (vec![3], CodePage::GBK), "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, None, &LIMITS);
        let _ = read(&[&[0x30, 126, 6, 1][..], &bytes].concat(), None, &LIMITS);
    }

    #[test]
    fn broken_tables_are_read_or_refused(bytes in broken(roster().bytes())) {
        if let Ok(table) = read(&bytes, None, &LIMITS) {
            prop_assert!(table.sheet.rows.len() + table.deleted.len() <= 4);
        }
    }

    #[test]
    fn every_text_comes_back(texts in proptest::collection::vec("[!-~学籍·𠰴䶮]{1,9}", 1..9)) {
        let values: Vec<Vec<u8>> = texts.iter().map(|text| {
            let mut value = [b" ".to_vec(), gb(text)].concat();
            value.resize(41, b' ');
            value
        }).collect();
        let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
        let bytes = Draft::of(&[("A", b'C', 40)], &values).bytes();
        let table = read(&bytes, None, &LIMITS).unwrap();
        let found: Vec<String> =
            table.sheet.rows.iter().skip(1).map(|row| row.cell(1).shown().into_owned()).collect();
        prop_assert_eq!(found, texts);
    }
}
