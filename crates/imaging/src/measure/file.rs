//! 文件: what a portrait's file is, apart from what it shows.

use super::Gauged;
use crate::decode::{Format, Source};
use crate::profile::Profile;
use crate::reading::{Detail, Measured, WhyNot};
use crate::rule::Rule;

/// A file that is, or is to be, a portrait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    pub format: Format,
    pub width_px: u32,
    pub height_px: u32,
    pub bytes: usize,
    /// Stated by the file, the same both ways.
    pub dpi: Option<u16>,
    /// IJG scale.
    pub jpeg_quality: Option<u8>,
}

impl FileFacts {
    /// A file as it came.
    pub fn of(source: &Source) -> Self {
        Self {
            format: source.format,
            width_px: source.width_px,
            height_px: source.height_px,
            bytes: source.bytes,
            dpi: source.dpi,
            jpeg_quality: source.jpeg_quality,
        }
    }
}

pub(super) fn measure(rule: Rule, facts: &FileFacts, profile: &Profile) -> Gauged {
    match rule {
        Rule::Dimensions => {
            let off = |is: u32, asked: u32| f64::from(is.abs_diff(asked));
            let (width, height) = (facts.width_px, facts.height_px);
            let missed = off(width, profile.size.width_px).max(off(height, profile.size.height_px));
            Ok(Measured::from(missed).with(Detail::Found { found: format!("{width} × {height}") }))
        }
        Rule::Resolution => Ok(f64::from(facts.dpi.ok_or(WhyNot::NotStated)?).into()),
        Rule::FileFormat => Ok(f64::from(u8::from(facts.format == Format::Jpeg)).into()),
        Rule::FileSize => Ok((facts.bytes as f64).into()),
        Rule::JpegQuality => Ok(f64::from(facts.jpeg_quality.ok_or(WhyNot::NotStated)?).into()),
        _ => Err(WhyNot::NotStated),
    }
}
