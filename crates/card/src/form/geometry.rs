//! Where things are: the millimetres that print draws at and the reader looks at.

use serde::{Deserialize, Serialize};

use super::{Axis, Field, Form, Square, Track};

/// A place on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub x_mm: f64,
    pub y_mm: f64,
}

/// A box on the sheet by its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rect {
    pub x_mm: f64,
    pub y_mm: f64,
    pub width_mm: f64,
    pub height_mm: f64,
}

impl Rect {
    /// A box around its centre.
    pub fn around(centre: Point, width_mm: f64, height_mm: f64) -> Self {
        Self {
            x_mm: centre.x_mm - width_mm / 2.0,
            y_mm: centre.y_mm - height_mm / 2.0,
            width_mm,
            height_mm,
        }
    }

    pub fn centre(&self) -> Point {
        Point { x_mm: self.x_mm + self.width_mm / 2.0, y_mm: self.y_mm + self.height_mm / 2.0 }
    }

    pub fn right_mm(&self) -> f64 {
        self.x_mm + self.width_mm
    }

    pub fn bottom_mm(&self) -> f64 {
        self.y_mm + self.height_mm
    }

    /// The box with a margin on every side.
    #[must_use]
    pub fn grown(&self, by_mm: f64) -> Self {
        Self {
            x_mm: self.x_mm - by_mm,
            y_mm: self.y_mm - by_mm,
            width_mm: self.width_mm + 2.0 * by_mm,
            height_mm: self.height_mm + 2.0 * by_mm,
        }
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x_mm < other.right_mm()
            && other.x_mm < self.right_mm()
            && self.y_mm < other.bottom_mm()
            && other.y_mm < self.bottom_mm()
    }

    /// Whether `inner` lies in this box, edges included.
    pub fn holds(&self, inner: &Self) -> bool {
        self.x_mm <= inner.x_mm
            && self.y_mm <= inner.y_mm
            && inner.right_mm() <= self.right_mm()
            && inner.bottom_mm() <= self.bottom_mm()
    }
}

/// One bubble and what a mark in it means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bubble<'a> {
    pub rect: Rect,
    pub value: &'a str,
}

/// One place of a field's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<'a> {
    pub field: &'a Field,
    /// From 0, in reading order.
    pub at: u16,
    pub bubbles: Vec<Bubble<'a>>,
}

impl Column<'_> {
    /// The box around the column's bubbles.
    pub fn rect(&self) -> Rect {
        around(self.bubbles.iter().map(|bubble| bubble.rect))
    }
}

impl Form {
    /// The whole sheet.
    pub fn sheet_rect(&self) -> Rect {
        let (width_mm, height_mm) = (self.sheet.width_mm, self.sheet.height_mm);
        Rect { x_mm: 0.0, y_mm: 0.0, width_mm, height_mm }
    }

    /// The four squares: top left, top right, bottom right, bottom left.
    pub fn fiducial_rects(&self) -> [Rect; 4] {
        let (inset, size) = (self.fiducials.inset_mm, self.fiducials.size_mm);
        let (right, bottom) = (self.sheet.width_mm - inset, self.sheet.height_mm - inset);
        [(inset, inset), (right, inset), (right, bottom), (inset, bottom)]
            .map(|(x_mm, y_mm)| Rect::around(Point { x_mm, y_mm }, size, size))
    }

    /// The square that tells which way up the card lies.
    pub fn orientation_rect(&self) -> Rect {
        let Square { x_mm, y_mm, size_mm } = self.fiducials.orientation;
        Rect::around(Point { x_mm, y_mm }, size_mm, size_mm)
    }

    /// The box of the square code with its quiet zone.
    pub fn code_rect(&self) -> Option<Rect> {
        self.code.map(|code| Rect {
            x_mm: code.x_mm,
            y_mm: code.y_mm,
            width_mm: code.size_mm,
            height_mm: code.size_mm,
        })
    }

    /// Every timing bar, track after track.
    pub fn bar_rects(&self) -> impl Iterator<Item = Rect> + '_ {
        self.tracks.iter().flat_map(Track::bars)
    }

    /// Every column of every field, in the order of the description.
    pub fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        self.fields
            .iter()
            .flat_map(move |field| (0..field.columns).map(move |at| field.column(self, at)))
    }
}

impl Track {
    /// The bars in order.
    pub fn bars(&self) -> impl Iterator<Item = Rect> + use<> {
        let track = *self;
        (0..track.count).map(move |at| {
            let along_mm = f64::from(at) * track.step_mm;
            let centre = match track.along {
                Axis::X => Point { x_mm: track.x_mm + along_mm, y_mm: track.y_mm },
                Axis::Y => Point { x_mm: track.x_mm, y_mm: track.y_mm + along_mm },
            };
            Rect::around(centre, track.width_mm, track.height_mm)
        })
    }
}

impl Field {
    /// The column at a place of the text, from 0.
    pub fn column<'a>(&'a self, form: &Form, at: u16) -> Column<'a> {
        let more = if at + 1 == self.columns { self.last_has.as_slice() } else { &[] };
        let along_mm = f64::from(at) * self.column_step_mm;
        let bubbles = self.values.iter().chain(more).zip(0u32..).map(|(value, row)| {
            let across_mm = f64::from(row) * self.row_step_mm;
            let (right_mm, down_mm) = match self.values_along {
                Axis::Y => (along_mm, across_mm),
                Axis::X => (across_mm, along_mm),
            };
            let centre = Point { x_mm: self.x_mm + right_mm, y_mm: self.y_mm + down_mm };
            let rect = Rect::around(centre, form.bubble.width_mm, form.bubble.height_mm);
            Bubble { rect, value }
        });
        Column { field: self, at, bubbles: bubbles.collect() }
    }

    /// The box around all bubbles of the field.
    pub fn rect(&self, form: &Form) -> Rect {
        around((0..self.columns).map(|at| self.column(form, at).rect()))
    }

    /// Boxes to write the character of each column in, `height_mm` high, ending `gap_mm` above
    /// the first row; `None` for fields whose values run along x.
    pub fn writing_rects(&self, form: &Form, height_mm: f64, gap_mm: f64) -> Option<Vec<Rect>> {
        let top_mm = self.y_mm - form.bubble.height_mm / 2.0 - gap_mm - height_mm;
        (self.values_along == Axis::Y).then(|| {
            (0..self.columns)
                .map(|at| Rect {
                    x_mm: self.x_mm + (f64::from(at) - 0.5) * self.column_step_mm,
                    y_mm: top_mm,
                    width_mm: self.column_step_mm,
                    height_mm,
                })
                .collect()
        })
    }
}

fn around(rects: impl Iterator<Item = Rect>) -> Rect {
    let none = Rect { x_mm: 0.0, y_mm: 0.0, width_mm: 0.0, height_mm: 0.0 };
    rects
        .reduce(|all, one| {
            let (x_mm, y_mm) = (all.x_mm.min(one.x_mm), all.y_mm.min(one.y_mm));
            Rect {
                x_mm,
                y_mm,
                width_mm: all.right_mm().max(one.right_mm()) - x_mm,
                height_mm: all.bottom_mm().max(one.bottom_mm()) - y_mm,
            }
        })
        .unwrap_or(none)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bubbles_of_a_column_run_along_the_axis_the_field_names() {
        let mut form = Form::standard();
        let down = form.fields[0].column(&form, 2).bubbles[3].rect.centre();
        assert_eq!(down, Point { x_mm: 19.0 + 2.0 * 5.5, y_mm: 30.5 + 3.0 * 4.1 });
        form.fields[0].values_along = Axis::X;
        let right = form.fields[0].column(&form, 2).bubbles[3].rect.centre();
        assert_eq!(right, Point { x_mm: 19.0 + 3.0 * 4.1, y_mm: 30.5 + 2.0 * 5.5 });
    }

    #[test]
    fn writing_boxes_stand_above_their_columns() {
        let form = Form::standard();
        let field = &form.fields[0];
        let boxes = field.writing_rects(&form, 5.0, 1.0).unwrap();
        assert_eq!(boxes.len(), 14);
        for (at, writing) in (0..).zip(&boxes) {
            let column = field.column(&form, at).rect();
            assert!((writing.centre().x_mm - column.centre().x_mm).abs() < 1e-9);
            assert!((column.y_mm - writing.bottom_mm() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn boxes_that_share_an_edge_do_not_overlap() {
        let one = Rect { x_mm: 0.0, y_mm: 0.0, width_mm: 2.0, height_mm: 1.0 };
        let beside = Rect { x_mm: 2.0, ..one };
        assert!(!one.overlaps(&beside));
        assert!(one.overlaps(&Rect { x_mm: 1.9, ..one }));
        assert!(one.grown(2.0).holds(&beside));
    }
}
