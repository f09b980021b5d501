//! 文件: what a portrait's file is, apart from what it shows.

use super::Gauged;
use crate::decode::{ColourSpace, Format, Source};
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
    /// Bits stored for a pixel, over all its components.
    pub bits_per_pixel: u16,
    pub colour_space: ColourSpace,
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
            bits_per_pixel: u16::from(source.bits_per_sample) * u16::from(source.components),
            colour_space: source.colour_space,
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
        Rule::ColourDepth => {
            let found = format!("{} 位", facts.bits_per_pixel);
            let bits = Measured::from(f64::from(facts.bits_per_pixel));
            Ok(bits.with(Detail::Found { found }))
        }
        Rule::ColourSpace => {
            let space = facts.colour_space;
            let is_srgb = matches!(space, ColourSpace::Srgb | ColourSpace::Unstated);
            let found = space.word().to_owned();
            Ok(Measured::from(f64::from(u8::from(is_srgb))).with(Detail::Found { found }))
        }
        _ => Err(WhyNot::NotStated),
    }
}

/// 扩展名: 1 for the name that a JPEG file is to have (`.jpg`, in either case), ½ for another of
/// its format, 0 for one that says something else than the file is, or nothing.
pub(super) fn extension(extension: Option<&str>, format: Format) -> Measured {
    let lower = extension.unwrap_or_default().to_ascii_lowercase();
    let (fit, content) = match (format, lower.as_str()) {
        (Format::Jpeg, "jpg") => (1.0, "JPEG"),
        (Format::Jpeg, "jpeg" | "jpe" | "jfif") => (0.5, "JPEG"),
        (Format::Jpeg, _) => (0.0, "JPEG"),
        (Format::Png, _) => (0.0, "PNG"),
        (Format::Pixels, _) => (0.0, "像素"),
    };
    let name = extension.map_or_else(|| "空".to_owned(), |word| format!(".{word}"));
    Measured::from(fit).with(Detail::Found { found: format!("{name}，内容是 {content}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Verdict;

    /// What the profile's own portrait is.
    fn good() -> FileFacts {
        FileFacts {
            format: Format::Jpeg,
            width_px: 480,
            height_px: 640,
            bytes: 30_000,
            dpi: Some(300),
            jpeg_quality: Some(80),
            bits_per_pixel: 24,
            colour_space: ColourSpace::Srgb,
        }
    }

    #[test]
    fn each_fact_is_judged_by_its_own_rule_and_no_other() {
        use Verdict::{Fail, Unassessable, Warn};
        let cases = [
            (Rule::Dimensions, FileFacts { width_px: 479, ..good() }, Fail),
            (Rule::Resolution, FileFacts { dpi: Some(72), ..good() }, Fail),
            (Rule::Resolution, FileFacts { dpi: None, ..good() }, Unassessable),
            (Rule::FileFormat, FileFacts { format: Format::Png, ..good() }, Fail),
            (Rule::FileSize, FileFacts { bytes: 20_479, ..good() }, Warn),
            (Rule::FileSize, FileFacts { bytes: 40_961, ..good() }, Warn),
            (Rule::JpegQuality, FileFacts { jpeg_quality: Some(59), ..good() }, Fail),
            (Rule::JpegQuality, FileFacts { jpeg_quality: None, ..good() }, Unassessable),
            (Rule::ColourDepth, FileFacts { bits_per_pixel: 8, ..good() }, Fail),
            (Rule::ColourDepth, FileFacts { bits_per_pixel: 32, ..good() }, Fail),
            (Rule::ColourSpace, FileFacts { colour_space: ColourSpace::AdobeRgb, ..good() }, Warn),
        ];
        let profile = Profile::moe_2017_99();
        for (broken, facts, expect) in cases {
            for reading in super::super::of_file(&facts, &profile) {
                let should = if reading.rule == broken { expect } else { Verdict::Pass };
                assert_eq!(reading.verdict, should, "{facts:?}: {reading:?}");
            }
        }
        assert_eq!(super::super::of_file(&good(), &profile).len(), 7);
    }

    #[test]
    fn a_name_is_judged_by_what_the_file_is() {
        use Verdict::{Fail, Pass, Warn};
        let profile = Profile::moe_2017_99();
        let asked = profile.asks(Rule::FileExtension).unwrap();
        for (name, format, expect, sentence) in [
            (Some("jpg"), Format::Jpeg, Pass, ""),
            (Some("JPG"), Format::Jpeg, Pass, ""),
            (
                Some("jpeg"),
                Format::Jpeg,
                Warn,
                "文件扩展名：实为 .jpeg，内容是 JPEG；请用 .jpg 作扩展名。",
            ),
            (
                Some("png"),
                Format::Jpeg,
                Fail,
                "文件扩展名：实为 .png，内容是 JPEG；请存为 JPEG，并用 .jpg 作扩展名。",
            ),
            (
                Some("jpg"),
                Format::Png,
                Fail,
                "文件扩展名：实为 .jpg，内容是 PNG；请存为 JPEG，并用 .jpg 作扩展名。",
            ),
            (
                None,
                Format::Jpeg,
                Fail,
                "文件扩展名：实为 空，内容是 JPEG；请存为 JPEG，并用 .jpg 作扩展名。",
            ),
        ] {
            let reading = asked.read(extension(name, format));
            assert_eq!(reading.verdict, expect, "{name:?} {format:?}");
            let told = crate::words::sentence(&reading).unwrap_or_default();
            assert_eq!(told, sentence, "{name:?} {format:?}");
        }
    }
}
