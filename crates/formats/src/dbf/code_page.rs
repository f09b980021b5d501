//! 代码页: in which letters a table is written, by one byte of its header.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, IBM866, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
};

/// A code page that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage(&'static Encoding);

impl CodePage {
    /// GBK with the four-byte characters of GB 18030: what a table is in that does not say.
    pub const GBK: Self = Self(GB18030);
    /// UTF-8, which no byte of the header can state and newer writers use all the same.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);

    /// By byte 29 of the header (the language drivers of dBASE, and "Code Pages Supported by Visual
    /// `FoxPro`"); none for the code pages of DOS in the west, and for bytes nobody gave.
    pub fn of_byte(byte: u8) -> Option<Self> {
        Some(Self(match byte {
            0x4D | 0x7A => GB18030,
            0x4F | 0x78 => BIG5,
            0x13 | 0x7B => SHIFT_JIS,
            0x4E | 0x79 => EUC_KR,
            0x50 | 0x7C => WINDOWS_874,
            0x26 | 0x65 => IBM866,
            0x03 | 0x57..=0x59 => WINDOWS_1252,
            0xC8 => WINDOWS_1250,
            0xC9 => WINDOWS_1251,
            0xCB => WINDOWS_1253,
            0xCA => WINDOWS_1254,
            0x7D => WINDOWS_1255,
            0x7E => WINDOWS_1256,
            0xCC => WINDOWS_1257,
            _ => return None,
        }))
    }

    /// As it is shown to a person.
    pub fn name(self) -> &'static str {
        if self == Self::GBK { "GBK" } else { self.0.name() }
    }

    /// The letters; U+FFFD for bytes that are none, such as half a character at the field's end.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        self.0.decode_without_bom_handling(bytes).0.into_owned()
    }
}
