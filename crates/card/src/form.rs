//! 卡样: what stands where on a mark card, in millimetres; one description for paper and reader.
//!
//! The origin is the top left corner of the sheet, x runs right, y runs down. A bubble, a bar and
//! a fiducial are named by their centres; boxes by their top left corner.

mod check;
mod geometry;

use serde::{Deserialize, Serialize};

pub use check::{FormError, Thing};
pub use geometry::{Bubble, Column, Point, Rect};

/// A mark card. Invariant, from [`Form::from_toml`]: everything lies on the sheet, nothing that is
/// printed overlaps, fiducials keep their quiet zones, every name is used once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The form's name in files and in its code: 1 to 16 of `a`–`z`, `0`–`9`, `-`.
    pub id: String,
    /// Counts up when anything moves: a card of another version is not read by this one.
    pub version: u32,
    /// The heading on paper.
    pub title: String,
    /// Colour of the bubbles and their frames: red at least 240 of 255, so that it drops out of
    /// the red channel.
    pub ink: [u8; 3],
    /// White around each fiducial, at least.
    pub quiet_mm: f64,
    /// Strip along the right edge where nothing but fiducials and tracks may stand.
    #[serde(default)]
    pub free_right_mm: f64,
    pub sheet: Sheet,
    pub bubble: BubbleSize,
    pub fiducials: Fiducials,
    /// The square code with the form's id and a student key.
    pub code: Option<Code>,
    /// Where print puts what nobody reads back.
    #[serde(default)]
    pub areas: Areas,
    /// Timing bars.
    #[serde(default)]
    pub tracks: Vec<Track>,
    pub fields: Vec<Field>,
}

/// Size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub width_mm: f64,
    pub height_mm: f64,
}

/// Size of every bubble.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BubbleSize {
    pub width_mm: f64,
    pub height_mm: f64,
}

/// Four solid black squares, their centres `inset_mm` from both edges of their corner, and one
/// more that only one corner has.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fiducials {
    pub size_mm: f64,
    pub inset_mm: f64,
    pub orientation: Square,
}

/// A solid black square by its centre.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Square {
    pub x_mm: f64,
    pub y_mm: f64,
    pub size_mm: f64,
}

/// The box of the square code, its quiet zone of four modules included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub x_mm: f64,
    pub y_mm: f64,
    pub size_mm: f64,
}

/// Boxes for text that is only for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    pub title: Option<Rect>,
    /// Name, pinyin and number in writing, printed or by hand.
    pub person: Option<Rect>,
    /// How to fill the card, in short.
    pub rules: Option<Rect>,
    /// A bar of known length, as wide as this box: shows whether the printer scaled.
    pub scale: Option<Rect>,
}

/// A row or column of equal black bars by their centres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    pub along: Axis,
    pub x_mm: f64,
    pub y_mm: f64,
    pub step_mm: f64,
    pub count: u16,
    #[serde(default = "bar_width")]
    pub width_mm: f64,
    #[serde(default = "bar_height")]
    pub height_mm: f64,
}

/// A direction on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    X,
    Y,
}

/// A block of bubbles that is read as one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Key in readings: `a`–`z`, digits and `_`.
    pub name: String,
    /// Heading on paper.
    pub label: String,
    pub kind: Kind,
    /// Centre of the first bubble of the first column.
    pub x_mm: f64,
    pub y_mm: f64,
    /// Places of the text.
    pub columns: u16,
    /// Distance of two columns.
    #[serde(default = "column_step")]
    pub column_step_mm: f64,
    /// Distance of two bubbles of one column.
    #[serde(default = "row_step")]
    pub row_step_mm: f64,
    /// Along which axis the values of one column follow each other; `y` on the usual card.
    #[serde(default = "values_along")]
    pub values_along: Axis,
    /// What a mark in each row means, in order; the ten digits unless given.
    #[serde(default = "digits")]
    pub values: Vec<String>,
    /// Further values that only the last column has: the `X` of identity numbers.
    #[serde(default)]
    pub last_has: Vec<String>,
    /// Whether a column may hold more than one mark.
    #[serde(default)]
    pub marks: Marks,
    /// No two cards of a batch have the same text.
    #[serde(default)]
    pub unique: bool,
    /// The numbers of a batch rise from card to card.
    #[serde(default)]
    pub in_order: bool,
}

/// How many marks a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    /// At most one; of two, the darker when it is much darker.
    #[default]
    Single,
    /// Any number.
    Multiple,
}

/// What a field holds, and so which rules its text must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// `least` to `most` digits from the left, without a gap.
    Digits { least: u16, most: u16 },
    /// 区位码: four digits a character, from the left; `0000` for a character GB 2312 lacks; empty
    /// for names that are written out.
    QuWei,
    /// 18 characters of GB 11643 with their check character.
    Identity,
    /// Left empty by rule.
    Empty,
    /// One of the values in each column.
    OneOf { required: bool },
    /// Anything, or nothing.
    Free,
}

impl Form {
    /// The house's card: A5 landscape, 559 bubbles in 58 columns.
    pub fn standard() -> Self {
        Self::from_toml(include_str!("../forms/standard.toml"))
            .expect("the embedded form is read by a test")
    }

    /// Reads a form and checks that it can be printed and read.
    pub fn from_toml(text: &str) -> Result<Self, FormError> {
        let form: Self =
            toml::from_str(text).map_err(|e| FormError::Malformed(e.message().to_owned()))?;
        check::check(&form)?;
        Ok(form)
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The text of the square code: `ZX/STANDARD/1`, and `/KEY` for a card of one student. Only
    /// characters of the code's alphanumeric mode, when the key has none other.
    pub fn code_text(&self, key: Option<&str>) -> String {
        let form = format!("{CODE_HEAD}/{}/{}", self.id.to_ascii_uppercase(), self.version);
        key.map_or(form.clone(), |key| format!("{form}/{key}"))
    }

    /// What a square code says.
    pub fn read_code(&self, text: &str) -> CodeSays {
        let mut parts = text.splitn(4, '/');
        if parts.next() != Some(CODE_HEAD) {
            return CodeSays::Foreign;
        }
        let same_id = parts.next().is_some_and(|id| id.eq_ignore_ascii_case(&self.id));
        let same_version = parts.next().is_some_and(|at| at.parse() == Ok(self.version));
        if same_id && same_version {
            CodeSays::ThisForm { key: parts.next().map(str::to_owned) }
        } else {
            CodeSays::OtherForm
        }
    }
}

/// The meaning of a square code's text for one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeSays {
    /// This form and version, and the student key it may carry.
    ThisForm { key: Option<String> },
    /// A mark card of another form or version.
    OtherForm,
    /// No code of ours.
    Foreign,
}

const CODE_HEAD: &str = "ZX";

fn bar_width() -> f64 {
    3.0
}

fn bar_height() -> f64 {
    1.5
}

fn column_step() -> f64 {
    5.5
}

fn row_step() -> f64 {
    4.1
}

fn values_along() -> Axis {
    Axis::Y
}

fn digits() -> Vec<String> {
    (0..10).map(|digit| digit.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_card_has_the_fields_of_the_notices() {
        let form = Form::standard();
        let columns: Vec<(&str, u16)> =
            form.fields.iter().map(|field| (field.name.as_str(), field.columns)).collect();
        assert_eq!(
            columns,
            [
                ("student_number", 14),
                ("name", 16),
                ("identity_number", 18),
                ("college_code", 2),
                ("region_code", 2),
                ("shot_number", 4),
                ("level", 1),
                ("category", 1)
            ]
        );
        let bubbles: usize = form.columns().map(|column| column.bubbles.len()).sum();
        assert_eq!((form.columns().count(), bubbles), (58, 572));
    }

    #[test]
    fn only_the_last_place_of_an_identity_number_has_an_x() {
        let form = Form::standard();
        let field = form.field("identity_number").unwrap();
        let with_x: Vec<usize> = (0..18)
            .filter(|&at| field.column(&form, at).bubbles.iter().any(|b| b.value == "X"))
            .map(usize::from)
            .collect();
        assert_eq!(with_x, [17]);
    }

    #[test]
    fn a_code_tells_its_form_and_its_key() {
        let form = Form::standard();
        for (text, says) in [
            ("ZX/STANDARD/1", CodeSays::ThisForm { key: None }),
            ("ZX/STANDARD/1/A/B", CodeSays::ThisForm { key: Some("A/B".into()) }),
            ("ZX/STANDARD/2", CodeSays::OtherForm),
            ("ZX/OTHER/1", CodeSays::OtherForm),
            ("https://example.org", CodeSays::Foreign),
            ("", CodeSays::Foreign),
        ] {
            assert_eq!(form.read_code(text), says, "{text}");
        }
        assert_eq!(form.code_text(Some("A/B")), "ZX/STANDARD/1/A/B");
    }

    #[test]
    fn a_form_survives_its_own_writing() {
        let form = Form::standard();
        let text = serde_json::to_string(&form).unwrap();
        assert_eq!(serde_json::from_str::<Form>(&text).unwrap(), form);
    }
}
