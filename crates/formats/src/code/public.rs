//! The public form: base64 of a JSON object with short pinyin keys.
//!
//! Source: the one public reading of such a symbol, undated and not confirmed by the platform;
//! `docs/formats/collection-code.md` says what follows from that.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::{CodeError, MAX_TEXT_BYTES};

/// The fields of the public form. `Debug` shows the school only.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicCode {
    /// `cjm` 采集码: the opaque token that joins portrait and enrolment.
    pub token: String,
    /// `yxdm` 院校代码.
    pub school_code: String,
    /// `xh` 学号.
    pub student_number: String,
    /// `xm` 姓名, as given: with stars in place of most characters.
    pub masked_name: String,
    /// `zjhm` 证件号码, the last four characters.
    pub identity_tail: IdentityTail,
    /// `sjc` 时间戳: when the symbol was drawn, milliseconds since 1970.
    pub drawn_at_ms: Option<i64>,
    /// `cc` 层次, such as 本科.
    pub level: Option<String>,
    /// `xllb` 学历类别, such as 普通.
    pub category: Option<String>,
    /// `fy` 分院.
    pub college: Option<String>,
    /// `bh` 班号.
    pub class: Option<String>,
}

/// The last four characters of a document number, upper case letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct IdentityTail([u8; 4]);

impl IdentityTail {
    pub fn as_str(&self) -> &str {
        // Built from ASCII letters and digits only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The tail of a number of which more may be shown; the rest is not kept.
    fn of(number: &str) -> Option<Self> {
        let tail = number.trim().as_bytes().last_chunk::<4>()?;
        tail.iter()
            .all(u8::is_ascii_alphanumeric)
            .then(|| Self(tail.map(|b| b.to_ascii_uppercase())))
    }
}

impl std::fmt::Debug for IdentityTail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityTail(****)")
    }
}

impl std::fmt::Debug for PublicCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicCode").field("school_code", &self.school_code).finish_non_exhaustive()
    }
}

impl PublicCode {
    /// Reads standard and URL-safe base64, with or without padding and with white space anywhere.
    /// Unknown keys are passed over, numbers stand for texts.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(CodeError::TooLong);
        }
        let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if packed.is_empty() {
            return Err(CodeError::Empty);
        }
        let json = engine(&packed).decode(&packed).map_err(|_| CodeError::Base64)?;
        let fields: Map<String, Value> =
            serde_json::from_slice(&json).map_err(|_| CodeError::Json)?;
        Self::from_fields(&fields)
    }

    fn from_fields(fields: &Map<String, Value>) -> Result<Self, CodeError> {
        let number = needed(fields, "zjhm")?;
        Ok(Self {
            token: needed(fields, "cjm")?,
            school_code: needed(fields, "yxdm")?,
            student_number: needed(fields, "xh")?,
            masked_name: needed(fields, "xm")?,
            identity_tail: IdentityTail::of(&number).ok_or(CodeError::Field("zjhm"))?,
            drawn_at_ms: optional(fields, "sjc").and_then(|stamp| stamp.parse().ok()),
            level: optional(fields, "cc"),
            category: optional(fields, "xllb"),
            college: optional(fields, "fy"),
            class: optional(fields, "bh"),
        })
    }
}

fn engine(packed: &str) -> GeneralPurpose {
    let alphabet = if packed.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

fn needed(fields: &Map<String, Value>, key: &'static str) -> Result<String, CodeError> {
    text(fields, key)?.ok_or(CodeError::Missing(key))
}

/// What nobody depends on may change its kind without closing the desk.
fn optional(fields: &Map<String, Value>, key: &'static str) -> Option<String> {
    text(fields, key).ok().flatten()
}

/// The text of a field; nothing, null and white space count as left out.
fn text(fields: &Map<String, Value>, key: &'static str) -> Result<Option<String>, CodeError> {
    let text = match fields.get(key) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(CodeError::Field(key)),
    };
    Ok((!text.is_empty()).then_some(text))
}
