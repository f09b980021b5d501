//! From columns to values and back: what does not read was not written by this program.

use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// The value, or the complaint that row `id` of `what` holds something foreign.
pub(crate) fn known<T>(
    value: Option<T>,
    what: &'static str,
    id: impl Into<String>,
) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::corrupt(what, id))
}

pub(crate) fn from_json<T: DeserializeOwned>(
    text: &str,
    what: &'static str,
    id: impl Into<String>,
) -> Result<T, StoreError> {
    known(serde_json::from_str(text).ok(), what, id)
}

pub(crate) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("stages, steps and rows are plain data with text keys")
}

/// Small counts that live in BIGINT columns.
pub(crate) fn small<T: TryFrom<i64>>(
    number: i64,
    what: &'static str,
    id: impl Into<String>,
) -> Result<T, StoreError> {
    known(T::try_from(number).ok(), what, id)
}
