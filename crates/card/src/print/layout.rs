//! 版面: where the things for people stand about a field, which the form does not say.

use crate::Form;
use crate::form::{Axis, Field, Kind, Rect};

/// Boxes to write the characters in, and above them those for the characters of a name.
const BOX_HEIGHT_MM: f64 = 4.4;
const BOX_GAP_MM: f64 = 0.6;

/// Base line of the heading above its boxes.
const LABEL_LIFT_MM: f64 = 0.6;

/// Columns that one character of a name takes.
pub(super) const CHARACTER_COLUMNS: u16 = 4;

/// The place of everything about one field that nobody reads back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    /// One box for each column; empty where nothing is written.
    pub(super) boxes: Vec<Rect>,
    /// One box for each character of a name.
    pub(super) heads: Vec<Rect>,
    /// Base line of the heading.
    pub(super) label_x_mm: f64,
    pub(super) label_y_mm: f64,
    /// Base line of the advice, on a line of its own or after the heading.
    pub(super) note_y_mm: Option<f64>,
}

impl Layout {
    pub(super) fn of(form: &Form, field: &Field) -> Self {
        let bubbles = field.rect(form);
        let is_written = !matches!(field.kind, Kind::OneOf { .. }) && field.values_along == Axis::Y;
        if !is_written {
            return Self {
                boxes: Vec::new(),
                heads: Vec::new(),
                label_x_mm: bubbles.x_mm,
                label_y_mm: bubbles.y_mm - LABEL_LIFT_MM - 2.0 * BOX_GAP_MM,
                note_y_mm: None,
            };
        }
        let boxes = field.writing_rects(form, BOX_HEIGHT_MM, BOX_GAP_MM).unwrap_or_default();
        let top_mm = bubbles.y_mm - BOX_GAP_MM - 2.0 * BOX_HEIGHT_MM;
        let heads = if field.kind == Kind::QuWei { heads(&boxes, top_mm) } else { Vec::new() };
        let note_mm = top_mm + BOX_HEIGHT_MM - LABEL_LIFT_MM - 0.6;
        Self {
            label_x_mm: bubbles.x_mm + bubble_inset_mm(form, field),
            label_y_mm: top_mm - LABEL_LIFT_MM,
            note_y_mm: heads.is_empty().then_some(note_mm),
            boxes,
            heads,
        }
    }
}

/// From the edge of the bubbles to that of the boxes, which are as wide as the columns.
fn bubble_inset_mm(form: &Form, field: &Field) -> f64 {
    (form.bubble.width_mm - field.column_step_mm) / 2.0
}

fn heads(boxes: &[Rect], top_mm: f64) -> Vec<Rect> {
    let over = |four: &[Rect]| {
        let first = four.first()?;
        let width_mm = four.last()?.right_mm() - first.x_mm;
        Some(Rect { x_mm: first.x_mm, y_mm: top_mm, width_mm, height_mm: BOX_HEIGHT_MM })
    };
    boxes.chunks(usize::from(CHARACTER_COLUMNS)).filter_map(over).collect()
}
