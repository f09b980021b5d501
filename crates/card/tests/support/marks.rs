//! Pencils the truth into the bubbles, with the faults a condition asks for.

use std::collections::BTreeMap;

use card::Form;
use card::form::{Column, Rect};
use image::RgbImage;
use testkit::pencil::{Hand, Region, fill, rub_out, scribble, stray};
use testkit::random::Random;

use super::conditions::{Condition, Style};

/// Marks every column; where a fault changes what a right reading is, changes the truth.
pub fn mark(
    paper: &mut RgbImage,
    form: &Form,
    condition: &Condition,
    truth: &mut BTreeMap<String, String>,
    random: &mut Random,
) {
    let px_per_mm = condition.dpi / 25.4;
    let hand = match condition.style {
        Style::Faint => Hand::faint(random),
        Style::Sloppy => Hand::sloppy(random),
        _ => Hand::careful(random),
    };
    let columns: Vec<Column<'_>> = form.columns().collect();
    let picked: Vec<usize> = (0..2).map(|_| random.below(48) as usize).collect();
    for (at, column) in columns.iter().enumerate() {
        let is_picked = picked.contains(&at);
        let text = truth.entry(column.field.name.clone()).or_default();
        let Some(row) = wanted(column, text) else { continue };
        let pen = Pen { px_per_mm, hand: &hand };
        if is_picked && condition.style == Style::Erasure {
            pen.mistake(paper, column, row, random);
        }
        let share = match condition.style {
            Style::Partial => random.between(0.4, 0.65),
            _ => 1.0,
        };
        fill(paper, pen.region(&column.bubbles[row].rect), share, &hand, random);
        if is_picked && condition.style == Style::Double {
            let other = (row + 1 + random.below(8) as usize) % column.bubbles.len();
            if other != row {
                fill(paper, pen.region(&column.bubbles[other].rect), 1.0, &hand, random);
                text.replace_range(usize::from(column.at)..=usize::from(column.at), "?");
            }
        }
        pen.write(paper, form, column, random);
    }
    if condition.style == Style::Stray {
        strays(paper, random);
    }
}

/// The row that the text wants marked in a column.
fn wanted(column: &Column<'_>, text: &str) -> Option<usize> {
    let is_word = column.field.columns == 1;
    let value =
        if is_word { text.to_owned() } else { text.chars().nth(column.at.into())?.to_string() };
    column.bubbles.iter().position(|bubble| bubble.value == value)
}

struct Pen<'a> {
    px_per_mm: f32,
    hand: &'a Hand,
}

impl Pen<'_> {
    fn region(&self, rect: &Rect) -> Region {
        let px = |mm: f64| mm as f32 * self.px_per_mm;
        Region {
            x_px: px(rect.x_mm),
            y_px: px(rect.y_mm),
            width_px: px(rect.width_mm),
            height_px: px(rect.height_mm),
        }
    }

    /// A wrong mark, rubbed out before the right one is made.
    fn mistake(&self, paper: &mut RgbImage, column: &Column<'_>, row: usize, random: &mut Random) {
        let count = column.bubbles.len();
        let wrong = (row + 1 + random.below(count as u64 - 1) as usize) % count;
        let region = self.region(&column.bubbles[wrong].rect);
        fill(paper, region, 1.0, self.hand, random);
        rub_out(paper, region, random.between(0.1, 0.45), random);
    }

    /// The character in the box above the column.
    fn write(&self, paper: &mut RgbImage, form: &Form, column: &Column<'_>, random: &mut Random) {
        let boxes = column.field.writing_rects(form, 5.0, 1.0);
        if let Some(rect) = boxes.and_then(|boxes| boxes.get(usize::from(column.at)).copied()) {
            scribble(paper, self.region(&rect), self.hand, random);
        }
    }
}

fn strays(paper: &mut RgbImage, random: &mut Random) {
    let (width, height) = (paper.width() as f32, paper.height() as f32);
    for _ in 0..3 {
        let from = (random.between(0.1, 0.9) * width, random.between(0.2, 0.85) * height);
        let to = (
            from.0 + random.between(-0.2, 0.2) * width,
            from.1 + random.between(-0.2, 0.2) * height,
        );
        stray(paper, from, to, width * random.between(0.001, 0.002), random);
    }
}
