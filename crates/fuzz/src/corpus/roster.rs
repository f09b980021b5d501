//! Rosters that are no workbooks: delimited text in each encoding, and dBASE tables.

use anyhow::Result;
use encoding_rs::GB18030;

const LIST: &str = "学号,姓名,备注\r\n0020990101,赵示范,\"甲,\"\"乙\"\"\"\r\n1,𠮷示范,\r\n";

/// Marked and unmarked, with each delimiter.
#[expect(clippy::unnecessary_wraps, reason = "a corpus like the others")]
pub fn csv() -> Result<Vec<Vec<u8>>> {
    let utf16 = |unit: fn(u16) -> [u8; 2]| LIST.encode_utf16().flat_map(unit).collect();
    let gb = GB18030.encode(LIST).0.into_owned();
    let tabs = GB18030.encode("学号\t姓名\n1\t赵示范\n").0.into_owned();
    Ok(vec![
        LIST.as_bytes().to_vec(),
        ["\u{FEFF}", LIST].concat().replace(',', ";").into_bytes(),
        gb,
        tabs,
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ])
}

/// Of dBASE III with text, numbers, dates and a deleted row; of Visual `FoxPro` with binary fields.
#[expect(clippy::unnecessary_wraps, reason = "a corpus like the others")]
pub fn dbf() -> Result<Vec<Vec<u8>>> {
    let name = GB18030.encode("赵示范").0;
    let row = |mark: &[u8], number: &[u8]| [mark, number, &name, b"20030901", b"T"].concat();
    let old = [row(b" ", b"1001"), row(b"*", b"1002"), row(b" ", b"1003")].concat();
    let fields: [(&str, u8, u8); 4] =
        [("XH", b'N', 4), ("XM", b'C', 6), ("CSRQ", b'D', 8), ("ZC", b'L', 1)];
    let new = [&b" "[..], &7_i32.to_le_bytes(), &1.5_f64.to_le_bytes(), &[0; 8]].concat();
    let binary = [("XH", b'I', 4), ("XF", b'B', 8), ("SJ", b'T', 8)];
    Ok(vec![table(0x03, &fields, &old), table(0x30, &binary, &new)])
}

/// Header, field descriptors and rows.
fn table(version: u8, fields: &[(&str, u8, u8)], rows: &[u8]) -> Vec<u8> {
    let row_bytes = 1 + fields.iter().map(|field| u16::from(field.2)).sum::<u16>();
    let backlink_bytes = if version == 0x30 { 263 } else { 0 };
    let header_bytes = 33 + 32 * fields.len() + backlink_bytes;
    let mut file = vec![version, 126, 6, 1];
    let count = rows.len() / usize::from(row_bytes);
    file.extend(u32::try_from(count).unwrap_or(0).to_le_bytes());
    file.extend(u16::try_from(header_bytes).unwrap_or(0).to_le_bytes());
    file.extend(row_bytes.to_le_bytes());
    file.resize(32, 0);
    for (name, kind, width) in fields {
        let start = file.len();
        file.extend_from_slice(name.as_bytes());
        file.resize(start + 11, 0);
        file.push(*kind);
        file.resize(start + 16, 0);
        file.push(*width);
        file.resize(start + 32, 0);
    }
    file.push(0x0D);
    file.resize(header_bytes, 0);
    file.extend_from_slice(rows);
    file.push(0x1A);
    file
}
