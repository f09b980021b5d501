//! 读卡: bytes of a scan or photograph to one reading a card.

use std::collections::BTreeMap;

use crate::code;
use crate::decide::{Decision, Levels, decide};
use crate::decode::{DecodeError, Limits, pages};
use crate::form::{CodeSays, Column, Form};
use crate::locate;
use crate::measure;
use crate::picture::Picture;
use crate::reading::{CardReading, ColumnReading, FieldReading, Reason, State, Strip};
use crate::rules;
use crate::warp::Warp;

/// Pencil must be darker than paper by this share of white.
const LEAST_CONTRAST: f64 = 0.07;
/// Pixels a millimetre of a strip for a person to look at.
const STRIP_PX_PER_MM: f64 = 8.0;
/// White around the bubbles on a strip.
const STRIP_MARGIN_MM: f64 = 1.5;

/// Reads the cards of one form.
#[derive(Debug)]
pub struct Reader<'a> {
    form: &'a Form,
    columns: Vec<Column<'a>>,
    with_strips: bool,
}

/// Reads every card of a file: JPEG, PNG, TIFF or PDF of scans. One bad file, or a page without a
/// card, is one reading that says so.
pub fn read_bytes(bytes: &[u8], form: &Form, limits: &Limits) -> Vec<CardReading> {
    Reader::new(form).read("", bytes, limits)
}

impl<'a> Reader<'a> {
    pub fn new(form: &'a Form) -> Self {
        Self { form, columns: form.columns().collect(), with_strips: false }
    }

    /// Keeps the strips of doubtful columns for a review desk.
    #[must_use]
    pub fn with_strips(mut self) -> Self {
        self.with_strips = true;
        self
    }

    /// Reads a file under the name its readings shall bear.
    pub fn read(&self, file: &str, bytes: &[u8], limits: &Limits) -> Vec<CardReading> {
        let mut readings = Vec::new();
        let mut card = 0;
        pages(bytes, limits, &mut |page| match page {
            Ok(picture) => readings.extend(self.read_page(file, &mut card, &picture)),
            Err(error) => {
                card += 1;
                readings.push(CardReading::without(file, card, Reason::NotRead { error }));
            }
        });
        if readings.is_empty() {
            let error = DecodeError::NoPicture;
            readings.push(CardReading::without(file, 1, Reason::NotRead { error }));
        }
        readings
    }

    /// Reads the cards of one picture.
    pub fn read_picture(&self, file: &str, picture: &Picture) -> Vec<CardReading> {
        self.read_page(file, &mut 0, picture)
    }

    /// How clear each column of each card is, before calibration, with its state, in the order of
    /// [`Form::columns`]: what the curves of confidence are fitted to.
    pub fn margins(&self, picture: &Picture) -> Vec<Vec<(State, f64)>> {
        let margins = |warp: &Warp| {
            let spots = measure::spots(picture, self.form, &self.columns, warp);
            let levels = Levels::of(&spots);
            let columns = self.columns.iter().zip(&spots);
            let decided = columns.map(|(column, spots)| decide(spots, column.field.marks, &levels));
            decided.map(|decision| (decision.state, decision.margin)).collect()
        };
        locate::cards(picture, self.form).iter().map(margins).collect()
    }

    fn read_page(&self, file: &str, card: &mut u32, picture: &Picture) -> Vec<CardReading> {
        let found = locate::cards(picture, self.form);
        if found.is_empty() {
            *card += 1;
            return vec![CardReading::without(file, *card, Reason::NoCard)];
        }
        let read = |warp: &Warp| {
            *card += 1;
            self.read_card(file, *card, picture, warp)
        };
        found.iter().map(read).collect()
    }

    fn read_card(&self, file: &str, card: u32, picture: &Picture, warp: &Warp) -> CardReading {
        let spots = measure::spots(picture, self.form, &self.columns, warp);
        let levels = Levels::of(&spots);
        let mut fields: BTreeMap<String, FieldReading> = BTreeMap::new();
        for (column, spots) in self.columns.iter().zip(&spots) {
            let decision = decide(spots, column.field.marks, &levels);
            let reading = self.column(picture, column, warp, &decision);
            let empty = || FieldReading {
                text: String::new(),
                confidence: 1.0,
                columns: Vec::with_capacity(column.field.columns.into()),
            };
            let field = fields.entry(column.field.name.clone()).or_insert_with(empty);
            field.confidence = field.confidence.min(reading.confidence);
            field.columns.push(reading);
        }
        for field in fields.values_mut() {
            field.text = text(&field.columns);
        }
        let mut reading = CardReading { fields, ..CardReading::blank(file, card) };
        reading.corners_px = Some(self.corners(warp));
        let mut reasons = Vec::new();
        if levels.contrast() < LEAST_CONTRAST {
            reasons.push(Reason::TooPale);
        }
        let says = code::text(picture, self.form, warp).map(|text| self.form.read_code(&text));
        match says {
            Some(CodeSays::OtherForm) => reasons.push(Reason::OtherForm),
            Some(CodeSays::ThisForm { key }) => reading.key = key,
            Some(CodeSays::Foreign) | None => {}
        }
        reasons.extend(rules::judge(self.form, &reading.fields));
        reading.because(reasons)
    }

    fn column(
        &self,
        picture: &Picture,
        column: &Column<'_>,
        warp: &Warp,
        decision: &Decision,
    ) -> ColumnReading {
        let names = |row: &usize| column.bubbles.get(*row).map(|bubble| bubble.value);
        let is_answered = !matches!(decision.state, State::Blank | State::Double);
        let value = (is_answered && !decision.rows.is_empty()).then(|| {
            let mut rows = decision.rows.clone();
            rows.sort_unstable();
            rows.iter().filter_map(names).collect::<Vec<_>>().join(",")
        });
        let is_doubtful = rules::is_doubtful(decision.state, decision.confidence);
        let strip = (self.with_strips && is_doubtful).then(|| strip(picture, column, warp));
        ColumnReading { value, state: decision.state, confidence: decision.confidence, strip }
    }

    fn corners(&self, warp: &Warp) -> [(f64, f64); 4] {
        let (width, height) = (self.form.sheet.width_mm, self.form.sheet.height_mm);
        [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
            .map(|corner| warp.placed.to_px.apply(corner))
    }
}

/// The columns' values in order; see [`FieldReading::text`].
fn text(columns: &[ColumnReading]) -> String {
    let last = columns.iter().rposition(|column| column.state != State::Blank);
    let shown = &columns[..last.map_or(0, |last| last + 1)];
    shown
        .iter()
        .map(|column| match (&column.value, column.state) {
            (Some(value), _) => value.as_str(),
            (None, State::Blank) => "_",
            (None, _) => "?",
        })
        .collect()
}

fn strip(picture: &Picture, column: &Column<'_>, warp: &Warp) -> Strip {
    let rect = column.rect().grown(STRIP_MARGIN_MM);
    let px = |length_mm: f64| (length_mm * STRIP_PX_PER_MM).round().max(1.0) as usize;
    let (width_px, height_px) = (px(rect.width_mm), px(rect.height_mm));
    let sample = |at: usize| {
        let (x, y) = ((at % width_px) as f64 + 0.5, (at / width_px) as f64 + 0.5);
        let place = (rect.x_mm + x / STRIP_PX_PER_MM, rect.y_mm + y / STRIP_PX_PER_MM);
        let (x_px, y_px) = warp.to_px(place);
        picture.at(x_px, y_px)
    };
    Strip { width_px, height_px, samples: (0..width_px * height_px).map(sample).collect() }
}
