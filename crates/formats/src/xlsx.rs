//! Workbooks of Excel and WPS (ECMA-376): one sheet read as cells, whole workbooks written.

mod guard;
mod read;
mod write;

pub use read::{SheetName, read, read_named, sheet_names};
pub use write::{Column, ColumnKind, DraftSheet, Font, Workbook, WriteError, write};

#[cfg(test)]
mod tests;
