//! 卡面: what every card of a form shares, for people and for the reader.

use super::layout::Layout;
use super::pen::{Align, Ink, Line, Pen};
use super::{person, words};
use crate::Form;
use crate::form::{Axis, Field, Kind, Rect};

/// Lines that a reader filters out.
const HAIR_MM: f64 = 0.18;
const BUBBLE_LINE_MM: f64 = 0.22;

const LABEL_MM: f64 = 2.4;
const NOTE_MM: f64 = 1.9;

/// The largest text that stands in a bubble; less in small bubbles.
const VALUE_MM: f64 = 1.7;

/// Words of a choice, right of their bubbles.
const WORD_MM: f64 = 1.75;
const WORD_GAP_MM: f64 = 0.5;

/// Of the height of a letter or digit, as a share of the size: what centres it.
pub(super) const CAP: f64 = 0.73;

/// A Chinese character is taller than a digit and reaches below the base line.
pub(super) const HANZI: f64 = 0.76;

pub(super) const DARK: Ink = Ink::Grey(30);
pub(super) const SOFT: Ink = Ink::Grey(105);

/// The field whose bubbles are pencilled in front of the camera.
const SHOT_NUMBER: &str = "shot_number";

/// Draws what people read and write on.
pub(super) fn draw(pen: &mut Pen<'_, '_>, form: &Form) {
    if let Some(area) = form.areas.title {
        let size_mm = pen.fitting(&form.title, area.width_mm, area.height_mm * 0.66);
        let y_mm = area.centre().y_mm + size_mm * HANZI / 2.0;
        write(pen, &form.title, (area.x_mm, y_mm), size_mm, DARK);
    }
    if let Some(area) = form.areas.person {
        person::draw_lines(pen, &area);
    }
    for field in &form.fields {
        draw_field(pen, form, field);
    }
    if let Some(area) = form.areas.rules {
        draw_rules(pen, &area);
    }
}

/// Draws what the reader looks for, and the scale that tells whether the printer scaled.
pub(super) fn draw_marks(pen: &mut Pen<'_, '_>, form: &Form) {
    let squares = form.fiducial_rects().into_iter().chain([form.orientation_rect()]);
    pen.fill(squares.chain(form.bar_rects()), Ink::Black);
    if let Some(area) = form.areas.scale {
        draw_scale(pen, &area);
    }
}

fn draw_field(pen: &mut Pen<'_, '_>, form: &Form, field: &Field) {
    let ink = Ink::Form(form.ink);
    let layout = Layout::of(form, field);
    let at = (layout.label_x_mm, layout.label_y_mm);
    let label_mm = pen.fitting(&field.label, label_room_mm(pen, form, field), LABEL_MM);
    write(pen, &field.label, at, label_mm, DARK);
    let note = note(field);
    // Advice has a line of its own, or follows the heading where characters of a name stand.
    let after_mm = f64::from(pen.face.width(&field.label)) * LABEL_MM + 2.0;
    let (x_mm, y_mm) = match layout.note_y_mm {
        Some(y_mm) => (layout.label_x_mm, y_mm),
        None => (layout.label_x_mm + after_mm, layout.label_y_mm),
    };
    write(pen, note, (x_mm, y_mm), NOTE_MM, SOFT);
    pen.outline(&layout.boxes, HAIR_MM, ink);
    pen.outline(&layout.heads, HAIR_MM, ink);
    let bubbles: Vec<_> =
        (0..field.columns).flat_map(|at| field.column(form, at).bubbles).collect();
    let rects: Vec<Rect> = bubbles.iter().map(|bubble| bubble.rect).collect();
    pen.rounded(&rects, form.bubble.height_mm / 2.0, None, Some((BUBBLE_LINE_MM, ink)));
    for bubble in &bubbles {
        draw_value(pen, bubble.value, &bubble.rect, field.values_along, ink);
    }
}

/// A single letter or digit stands in its bubble, in the ink that drops out; a word beside it.
fn draw_value(pen: &mut Pen<'_, '_>, value: &str, rect: &Rect, along: Axis, ink: Ink) {
    let inside_mm = pen.fitting(value, rect.width_mm * 0.8, VALUE_MM.min(rect.height_mm * 0.85));
    let (centre, is_word) = (rect.centre(), value.chars().nth(1).is_some());
    if is_word && along == Axis::Y {
        let y_mm = centre.y_mm + WORD_MM * HANZI / 2.0;
        return write(pen, value, (rect.right_mm() + WORD_GAP_MM, y_mm), WORD_MM, DARK);
    }
    let y_mm = centre.y_mm + inside_mm * CAP / 2.0;
    let (x_mm, size_mm, align) = (centre.x_mm, inside_mm, Align::Centre);
    pen.write(Line { text: value, x_mm, y_mm, size_mm, align, ink });
}

/// A heading is at most as wide as its block, words beside the bubbles included; one of two
/// columns borrows from the gap after it.
fn label_room_mm(pen: &Pen<'_, '_>, form: &Form, field: &Field) -> f64 {
    let block_mm = field.rect(form).width_mm;
    if !matches!(field.kind, Kind::OneOf { .. }) {
        return block_mm.max(4.0 * LABEL_MM);
    }
    let widest = field.values.iter().map(|value| f64::from(pen.face.width(value)));
    block_mm + WORD_GAP_MM + widest.fold(0.0, f64::max) * WORD_MM
}

fn note(field: &Field) -> &'static str {
    match field.kind {
        _ if field.name == SHOT_NUMBER => words::NOTE_ON_SITE,
        Kind::Digits { .. } => words::NOTE_DIGITS,
        Kind::QuWei => words::NOTE_QU_WEI,
        Kind::Identity => words::NOTE_IDENTITY,
        Kind::Empty => words::NOTE_EMPTY,
        Kind::OneOf { .. } | Kind::Free => "",
    }
}

fn draw_rules(pen: &mut Pen<'_, '_>, area: &Rect) {
    let pitch_mm = area.height_mm / 4.0;
    let longest = words::SHORT_RULES.iter().map(|line| f64::from(pen.face.width(line)));
    let widest = longest.fold(1.0, f64::max);
    let size_mm = (area.width_mm / widest).min(pitch_mm * 0.85);
    let mut y_mm = area.y_mm + size_mm;
    for line in words::SHORT_RULES {
        write(pen, line, (area.x_mm, y_mm), size_mm, DARK);
        y_mm += pitch_mm;
    }
}

/// A ruler as long as its box is wide, with a mark each ten millimetres.
fn draw_scale(pen: &mut Pen<'_, '_>, area: &Rect) {
    const TALL_MM: f64 = 2.0;
    const LOW_MM: f64 = 1.2;
    let y_mm = area.y_mm + TALL_MM;
    let mut lines = vec![[(area.x_mm, y_mm), (area.right_mm(), y_mm)]];
    let mut along_mm = 0.0;
    while along_mm <= area.width_mm {
        let is_end = along_mm == 0.0 || along_mm + 10.0 > area.width_mm;
        let height_mm = if is_end { TALL_MM } else { LOW_MM };
        let x_mm = area.x_mm + along_mm;
        lines.push([(x_mm, y_mm - height_mm), (x_mm, y_mm)]);
        along_mm += 10.0;
    }
    pen.lines(lines, 0.2, DARK);
    let size_mm = pen.fitting(words::SCALE, area.width_mm, 2.2);
    let line = Line {
        text: words::SCALE,
        x_mm: area.centre().x_mm,
        y_mm: area.bottom_mm() - 0.6,
        size_mm,
        align: Align::Centre,
        ink: SOFT,
    };
    pen.write(line);
}

pub(super) fn write(
    pen: &mut Pen<'_, '_>,
    text: &str,
    (x_mm, y_mm): (f64, f64),
    size_mm: f64,
    ink: Ink,
) {
    pen.write(Line { text, x_mm, y_mm, size_mm, align: Align::Left, ink });
}
