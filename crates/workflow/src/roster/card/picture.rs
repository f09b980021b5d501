//! 卡片图像: the cards of a scan with what a person needs to look at: the card upright, and the
//! doubtful columns as the reader saw them.

use std::collections::BTreeMap;

use card::{
    CardReading, DecodeError, Limits, Picture, Reader, Reason, Verdict,
    form::{Column, Form},
    reading::Strip,
};
use mozjpeg::{ColorSpace, Compress};

use super::{CARD_FILE_BYTES, FORM};

/// Pixels a millimetre of the upright card: print and pencil can be read on a screen.
pub(super) const CARD_PX_PER_MM: f64 = 6.0;

/// The reader's strips: pixels a millimetre, and the white around the bubbles.
const STRIP_PX_PER_MM: f64 = 8.0;
const STRIP_MARGIN_MM: f64 = 1.5;

/// The longer side of a page without a card, at most.
const PAGE_PX: usize = 1200;

/// Pencil stays legible; a card as scanners see it takes some 130 KB.
const QUALITY: f32 = 72.0;

/// One card of a file, read.
#[derive(Debug, Clone)]
pub struct ReadCard {
    pub reading: CardReading,
    /// The whole card upright, or the page on which none was found, as JPEG; empty where nothing
    /// could be read.
    pub picture: Vec<u8>,
    pub strips: Vec<ReadStrip>,
}

/// A column as the reader saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadStrip {
    pub field: String,
    /// From 1.
    pub column: u16,
    pub jpeg: Vec<u8>,
    /// How dark each bubble is against the darkest, 0 to 1, in the order of the values.
    pub inks: Vec<f32>,
}

/// Reads every card of a file. A page without a card, or a file that is none, is one reading that
/// says so. Takes some ten milliseconds a card: call it where blocking is allowed.
pub fn read_cards(file_name: &str, bytes: &[u8]) -> Vec<ReadCard> {
    let reader = Reader::new(&FORM).with_strips();
    let limits = Limits { max_bytes: CARD_FILE_BYTES, ..Limits::default() };
    let mut cards: Vec<ReadCard> = Vec::new();
    card::decode::pages(bytes, &limits, &mut |page| match page {
        Ok(picture) => {
            let found = reader.read_picture(file_name, &picture);
            cards.extend(found.into_iter().map(|reading| ReadCard::of(reading, &picture)));
        }
        Err(error) => cards.push(ReadCard::not_read(file_name, error)),
    });
    if cards.is_empty() {
        cards.push(ReadCard::not_read(file_name, DecodeError::NoPicture));
    }
    for (number, one) in (1u32..).zip(&mut cards) {
        one.reading.card = number;
    }
    cards
}

impl ReadCard {
    fn of(mut reading: CardReading, picture: &Picture) -> Self {
        let upright = match &reading.corners_px {
            Some(corners) => upright(picture, corners, &FORM),
            None => page(picture),
        };
        let strips = strips(&FORM, &mut reading);
        Self { reading, picture: upright.unwrap_or_default(), strips }
    }

    /// What is left of a file, or of a page, that is no picture.
    pub(super) fn not_read(file_name: &str, error: DecodeError) -> Self {
        let nothing = CardReading {
            file: file_name.to_owned(),
            card: 1,
            fields: BTreeMap::new(),
            verdict: Verdict::Accepted,
            reasons: Vec::new(),
            key: None,
            corners_px: None,
        };
        let reading = nothing.because([Reason::NotRead { error }]);
        Self { reading, picture: Vec::new(), strips: Vec::new() }
    }
}

fn strips(form: &Form, reading: &mut CardReading) -> Vec<ReadStrip> {
    let mut all = Vec::new();
    for column in form.columns() {
        let field = reading.fields.get_mut(&column.field.name);
        let seen = field.and_then(|field| field.columns.get_mut(usize::from(column.at)));
        let Some(strip) = seen.and_then(|seen| seen.strip.take()) else { continue };
        let Some(jpeg) = jpeg(strip.width_px, strip.height_px, &strip.samples) else { continue };
        all.push(ReadStrip {
            field: column.field.name.clone(),
            column: column.at + 1,
            jpeg,
            inks: inks(&column, &strip),
        });
    }
    all
}

/// How dark the inside of each bubble is, the paper taken off, against the darkest of them.
fn inks(column: &Column<'_>, strip: &Strip) -> Vec<f32> {
    let whole = column.rect().grown(STRIP_MARGIN_MM);
    let light = |bubble: &card::form::Bubble<'_>| {
        let inside = bubble.rect.grown(-0.3);
        let px = |mm: f64| whole_px(mm * STRIP_PX_PER_MM);
        let (left, top) = (px(inside.x_mm - whole.x_mm), px(inside.y_mm - whole.y_mm));
        let (right, bottom) =
            (left + px(inside.width_mm).max(1), top + px(inside.height_mm).max(1));
        let rows = strip.samples.chunks_exact(strip.width_px).take(bottom).skip(top);
        let samples: Vec<f32> = rows
            .flat_map(|row| row.iter().take(right).skip(left))
            .map(|sample| f32::from(*sample))
            .collect();
        let count: f32 = samples.iter().map(|_| 1.0).sum();
        samples.iter().sum::<f32>() / count.max(1.0)
    };
    let lights: Vec<f32> = column.bubbles.iter().map(light).collect();
    let paper = lights.iter().copied().fold(0.0, f32::max);
    let darkest = lights.iter().copied().fold(f32::MAX, f32::min);
    let span = (paper - darkest).max(1.0);
    lights.into_iter().map(|light| ((paper - light) / span).clamp(0.0, 1.0)).collect()
}

/// The card cut out of its page and turned upright, as JPEG.
fn upright(picture: &Picture, corners: &[(f64, f64); 4], form: &Form) -> Option<Vec<u8>> {
    let (width_px, height_px) = size_px(form);
    let quad = Quad::of(corners)?;
    let mut samples = Vec::with_capacity(width_px * height_px);
    for y in 0..height_px {
        for x in 0..width_px {
            let (x_px, y_px) = quad.place(share(x, width_px), share(y, height_px));
            samples.push(picture.at(x_px, y_px));
        }
    }
    jpeg(width_px, height_px, &samples)
}

/// A page on which no card was found, small, so that a person sees what came instead.
fn page(picture: &Picture) -> Option<Vec<u8>> {
    let longest_px = picture.width_px().max(picture.height_px());
    let small = picture.reduced(longest_px.div_ceil(PAGE_PX))?;
    jpeg(small.width_px(), small.height_px(), small.samples())
}

/// The size of the upright card.
pub(super) fn size_px(form: &Form) -> (usize, usize) {
    let px = |mm: f64| whole_px(mm * CARD_PX_PER_MM).max(1);
    (px(form.sheet.width_mm), px(form.sheet.height_mm))
}

/// The map of the unit square onto four corners (Heckbert, Fundamentals of Texture Mapping, 1989).
struct Quad {
    x: [f64; 3],
    y: [f64; 3],
    below: [f64; 2],
}

impl Quad {
    /// Corners clockwise from the top left; `None` for four on one line.
    fn of(corners: &[(f64, f64); 4]) -> Option<Self> {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = *corners;
        let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let area = dx1 * dy2 - dx2 * dy1;
        if !area.is_normal() {
            return None;
        }
        let (g, h) = ((sx * dy2 - dx2 * sy) / area, (dx1 * sy - sx * dy1) / area);
        Some(Self {
            x: [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
            y: [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
            below: [g, h],
        })
    }

    fn place(&self, across: f64, down: f64) -> (f64, f64) {
        let along = |row: &[f64; 3]| row[0] * across + row[1] * down + row[2];
        let depth = self.below[0] * across + self.below[1] * down + 1.0;
        (along(&self.x) / depth, along(&self.y) / depth)
    }
}

/// The middle of a pixel as a share of the whole side.
#[expect(clippy::cast_precision_loss, reason = "sides are below 2^16")]
fn share(at: usize, of: usize) -> f64 {
    (at as f64 + 0.5) / of as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "millimetres of a sheet of paper; a cast saturates"
)]
fn whole_px(length_px: f64) -> usize {
    length_px.round() as usize
}

/// Grey samples as JPEG.
fn jpeg(width_px: usize, height_px: usize, samples: &[u8]) -> Option<Vec<u8>> {
    // The library reports its errors by unwinding.
    let made = std::panic::catch_unwind(|| {
        let mut compress = Compress::new(ColorSpace::JCS_GRAYSCALE);
        compress.set_fastest_defaults();
        compress.set_size(width_px, height_px);
        compress.set_quality(QUALITY);
        let mut started = compress.start_compress(Vec::new()).ok()?;
        started.write_scanlines(samples).ok()?;
        started.finish().ok()
    });
    made.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_a_page_are_the_corners_of_the_card() {
        let corners = [(10.0, 20.0), (110.0, 10.0), (120.0, 95.0), (5.0, 80.0)];
        let quad = Quad::of(&corners).unwrap();
        for (share, corner) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].iter().zip(corners)
        {
            let (x, y) = quad.place(share.0, share.1);
            assert!((x - corner.0).abs() < 1e-9 && (y - corner.1).abs() < 1e-9, "{share:?}");
        }
        assert!(Quad::of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]).is_none());
    }

    #[test]
    fn the_dark_bubbles_of_a_strip_are_the_rivals() {
        let column = FORM.fields[0].column(&FORM, 0);
        let whole = column.rect().grown(STRIP_MARGIN_MM);
        let px = |mm: f64| whole_px(mm * STRIP_PX_PER_MM);
        let (width_px, height_px) = (px(whole.width_mm), px(whole.height_mm));
        let mut strip = Strip { width_px, height_px, samples: vec![240; width_px * height_px] };
        for (row, dark) in [(3, 40), (7, 140)] {
            let bubble = column.bubbles[row].rect;
            let (left, top) = (px(bubble.x_mm - whole.x_mm), px(bubble.y_mm - whole.y_mm));
            for y in top..top + px(bubble.height_mm) {
                let from = y * width_px + left;
                strip.samples[from..from + px(bubble.width_mm)].fill(dark);
            }
        }
        let inks = inks(&column, &strip);
        assert!((inks[3] - 1.0).abs() < 1e-6 && (inks[7] - 0.5).abs() < 0.02, "{inks:?}");
        assert!(inks.iter().filter(|ink| **ink < 0.01).count() == 8, "{inks:?}");
    }

    #[test]
    fn of_a_page_without_a_card_a_small_picture_is_left() {
        let blank = vec![230; 2480 * 1240];
        let bytes = jpeg(2480, 1240, &blank).unwrap();
        let cards = read_cards("blank.jpg", &bytes);
        assert_eq!(cards.len(), 1);
        let reasons: Vec<_> = cards[0].reading.reasons.iter().map(|told| &told.reason).collect();
        assert_eq!(reasons, [&Reason::NoCard]);
        let mut sizes = Vec::new();
        card::decode::pages(&cards[0].picture, &Limits::default(), &mut |page| {
            sizes.extend(page.map(|page| (page.width_px(), page.height_px())));
        });
        assert_eq!(sizes, [(826, 413)]);
    }

    #[test]
    fn a_file_that_is_no_card_is_one_reading_that_says_so() {
        for bytes in [&b""[..], b"GIF89a", b"\xFF\xD8broken"] {
            let cards = read_cards("a.jpg", bytes);
            assert_eq!(cards.len(), 1);
            assert_eq!(cards[0].reading.verdict, card::Verdict::Rejected);
            assert!(cards[0].picture.is_empty() && cards[0].reading.fields.is_empty());
        }
    }
}
