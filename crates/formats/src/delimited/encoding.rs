//! 字符编码: which encoding a text is in, found out from its bytes, and its letters piece by piece.

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::table::ReadError;

/// An encoding of the lists schools keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// One and two bytes: what Excel saves as csv on a Chinese Windows.
    Gbk,
    /// With characters of four bytes (GB 18030-2022), which GBK has not.
    Gb18030,
}

impl Encoding {
    /// As it is shown to a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Gbk => "GBK",
            Self::Gb18030 => "GB 18030",
        }
    }

    /// The byte order mark in this encoding; empty where there is none.
    pub(super) fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            Self::Gbk | Self::Gb18030 => b"",
        }
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            // The decoder of GB 18030 reads GBK as well (WHATWG Encoding Standard, 10.1.1).
            Self::Gbk | Self::Gb18030 => GB18030,
        };
        encoding.new_decoder_without_bom_handling()
    }
}

/// The one encoding in which every byte of the text makes sense.
///
/// A mark decides. Without one, UTF-16 shows by the zero bytes beside its line breaks; what is
/// valid UTF-8 is UTF-8, unless all its letters outside of ASCII have two bytes: Chinese has three
/// in UTF-8 and two in GBK, where `小` is D0 A1, in UTF-8 a Cyrillic letter.
pub fn find(bytes: &[u8]) -> Result<Encoding, ReadError> {
    let marked = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|encoding| bytes.starts_with(encoding.mark()));
    if let Some(encoding) = marked.or_else(|| utf16_without_mark(bytes)) {
        return is_valid(encoding, bytes).then_some(encoding).ok_or(ReadError::NotText);
    }
    if bytes.contains(&0) {
        return Err(ReadError::NotText);
    }
    let utf8 = std::str::from_utf8(bytes).ok();
    if utf8.is_some_and(|text| text.is_ascii() || text.chars().any(|one| one >= '\u{800}')) {
        return Ok(Encoding::Utf8);
    }
    if is_valid(Encoding::Gb18030, bytes) {
        return Ok(if has_four_bytes(bytes) { Encoding::Gb18030 } else { Encoding::Gbk });
    }
    utf8.map(|_| Encoding::Utf8).ok_or(ReadError::NotText)
}

/// The letters of a text, in pieces of some kilobytes.
pub(super) struct Letters<'a> {
    rest: &'a [u8],
    decoder: Decoder,
    is_done: bool,
}

/// Large enough for any delimiter to show itself in the first one.
const PIECE_BYTES: usize = 64 << 10;

impl<'a> Letters<'a> {
    /// The mark, if there is one, is no letter.
    pub(super) fn new(bytes: &'a [u8], encoding: Encoding) -> Self {
        let rest = bytes.strip_prefix(encoding.mark()).unwrap_or(bytes);
        Self { rest, decoder: encoding.decoder(), is_done: false }
    }

    /// Puts the next piece into `piece` in place of what stood there; false at the end.
    pub(super) fn next(&mut self, piece: &mut String) -> Result<bool, ReadError> {
        piece.clear();
        piece.reserve(PIECE_BYTES);
        while !self.is_done && piece.is_empty() {
            let (result, read_bytes) =
                self.decoder.decode_to_string_without_replacement(self.rest, piece, true);
            self.rest = self.rest.get(read_bytes..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => self.is_done = true,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Err(ReadError::NotText),
            }
        }
        Ok(!piece.is_empty())
    }

    /// True once the last piece was given.
    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }
}

/// Line breaks and delimiters have one zero byte each, always on the same side.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let has = |unit: [u8; 2]| bytes.as_chunks::<2>().0.contains(&unit);
    let is_plain = |[high, low]: [u8; 2]| high == 0 && (b'\t'..0x7F).contains(&low);
    let count = |is_big: bool| {
        let units = bytes.as_chunks::<2>().0.iter().take(PIECE_BYTES);
        units.filter(|[a, b]| is_plain(if is_big { [*a, *b] } else { [*b, *a] })).count()
    };
    let (little, big) = (count(false), count(true));
    if !bytes.len().is_multiple_of(2) || little == big {
        return None;
    }
    let (encoding, feed) =
        if little > big { (Encoding::Utf16Le, *b"\n\0") } else { (Encoding::Utf16Be, *b"\0\n") };
    has(feed).then_some(encoding)
}

fn is_valid(encoding: Encoding, bytes: &[u8]) -> bool {
    let mut letters = Letters::new(bytes, encoding);
    let mut piece = String::new();
    loop {
        match letters.next(&mut piece) {
            // No list holds this character; a program's file does.
            Ok(true) if piece.contains('\0') => return false,
            Ok(true) => {}
            Ok(false) => return true,
            Err(_) => return false,
        }
    }
}

/// A lead byte with a digit behind it begins a character of four bytes (GB 18030-2022, clause 5).
fn has_four_bytes(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(lead) = bytes.get(at) {
        at += match (lead, bytes.get(at + 1)) {
            (0x81..=0xFE, Some(b'0'..=b'9')) => return true,
            (0x81..=0xFE, _) => 2,
            _ => 1,
        };
    }
    false
}
