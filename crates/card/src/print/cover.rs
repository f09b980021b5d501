//! 说明页: how to fill the card in, with an example, before the cards of a class.
//!
//! The example is the card itself, made small and without the squares and bars, so that a page
//! that gets among the scans is never read as somebody's card.

use domain::name::PersonName;
use krilla::geom::Transform;
use krilla::graphic::Graphic;

use super::paper::{DARK, SOFT, write};
use super::pen::{Align, Ink, Line, Pen, narrow};
use super::{MarkCard, Stack, person, words};
use crate::Form;
use crate::form::{Kind, Rect};

/// The page is drawn on a sheet of this size and scaled to the form's.
const WIDTH_MM: f64 = 210.0;
const HEIGHT_MM: f64 = 148.0;

const MARGIN_MM: f64 = 15.0;
const RULES_MM: f64 = 68.0;
const EXAMPLE_X_MM: f64 = 90.0;
const EXAMPLE_Y_MM: f64 = 39.0;
const TEXT_MM: f64 = 2.9;
const PITCH_MM: f64 = 4.7;

pub(super) fn draw(pen: &mut Pen<'_, '_>, form: &Form, paper: Graphic, stack: &Stack) {
    let scale = (form.sheet.width_mm / WIDTH_MM).min(form.sheet.height_mm / HEIGHT_MM);
    pen.surface.push_transform(&Transform::from_scale(narrow(scale), narrow(scale)));
    draw_heading(pen, stack);
    draw_rules(pen);
    write(pen, words::COVER_EXAMPLE, (EXAMPLE_X_MM, 35.0), TEXT_MM, SOFT);
    draw_example(pen, form, paper);
    draw_samples(pen, form);
    write(pen, words::COVER_PRINT, (MARGIN_MM, 136.0), 2.5, SOFT);
    pen.surface.pop();
}

fn draw_heading(pen: &mut Pen<'_, '_>, stack: &Stack) {
    let right_mm = WIDTH_MM - MARGIN_MM;
    write(pen, words::COVER_TITLE, (MARGIN_MM, 21.0), 6.4, DARK);
    let what = format!("{} · {} {}", stack.heading, stack.cards.len(), words::CARDS);
    let size_mm = pen.fitting(&what, 100.0, 4.0);
    let (x_mm, y_mm, align) = (right_mm, 21.0, Align::Right);
    pen.write(Line { text: &what, x_mm, y_mm, size_mm, align, ink: DARK });
    pen.lines([[(MARGIN_MM, 25.5), (right_mm, 25.5)]], 0.3, DARK);
}

fn draw_rules(pen: &mut Pen<'_, '_>) {
    let mut y_mm = 35.0;
    for (number, rule) in (1..).zip(words::COVER_RULES) {
        let number = format!("{number}");
        write(pen, &number, (MARGIN_MM, y_mm), TEXT_MM, SOFT);
        for line in wrap(pen, rule, (RULES_MM - 5.0) / TEXT_MM) {
            write(pen, &line, (MARGIN_MM + 5.0, y_mm), TEXT_MM, DARK);
            y_mm += PITCH_MM;
        }
        y_mm += 1.2;
    }
}

fn draw_example(pen: &mut Pen<'_, '_>, form: &Form, paper: Graphic) {
    let room_mm = WIDTH_MM - MARGIN_MM - EXAMPLE_X_MM;
    let scale = (room_mm / form.sheet.width_mm).min(76.0 / form.sheet.height_mm);
    let (width_mm, height_mm) = (form.sheet.width_mm * scale, form.sheet.height_mm * scale);
    let frame = Rect { x_mm: EXAMPLE_X_MM, y_mm: EXAMPLE_Y_MM, width_mm, height_mm };
    pen.rounded(&[frame], 1.5, None, Some((0.2, SOFT)));
    let (x, y) = (narrow(EXAMPLE_X_MM), narrow(EXAMPLE_Y_MM));
    pen.surface.push_transform(&Transform::from_row(narrow(scale), 0.0, 0.0, narrow(scale), x, y));
    pen.surface.draw_graphic(paper);
    person::draw(pen, form, &example(form));
    pen.surface.pop();
}

/// A synthetic person on this form, as far as the form has the fields.
fn example(form: &Form) -> MarkCard {
    let blank = MarkCard {
        class: Some(words::EXAMPLE_CLASS.to_owned()),
        planned_number: Some(words::EXAMPLE_PLANNED.to_owned()),
        marked: true,
        ..MarkCard::default()
    };
    let mut card = match words::EXAMPLE_NAME.parse::<PersonName>() {
        Ok(name) => blank.with_name(form, &name),
        Err(_) => blank,
    };
    for field in &form.fields {
        let filled = match field.kind {
            Kind::Digits { least, .. } if least > 0 => {
                card.clone().with_text(form, &field.name, words::EXAMPLE_NUMBER)
            }
            Kind::Identity => card.clone().with_text(form, &field.name, words::EXAMPLE_IDENTITY),
            Kind::OneOf { required: true } if field.columns == 1 => {
                let middle = &field.values[(field.values.len() - 1) / 2];
                card.clone().with_choice(form, &field.name, middle)
            }
            _ => continue,
        };
        // A field too short for the example stays empty in it.
        card = filled.unwrap_or(card);
    }
    card
}

/// One bubble as it should be, and four as they should not.
fn draw_samples(pen: &mut Pen<'_, '_>, form: &Form) {
    const Y_MM: f64 = 122.0;
    const STEP_MM: f64 = 10.0;
    let (width_mm, height_mm) = (6.0, 3.0);
    let ink = Ink::Form(form.ink);
    let at = |place: f64| Rect {
        x_mm: EXAMPLE_X_MM + 12.0 + place * STEP_MM,
        y_mm: Y_MM,
        width_mm,
        height_mm,
    };
    let base_mm = Y_MM + 2.6;
    let outlines = [at(0.0), at(3.0), at(4.0), at(5.0), at(6.0)];
    pen.rounded(&outlines, height_mm / 2.0, None, Some((0.3, ink)));
    write(pen, words::COVER_RIGHT, (EXAMPLE_X_MM, base_mm), TEXT_MM, DARK);
    pen.rounded(&[at(0.0)], height_mm / 2.0, Some(Ink::Grey(60)), None);
    write(pen, words::COVER_WRONG, (at(1.6).x_mm, base_mm), TEXT_MM, DARK);
    let pencil = Ink::Grey(60);
    let (tick, cross, dot, line) = (at(3.0), at(4.0), at(5.0), at(6.0));
    let corner = |rect: &Rect, across: f64, down: f64| {
        (rect.x_mm + rect.width_mm * across, rect.y_mm + rect.height_mm * down)
    };
    let strokes = [
        [corner(&tick, 0.25, 0.5), corner(&tick, 0.45, 0.85)],
        [corner(&tick, 0.45, 0.85), corner(&tick, 0.8, 0.1)],
        [corner(&cross, 0.25, 0.1), corner(&cross, 0.75, 0.9)],
        [corner(&cross, 0.75, 0.1), corner(&cross, 0.25, 0.9)],
        [corner(&line, 0.15, 0.5), corner(&line, 0.85, 0.5)],
    ];
    pen.lines(strokes, 0.45, pencil);
    pen.rounded(&[Rect::around(dot.centre(), 1.2, 1.2)], 0.6, Some(pencil), None);
}

/// Chinese is broken anywhere but before a closing mark.
fn wrap(pen: &Pen<'_, '_>, text: &str, width: f64) -> Vec<String> {
    const NEVER_FIRST: &str = "，。；：、）”";
    let mut lines = Vec::new();
    let mut line = String::new();
    let all: Vec<char> = text.chars().collect();
    for (at, character) in all.iter().enumerate() {
        line.push(*character);
        let next = all.get(at + 1);
        let is_bound = next.is_some_and(|next| NEVER_FIRST.contains(*next));
        let reach = next.map_or(0.0, |next| f64::from(pen.face.width(&next.to_string())));
        let after = if is_bound { 0.0 } else { reach };
        let is_full = f64::from(pen.face.width(&line)) + after > width;
        let splits_word = next
            .is_some_and(|next| next.is_ascii_alphanumeric() && character.is_ascii_alphanumeric());
        if is_full && !is_bound && !splits_word {
            lines.push(std::mem::take(&mut line).trim_start().to_owned());
        }
    }
    if !line.is_empty() {
        lines.push(line.trim_start().to_owned());
    }
    lines
}
