//! Writing workbooks that Excel and WPS open as if they had made them.

use std::collections::HashSet;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Worksheet, XlsxError,
};

use crate::table::{Cell, MAX_COLUMNS, MAX_ROWS};

/// A workbook to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workbook {
    /// Shown in the properties of the file.
    pub title: String,
    pub font: Font,
    /// At least one.
    pub sheets: Vec<DraftSheet>,
}

/// The typeface of all cells; both are on every Chinese Windows, and WPS has its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Font {
    /// 等线, for tables on a screen.
    #[default]
    DengXian,
    /// 宋体, for forms that are printed and sealed.
    SimSun,
}

impl Font {
    fn name(self) -> &'static str {
        match self {
            Self::DengXian => "等线",
            Self::SimSun => "宋体",
        }
    }
}

/// One sheet: a header row that stays in sight, and rows below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftSheet {
    /// 1 to 31 UTF-16 units, without `[ ] : * ? / \`.
    pub name: String,
    pub columns: Vec<Column>,
    /// Cells in the order of the columns; a row may be shorter.
    pub rows: Vec<Vec<Cell>>,
}

/// One column of a sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    pub heading: String,
    /// In digits of the font; a Chinese character is two wide. 0.5 to 255.
    pub width_digits: f64,
    pub kind: ColumnKind,
    /// Values the cells can be chosen from; empty for a free column.
    pub choices: Vec<String>,
}

impl Column {
    /// A free text column.
    pub fn text(heading: &str, width_digits: f64) -> Self {
        let kind = ColumnKind::Text;
        Self { heading: heading.to_owned(), width_digits, kind, choices: Vec::new() }
    }
}

/// How the empty cells of a column are formatted, so what a person types stays what it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, so that an identity number keeps all its digits.
    #[default]
    Text,
    Number,
    /// Shown as `2024-06-30`.
    Date,
}

/// Why a workbook cannot be written. Nothing of the content is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    #[error("has no sheet")]
    NoSheet,
    #[error("has a sheet name that Excel refuses, or two of one name")]
    SheetName,
    #[error("has more rows or columns than a sheet can hold")]
    TooLarge,
    #[error("has a cell of more than 32 767 characters")]
    TextTooLong,
    #[error("has a number that is not finite")]
    Number,
    #[error("has a column whose width is not 0.5 to 255 digits")]
    Width,
    #[error("has a choice that is empty or longer than 255 characters")]
    Choice,
    #[error("could not be put together")]
    Library,
}

/// The bytes of an xlsx file, the same on every run: creation time and properties are fixed.
///
/// Text is always written as text, whatever it looks like; [`Cell::Error`] becomes its name.
pub fn write(workbook: &Workbook) -> Result<Vec<u8>, WriteError> {
    check(workbook)?;
    let mut book = rust_xlsxwriter::Workbook::new();
    let properties = DocProperties::new().set_title(&workbook.title);
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(library)?;
    book.set_properties(&properties.set_creation_datetime(&created));
    let formats = Formats::new(workbook.font);
    book.set_default_format(&formats.plain, 20, 72).map_err(library)?;
    let mut lists = ChoiceLists::default();
    for sheet in &workbook.sheets {
        fill(book.add_worksheet(), sheet, &formats, &mut lists)?;
    }
    if !lists.columns.is_empty() {
        lists.fill(book.add_worksheet())?;
    }
    book.save_to_buffer().map_err(library)
}

/// Sheet that holds the choices too long for the validation rule itself; hidden.
const LISTS: &str = "_choices";

/// What a validation rule may hold (Excel, "Excel specifications and limits").
const MAX_RULE_CHARACTERS: usize = 255;
const MAX_TEXT_CHARACTERS: usize = 32_767;

struct Formats {
    plain: Format,
    header: Format,
    text: Format,
    date: Format,
}

impl Formats {
    fn new(font: Font) -> Self {
        // 134 is GB2312_CHARSET: old programs look for a Chinese typeface by it.
        let plain = Format::new()
            .set_font_name(font.name())
            .set_font_size(11)
            .set_font_charset(134)
            .set_align(FormatAlign::VerticalCenter);
        let header = plain
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0x00E8_EEF4))
            .set_border_bottom(FormatBorder::Thin)
            .set_num_format("@");
        let text = plain.clone().set_num_format("@");
        let date = plain.clone().set_num_format("yyyy-mm-dd");
        Self { plain, header, text, date }
    }

    fn of(&self, kind: ColumnKind) -> &Format {
        match kind {
            ColumnKind::Text => &self.text,
            ColumnKind::Number => &self.plain,
            ColumnKind::Date => &self.date,
        }
    }
}

/// Choices that go to the hidden sheet, one list per column.
#[derive(Default)]
struct ChoiceLists {
    columns: Vec<Vec<String>>,
}

impl ChoiceLists {
    /// The rule for these choices: in the cell rule itself when Excel allows it.
    fn rule(&mut self, choices: &[String]) -> Result<DataValidation, WriteError> {
        let characters: usize = choices.iter().map(|choice| utf16_units(choice) + 1).sum();
        // A comma parts the choices of a short rule, so a choice cannot hold one.
        let is_short = characters <= MAX_RULE_CHARACTERS
            && !choices.iter().any(|choice| choice.contains([',', '"']));
        if is_short {
            return DataValidation::new().allow_list_strings(choices).map_err(library);
        }
        let known = self.columns.iter().position(|known| known == choices);
        let column = known.unwrap_or(self.columns.len());
        if known.is_none() {
            self.columns.push(choices.to_vec());
        }
        let column = u32::try_from(column + 1).map_err(|_| WriteError::TooLarge)?;
        let letters = crate::table::CellRef { row: 1, column }.to_string();
        let letters = letters.trim_end_matches('1');
        let last = choices.len();
        let range = format!("={LISTS}!${letters}$1:${letters}${last}");
        Ok(DataValidation::new().allow_list_formula(Formula::new(range)))
    }

    fn fill(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        sheet.set_name(LISTS).map_err(library)?.set_hidden(true);
        for (column, choices) in (0..).zip(&self.columns) {
            for (row, choice) in (0..).zip(choices) {
                sheet.write_string(row, column, choice).map_err(library)?;
            }
        }
        Ok(())
    }
}

fn fill(
    sheet: &mut Worksheet,
    draft: &DraftSheet,
    formats: &Formats,
    lists: &mut ChoiceLists,
) -> Result<(), WriteError> {
    sheet.set_name(&draft.name).map_err(library)?;
    sheet.set_freeze_panes(1, 0).map_err(library)?;
    sheet.set_repeat_rows(0, 0).map_err(library)?;
    sheet.set_paper_size(9); // A4
    for (at, column) in (0..).zip(&draft.columns) {
        sheet.set_column_width(at, column.width_digits).map_err(library)?;
        sheet.set_column_format(at, formats.of(column.kind)).map_err(library)?;
        let heading = column.heading.as_str();
        sheet.write_string_with_format(0, at, heading, &formats.header).map_err(library)?;
        if !column.choices.is_empty() {
            let rule = lists.rule(&column.choices)?;
            sheet.add_data_validation(1, at, MAX_ROWS - 1, at, &rule).map_err(library)?;
        }
    }
    for (row, cells) in (1..).zip(&draft.rows) {
        for (at, cell) in (0..).zip(cells) {
            put(sheet, (row, at), cell, formats)?;
        }
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), WriteError> {
    let written = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &formats.text),
        Cell::Number(number) => {
            sheet.write_number_with_format(row, column, *number, &formats.plain)
        }
        Cell::Bool(value) => sheet.write_boolean_with_format(row, column, *value, &formats.plain),
        Cell::Date(date) => sheet.write_number_with_format(row, column, date.0, &formats.date),
        Cell::Error(name) => sheet.write_string_with_format(row, column, *name, &formats.text),
    };
    written.map(drop).map_err(library)
}

/// Everything Excel would refuse, found before anything is written.
fn check(workbook: &Workbook) -> Result<(), WriteError> {
    if workbook.sheets.is_empty() {
        return Err(WriteError::NoSheet);
    }
    let mut names = HashSet::from([LISTS.to_owned()]);
    for sheet in &workbook.sheets {
        check_name(&sheet.name)?;
        if !names.insert(sheet.name.to_lowercase()) {
            return Err(WriteError::SheetName);
        }
        check_size(sheet)?;
        sheet.columns.iter().try_for_each(check_column)?;
        sheet.rows.iter().flatten().try_for_each(check_cell)?;
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), WriteError> {
    let fits = (1..=31).contains(&utf16_units(name));
    let forbidden = |c: char| c.is_control() || r"[]:*?/\".contains(c);
    let quoted = name.starts_with('\'') || name.ends_with('\'');
    let good =
        fits && !name.contains(forbidden) && !quoted && !name.eq_ignore_ascii_case("history");
    good.then_some(()).ok_or(WriteError::SheetName)
}

fn check_size(sheet: &DraftSheet) -> Result<(), WriteError> {
    let widest = sheet.rows.iter().map(Vec::len).max().unwrap_or(0).max(sheet.columns.len());
    let within = |count: usize, most: u32| u32::try_from(count).is_ok_and(|count| count <= most);
    let fits = within(sheet.rows.len(), MAX_ROWS - 1) && within(widest, MAX_COLUMNS);
    fits.then_some(()).ok_or(WriteError::TooLarge)
}

fn check_column(column: &Column) -> Result<(), WriteError> {
    if !(0.5..=255.0).contains(&column.width_digits) {
        return Err(WriteError::Width);
    }
    let good = |choice: &String| (1..=255).contains(&utf16_units(choice));
    if !column.choices.iter().all(good) {
        return Err(WriteError::Choice);
    }
    check_text(&column.heading)
}

fn check_cell(cell: &Cell) -> Result<(), WriteError> {
    match cell {
        Cell::Text(text) => check_text(text),
        Cell::Number(number) if !number.is_finite() => Err(WriteError::Number),
        Cell::Date(date) if !date.0.is_finite() => Err(WriteError::Number),
        _ => Ok(()),
    }
}

fn check_text(text: &str) -> Result<(), WriteError> {
    let fits = utf16_units(text) <= MAX_TEXT_CHARACTERS;
    fits.then_some(()).ok_or(WriteError::TextTooLong)
}

fn utf16_units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The library's messages repeat names and texts, so they stop here.
#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn library(error: XlsxError) -> WriteError {
    match error {
        XlsxError::RowColumnLimitError => WriteError::TooLarge,
        XlsxError::MaxStringLengthExceeded => WriteError::TextTooLong,
        _ => WriteError::Library,
    }
}
