//! 读卡结果: what one card says, how sure the reader is, and what is to be done with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decode::DecodeError;

/// One card, or one page without a card, or one file that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardReading {
    /// As the caller named it.
    pub file: String,
    /// From 1 within the file.
    pub card: u32,
    /// By field name; empty when no card was found.
    pub fields: BTreeMap<String, FieldReading>,
    pub verdict: Verdict,
    pub reasons: Vec<Told>,
    /// The student key of the card's square code, where one was read.
    #[serde(skip)]
    pub key: Option<String>,
    /// Where the card lies on the picture: its corners in pixels of the decoded page, clockwise
    /// from the sheet's top left.
    #[serde(skip)]
    pub corners_px: Option<[(f64, f64); 4]>,
}

/// What is to be done with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Taken as read.
    Accepted,
    /// A person looks at the named columns.
    Review,
    /// To be scanned or filled again.
    Rejected,
}

/// One field's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldReading {
    /// Values of the columns one after the other, blanks at the end left out; `_` for a blank
    /// between, `?` for a column that has no one answer.
    pub text: String,
    /// The least sure column's, 0 to 1.
    pub confidence: f64,
    pub columns: Vec<ColumnReading>,
}

/// One column's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnReading {
    /// The value marked; of several allowed, all joined by `,`. `None` for a blank or a double.
    pub value: Option<String>,
    pub state: State,
    /// Probability that this is what was marked, 0 to 1.
    pub confidence: f64,
    /// The column as seen, upright, where it is doubtful and strips were asked for.
    #[serde(skip)]
    pub strip: Option<Strip>,
}

/// How a column was marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Blank,
    Marked,
    /// Two marks, one of them much weaker: an erasure that left a trace. The darker one counts.
    Erased,
    /// Between a mark and no mark.
    Faint,
    /// Two marks and neither is weaker.
    Double,
}

/// A piece of the card for a person to look at: grey samples row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    pub width_px: usize,
    pub height_px: usize,
    pub samples: Vec<u8>,
}

/// A reason and what a person is told about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    #[serde(flatten)]
    pub reason: Reason,
    /// In Chinese.
    pub text: String,
}

/// Why a card is not simply accepted, or what to know though it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Reason {
    /// The file or page is no picture that can be read.
    NotRead {
        error: DecodeError,
    },
    /// A picture without a card of this form.
    NoCard,
    /// The square code is another form's.
    OtherForm,
    /// Pencil and paper differ too little.
    TooPale,
    Doubtful {
        field: String,
        column: u16,
    },
    Erased {
        field: String,
        column: u16,
    },
    Double {
        field: String,
        column: u16,
    },
    /// A blank between two marks, or before the first: numbers are filled from the left.
    Gap {
        field: String,
        column: u16,
    },
    TooShort {
        field: String,
        least: u16,
        found: u16,
    },
    TooLong {
        field: String,
        most: u16,
        found: u16,
    },
    /// 身份证号: the check character does not follow from the digits before it.
    CheckCharacter {
        field: String,
    },
    BirthDate {
        field: String,
    },
    Missing {
        field: String,
    },
    /// Marked though it is left empty by rule.
    NotEmpty {
        field: String,
    },
    /// 区位码: a character begun but not finished.
    HalfCharacter {
        field: String,
    },
    /// 区位码: a code where GB 2312 has no character, from 1.
    NoCharacter {
        field: String,
        character: u16,
    },
    /// `0000`: the character is written beside and a person types it, from 1.
    WrittenCharacter {
        field: String,
        character: u16,
    },
    /// The name has no codes: it is written out and typed by hand.
    WrittenName {
        field: String,
    },
    Duplicate {
        field: String,
        file: String,
        card: u32,
    },
    OutOfOrder {
        field: String,
    },
    /// Nobody on the roster has two of the three.
    NotOnRoster,
    /// Two of three name one graduate; this field differs, and the roster has `text`.
    Differs {
        field: String,
        text: String,
    },
    /// A doubtful field that agrees with the graduate whom the two others name. No fault.
    Confirmed {
        field: String,
    },
}

impl Reason {
    /// What the reason alone makes of a card.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Confirmed { .. } => Verdict::Accepted,
            Self::NotRead { .. } | Self::NoCard | Self::OtherForm => Verdict::Rejected,
            Self::TooPale => Verdict::Rejected,
            _ => Verdict::Review,
        }
    }

    /// The field it is about.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Doubtful { field, .. }
            | Self::Erased { field, .. }
            | Self::Double { field, .. }
            | Self::Gap { field, .. }
            | Self::TooShort { field, .. }
            | Self::TooLong { field, .. }
            | Self::CheckCharacter { field }
            | Self::BirthDate { field }
            | Self::Missing { field }
            | Self::NotEmpty { field }
            | Self::HalfCharacter { field }
            | Self::NoCharacter { field, .. }
            | Self::WrittenCharacter { field, .. }
            | Self::WrittenName { field }
            | Self::Duplicate { field, .. }
            | Self::OutOfOrder { field }
            | Self::Differs { field, .. }
            | Self::Confirmed { field } => Some(field),
            Self::NotRead { .. }
            | Self::NoCard
            | Self::OtherForm
            | Self::TooPale
            | Self::NotOnRoster => None,
        }
    }
}

impl CardReading {
    /// A reading of nothing yet.
    pub(crate) fn blank(file: &str, card: u32) -> Self {
        Self {
            file: file.to_owned(),
            card,
            fields: BTreeMap::new(),
            verdict: Verdict::Accepted,
            reasons: Vec::new(),
            key: None,
            corners_px: None,
        }
    }

    /// The reading of what is no card.
    pub(crate) fn without(file: &str, card: u32, reason: Reason) -> Self {
        Self::blank(file, card).because([reason])
    }

    /// The reading with further reasons, and the verdict that follows.
    #[must_use]
    pub fn because(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        for reason in reasons {
            self.verdict = self.verdict.max(reason.verdict());
            let text = crate::words::reason(&reason);
            self.reasons.push(Told { reason, text });
        }
        self
    }

    /// The text of a field; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", |field| field.text.as_str())
    }
}
