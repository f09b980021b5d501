//! A blank card as a printer makes it, straight from the description.

use card::Form;
use card::form::Rect;
use image::{Rgb, RgbImage};
use qrcode::{Color, QrCode};

const BLACK: [u8; 3] = [24, 24, 26];
const PAPER: [u8; 3] = [252, 252, 250];

/// The form in print at a resolution.
pub fn blank(form: &Form, dpi: f32) -> RgbImage {
    let px = |mm: f64| (mm * f64::from(dpi) / 25.4) as f32;
    let mut paper = RgbImage::from_pixel(
        px(form.sheet.width_mm).round() as u32,
        px(form.sheet.height_mm).round() as u32,
        Rgb(PAPER),
    );
    let mut ink = |rect: &Rect, colour: [u8; 3]| {
        cover(
            &mut paper,
            px(rect.x_mm),
            px(rect.y_mm),
            px(rect.right_mm()),
            px(rect.bottom_mm()),
            colour,
        );
    };
    form.fiducial_rects().iter().for_each(|rect| ink(rect, BLACK));
    ink(&form.orientation_rect(), BLACK);
    form.bar_rects().for_each(|rect| ink(&rect, BLACK));
    for bubble in form.columns().flat_map(|column| column.bubbles) {
        outline(&bubble.rect, form.ink, &mut ink);
        figure(&bubble.rect, bubble.value, form.ink, &mut ink);
    }
    for field in &form.fields {
        for writing in field.writing_rects(form, 5.0, 1.0).into_iter().flatten() {
            outline(&writing, form.ink, &mut ink);
        }
    }
    let areas = [form.areas.title, form.areas.person, form.areas.rules, form.areas.scale];
    areas.iter().flatten().for_each(|area| lines_of_text(area, &mut ink));
    code(form, &mut ink);
    paper
}

type Ink<'a> = &'a mut dyn FnMut(&Rect, [u8; 3]);

/// Covers a box, its edge pixels as far as it reaches into them.
fn cover(paper: &mut RgbImage, left: f32, top: f32, right: f32, bottom: f32, colour: [u8; 3]) {
    let part = |low: f32, high: f32, at: u32| {
        (high.min(at as f32 + 1.0) - low.max(at as f32)).clamp(0.0, 1.0)
    };
    let last_x = (right.ceil() as u32).min(paper.width());
    let last_y = (bottom.ceil() as u32).min(paper.height());
    for y in top as u32..last_y {
        for x in left as u32..last_x {
            let share = part(left, right, x) * part(top, bottom, y);
            for (channel, ink) in paper.get_pixel_mut(x, y).0.iter_mut().zip(colour) {
                *channel = (f32::from(*channel) * (1.0 - share) + f32::from(ink) * share) as u8;
            }
        }
    }
}

/// A frame of 0.18 mm inside a box.
fn outline(rect: &Rect, colour: [u8; 3], ink: Ink<'_>) {
    let thick = 0.18;
    let (right, bottom) = (rect.right_mm() - thick, rect.bottom_mm() - thick);
    ink(&Rect { height_mm: thick, ..*rect }, colour);
    ink(&Rect { y_mm: bottom, height_mm: thick, ..*rect }, colour);
    ink(&Rect { width_mm: thick, ..*rect }, colour);
    ink(&Rect { x_mm: right, width_mm: thick, ..*rect }, colour);
}

/// Seven segments for a digit, and as much ink for anything else.
fn figure(rect: &Rect, value: &str, colour: [u8; 3], ink: Ink<'_>) {
    const SEGMENTS: [u8; 10] = [0x77, 0x12, 0x5D, 0x5B, 0x3A, 0x6B, 0x6F, 0x52, 0x7F, 0x7B];
    let lit = value.parse::<usize>().ok().and_then(|digit| SEGMENTS.get(digit)).unwrap_or(&0x7F);
    let (x, y) = (rect.centre().x_mm - 0.45, rect.centre().y_mm - 0.65);
    let thick = 0.16;
    let boxes = [
        (0.0, 0.0, 0.9, thick),
        (0.0, 0.0, thick, 0.65),
        (0.74, 0.0, thick, 0.65),
        (0.0, 0.57, 0.9, thick),
        (0.0, 0.65, thick, 0.65),
        (0.74, 0.65, thick, 0.65),
        (0.0, 1.14, 0.9, thick),
    ];
    for (at, (dx, dy, width_mm, height_mm)) in boxes.into_iter().enumerate() {
        if lit >> (6 - at) & 1 == 1 {
            ink(&Rect { x_mm: x + dx, y_mm: y + dy, width_mm, height_mm }, colour);
        }
    }
}

/// Something as dark and as ragged as two lines of small print.
fn lines_of_text(area: &Rect, ink: Ink<'_>) {
    for line in 0..2u32 {
        for word in 0..(area.width_mm / 2.4) as u32 {
            let height_mm = 1.2 + f64::from((word * 7 + line * 3) % 4) * 0.2;
            let stroke = |dx: f64| Rect {
                x_mm: area.x_mm + f64::from(word) * 2.4 + dx,
                y_mm: area.y_mm + f64::from(line) * area.height_mm / 2.0,
                width_mm: 0.3,
                height_mm,
            };
            ink(&stroke(0.2), BLACK);
            ink(&stroke(1.1), BLACK);
        }
    }
}

fn code(form: &Form, ink: Ink<'_>) {
    let Some(rect) = form.code_rect() else { return };
    let code = QrCode::new(form.code_text(Some("7QX4K2M9"))).expect("a short text fits");
    let module = rect.width_mm / (code.width() + 8) as f64;
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        let (x, y) = ((at % code.width()) as f64 + 4.0, (at / code.width()) as f64 + 4.0);
        if colour == Color::Dark {
            let (x_mm, y_mm) = (rect.x_mm + x * module, rect.y_mm + y * module);
            ink(&Rect { x_mm, y_mm, width_mm: module, height_mm: module }, BLACK);
        }
    }
}
