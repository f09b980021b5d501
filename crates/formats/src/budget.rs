//! 额度: what a reader may still take into memory before it refuses the file.

use crate::table::{Limits, ReadError};

/// What may still be taken into memory.
pub(crate) struct Budget {
    cells: u64,
    text_bytes: u64,
    limits: Limits,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { cells: limits.cells, text_bytes: limits.unpacked_bytes, limits: *limits }
    }

    pub(crate) fn take_cells(&mut self, cells: usize) -> Result<(), ReadError> {
        let left = self.cells.checked_sub(u64::try_from(cells).unwrap_or(u64::MAX));
        self.cells = left.ok_or(ReadError::TooManyCells { limit: self.limits.cells })?;
        Ok(())
    }

    /// One shared text may stand in a million cells, so each copy counts.
    pub(crate) fn take_text(&mut self, text: &str) -> Result<(), ReadError> {
        let left = self.text_bytes.checked_sub(u64::try_from(text.len()).unwrap_or(u64::MAX));
        let limit = self.limits.unpacked_bytes;
        self.text_bytes = left.ok_or(ReadError::UnpacksTooLarge { limit })?;
        Ok(())
    }
}
