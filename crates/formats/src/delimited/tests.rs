//! Texts of Excel, of WPS and of people, in every encoding, and those that are none.

use base64::Engine as _;
use encoding_rs::GB18030;
use proptest::prelude::*;

use super::*;
use crate::finding::{Oddity, of_sheet};
use crate::table::MAX_CELL_BYTES;
use crate::testing::{broken, judge, said};

const LIMITS: Limits = Limits { bytes: 1 << 20, cells: 1_000, unpacked_bytes: 1 << 20 };

const ROSTER: &str = "学号,姓名\r\n0020990101,赵示范\r\n0020990102,\"钱,示范\"\r\n";

fn gb(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// Rows as `number|cell|cell`.
fn listed(sheet: &Sheet) -> Vec<String> {
    let line = |row: &Row| {
        let cells: Vec<_> = row.cells.iter().map(Cell::shown).collect();
        format!("{}|{}", row.number, cells.join("|"))
    };
    sheet.rows.iter().map(line).collect()
}

fn read_as(bytes: &[u8], delimiter: Delimiter) -> Result<Vec<String>, ReadError> {
    let manner = Manner { encoding: Encoding::Utf8, delimiter };
    let rows = Rows::new(bytes, manner, &LIMITS)?.collect::<Result<_, _>>()?;
    Ok(listed(&Sheet { name: String::new(), rows }))
}

#[test]
fn every_encoding_is_found_out_and_gives_the_same_cells() {
    let mark = "\u{FEFF}";
    for (bytes, encoding) in [
        (ROSTER.as_bytes().to_vec(), Encoding::Utf8),
        ([mark, ROSTER].concat().into_bytes(), Encoding::Utf8),
        (gb(ROSTER), Encoding::Gbk),
        (utf16(ROSTER, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(ROSTER, u16::to_be_bytes), Encoding::Utf16Be),
        (utf16(&[mark, ROSTER].concat(), u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(&[mark, ROSTER].concat(), u16::to_be_bytes), Encoding::Utf16Be),
    ] {
        let (sheet, manner) = read(&bytes, &LIMITS).unwrap();
        assert_eq!(manner, Manner { encoding, delimiter: Delimiter::Comma });
        let rows = ["1|学号|姓名", "2|0020990101|赵示范", "3|0020990102|钱,示范"];
        assert_eq!(listed(&sheet), rows, "{encoding:?}");
        assert_eq!(of_sheet(&sheet), []);
    }
}

#[test]
fn short_and_doubtful_texts_have_the_likelier_encoding() {
    for (bytes, encoding) in [
        (&b""[..], Ok(Encoding::Utf8)),
        (b"a,b\n", Ok(Encoding::Utf8)),
        (b"\xD0\xA1,1\n", Ok(Encoding::Gbk)), // 小, in UTF-8 a Cyrillic letter
        (b"\xC1\xAA\xCD\xA8", Ok(Encoding::Gbk)), // 联通, which fooled other programs
        (&gb("𠮷,䶮"), Ok(Encoding::Gb18030)),
        ("é".as_bytes(), Ok(Encoding::Gbk)),
        (b"\x80", Ok(Encoding::Gbk)), // the euro sign of Windows
        (b"\xFF", Err(ReadError::NotText)),
        (b"\xD0", Err(ReadError::NotText)),
        (b"\xEF\xBB\xBF\xD0", Err(ReadError::NotText)),
        (b"\xFF\xFE\x00", Err(ReadError::NotText)),
        (b"\xFF\xFE\x00\xD8", Err(ReadError::NotText)),
        (b"a\0b", Err(ReadError::NotText)),
        (b"\xFF\xFEa\0\0\0", Err(ReadError::NotText)),
    ] {
        assert_eq!(find_encoding(bytes), encoding, "{bytes:?}");
    }
}

#[test]
fn the_delimiter_is_the_one_that_cuts_evenly() {
    for (text, delimiter) in [
        ("学号,姓名\n1,赵\n", Delimiter::Comma),
        ("学号\t姓名\n1\t赵,示范\n", Delimiter::Tab),
        ("学号;姓名\n1;赵\n2;钱", Delimiter::Semicolon),
        ("示范学院,2027届\n学号\t姓名\t备注\n1\t赵\t\n2\t钱\t甲,乙\n", Delimiter::Tab),
        ("学号,住址\n1,甲;乙;丙\n2,甲;乙\n", Delimiter::Comma),
        ("学号,备注\n1,\"甲\t乙\n丙\t丁\n戊\t己\"\n", Delimiter::Comma),
        ("学号\n1\n", Delimiter::Comma),
        ("", Delimiter::Comma),
    ] {
        assert_eq!(manner(text.as_bytes(), &LIMITS).unwrap().delimiter, delimiter, "{text}");
    }
}

#[test]
fn rows_have_the_numbers_a_spreadsheet_shows() {
    for (text, rows) in [
        ("a,b\r\n\r\nc,d", vec!["1|a|b", "3|c|d"]),
        ("a\rb\r\rc\r", vec!["1|a", "2|b", "4|c"]),
        ("a\n,,\nb", vec!["1|a", "3|b"]),
        ("\"a\nb\",c\nd", vec!["1|a\nb|c", "2|d"]),
        ("a,\"\",c,,\n", vec!["1|a||c"]),
        ("\"a\"\"b\",\"\"\"\"\n", vec!["1|a\"b|\""]),
        ("a\"b,c\"\n", vec!["1|a\"b|c\""]),
        ("a,", vec!["1|a"]),
        ("\n\n", vec![]),
    ] {
        assert_eq!(read_as(text.as_bytes(), Delimiter::Comma).unwrap(), rows, "{text:?}");
    }
}

#[test]
fn marks_out_of_place_are_told_with_their_row() {
    for (text, row) in [("a\n\"b,c\nd\n", 2), ("a\nb\n\"c\"d\n", 3), ("\"", 1), ("\"a\" ,b", 1)] {
        let error = Err(ReadError::Quote { row });
        assert_eq!(read_as(text.as_bytes(), Delimiter::Comma), error, "{text:?}");
    }
}

#[test]
fn nothing_follows_an_error() {
    let manner = Manner { encoding: Encoding::Utf8, delimiter: Delimiter::Comma };
    let rows = Rows::new(b"a\n\"b\"c\nd\n", manner, &LIMITS).unwrap();
    let kinds: Vec<bool> = rows.map(|row| row.is_ok()).collect();
    assert_eq!(kinds, [true, false]);
}

#[test]
fn what_is_too_much_is_refused() {
    let comma = Delimiter::Comma;
    let long = "字".repeat(MAX_CELL_BYTES / 3);
    assert!(read_as(long.as_bytes(), comma).is_ok());
    let limit = MAX_CELL_BYTES;
    assert_eq!(
        read_as(format!("{long}x").as_bytes(), comma),
        Err(ReadError::CellTooLong { limit })
    );
    assert_eq!(
        read_as("a\n".repeat(501).as_bytes(), comma),
        Err(ReadError::TooManyCells { limit: 1_000 })
    );
    assert_eq!(
        read_as(",".repeat(16_384).as_bytes(), comma),
        Err(ReadError::Damaged("a cell outside of the sheet"))
    );
    let rows = "\n".repeat(1_048_575);
    assert_eq!(
        read_as(format!("{rows}ab").as_bytes(), comma),
        Err(ReadError::TooLarge { limit: 1 << 20 })
    );
    let limits = Limits { bytes: 1 << 21, ..LIMITS };
    let last = read(format!("{rows}a").as_bytes(), &limits).unwrap().0;
    assert_eq!(listed(&last), ["1048576|a"]);
    let beyond = read(format!("{rows}\na").as_bytes(), &limits);
    assert_eq!(beyond, Err(ReadError::TooManyRows { limit: MAX_ROWS }));
}

#[test]
fn a_text_longer_than_one_piece_is_cut_nowhere() {
    let line = |at: u32| format!("{at},\"赵示范，甲\"\"乙\"\r\n");
    let text = (0..4_000).map(line).collect::<Vec<_>>().concat();
    let limits = Limits { cells: 100_000, ..LIMITS };
    for bytes in [text.clone().into_bytes(), gb(&text), utf16(&text, u16::to_le_bytes)] {
        let (sheet, _) = read(&bytes, &limits).unwrap();
        assert_eq!(sheet.rows.len(), 4_000);
        for (at, row) in (0_u32..).zip(&sheet.rows) {
            assert_eq!(row.number, at + 1);
            assert_eq!(row.cells, [Cell::Text(at.to_string()), "赵示范，甲\"乙".into()]);
        }
    }
}

#[test]
fn odd_cells_are_found_in_every_encoding() {
    let text = "学号,姓名,身份证号\n２０２４,赵\u{200B}示, 4.30381E+17\n1,钱\u{3000}范,x \n";
    let expected = [
        "A2 FullWidth('２')",
        "B2 Invisible('\\u{200b}')",
        "C2 Destroyed",
        "C2 EdgeBlank",
        "B3 OddBlank('\\u{3000}')",
        "C3 EdgeBlank",
    ];
    for bytes in [text.as_bytes().to_vec(), gb(text), utf16(text, u16::to_be_bytes)] {
        let (sheet, _) = read(&bytes, &LIMITS).unwrap();
        let found = of_sheet(&sheet);
        let found: Vec<_> =
            found.iter().map(|one| format!("{} {:?}", one.at, one.oddity)).collect();
        assert_eq!(found, expected);
        assert_eq!(of_sheet(&sheet)[2].oddity, Oddity::Destroyed);
    }
}

/// Python's tables are not ours. Private use is left out: the editions of GB 18030 moved it.
#[test]
fn every_character_of_the_plane_is_read_as_python_writes_it() {
    let script = "\
import base64, sys
lines = []
for code in range(0xA1, 0x10000):
    if 0xD800 <= code < 0xF900: continue
    try: lines.append(b'%X,' % code + chr(code).encode(sys.argv[1]))
    except UnicodeEncodeError: pass
print(base64.b64encode(b'\\n'.join(lines)).decode())";
    // Python has the edition of 2000; that of 2005 moved ḿ from four bytes to two.
    for (codec, encoding, characters, moved) in
        [("gbk", Encoding::Gbk, 21_791, &[][..]), ("gb18030", Encoding::Gb18030, 56_927, &[0x1E3F])]
    {
        let Some(output) = judge("python3", &["-c", script, codec], &[]) else { return };
        let engine = base64::engine::general_purpose::STANDARD;
        let bytes = engine.decode(said(&output).trim()).unwrap();
        let limits = Limits { bytes: 1 << 22, cells: 1 << 20, unpacked_bytes: 1 << 22 };
        let (sheet, manner) = read(&bytes, &limits).unwrap();
        assert_eq!(manner.encoding, encoding);
        assert_eq!(sheet.rows.len(), characters, "{codec}");
        let odd = sheet.rows.iter().filter_map(|row| {
            let code = u32::from_str_radix(&row.cell(1).shown(), 16).unwrap();
            let character = char::from_u32(code).unwrap().to_string();
            (row.cell(2).shown() != character).then_some(code)
        });
        assert_eq!(odd.collect::<Vec<_>>(), moved, "{codec}");
    }
}

fn quoted(rows: &[Vec<String>], delimiter: char) -> String {
    let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |cells: &Vec<String>| {
        let cells: Vec<_> = cells.iter().map(cell).collect();
        cells.join(&delimiter.to_string()) + "\r\n"
    };
    rows.iter().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_cell_comes_back(
        rows in proptest::collection::vec(
            proptest::collection::vec("[ -~学籍·𠰴䶮\t\r\n]{1,9}", 2..5), 1..6,
        ),
        delimiter in 0..3_usize,
    ) {
        let delimiter = Delimiter::ALL[delimiter];
        let text = quoted(&rows, char::from(delimiter.byte()));
        for (encoding, bytes) in [
            (Encoding::Utf8, text.clone().into_bytes()),
            (Encoding::Gb18030, gb(&text)),
            (Encoding::Utf16Le, utf16(&text, u16::to_le_bytes)),
        ] {
            let manner = Manner { encoding, delimiter };
            let found: Result<Vec<Row>, _> = Rows::new(&bytes, manner, &LIMITS).unwrap().collect();
            let found: Vec<Vec<String>> = found.unwrap().iter()
                .map(|row| row.cells.iter().map(|cell| cell.shown().into_owned()).collect())
                .collect();
            prop_assert_eq!(&found, &rows);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &LIMITS);
    }

    #[test]
    fn broken_texts_are_read_or_refused(bytes in broken(gb(ROSTER))) {
        if let Ok((sheet, _)) = read(&bytes, &LIMITS) {
            prop_assert!(sheet.rows.iter().all(|row| !row.cells.is_empty()));
        }
    }
}
