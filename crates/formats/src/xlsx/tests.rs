//! Workbooks: ours, those of other programs, and those nobody should open.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::archive;
use crate::table::{Cell, DateSerial, Limits, ReadError, Row, Sheet};
use crate::testing::{broken, judge, said};

const LIMITS: Limits = Limits { bytes: 1 << 20, cells: 1_000, unpacked_bytes: 1 << 20 };

fn sample() -> Workbook {
    let mut columns = vec![Column::text("学号", 14.0), Column::text("身份证号", 22.0)];
    columns.push(Column { kind: ColumnKind::Date, ..Column::text("入学日期", 12.0) });
    let levels = ["专科", "本科"].map(str::to_owned).to_vec();
    columns.push(Column { choices: levels, ..Column::text("层次", 8.0) });
    let rows = vec![
        vec![
            "0020990101".into(),
            "990101199003071230".into(),
            Cell::Date(DateSerial(44_075.0)),
            "本科".into(),
            Cell::Number(2.5),
        ],
        vec![],
        vec![Cell::Empty, "=1+1".into(), Cell::Bool(true), Cell::Error("#N/A")],
    ];
    let first = DraftSheet { name: "名册".into(), columns, rows };
    let second = DraftSheet { name: "说明".into(), ..DraftSheet::default() };
    Workbook { title: "名册".into(), font: Font::SimSun, sheets: vec![first, second] }
}

fn one_sheet(rows: Vec<Vec<Cell>>) -> Workbook {
    let sheet = DraftSheet { name: "表".into(), columns: vec![Column::text("甲", 9.0)], rows };
    Workbook { sheets: vec![sheet], ..Workbook::default() }
}

/// The filled cells, one to a line.
fn listed(sheet: &Sheet) -> String {
    sheet.rows.iter().flat_map(Row::filled).fold(String::new(), |mut text, (at, cell)| {
        let _ = writeln!(text, "{at} {cell:?}");
        text
    })
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook written by hand: the sheets of the tab bar, then the other parts.
fn by_hand(sheets: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>"#
    );
    let package = format!(
        r#"<Relationships><Relationship Id="r" Type="{RELATIONS}/officeDocument"
            Target="xl/workbook.xml"/></Relationships>"#
    );
    let relation = |number: u8| {
        format!(
            r#"<Relationship Id="r{number}" Type="{RELATIONS}/worksheet"
                Target="worksheets/sheet{number}.xml"/>"#
        )
    };
    let book = format!("<Relationships>{}{}</Relationships>", relation(1), relation(2));
    let mut files: Vec<(&str, &str)> = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &package),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &book),
    ];
    files.extend_from_slice(parts);
    archive::write(&files).unwrap()
}

fn with_rows(rows: &str) -> Vec<u8> {
    let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#);
    by_hand(ONE_SHEET, &[("xl/worksheets/sheet1.xml", &sheet)])
}

const ONE_SHEET: &str = r#"<sheet name="表" sheetId="1" r:id="r1"/>"#;

#[test]
fn what_was_written_is_read_back() {
    let bytes = write(&sample()).unwrap();
    expect_test::expect![[r##"
        A1 Text("学号")
        B1 Text("身份证号")
        C1 Text("入学日期")
        D1 Text("层次")
        A2 Text("0020990101")
        B2 Text("990101199003071230")
        C2 Date(DateSerial(44075.0))
        D2 Text("本科")
        E2 Number(2.5)
        B4 Text("=1+1")
        C4 Bool(true)
        D4 Text("#N/A")
    "##]]
    .assert_eq(&listed(&read(&bytes, &LIMITS).unwrap()));
}

#[test]
fn the_same_workbook_is_the_same_bytes() {
    let mut long = sample();
    long.sheets[0].columns[3].choices = (0..100).map(|at| format!("专业{at}")).collect();
    for book in [sample(), long] {
        let first = write(&book).unwrap();
        assert!((0..4).all(|_| write(&book).unwrap() == first));
    }
}

#[test]
fn the_parts_say_what_excel_needs_to_know() {
    let files = archive::read(&write(&sample()).unwrap(), &archive::Limits::PACKAGE).unwrap();
    let part = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    for words in [
        r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#,
        r#"<dataValidation type="list" allowBlank="1""#,
        r#"sqref="D2:D1048576"><formula1>"专科,本科"</formula1>"#,
        r#"<col min="1" max="1" width="14"#,
    ] {
        assert!(sheet.contains(words), "{words} in {sheet}");
    }
    let styles = part("xl/styles.xml");
    assert!(styles.contains(r#"<name val="宋体"/>"#) && styles.contains(r#"<charset val="134"/>"#));
    assert!(!styles.contains("Calibri"));
    let properties = part("docProps/core.xml");
    assert!(properties.contains("2000-01-01T00:00:00Z") && properties.contains("<dc:title>名册"));
}

#[test]
fn many_choices_go_to_a_hidden_sheet() {
    let mut book = sample();
    let majors: Vec<String> = (0..80).map(|at| format!("专业{at}, 甲")).collect();
    book.sheets[0].columns[3].choices.clone_from(&majors);
    let bytes = write(&book).unwrap();
    let names = sheet_names(&bytes, &LIMITS).unwrap();
    let names: Vec<_> = names.iter().map(|sheet| (sheet.name.as_str(), sheet.is_visible)).collect();
    assert_eq!(names, [("名册", true), ("说明", true), ("_choices", false)]);
    let hidden = read_named(&bytes, "_choices", &LIMITS).unwrap();
    let found: Vec<_> = hidden.rows.iter().map(|row| row.cell(1).shown().into_owned()).collect();
    assert_eq!(found, majors);
    let files = archive::read(&bytes, &archive::Limits::PACKAGE).unwrap();
    let sheet = String::from_utf8(files["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert!(sheet.contains("<formula1>_choices!$A$1:$A$80</formula1>"), "{sheet}");
}

#[test]
fn workbooks_excel_would_refuse_are_not_written() {
    let named = |name: &str| {
        let mut book = one_sheet(Vec::new());
        book.sheets[0].name = name.to_owned();
        book
    };
    let mut wide = one_sheet(Vec::new());
    wide.sheets[0].columns[0].width_digits = 256.0;
    let mut choice = one_sheet(Vec::new());
    choice.sheets[0].columns[0].choices = vec![String::new()];
    let mut twice = named("a");
    twice.sheets.push(named("A").sheets.remove(0));
    for (book, error) in [
        (Workbook::default(), WriteError::NoSheet),
        (named(""), WriteError::SheetName),
        (named("a/b"), WriteError::SheetName),
        (named("_choices"), WriteError::SheetName),
        (named(&"字".repeat(32)), WriteError::SheetName),
        (twice, WriteError::SheetName),
        (wide, WriteError::Width),
        (choice, WriteError::Choice),
        (one_sheet(vec![vec!["字".repeat(32_768).into()]]), WriteError::TextTooLong),
        (one_sheet(vec![vec![Cell::Number(f64::NAN)]]), WriteError::Number),
        (one_sheet(vec![vec![Cell::Empty; 16_385]]), WriteError::TooLarge),
    ] {
        assert_eq!(write(&book), Err(error));
    }
}

#[test]
fn cells_of_other_programs_are_understood() {
    let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>
        <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="1"/></row>
        <row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>A2</f><v>甲 &amp; 乙</v></c>
        <c r="C3" s="1"><v>45473</v></c><c r="D3" s="2"><v>0.5</v></c></row>
        <row r="4"><c r="A4"><v>9.90101199003071E+17</v></c><c r="B4" t="e"><v>#REF!</v></c>
        <c r="C4" t="b"><v>1</v></c><c r="D4" t="inlineStr"><is><t>写在里面</t></is></c>
        <c r="E4" s="3"><v>45473.5</v></c></row></sheetData></worksheet>"#;
    let strings = r#"<sst uniqueCount="2" count="2"><si><t xml:space="preserve"> 空格 </t></si>
        <si><r><rPr><b/></rPr><t>富</t></r><r><t>文本</t></r>
        <rPh sb="0" eb="1"><t>fu</t></rPh></si></sst>"#;
    let styles = r#"<styleSheet><numFmts>
        <numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>
        </numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/><xf numFmtId="170"/>
        </cellXfs></styleSheet>"#;
    let bytes = by_hand(
        ONE_SHEET,
        &[
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/sharedStrings.xml", strings),
            ("xl/styles.xml", styles),
        ],
    );
    expect_test::expect![[r##"
        A2 Text(" 空格 ")
        B2 Text("富文本")
        A3 Number(2.0)
        B3 Text("甲 & 乙")
        C3 Date(DateSerial(45473.0))
        D3 Number(0.5)
        A4 Number(9.90101199003071e17)
        B4 Error("#REF!")
        C4 Bool(true)
        D4 Text("写在里面")
        E4 Date(DateSerial(45473.5))
    "##]]
    .assert_eq(&listed(&read(&bytes, &LIMITS).unwrap()));
}

#[test]
fn the_calendar_of_old_macs_is_moved() {
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = r#"<worksheet><sheetData><row><c s="0"><v>0</v></c></row></sheetData></worksheet>"#;
    let sheets = format!(r#"</sheets><workbookPr date1904="1"/><sheets>{ONE_SHEET}"#);
    let parts = [("xl/worksheets/sheet1.xml", sheet), ("xl/styles.xml", styles)];
    let sheet = read(&by_hand(&sheets, &parts), &LIMITS).unwrap();
    assert_eq!(sheet.rows[0].cell(1).shown(), "1904-01-01");
}

#[test]
fn the_first_visible_sheet_is_read() {
    let sheets = r#"<sheet name="藏" state="hidden" r:id="r1"/><sheet name="见" r:id="r2"/>"#;
    let [one, two] = ["1", "2"].map(|v| {
        format!("<worksheet><sheetData><row><c><v>{v}</v></c></row></sheetData></worksheet>")
    });
    let parts = [("xl/worksheets/sheet1.xml", one.as_str()), ("xl/worksheets/sheet2.xml", &two)];
    let bytes = by_hand(sheets, &parts);
    assert_eq!(read(&bytes, &LIMITS).unwrap().name, "见");
    assert_eq!(read_named(&bytes, "藏", &LIMITS).unwrap().rows[0].cell(1), &Cell::Number(1.0));
    assert_eq!(read_named(&bytes, "无", &LIMITS), Err(ReadError::NoSuchSheet));
    let hidden = r#"<sheet name="藏" state="veryHidden" r:id="r1"/>"#;
    assert_eq!(read(&by_hand(hidden, &parts), &LIMITS), Err(ReadError::NoSheet));
}

#[test]
fn rows_out_of_order_are_put_in_order_and_doubles_refused() {
    let cell = |at: &str| format!(r#"<row><c r="{at}"><v>1</v></c></row>"#);
    let rows = |cells: &[&str]| with_rows(&cells.iter().map(|at| cell(at)).collect::<String>());
    let sheet = read(&rows(&["B7", "A2", "A9"]), &LIMITS).unwrap();
    assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 7, 9]);
    for cells in [&["A2", "A2"][..], &["A7", "A2", "B7"]] {
        assert!(matches!(read(&rows(cells), &LIMITS), Err(ReadError::Damaged(_))), "{cells:?}");
    }
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    let compound = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    let secret: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let other = archive::write(&[("a.txt", "x")]).unwrap();
    for (bytes, error) in [
        (Vec::new(), ReadError::NotAWorkbook),
        ("学号,姓名\n".into(), ReadError::NotAWorkbook),
        (other, ReadError::NotAWorkbook),
        (compound.to_vec(), ReadError::OldWorkbook),
        ([&compound[..], &secret].concat(), ReadError::Protected),
        (vec![0; (1 << 20) + 1], ReadError::TooLarge { limit: 1 << 20 }),
    ] {
        assert_eq!(read(&bytes, &LIMITS), Err(error));
    }
}

#[test]
fn bombs_are_refused() {
    let unpacks = ReadError::UnpacksTooLarge { limit: 1 << 20 };
    let cells = ReadError::TooManyCells { limit: 1_000 };
    let damaged = ReadError::Damaged("its formats");
    let strings = |text: &str| by_hand(ONE_SHEET, &[("xl/sharedStrings.xml", text)]);
    let styles = |text: &str| by_hand(ONE_SHEET, &[("xl/styles.xml", text)]);
    let row = |count: usize| format!("<row>{}</row>", "<c><v>1</v></c>".repeat(count));
    let text = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(10_000));
    let copies = r#"<c t="s"><v>0</v></c>"#.repeat(200);
    let copies = format!("<worksheet><sheetData><row>{copies}</row></sheetData></worksheet>");
    let parts = [("xl/sharedStrings.xml", text.as_str()), ("xl/worksheets/sheet1.xml", &copies)];
    let copies = by_hand(ONE_SHEET, &parts);
    let fonts = format!(
        r#"<styleSheet><fonts><font><name val="{}"/></font></fonts>
            <cellXfs>{}</cellXfs></styleSheet>"#,
        "x".repeat(10_000),
        r#"<xf fontId="0"/>"#.repeat(200)
    );
    for (name, bytes, error) in [
        ("zeros", by_hand(ONE_SHEET, &[("x.bin", &"\0".repeat(1 << 20))]), unpacks.clone()),
        ("cells", with_rows(&row(1_000)), cells.clone()),
        ("a far cell", with_rows(r#"<row r="9"><c r="XFD9"><v>1</v></c></row>"#), cells.clone()),
        ("copies of a text", copies, unpacks),
        ("texts", strings(&format!("<sst>{}</sst>", "<x:si/>".repeat(1_001))), cells.clone()),
        ("room for texts", strings(r#"<sst uniqueCount = "99999999999999"/>"#), cells),
        ("copies of a font", styles(&fonts), damaged),
    ] {
        assert_eq!(read(&bytes, &LIMITS), Err(error), "{name}");
    }
}

#[test]
fn references_beyond_the_sheet_are_damage_and_no_panic() {
    for at in
        ["XFE1", "A1048577", "A4294967297", "A99999999999999", "AAAAAAAAAAAAAAAA1", "A0", "一1"]
    {
        let row = format!(r#"<row><c r="{at}"><v>1</v></c></row>"#);
        assert!(matches!(read(&with_rows(&row), &LIMITS), Err(ReadError::Damaged(_))), "{at}");
    }
}

#[test]
fn openpyxl_sees_what_was_written() {
    let script = "\
import importlib.util, sys
if importlib.util.find_spec('openpyxl') is None: print('skipped: no openpyxl'); sys.exit()
import openpyxl
book = openpyxl.load_workbook('p.xlsx')
sheet = book['\\u540d\\u518c']
print(book.sheetnames == ['\\u540d\\u518c', '\\u8bf4\\u660e'], sheet.freeze_panes, \
sheet['B2'].value, sheet['B2'].data_type, sheet['B2'].number_format, sheet['B2'].font.name, \
sheet['C2'].value.date(), sheet['B4'].data_type, sheet.data_validations.dataValidation[0].sqref)";
    let bytes = write(&sample()).unwrap();
    if let Some(output) = judge("python3", &["-c", script], &[("p.xlsx", &bytes)]) {
        match said(&output).trim() {
            skipped if skipped.starts_with("skipped") => println!("{skipped}"),
            seen => {
                assert_eq!(seen, "True A2 990101199003071230 s @ 宋体 2020-09-01 s D2:D1048576");
            }
        }
    }
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        "[ -~学籍·𠰴䶮\t]{1,12}".prop_map(Cell::Text),
        "_x[0-9A-F]{4}_|[0-9]{18}|=[A-Z]1|\\+1".prop_map(Cell::Text),
        (-1e14..1e14).prop_map(Cell::Number),
        any::<bool>().prop_map(Cell::Bool),
        (1u32..2_958_465).prop_map(|day| Cell::Date(DateSerial(f64::from(day)))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_cell_comes_back(rows in proptest::collection::vec(
        proptest::collection::vec(any_cell(), 0..5), 0..5,
    )) {
        let bytes = write(&one_sheet(rows.clone())).unwrap();
        let sheet = read(&bytes, &LIMITS).unwrap();
        for (number, row) in (2..).zip(&rows) {
            for (column, cell) in (1..).zip(row) {
                let found = sheet.cell(crate::table::CellRef { row: number, column });
                prop_assert_eq!(found, cell);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &LIMITS);
        let _ = read(&[&b"PK\x03\x04"[..], &bytes].concat(), &LIMITS);
    }

    #[test]
    fn broken_workbooks_are_read_or_refused(bytes in broken(write(&sample()).unwrap())) {
        let _ = read(&bytes, &LIMITS);
    }

    #[test]
    fn broken_parts_are_read_or_refused(
        sheet in broken(archive::read(&write(&sample()).unwrap(), &archive::Limits::PACKAGE)
            .unwrap()["xl/worksheets/sheet1.xml"].clone()),
    ) {
        let whole = archive::read(&write(&sample()).unwrap(), &archive::Limits::PACKAGE);
        let mut parts = whole.unwrap();
        parts.insert("xl/worksheets/sheet1.xml".into(), sheet);
        let parts: Vec<_> = parts.into_iter().collect();
        if let Ok(sheet) = read(&archive::write(&parts).unwrap(), &LIMITS) {
            prop_assert!(sheet.rows.iter().map(|row| row.cells.len()).sum::<usize>() <= 1_000);
        }
    }
}
