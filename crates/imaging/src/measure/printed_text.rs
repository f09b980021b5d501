//! 无文字: a date, a number or a name printed into the lower part of the picture.
//!
//! Printed letters are of one colour, of one height and on one line, which cloth and hair are
//! not; a checked shirt has many such lines, and is left to its own rule. Letters whose strokes
//! do not touch, as in many Chinese characters, are not put together, so this calls a person
//! and refuses nothing.

use image::RgbImage;

use super::View;
use crate::reading::{Measured, Place};

/// Where text is looked for: below this share of the height. Cameras print there, and above it
/// are the face and a wall whose own rule sees everything on it.
const FROM: f64 = 0.7;

/// Half side of the square whose mean a letter stands out from.
const AROUND: usize = 14;

/// Levels of luma by which it does.
const STEP: i32 = 24;

/// Least and most height of a letter.
const HEIGHTS_PX: std::ops::RangeInclusive<usize> = 8..=44;

/// Steps of that size in a row of pixels through [`LETTERS`]: a plain shirt has fewer, and is done
/// with when they are counted.
const STEPS: usize = 16;

/// Letters of a line.
const LETTERS: usize = 6;

/// More marks or lines than this are a pattern.
const MOST_MARKS: usize = 400;
const MOST_LINES: usize = 2;

/// Length of the longest line of text in pixels of the portrait; 0 without one.
pub fn measure(view: &View<'_>) -> Measured {
    let Some(band) = Band::of(view.portrait) else { return 0.0.into() };
    let lines: Vec<Line> =
        [1, -1].into_iter().flat_map(|sign| lines(letters(&band, sign))).collect();
    let longest = lines.iter().max_by_key(|line| line.right - line.left);
    match longest {
        Some(line) if lines.len() <= MOST_LINES => {
            let [l, t, r, b] = [line.left, line.top, line.right, line.bottom];
            let top = band.top_px as f32;
            let place = Place::Box([l as f32, top + t as f32, r as f32, top + b as f32]);
            Measured::at((r - l) as f64, place)
        }
        _ => 0.0.into(),
    }
}

/// Luma of the rows of the lower part where text may be, and of what is around each place.
struct Band {
    top_px: usize,
    width: usize,
    height: usize,
    luma: Vec<i32>,
    around: Vec<i32>,
}

impl Band {
    /// `None` where too few rows have as many steps as text.
    fn of(portrait: &RgbImage) -> Option<Self> {
        let (width, height) = (portrait.width() as usize, portrait.height() as usize);
        let top_px = (height as f64 * FROM) as usize;
        let (pixels, _) = portrait.as_raw().as_chunks::<3>();
        let luma = |rgb: &[u8; 3]| {
            let [r, g, b] = rgb.map(u32::from);
            ((77 * r + 150 * g + 29 * b) >> 8) as u8
        };
        let lumas: Vec<u8> = pixels[top_px * width..].iter().map(luma).collect();
        let may_be_text = |row: &[u8]| {
            let pairs = row.iter().zip(row.get(2..).unwrap_or_default());
            pairs.filter(|(a, b)| i32::from(a.abs_diff(**b)) > STEP).count() >= STEPS
        };
        let rows = lumas.chunks_exact(width.max(1)).enumerate();
        let rows: Vec<usize> = rows.filter(|(_, row)| may_be_text(row)).map(|(y, _)| y).collect();
        let (first, last) = (rows.first()?, rows.last()?);
        if rows.len() < *HEIGHTS_PX.start() / 2 {
            return None;
        }
        let from = first.saturating_sub(AROUND);
        let height = (last + AROUND + 1).min(height - top_px) - from;
        let luma = lumas[from * width..(from + height) * width].iter().map(|l| i32::from(*l));
        let luma = luma.collect();
        let mut band = Self { top_px: top_px + from, width, height, luma, around: Vec::new() };
        band.around = band.means();
        Some(band)
    }

    /// Means of the squares around all places, from the sums of the rectangles above and left.
    fn means(&self) -> Vec<i32> {
        let stride = self.width + 1;
        let mut sums = vec![0; stride * (self.height + 1)];
        for y in 0..self.height {
            let mut row = 0;
            for x in 0..self.width {
                row += self.luma[y * self.width + x];
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        let mut means = Vec::with_capacity(self.luma.len());
        for y in 0..self.height {
            let (t, b) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(self.height));
            let (above, below) = (&sums[t * stride..], &sums[b * stride..]);
            means.extend((0..self.width).map(|x| {
                let (l, r) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(self.width));
                (below[r] + above[l] - below[l] - above[r]) / count((r - l) * (b - t))
            }));
        }
        means
    }
}

/// One mark of the size and shape of a letter.
#[derive(Debug, Clone, Copy)]
struct Letter {
    left: usize,
    top: usize,
    /// Behind the last column and row.
    right: usize,
    bottom: usize,
    luma: i32,
}

impl Letter {
    fn height(&self) -> usize {
        self.bottom - self.top
    }

    /// Whether `next` stands behind it on one line, in its size and colour.
    fn leads_to(&self, next: &Self) -> bool {
        let (one, other) = (self.height(), next.height());
        let (least, most) = (one.min(other), one.max(other));
        let gap = next.left.checked_sub(self.right);
        gap.is_some_and(|gap| 2 * gap <= 3 * most)
            && 5 * least >= 4 * most
            && 4 * self.bottom.abs_diff(next.bottom) <= most
            && self.luma.abs_diff(next.luma) <= 2 * STEP.unsigned_abs()
    }
}

/// The marks that stand out by being brighter (1) or darker (−1); none where they are too many.
fn letters(band: &Band, sign: i32) -> Vec<Letter> {
    let stands_out = |(luma, around): (&i32, &i32)| sign * (luma - around) > STEP;
    let mut open: Vec<bool> = band.luma.iter().zip(&band.around).map(stands_out).collect();
    let mut found = Vec::new();
    for start in 0..open.len() {
        if !open[start] {
            continue;
        }
        if let Some(letter) = taken(band, &mut open, start) {
            found.push(letter);
        }
        if found.len() > MOST_MARKS {
            return Vec::new();
        }
    }
    found.sort_unstable_by_key(|letter| letter.left);
    found
}

/// Takes the mark that holds `start`; `None` when it is no letter.
fn taken(band: &Band, open: &mut [bool], start: usize) -> Option<Letter> {
    let (width, height) = (band.width, band.height);
    let (x, y) = (start % width, start / width);
    let mut letter = Letter { left: x, top: y, right: x + 1, bottom: y + 1, luma: 0 };
    let mut todo = vec![start];
    open[start] = false;
    let (mut ink, mut luma) = (0, 0);
    while let Some(place) = todo.pop() {
        let (x, y) = (place % width, place / width);
        ink += 1;
        luma += band.luma[place];
        letter.left = letter.left.min(x);
        letter.right = letter.right.max(x + 1);
        letter.top = letter.top.min(y);
        letter.bottom = letter.bottom.max(y + 1);
        for near_y in y.saturating_sub(1)..(y + 2).min(height) {
            for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                let near = near_y * width + near_x;
                if std::mem::take(&mut open[near]) {
                    todo.push(near);
                }
            }
        }
    }
    let (across, down) = (letter.right - letter.left, letter.height());
    let inside = letter.left > 0 && letter.right < width && letter.top > 0;
    let shaped = HEIGHTS_PX.contains(&down) && 4 * across <= 5 * down && 5 * ink >= across * down;
    letter.luma = luma / count(ink);
    (inside && shaped).then_some(letter)
}

/// A number of pixels, which is far below the limits of both types.
fn count(pixels: usize) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// A line of text.
#[derive(Debug, Clone, Copy)]
struct Line {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

/// The lines of at least [`LETTERS`] letters, each letter in one line at most.
fn lines(mut letters: Vec<Letter>) -> Vec<Line> {
    let mut found = Vec::new();
    while !letters.is_empty() {
        let first = letters.remove(0);
        let mut line = vec![first];
        let mut last = first;
        letters.retain(|letter| {
            let follows = last.leads_to(letter);
            if follows {
                line.push(*letter);
                last = *letter;
            }
            !follows
        });
        if line.len() >= LETTERS {
            let top = line.iter().map(|letter| letter.top).min().unwrap_or(first.top);
            let bottom = line.iter().map(|letter| letter.bottom).max().unwrap_or(first.bottom);
            found.push(Line { left: first.left, top, right: last.right, bottom });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    /// Digits of five by seven dots, a row a number.
    const DIGITS: [[u8; 7]; 10] = [
        [14, 17, 19, 21, 25, 17, 14],
        [4, 12, 4, 4, 4, 4, 14],
        [14, 17, 1, 2, 4, 8, 31],
        [31, 2, 4, 2, 1, 17, 14],
        [2, 6, 10, 18, 31, 2, 2],
        [31, 16, 30, 1, 1, 17, 14],
        [6, 8, 16, 30, 17, 17, 14],
        [31, 1, 2, 4, 8, 8, 8],
        [14, 17, 17, 14, 17, 17, 14],
        [14, 17, 17, 15, 1, 2, 12],
    ];

    /// Whether a text of digits and spaces has ink at a place, each dot `dot_px` wide.
    fn has_ink(text: &str, dot_px: u32, x: u32, y: u32) -> bool {
        let (column, row) = (x / dot_px, y / dot_px);
        let digit = text.chars().nth((column / 6) as usize).and_then(|letter| letter.to_digit(10));
        let dots = digit.map(|digit| DIGITS[digit as usize]);
        dots.and_then(|dots| dots.get(row as usize).copied())
            .is_some_and(|dots| column % 6 < 5 && dots >> (4 - column % 6) & 1 == 1)
    }

    /// A portrait with a text from this place on.
    fn read(text: &str, dot_px: u32, (left, top): (u32, u32), ink: [u8; 3]) -> f64 {
        let fixture = Fixture::plain().with(|x, y, _, rgb| {
            let here = x >= left && y >= top && has_ink(text, dot_px, x - left, y - top);
            if here { ink } else { rgb }
        });
        measure(&fixture.view()).value
    }

    #[test]
    fn dates_and_numbers_are_read_as_long_as_they_are() {
        let (orange, white, black) = ([255, 140, 0], [255; 3], [0; 3]);
        for (text, dot_px, at, ink, length_px) in [
            ("2024 06 01", 3, (280, 600), orange, 174.0),
            ("20240601", 2, (20, 610), white, 92.0),
            ("99 6 1 12 30", 4, (100, 560), white, 284.0),
            ("202406", 3, (10, 460), black, 105.0),
        ] {
            let found = read(text, dot_px, at, ink);
            assert!((found - length_px).abs() < 8.0, "{text}: {found}");
        }
    }

    #[test]
    fn a_few_letters_buttons_checks_and_stripes_are_no_text() {
        assert!(read("", 3, (0, 0), [0; 3]) < 1e-9);
        assert!(read("1234", 3, (280, 600), [255; 3]) < 1e-9);
        let cloth =
            |paint: fn(u32, u32) -> bool| {
                let fixture = Fixture::plain().with(|x, y, ground, rgb| {
                    if ground == 'b' && paint(x, y) { [230; 3] } else { rgb }
                });
                measure(&fixture.view()).value
            };
        assert!(cloth(|x, y| (230..245).contains(&x) && y % 50 < 15) < 1e-9);
        assert!(cloth(|x, y| x % 24 < 10 && y % 24 < 14) < 1e-9);
        assert!(cloth(|x, _| x % 24 < 8) < 1e-9);
        assert!(cloth(|x, y| (x + y) % 31 < 9) < 1e-9);
    }
}
