//! 名册工作簿: from the cells of the school's file to judged lines and findings, and the template.
//!
//! Pure: no database. What is wrong is found here; whether somebody is on the list already is
//! for [`super::import`] to ask.

use std::collections::HashMap;

use domain::{
    identity::{IdentityNumber, Sex},
    roster::{Affiliation, Fault, Field, Graduate, Judged, Severity, judge},
    school::{Category, Level},
};
use formats::{
    table::{self, Cell, CellRef, Limits, Row, Sheet, is_destroyed_long_number},
    xlsx::{self, Column, ColumnKind, DraftSheet, Font, Workbook, WriteError},
};

/// What is wrong at one place of a file, and how bad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// As the spreadsheet shows it: `D17`.
    pub cell: String,
    pub row: u32,
    pub field: Field,
    pub fault: Fault,
    /// What stands there, shortened; an identity number only as far as it is broken.
    pub shown: String,
    pub severity: Severity,
}

/// A file as read: the lines that can be listed with their row, and everything found.
pub(super) struct RosterFile {
    pub rows: u64,
    pub ready: Vec<(u32, Graduate)>,
    pub findings: Vec<Finding>,
    /// Headings nobody here knows, left alone.
    pub ignored: Vec<String>,
    columns: Columns,
}

impl RosterFile {
    /// The cell of a field as the spreadsheet names it.
    pub(super) fn cell(&self, field: Field, row: u32) -> String {
        let column = self.columns.get(&field).copied().unwrap_or_default();
        CellRef { row, column }.to_string()
    }
}

/// The lines of a school's file that can be listed, and what keeps the others out; nothing is
/// looked up in the house, so somebody may be listed already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterLines {
    pub graduates: Vec<Graduate>,
    /// Lines that have errors.
    pub left_out: u64,
    pub findings: Vec<Finding>,
}

/// Reads a school's file by itself, for paper that is made before anybody is listed.
pub fn read_lines(bytes: &[u8]) -> Result<RosterLines, table::ReadError> {
    let file = read(bytes)?;
    let graduates: Vec<Graduate> = file.ready.into_iter().map(|(_, one)| one).collect();
    let ready = u64::try_from(graduates.len()).unwrap_or(u64::MAX);
    let left_out = file.rows.saturating_sub(ready);
    Ok(RosterLines { graduates, left_out, findings: file.findings })
}

/// The header is looked for in the first rows: schools write titles above it.
const HEADER_ROWS: usize = 10;

/// Shown values are cut here; a page is no place for a paragraph.
const SHOWN_CHARACTERS: usize = 24;

pub(super) fn read(bytes: &[u8]) -> Result<RosterFile, table::ReadError> {
    let sheet = xlsx::read(bytes, &Limits::WORKBOOK)?;
    let (header, columns) = find_header(&sheet);
    let ignored = header.map(|at| ignored_headings(&sheet.rows[at])).unwrap_or_default();
    let mut file =
        RosterFile { rows: 0, ready: Vec::new(), findings: Vec::new(), ignored, columns };
    for field in Field::REQUIRED.iter().filter(|field| !file.columns.contains_key(field)) {
        file.findings.push(missing_column(*field, header.map_or(1, |at| sheet.rows[at].number)));
    }
    let mut seen = Seen::default();
    for row in sheet.rows.iter().skip(header.map_or(0, |at| at + 1)).filter(|row| !row.is_blank()) {
        file.rows += 1;
        read_line(row, &mut seen, &mut file);
    }
    Ok(file)
}

type Columns = HashMap<Field, u32>;

/// The row with the most known headings, and where each field stands in it.
fn find_header(sheet: &Sheet) -> (Option<usize>, Columns) {
    let known = |row: &Row| -> Columns {
        row.filled().filter_map(|(at, cell)| Some((heading(&cell.shown())?, at.column))).collect()
    };
    let rows = sheet.rows.iter().take(HEADER_ROWS).enumerate();
    let best = rows
        .map(|(at, row)| (at, known(row)))
        .max_by_key(|(at, columns)| (columns.len(), usize::MAX - at));
    match best {
        Some((at, columns)) if !columns.is_empty() => (Some(at), columns),
        _ => (None, Columns::new()),
    }
}

/// Headings are matched without white space, stars and full-width brackets.
fn heading(text: &str) -> Option<Field> {
    let plain: String = text
        .chars()
        .filter(|one| !one.is_whitespace() && *one != '*')
        .map(|one| match one {
            '（' => '(',
            '）' => ')',
            other => other,
        })
        .collect();
    let plain = if plain == "专业" { Field::Major.word() } else { plain.as_str() };
    Field::ALL.iter().copied().find(|field| field.word() == plain)
}

fn ignored_headings(row: &Row) -> Vec<String> {
    let shown = row.filled().map(|(_, cell)| cell.shown().trim().to_owned());
    shown.filter(|text| !text.is_empty() && heading(text).is_none()).collect()
}

fn missing_column(field: Field, row: u32) -> Finding {
    Finding {
        cell: String::new(),
        row,
        field,
        fault: Fault::MissingColumn,
        shown: String::new(),
        severity: Severity::Error,
    }
}

/// First rows of the numbers met so far.
#[derive(Default)]
struct Seen {
    student_numbers: HashMap<String, u32>,
    identities: HashMap<IdentityNumber, u32>,
}

fn read_line(row: &Row, seen: &mut Seen, file: &mut RosterFile) {
    let columns = &file.columns;
    let texts: HashMap<Field, String> = columns
        .iter()
        .map(|(field, column)| (*field, cell_text(*field, row.cell(*column))))
        .collect();
    let Judged { graduate, mut faults } =
        judge(|field| texts.get(&field).map_or("", String::as_str));
    for (field, column) in columns {
        if is_destroyed_long_number(row.cell(*column)) {
            faults.retain(|(found, _)| found != field);
            faults.push((*field, Fault::Destroyed));
        }
    }
    // Columns that are not there are said once, not in every row.
    faults.retain(|(field, fault)| *fault != Fault::Missing || columns.contains_key(field));
    faults.extend(doubles(graduate.as_ref(), row.number, seen));
    faults.sort_by_key(|(field, _)| columns.get(field).copied());
    let barred = faults.iter().any(|(_, fault)| fault.severity() == Severity::Error);
    for (field, fault) in faults {
        let shown = texts.get(&field).map_or("", String::as_str);
        file.findings.push(Finding {
            cell: file.cell(field, row.number),
            row: row.number,
            field,
            severity: fault.severity(),
            fault,
            shown: shorten(field, shown),
        });
    }
    file.ready.extend(graduate.filter(|_| !barred).map(|graduate| (row.number, graduate)));
}

fn doubles(graduate: Option<&Graduate>, row: u32, seen: &mut Seen) -> Vec<(Field, Fault)> {
    let Some(graduate) = graduate else { return Vec::new() };
    let mut faults = Vec::new();
    let number = graduate.student_number.to_string();
    let first = *seen.student_numbers.entry(number).or_insert(row);
    if first != row {
        faults.push((Field::StudentNumber, Fault::Doubled { row: first as usize }));
    }
    let first = *seen.identities.entry(graduate.identity).or_insert(row);
    if first != row {
        faults.push((Field::IdentityNumber, Fault::Doubled { row: first as usize }));
    }
    faults
}

/// Dates become eight digits, whatever the spreadsheet made of them.
fn cell_text(field: Field, cell: &Cell) -> String {
    match (field, cell) {
        (Field::BirthDate | Field::EnteredOn, Cell::Date(serial)) => match serial.ymd() {
            Some((year, month, day)) => format!("{year:04}{month:02}{day:02}"),
            None => cell.shown().into_owned(),
        },
        _ => cell.shown().into_owned(),
    }
}

/// A number that could be somebody's is shown with its middle masked, like everywhere else.
fn shorten(field: Field, text: &str) -> String {
    let all: Vec<char> = text.trim().chars().collect();
    if matches!(field, Field::IdentityNumber | Field::Phone) && all.len() >= 11 {
        let (head, tail) = (&all[..all.len() - 8], &all[all.len() - 4..]);
        let head: String = head.iter().take(6).collect();
        return format!("{head}****{}", tail.iter().collect::<String>());
    }
    match all.len() {
        0..=SHOWN_CHARACTERS => all.into_iter().collect(),
        _ => all[..SHOWN_CHARACTERS].iter().chain(['…'].iter()).collect(),
    }
}

/// 名册模板: the header row, lists to choose from, and one page of how to fill it in.
pub fn template_xlsx() -> Result<Vec<u8>, WriteError> {
    let columns = Field::ALL
        .iter()
        .map(|field| Column {
            heading: field.word().to_owned(),
            width_digits: width(*field),
            kind: ColumnKind::Text,
            choices: choices(*field).into_iter().map(str::to_owned).collect(),
        })
        .collect();
    let advice = [
        "学号、姓名、性别、出生日期、身份证号、学院、班级必填，其余尽量填写。",
        "姓名中间不留空格；少数民族姓名的间隔号用“·”（U+00B7）。",
        "出生日期八位数字，如 20030901，须与身份证号一致。",
        "身份证号按文本填写，末位 X 大写；请勿用数字格式，否则末三位会丢失。",
        "籍贯写作“××省××县（市）”。转学、专升本、休学、复学、退学写在备注。",
    ];
    xlsx::write(&Workbook {
        title: "预计毕业生名册".to_owned(),
        font: Font::DengXian,
        sheets: vec![
            DraftSheet { name: "名册".to_owned(), columns, rows: Vec::new() },
            DraftSheet {
                name: "填写说明".to_owned(),
                columns: vec![Column::text("填写说明", 90.0)],
                rows: advice.iter().map(|line| vec![Cell::from(*line)]).collect(),
            },
        ],
    })
}

fn width(field: Field) -> f64 {
    match field {
        Field::IdentityNumber => 22.0,
        Field::Name | Field::Major | Field::College | Field::NativePlace => 20.0,
        Field::Remark => 30.0,
        _ => 14.0,
    }
}

fn choices(field: Field) -> Vec<&'static str> {
    match field {
        Field::Sex => Sex::ALL.iter().map(|one| one.word()).collect(),
        Field::Affiliation => Affiliation::ALL.iter().map(|one| one.word()).collect(),
        Field::Level => Level::ALL.iter().map(|one| one.word()).collect(),
        Field::Category => Category::ALL.iter().map(|one| one.word()).collect(),
        _ => Vec::new(),
    }
}
