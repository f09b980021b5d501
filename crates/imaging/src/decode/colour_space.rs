//! 颜色空间: which colours a file's numbers stand for, and turning them to sRGB.
//!
//! Converted and not only reported: studio cameras are often set to Adobe RGB and phones write
//! Display P3, both honest files. A backdrop of RGB(100,197,255) is stored by them in other
//! numbers, so a file judged by its bare samples would fail or pass for the wrong colour, and
//! the portrait, which carries no profile, would be shown in colours nobody saw.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions, Xyzd};
use serde::{Deserialize, Serialize};

/// Larger than any profile of a camera or an editor; only printers' tables are.
const MAX_PROFILE_BYTES: usize = 1 << 20;

/// Levels of 255 by which a profile may differ from sRGB and still be it: the rounding of the
/// many sRGB profiles in use.
const SAME: u8 = 2;

/// How far two primaries may lie apart, in XYZ under D50, and still be the same.
const SAME_PRIMARY: f64 = 0.004;

/// Colour space of a file's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourSpace {
    /// The file does not say; taken as sRGB, as every viewer does.
    #[default]
    Unstated,
    Srgb,
    /// Adobe RGB (1998); converted to sRGB.
    AdobeRgb,
    /// Converted to sRGB.
    DisplayP3,
    /// Converted to sRGB.
    ProPhotoRgb,
    /// Another profile of RGB samples; converted to sRGB.
    Other,
    /// A profile that is damaged, too large, or not one of RGB samples; taken as sRGB.
    Unusable,
}

impl ColourSpace {
    /// The name on a page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unstated => "未注明（按 sRGB）",
            Self::Srgb => "sRGB",
            Self::AdobeRgb => "Adobe RGB",
            Self::DisplayP3 => "Display P3",
            Self::ProPhotoRgb => "ProPhoto RGB",
            Self::Other => "其他 RGB 颜色空间",
            Self::Unusable => "配置文件不可用（按 sRGB）",
        }
    }

    /// Whether the samples were changed to show the same colours in sRGB.
    pub const fn is_converted(self) -> bool {
        matches!(self, Self::AdobeRgb | Self::DisplayP3 | Self::ProPhotoRgb | Self::Other)
    }
}

/// Turns an image to sRGB by the ICC profile of its file; without one, by what EXIF says.
pub(super) fn to_srgb(
    image: &mut RgbImage,
    icc: Option<&[u8]>,
    said: Option<ColourSpace>,
) -> ColourSpace {
    let profile = match (icc, said) {
        (Some(icc), _) => parsed(icc),
        (None, Some(ColourSpace::AdobeRgb)) => Some(ColorProfile::new_adobe_rgb()),
        (None, said) => return said.unwrap_or_default(),
    };
    let Some(profile) = profile else { return ColourSpace::Unusable };
    // Profiles come from strangers: should the library panic, the profile was no use.
    catch_unwind(AssertUnwindSafe(|| converted(image, &profile)))
        .ok()
        .flatten()
        .unwrap_or(ColourSpace::Unusable)
}

/// The profile, when it is one of RGB samples.
fn parsed(icc: &[u8]) -> Option<ColorProfile> {
    if icc.len() > MAX_PROFILE_BYTES {
        return None;
    }
    let profile = catch_unwind(|| ColorProfile::new_from_slice(icc)).ok()?.ok()?;
    (profile.color_space == DataColorSpace::Rgb).then_some(profile)
}

fn converted(image: &mut RgbImage, profile: &ColorProfile) -> Option<ColourSpace> {
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let transform = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options).ok()?;
    let probe = lattice();
    let mut shown = vec![0; probe.len()];
    transform.transform(&probe, &mut shown).ok()?;
    if probe.iter().zip(&shown).all(|(stored, shown)| stored.abs_diff(*shown) <= SAME) {
        return Some(ColourSpace::Srgb);
    }
    let row_bytes = image.width() as usize * 3;
    let mut shown = vec![0; row_bytes];
    for row in image.chunks_exact_mut(row_bytes) {
        transform.transform(row, &mut shown).ok()?;
        row.copy_from_slice(&shown);
    }
    Some(named(profile))
}

/// Colours in equal steps through the whole cube.
fn lattice() -> Vec<u8> {
    let steps = [0_u8, 51, 102, 153, 204, 255];
    let of = |r: u8| move |g: u8| steps.into_iter().flat_map(move |b| [r, g, b]);
    steps.into_iter().flat_map(|r| steps.into_iter().flat_map(of(r))).collect()
}

/// The colour space whose primaries a profile has.
fn named(profile: &ColorProfile) -> ColourSpace {
    let is = |known: &ColorProfile| {
        let same = |a: Xyzd, b: Xyzd| {
            [a.x - b.x, a.y - b.y, a.z - b.z].iter().all(|off| off.abs() < SAME_PRIMARY)
        };
        same(profile.red_colorant, known.red_colorant)
            && same(profile.green_colorant, known.green_colorant)
            && same(profile.blue_colorant, known.blue_colorant)
    };
    if is(&ColorProfile::new_adobe_rgb()) {
        ColourSpace::AdobeRgb
    } else if is(&ColorProfile::new_display_p3()) {
        ColourSpace::DisplayP3
    } else if is(&ColorProfile::new_pro_photo_rgb()) {
        ColourSpace::ProPhotoRgb
    } else {
        ColourSpace::Other
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn seen(stored: [u8; 3], icc: &[u8]) -> (ColourSpace, [u8; 3]) {
        let mut image = RgbImage::from_pixel(5, 3, Rgb(stored));
        let space = to_srgb(&mut image, Some(icc), None);
        (space, image.get_pixel(4, 2).0)
    }

    #[test]
    fn the_light_blue_backdrop_is_the_same_colour_whatever_space_stored_it() {
        // 100,197,255 of sRGB in the other spaces, worked out by hand from their published
        // primaries and curves: IEC 61966-2-1, Adobe RGB (1998) 4.3, SMPTE EG 432-1.
        let light_blue = [100, 197, 255];
        for (profile, stored, space) in [
            (ColorProfile::new_srgb(), light_blue, ColourSpace::Srgb),
            (ColorProfile::new_adobe_rgb(), [136, 196, 253], ColourSpace::AdobeRgb),
            (ColorProfile::new_display_p3(), [125, 195, 250], ColourSpace::DisplayP3),
        ] {
            let icc = profile.encode().unwrap();
            let (found, shown) = seen(stored, &icc);
            assert_eq!(found, space);
            let off = shown.iter().zip(light_blue).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off <= Some(2), "{space:?}: {shown:?}");
        }
    }

    #[test]
    fn what_exif_says_counts_where_there_is_no_profile() {
        let mut image = RgbImage::from_pixel(5, 3, Rgb([136, 196, 253]));
        let space = to_srgb(&mut image, None, Some(ColourSpace::AdobeRgb));
        assert_eq!(space, ColourSpace::AdobeRgb);
        assert!(image.get_pixel(0, 0).0[0].abs_diff(100) <= 2, "{:?}", image.get_pixel(0, 0));
    }

    #[test]
    fn a_profile_that_is_no_use_changes_nothing() {
        let adobe = ColorProfile::new_adobe_rgb().encode().unwrap();
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
        let large = vec![0; MAX_PROFILE_BYTES + 1];
        for icc in [&b""[..], b"not a profile", &adobe[..adobe.len() / 2], &grey, &large] {
            let (space, shown) = seen([127, 197, 252], icc);
            assert_eq!((space, shown), (ColourSpace::Unusable, [127, 197, 252]));
        }
    }
}
