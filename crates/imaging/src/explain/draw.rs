//! The pen: shapes of the source's pixels as SVG, in units of the drawing.

use std::fmt::Write as _;

use super::wrap;
use crate::assessment::Point;
use crate::reading::Verdict;
use crate::words;

/// Height of letters, in units.
const LETTER: f64 = 15.0;

/// From one line of a note to the next.
const LEADING: f64 = 22.0;

/// White space around the notes.
const PADDING: f64 = 16.0;

/// Colours of the pages, so that a drawing and a desk say the same thing in one colour.
const NAVY: &str = "#0b2f4a";
const SKY: &str = "#64c5ff";

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Pass,
    Warn,
    Fail,
    Wait,
}

impl Tone {
    const fn colour(self) -> &'static str {
        match self {
            Tone::Pass => "#14683f",
            Tone::Warn => "#854f00",
            Tone::Fail => "#b02019",
            Tone::Wait => "#4a5a67",
        }
    }

    /// Bright enough over a photograph.
    const fn over_picture(self) -> &'static str {
        match self {
            Tone::Pass => "#7ddba6",
            Tone::Warn => "#ffb74a",
            Tone::Fail => "#ff5a4f",
            Tone::Wait => "#c5d0d9",
        }
    }
}

#[derive(Debug)]
pub(super) struct Drawing {
    width: f64,
    /// Of the picture.
    height: f64,
    /// Units per source pixel.
    scale: f64,
    body: String,
    /// Lower end of what is drawn so far.
    bottom: f64,
}

impl Drawing {
    pub(super) fn new(width: f64, height: f64, scale: f64) -> Self {
        Self { width, height, scale, body: String::new(), bottom: height }
    }

    pub(super) fn picture(&mut self, jpeg_base64: &str) {
        let (width, height) = (self.width, self.height);
        let _ = write!(
            self.body,
            "<image width=\"{width:.1}\" height=\"{height:.1}\" preserveAspectRatio=\"none\" \
             href=\"data:image/jpeg;base64,{jpeg_base64}\"/>"
        );
    }

    /// Darkens everything but a rectangle, and frames it.
    pub(super) fn window(&mut self, from: Point, to: Point) {
        let ([left, top], [right, bottom]) = (self.units(from), self.units(to));
        let (width, height) = (self.width, self.height);
        let _ = write!(
            self.body,
            "<path fill=\"{NAVY}\" fill-opacity=\".45\" fill-rule=\"evenodd\" \
             d=\"M0 0H{width:.1}V{height:.1}H0Z\
             M{left:.1} {top:.1}V{bottom:.1}H{right:.1}V{top:.1}Z\"/>\
             <rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" \
             stroke=\"#fff\" stroke-width=\"2\"/>",
            right - left,
            bottom - top,
        );
    }

    /// A band from side to side, named at its left.
    pub(super) fn band(&mut self, from: Point, to: Point, name: &str, limits: &str) {
        let ([left, top], [right, bottom]) = (self.units(from), self.units(to));
        let (wide, high) = (right - left, bottom - top);
        let _ = write!(
            self.body,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" \
             fill=\"{SKY}\" fill-opacity=\".14\" stroke=\"{SKY}\" stroke-dasharray=\"6 4\"/>"
        );
        self.tag(left + 4.0, top + LETTER, &format!("{name} {limits}"), SKY);
    }

    /// A line of the rule.
    pub(super) fn guide(&mut self, from: Point, to: Point) {
        self.line(from, to, SKY, "6 4");
    }

    /// A line that was measured.
    pub(super) fn measured(&mut self, from: Point, to: Point) {
        self.line(from, to, "#fff", "none");
    }

    /// A point that was measured.
    pub(super) fn cross(&mut self, at: Point) {
        let [x, y] = self.units(at);
        let _ = write!(
            self.body,
            "<path d=\"M{:.1} {y:.1}h10M{x:.1} {:.1}v10\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
            x - 5.0,
            y - 5.0,
        );
    }

    /// A place that is not as it should be, with a few words beside it.
    pub(super) fn outline(&mut self, points: &[[f32; 2]], tone: Tone, words: &str) {
        let places: Vec<[f64; 2]> = points
            .iter()
            .map(|[x, y]| self.units(Point { x: f64::from(*x), y: f64::from(*y) }))
            .collect();
        let Some([x, y]) = places.iter().copied().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1])])
        else {
            return;
        };
        let corners: Vec<String> = places.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        let colour = tone.over_picture();
        let _ = write!(
            self.body,
            "<polygon points=\"{}\" fill=\"{colour}\" fill-opacity=\".16\" stroke=\"{colour}\" \
             stroke-width=\"2.5\" stroke-linejoin=\"round\"/>",
            corners.join(" ")
        );
        self.tag(x, y - 5.0, words, colour);
    }

    /// The verdict, below the picture.
    pub(super) fn begin_notes(&mut self, verdict: Verdict) {
        let tone = super::tone(verdict);
        self.bottom = self.height + PADDING;
        self.text(PADDING, 20.0, tone.colour(), words::verdict(verdict));
        self.bottom += 30.0;
    }

    /// A sentence below the picture.
    pub(super) fn note(&mut self, tone: Tone, sentence: &str) {
        let width = (self.width - 2.0 * PADDING) / LETTER - 1.5;
        for (number, line) in wrap::wrapped(sentence, width).into_iter().enumerate() {
            if number == 0 {
                self.text(PADDING, LETTER, tone.colour(), "■");
            }
            self.text(PADDING + 1.5 * LETTER, LETTER, "#14202b", &line);
            self.bottom += LEADING;
        }
        self.bottom += 4.0;
    }

    pub(super) fn finish(self) -> String {
        let (width, height) = (self.width, self.bottom + PADDING);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
             width=\"{width:.0}\" height=\"{height:.0}\" lang=\"zh-CN\" \
             font-family=\"-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', \
             'Noto Sans CJK SC', sans-serif\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\
             {}</svg>\n",
            self.body
        )
    }

    fn units(&self, at: Point) -> [f64; 2] {
        [at.x * self.scale, at.y * self.scale]
    }

    fn line(&mut self, from: Point, to: Point, colour: &str, dashes: &str) {
        let ([x1, y1], [x2, y2]) = (self.units(from), self.units(to));
        let _ = write!(
            self.body,
            "<path d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dashes}\"/>"
        );
    }

    /// Words over the picture, on a plate of their own so that they can be read anywhere.
    fn tag(&mut self, x: f64, y: f64, words: &str, colour: &str) {
        let wide = wrap::width(words) * 12.0 + 8.0;
        let x = x.clamp(0.0, (self.width - wide).max(0.0));
        let y = y.clamp(LETTER, self.height - 4.0);
        let _ = write!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"17\" rx=\"3\" \
             fill=\"{NAVY}\" fill-opacity=\".78\"/>\
             <text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"12\" fill=\"{colour}\">{}</text>",
            y - 13.0,
            x + 4.0,
            escaped(words)
        );
    }

    fn text(&mut self, x: f64, size: f64, colour: &str, words: &str) {
        let y = self.bottom + size;
        let _ = write!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{colour}\">{}</text>",
            escaped(words)
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
