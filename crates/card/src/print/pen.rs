//! 画笔: lines, boxes and text in millimetres on a page.

use krilla::Document;
use krilla::color::{luma, rgb};
use krilla::geom::{self, Path, PathBuilder, Point, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Paint, Stroke};
use krilla::surface::Surface;

use super::Typeface;
use crate::form::Rect;

/// 72 points are an inch.
pub(super) const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// Control points of a quarter circle by a cubic curve, as a share of the radius.
const QUARTER: f32 = 0.552_285;

/// What is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// The black that machines look for.
    Black,
    /// Text for people: 0 black to 255 white.
    Grey(u8),
    /// The form's own colour, which a reader filters out.
    Form([u8; 3]),
}

/// Where a text stands about its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// A line of text: its base line begins, is centred or ends at `x_mm`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) x_mm: f64,
    pub(super) y_mm: f64,
    pub(super) size_mm: f64,
    pub(super) align: Align,
    pub(super) ink: Ink,
}

/// A surface and the face to write with.
pub(super) struct Pen<'p, 's> {
    pub(super) surface: &'p mut Surface<'s>,
    pub(super) face: &'p Typeface,
}

impl Pen<'_, '_> {
    /// Boxes filled with one ink, as one path.
    pub(super) fn fill(&mut self, boxes: impl IntoIterator<Item = Rect>, ink: Ink) {
        let mut path = PathBuilder::new();
        for one in boxes {
            push(&mut path, &one);
        }
        self.draw(path.finish(), Some(ink), None);
    }

    /// Boxes outlined, as one path.
    pub(super) fn outline(&mut self, boxes: &[Rect], width_mm: f64, ink: Ink) {
        let mut path = PathBuilder::new();
        for one in boxes {
            push(&mut path, one);
        }
        self.draw(path.finish(), None, Some((width_mm, ink)));
    }

    /// Boxes with corners rounded to `radius_mm`, filled or outlined, as one path.
    pub(super) fn rounded(
        &mut self,
        boxes: &[Rect],
        radius_mm: f64,
        fill: Option<Ink>,
        outline: Option<(f64, Ink)>,
    ) {
        let mut path = PathBuilder::new();
        for one in boxes {
            push_rounded(&mut path, one, narrow(radius_mm));
        }
        self.draw(path.finish(), fill, outline);
    }

    /// Straight lines from point to point, as one path.
    pub(super) fn lines(
        &mut self,
        all: impl IntoIterator<Item = [(f64, f64); 2]>,
        width_mm: f64,
        ink: Ink,
    ) {
        let mut path = PathBuilder::new();
        for [from, to] in all {
            path.move_to(narrow(from.0), narrow(from.1));
            path.line_to(narrow(to.0), narrow(to.1));
        }
        self.draw(path.finish(), None, Some((width_mm, ink)));
    }

    /// The size, at most `most_mm`, at which a text is no wider than `room_mm`.
    pub(super) fn fitting(&self, text: &str, room_mm: f64, most_mm: f64) -> f64 {
        let width = f64::from(self.face.width(text));
        if width > 0.0 { most_mm.min(room_mm / width) } else { most_mm }
    }

    pub(super) fn write(&mut self, line: Line) {
        let width_mm = f64::from(self.face.width(line.text)) * line.size_mm;
        let left_mm = match line.align {
            Align::Left => line.x_mm,
            Align::Centre => line.x_mm - width_mm / 2.0,
            Align::Right => line.x_mm - width_mm,
        };
        self.glyphs(Line { x_mm: left_mm, ..line }, None);
    }

    /// One character in the middle of each of a row of places `pitch_mm` wide, from `x_mm` on.
    pub(super) fn write_spaced(&mut self, line: Line, pitch_mm: f64) {
        self.glyphs(line, Some(narrow(pitch_mm / line.size_mm)));
    }

    fn glyphs(&mut self, line: Line, pitch: Option<f32>) {
        if line.text.is_empty() {
            return;
        }
        let glyphs = self.face.glyphs(line.text, pitch);
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(line.ink)));
        let start = Point::from_xy(narrow(line.x_mm), narrow(line.y_mm));
        let size = narrow(line.size_mm);
        self.surface.draw_glyphs(start, &glyphs, self.face.font(), line.text, size, false);
    }

    fn draw(&mut self, path: Option<Path>, inside: Option<Ink>, around: Option<(f64, Ink)>) {
        let Some(path) = path else { return };
        self.surface.set_fill(inside.map(fill));
        self.surface.set_stroke(around.map(|(width_mm, ink)| Stroke {
            paint: paint(ink),
            width: narrow(width_mm),
            miter_limit: 10.0,
            line_cap: LineCap::Butt,
            line_join: LineJoin::Miter,
            opacity: NormalizedF32::ONE,
            dash: None,
        }));
        self.surface.draw_path(&path);
    }
}

/// Begins a page of a size and hands its surface over in millimetres.
pub(super) fn page(document: &mut Document, size: geom::Size, draw: impl FnOnce(&mut Surface<'_>)) {
    let settings = krilla::page::PageSettings::new(size);
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(POINTS_PER_MM, POINTS_PER_MM));
    draw(&mut surface);
    surface.pop();
    surface.finish();
    page.finish();
}

fn push(path: &mut PathBuilder, rect: &Rect) {
    let (x, y) = (narrow(rect.x_mm), narrow(rect.y_mm));
    if let Some(rect) = geom::Rect::from_xywh(x, y, narrow(rect.width_mm), narrow(rect.height_mm)) {
        path.push_rect(rect);
    }
}

fn push_rounded(path: &mut PathBuilder, rect: &Rect, radius: f32) {
    let (left, top) = (narrow(rect.x_mm), narrow(rect.y_mm));
    let (right, bottom) = (narrow(rect.right_mm()), narrow(rect.bottom_mm()));
    let radius = radius.min((right - left) / 2.0).min((bottom - top) / 2.0);
    let reach = radius * (1.0 - QUARTER);
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - reach, top, right, top + reach, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - reach, right - reach, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + reach, bottom, left, bottom - reach, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + reach, left + reach, top, left + radius, top);
    path.close();
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: paint(ink), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn paint(ink: Ink) -> Paint {
    match ink {
        Ink::Black => luma::Color::black().into(),
        Ink::Grey(level) => luma::Color::new(level).into(),
        Ink::Form([red, green, blue]) => rgb::Color::new(red, green, blue).into(),
    }
}

/// A sheet is at most a metre long, so a tenth of a micrometre survives.
#[expect(clippy::cast_possible_truncation, reason = "lengths of a sheet of paper")]
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}
