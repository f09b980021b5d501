//! 个人部分: what differs from card to card.

use super::layout::{CHARACTER_COLUMNS, Layout};
use super::mark_card::{Character, MarkCard};
use super::paper::{CAP, DARK, HANZI, SOFT, write};
use super::pen::{Align, Ink, Line, Pen};
use super::words;
use crate::Form;
use crate::form::{Column, Field, Rect};

const LABEL_MM: f64 = 2.2;

/// As dark as a 2B pencil.
const PENCIL: Ink = Ink::Grey(60);

/// A place to write on in the person's box.
struct Entry {
    label: &'static str,
    /// Share of the box's width.
    share: f64,
    /// The largest its text gets.
    size_mm: f64,
}

const ENTRIES: [Entry; 3] = [
    Entry { label: words::NAME, share: 0.38, size_mm: 4.2 },
    Entry { label: words::CLASS, share: 0.32, size_mm: 3.0 },
    Entry { label: words::PLANNED_NUMBER, share: 0.30, size_mm: 4.0 },
];

/// Headings and lines of the person's box, the same on every card.
pub(super) fn draw_lines(pen: &mut Pen<'_, '_>, area: &Rect) {
    for (entry, room) in ENTRIES.iter().zip(rooms(pen, area)) {
        let base_mm = base_mm(area);
        let label_x_mm = room.x_mm - f64::from(pen.face.width(entry.label)) * LABEL_MM - 0.8;
        write(pen, entry.label, (label_x_mm, base_mm), LABEL_MM, SOFT);
        let y_mm = base_mm + 0.9;
        pen.lines([[(room.x_mm, y_mm), (room.right_mm(), y_mm)]], 0.15, SOFT);
    }
}

/// Draws the person's own words, and marks if the card asks for them.
pub(super) fn draw(pen: &mut Pen<'_, '_>, form: &Form, card: &MarkCard) {
    if let Some(area) = form.areas.person {
        let texts = [&card.name, &card.class, &card.planned_number];
        for ((entry, room), text) in ENTRIES.iter().zip(rooms(pen, &area)).zip(texts) {
            let Some(text) = text else { continue };
            let size_mm = pen.fitting(text, room.width_mm, entry.size_mm);
            write(pen, text, (room.x_mm, base_mm(&area)), size_mm, DARK);
        }
    }
    for (name, values) in &card.values {
        let Some(field) = form.field(name) else { continue };
        draw_values(pen, form, field, values);
        if card.marked {
            draw_marks(pen, form, field, values);
        }
    }
    let coded = form.fields.iter().find(|field| field.kind == crate::form::Kind::QuWei);
    if let Some(field) = coded {
        for (character, head) in card.characters.iter().zip(Layout::of(form, field).heads) {
            draw_character(pen, character, &head);
        }
    }
}

/// The places to write on: what is left of each share after its heading.
fn rooms(pen: &Pen<'_, '_>, area: &Rect) -> [Rect; 3] {
    let mut x_mm = area.x_mm;
    ENTRIES.map(|entry| {
        let share_mm = area.width_mm * entry.share;
        let label_mm = f64::from(pen.face.width(entry.label)) * LABEL_MM + 0.8;
        let width_mm = (share_mm - label_mm - 1.5).max(1.0);
        let room = Rect { x_mm: x_mm + label_mm, width_mm, ..*area };
        x_mm += share_mm;
        room
    })
}

fn base_mm(area: &Rect) -> f64 {
    area.bottom_mm() - 1.8
}

/// The characters in their boxes, all in one go: they stand on the columns' pitch.
fn draw_values(pen: &mut Pen<'_, '_>, form: &Form, field: &Field, values: &[String]) {
    const SIZE_MM: f64 = 3.2;
    let layout = Layout::of(form, field);
    let Some(first) = layout.boxes.first() else { return };
    let text: String = values.iter().map(|value| value.chars().next().unwrap_or(' ')).collect();
    let line = Line {
        text: &text,
        x_mm: first.x_mm,
        y_mm: first.centre().y_mm + SIZE_MM * CAP / 2.0,
        size_mm: SIZE_MM,
        align: Align::Left,
        ink: DARK,
    };
    pen.write_spaced(line, field.column_step_mm);
}

fn draw_marks(pen: &mut Pen<'_, '_>, form: &Form, field: &Field, values: &[String]) {
    let marked = |(at, value): (u16, &String)| {
        let column: Column = field.column(form, at);
        column.bubbles.iter().find(|bubble| bubble.value == value).map(|bubble| bubble.rect)
    };
    let rects: Vec<Rect> = (0..field.columns).zip(values).filter_map(marked).collect();
    pen.rounded(&rects, form.bubble.height_mm / 2.0, Some(PENCIL), None);
}

/// The character over the middle of its four columns; its pinyin in the room beside it.
fn draw_character(pen: &mut Pen<'_, '_>, one: &Character, head: &Rect) {
    const SIZE_MM: f64 = 3.6;
    const PINYIN_MM: f64 = 2.6;
    let mut text = [0; 4];
    let text: &str = one.character.encode_utf8(&mut text);
    let y_mm = head.centre().y_mm + SIZE_MM * HANZI / 2.0;
    let (x_mm, size_mm, align) = (head.centre().x_mm, SIZE_MM, Align::Centre);
    pen.write(Line { text, x_mm, y_mm, size_mm, align, ink: DARK });
    let Some(pinyin) = &one.pinyin else { return };
    let x_mm = head.x_mm + head.width_mm / f64::from(CHARACTER_COLUMNS) * 2.6;
    let size_mm = pen.fitting(pinyin, head.right_mm() - x_mm - 0.4, PINYIN_MM);
    write(pen, pinyin, (x_mm, y_mm), size_mm, DARK);
}
