//! 印卡: cards on paper, from the same description that the reader looks at.
//!
//! What every card shares is drawn once and referred to by every page, so that a thousand cards
//! stay small; only a person's own words are drawn anew. The bubbles, their digits and the boxes
//! to write in have the form's ink, which a reader filters out; black is only what it looks for.
//! The same cards give the same bytes: there is no date and no random id in the file.

mod code;
mod cover;
mod layout;
mod mark_card;
mod paper;
mod pen;
mod person;
#[cfg(test)]
mod tests;
mod typeface;
mod words;

use krilla::destination::XyzDestination;
use krilla::geom;
use krilla::graphic::Graphic;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

pub use self::mark_card::{Character, MarkCard, Unfit};
use self::pen::{POINTS_PER_MM, Pen, narrow};
pub use self::typeface::{Typeface, TypefaceError};
use crate::Form;

/// Cards that belong together, usually a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// What they are: a class, or that they are blank. Also an entry of the PDF's outline.
    pub heading: String,
    /// Whether a page goes before them that shows how to fill them in.
    pub with_cover: bool,
    pub cards: Vec<MarkCard>,
}

/// Why nothing was printed. Completes the sentence "it …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    #[error("has characters that the typeface has no glyph for: {}", listed(.0))]
    NoGlyph(Vec<char>),
    #[error("has a student key of {0} characters, more than the square code holds")]
    Key(usize),
    #[error("has a sheet that is no page")]
    Sheet,
    #[error("could not be written as PDF: {0}")]
    Pdf(String),
}

/// Prints the stacks one after the other into one PDF 1.7 file, a card on each page of the form's
/// size. Every glyph is embedded, and a name copied from the file is the name.
pub fn to_pdf(form: &Form, face: &Typeface, stacks: &[Stack]) -> Result<Vec<u8>, PrintError> {
    let lacking = face.missing(&all_text(form, stacks));
    if !lacking.is_empty() {
        return Err(PrintError::NoGlyph(lacking));
    }
    let (width, height) = (narrow(form.sheet.width_mm), narrow(form.sheet.height_mm));
    let size = geom::Size::from_wh(width * POINTS_PER_MM, height * POINTS_PER_MM);
    let mut press =
        Press { form, face, size: size.ok_or(PrintError::Sheet)?, plates: None, pages: 0 };
    let mut document = Document::new_with(SerializeSettings::default());
    let mut outline = Outline::new();
    for stack in stacks.iter().filter(|stack| !stack.cards.is_empty()) {
        let top = XyzDestination::new(press.pages, geom::Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new(stack.heading.clone(), top));
        if stack.with_cover {
            press.cover(&mut document, stack)?;
        }
        for card in &stack.cards {
            press.card(&mut document, card)?;
        }
    }
    document.set_outline(outline);
    let metadata = Metadata::new().title(form.title.clone()).language("zh-CN".to_owned());
    document.set_metadata(metadata.creator("证像".to_owned()));
    document.finish().map_err(|error| PrintError::Pdf(format!("{error:?}")))
}

/// One job: the form, the face, and what was drawn once for all pages.
struct Press<'j> {
    form: &'j Form,
    face: &'j Typeface,
    size: geom::Size,
    plates: Option<Plates>,
    pages: usize,
}

/// What every card shares.
#[derive(Clone)]
struct Plates {
    /// For people: frames, headings, bubbles, rules.
    paper: Graphic,
    /// For the reader: squares, bars. Never on a page that is no card.
    marks: Graphic,
    /// The square code of a card without a key.
    code: Option<Graphic>,
}

impl Press<'_> {
    fn card(&mut self, document: &mut Document, card: &MarkCard) -> Result<(), PrintError> {
        let own_code = match &card.key {
            Some(key) => Some(code::modules(&self.form.code_text(Some(key)))?),
            None => None,
        };
        self.page(document, |pen, form, plates| {
            pen.surface.draw_graphic(plates.paper);
            pen.surface.draw_graphic(plates.marks);
            match (own_code, form.code_rect(), plates.code) {
                (Some(own), Some(rect), _) => code::draw(pen, &own, &rect),
                (None, _, Some(shared)) => pen.surface.draw_graphic(shared),
                _ => {}
            }
            person::draw(pen, form, card);
        })
    }

    fn cover(&mut self, document: &mut Document, stack: &Stack) -> Result<(), PrintError> {
        self.page(document, |pen, form, plates| cover::draw(pen, form, plates.paper, stack))
    }

    fn page(
        &mut self,
        document: &mut Document,
        draw: impl FnOnce(&mut Pen<'_, '_>, &Form, Plates),
    ) -> Result<(), PrintError> {
        let without_key = code::modules(&self.form.code_text(None))?;
        let (form, face) = (self.form, self.face);
        pen::page(document, self.size, |surface| {
            let plates =
                self.plates.get_or_insert_with(|| plates(surface, form, face, &without_key));
            let plates = plates.clone();
            draw(&mut Pen { surface, face }, form, plates);
        });
        self.pages += 1;
        Ok(())
    }
}

fn plates(
    surface: &mut Surface<'_>,
    form: &Form,
    face: &Typeface,
    without_key: &code::Modules,
) -> Plates {
    Plates {
        paper: plate(surface, face, |pen| paper::draw(pen, form)),
        marks: plate(surface, face, |pen| paper::draw_marks(pen, form)),
        code: form
            .code_rect()
            .map(|rect| plate(surface, face, |pen| code::draw(pen, without_key, &rect))),
    }
}

fn plate(
    surface: &mut Surface<'_>,
    face: &Typeface,
    draw: impl FnOnce(&mut Pen<'_, '_>),
) -> Graphic {
    let mut builder = surface.stream_builder();
    let mut inner = builder.surface();
    draw(&mut Pen { surface: &mut inner, face });
    inner.finish();
    Graphic::new(builder.finish(), false)
}

/// Everything that will be written, so that a missing glyph is known before the first page.
fn all_text(form: &Form, stacks: &[Stack]) -> String {
    let mut text = form.title.clone();
    for field in &form.fields {
        text.push_str(&field.label);
        field.values.iter().chain(&field.last_has).for_each(|value| text.push_str(value));
    }
    text.push_str(&words::all());
    for stack in stacks {
        text.push_str(&stack.heading);
        stack.cards.iter().for_each(|card| card.push_text(&mut text));
    }
    text
}

fn listed(characters: &[char]) -> String {
    let each = characters.iter().map(|one| format!("{one} (U+{:04X})", u32::from(*one)));
    each.collect::<Vec<_>>().join(", ")
}
