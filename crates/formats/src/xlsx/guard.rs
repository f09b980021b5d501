//! What is looked at before a workbook goes to the parser.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::table::{Limits, ReadError};

/// Most parts of a workbook; a large one has some hundreds.
const MAX_PARTS: usize = 10_000;

/// Cell formats of a workbook: Excel stops at 65 490, and lists them in two places.
const MAX_FORMATS: u64 = 140_000;

/// Refuses zip bombs and parts that make the parser take far more memory than they have bytes.
///
/// The sizes stated in the directory are added up first, which costs nothing; then every part is
/// unpacked piece by piece, kept nowhere, because the directory may lie.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::NotAWorkbook)?;
    if zip.len() > MAX_PARTS || zip.has_duplicate_names() {
        return Err(DAMAGED);
    }
    let mut stated_bytes: u64 = 0;
    let mut is_workbook = false;
    for at in 0..zip.len() {
        let part = zip.by_index_raw(at).map_err(|_| DAMAGED)?;
        stated_bytes = stated_bytes.saturating_add(part.size());
        is_workbook |= part.name_raw().eq_ignore_ascii_case(b"[Content_Types].xml");
    }
    if stated_bytes > limits.unpacked_bytes {
        return Err(ReadError::UnpacksTooLarge { limit: limits.unpacked_bytes });
    }
    if !is_workbook {
        return Err(ReadError::NotAWorkbook);
    }
    let mut left_bytes = limits.unpacked_bytes;
    (0..zip.len()).try_for_each(|at| check_part(&mut zip, at, &mut left_bytes, limits))
}

const DAMAGED: ReadError = ReadError::Damaged("its archive");

fn check_part(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    at: usize,
    left_bytes: &mut u64,
    limits: &Limits,
) -> Result<(), ReadError> {
    let mut part = zip.by_index(at).map_err(|_| DAMAGED)?;
    let name = part.name_raw().to_ascii_lowercase();
    // All other parts are read as a stream, or cost the parser no more than their size.
    let is_held = name.ends_with(b"sharedstrings.xml") || name.ends_with(b"styles.xml");
    let mut tags = Tags::default();
    let mut piece = vec![0; 64 << 10];
    loop {
        let filled = part.read(&mut piece).map_err(|_| DAMAGED)?;
        let filled = piece.get(..filled).unwrap_or_default();
        if filled.is_empty() {
            break;
        }
        let left = left_bytes.checked_sub(u64::try_from(filled.len()).unwrap_or(u64::MAX));
        let limit = limits.unpacked_bytes;
        *left_bytes = left.ok_or(ReadError::UnpacksTooLarge { limit })?;
        if is_held {
            for byte in filled {
                tags.feed(*byte);
            }
        }
    }
    tags.end_tag();
    tags.check(limits)
}

/// Counts what the parser keeps. It sees at least the tags the parser sees, in comments too.
#[derive(Default)]
struct Tags {
    /// From the last `<` on, at most [`NAME_BYTES`].
    name: Vec<u8>,
    tag_bytes: u64,
    longest_bytes: u64,
    /// `<si>`: one text each.
    texts: u64,
    /// `<xf>`: one cell format each, with a copy of its font's name and its number format.
    formats: u64,
    /// How much of [`ROOM`] the last bytes are.
    room_matched: usize,
    is_room: bool,
    room: u64,
    largest_room: u64,
}

const NAME_BYTES: usize = 64;

/// The attribute by which the parser reserves room for texts before it has read one.
const ROOM: &[u8] = b"uniqueCount";

impl Tags {
    fn feed(&mut self, byte: u8) {
        if byte == b'<' {
            self.end_tag();
        } else if self.name.len() < NAME_BYTES {
            self.name.push(byte);
        }
        self.tag_bytes += 1;
        self.feed_room(byte);
    }

    /// Takes the number behind the word: quotes, blanks and the equals sign stand between.
    fn feed_room(&mut self, byte: u8) {
        if self.is_room {
            if byte.is_ascii_digit() {
                self.room = self.room.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                self.largest_room = self.largest_room.max(self.room);
            } else if self.room > 0 || !matches!(byte, b'=' | b'"' | b'\'' | b'+' | 9..=13 | 32) {
                self.is_room = false;
            }
        }
        // No letter comes twice at the head of the word, so a failed match needs no second look.
        let expected = ROOM.get(self.room_matched);
        self.room_matched = if expected == Some(&byte) {
            self.room_matched + 1
        } else {
            usize::from(ROOM.first() == Some(&byte))
        };
        if self.room_matched == ROOM.len() {
            (self.room_matched, self.is_room, self.room) = (0, true, 0);
        }
    }

    fn end_tag(&mut self) {
        let end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name = self.name.split(end).next().unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        // A name that goes on beyond what is kept is counted as the worst it can be.
        let is_cut = name.len() == NAME_BYTES;
        self.texts += u64::from(is_cut || local == b"si");
        self.formats += u64::from(is_cut || local == b"xf");
        self.longest_bytes = self.longest_bytes.max(self.tag_bytes);
        self.tag_bytes = 0;
        self.name.clear();
    }

    fn check(&self, limits: &Limits) -> Result<(), ReadError> {
        if self.texts.max(self.largest_room) > limits.cells {
            return Err(ReadError::TooManyCells { limit: limits.cells });
        }
        let copied_bytes = self.formats.saturating_mul(self.longest_bytes);
        if self.formats > MAX_FORMATS || copied_bytes > limits.unpacked_bytes {
            return Err(ReadError::Damaged("its formats"));
        }
        Ok(())
    }
}
