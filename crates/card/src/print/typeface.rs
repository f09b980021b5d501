//! 字体: the face that Chinese is printed in, and what it lacks.

use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

/// A font file, one face of it chosen. No file is opened here: the caller brings the bytes.
#[derive(Clone)]
pub struct Typeface {
    font: Font,
    bytes: Arc<Vec<u8>>,
    index: u32,
}

/// Why bytes are no typeface to print with. Completes the sentence "it …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypefaceError {
    #[error("is no OpenType or TrueType font, nor a collection of them")]
    NoFont,
    #[error("has no glyph for {0:?}, which every card needs")]
    NoChinese(char),
}

/// Faces of a collection end so when they draw characters as the mainland does.
const SIMPLIFIED: &str = " SC";

/// A collection with more faces is no font that anybody made.
const MOST_FACES: u32 = 64;

impl Typeface {
    /// Takes an OpenType or TrueType file, or a collection (`.ttc`), of which the first face for
    /// simplified Chinese is chosen: in Debian's `NotoSansCJK-Regular.ttc` that is number 2.
    pub fn new(bytes: Vec<u8>) -> Result<Self, TypefaceError> {
        let bytes = Arc::new(bytes);
        let index = simplified_face(&bytes);
        FontRef::from_index(&bytes, index).map_err(|_| TypefaceError::NoFont)?;
        let font = Font::new(bytes.clone().into(), index).ok_or(TypefaceError::NoFont)?;
        let face = Self { font, bytes, index };
        match face.missing(super::words::ALL).first() {
            Some(lacking) => Err(TypefaceError::NoChinese(*lacking)),
            None => Ok(face),
        }
    }

    /// The characters of `text` it has no glyph for, each once, in their order.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut lacking = Vec::new();
        self.with_face(|face| {
            for character in text.chars() {
                let has = face.charmap().map(character).is_some_and(|glyph| glyph.to_u32() != 0);
                if !has && !lacking.contains(&character) {
                    lacking.push(character);
                }
            }
        });
        lacking
    }

    /// Width of a text at a size of 1.
    pub(super) fn width(&self, text: &str) -> f32 {
        self.glyphs(text, None).iter().map(|glyph| glyph.x_advance).sum()
    }

    /// One glyph for each character; `pitch` in place of their own widths, in units of the size.
    pub(super) fn glyphs(&self, text: &str, pitch: Option<f32>) -> Vec<KrillaGlyph> {
        self.with_face(|face| {
            let charmap = face.charmap();
            let widths = face.glyph_metrics(Size::unscaled(), LocationRef::default());
            let units = self.font.units_per_em();
            let glyph = |(from, character): (usize, char)| {
                let id = charmap.map(character).unwrap_or_default();
                let own = widths.advance_width(id).unwrap_or(units) / units;
                let advance = pitch.unwrap_or(own);
                // On a pitch every glyph stands in the middle of its place.
                let shift = (advance - own) / 2.0;
                let range = from..from + character.len_utf8();
                KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, shift, 0.0, 0.0, range, None)
            };
            text.char_indices().map(glyph).collect()
        })
        .unwrap_or_default()
    }

    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    fn with_face<T>(&self, look: impl FnOnce(&FontRef) -> T) -> Option<T> {
        FontRef::from_index(&self.bytes, self.index).ok().map(|face| look(&face))
    }
}

impl std::fmt::Debug for Typeface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Typeface({} bytes, face {})", self.bytes.len(), self.index)
    }
}

fn simplified_face(bytes: &[u8]) -> u32 {
    let is_simplified = |index: &u32| {
        FontRef::from_index(bytes, *index).is_ok_and(|face| {
            let mut names = face.localized_strings(StringId::FAMILY_NAME);
            names.any(|name| name.to_string().ends_with(SIMPLIFIED))
        })
    };
    (0..MOST_FACES).find(is_simplified).unwrap_or_default()
}
