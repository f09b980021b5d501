//! 区域: what each pixel of a drawing shows.

use image::GrayImage;

/// What a pixel shows most of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Region {
    Backdrop = 0,
    /// Face and neck.
    Skin = 1,
    Ear = 2,
    /// On the head.
    Hair = 3,
    Beard = 4,
    Brow = 5,
    /// The eyeball between the lids.
    Eye = 6,
    Lips = 7,
    /// Teeth and what is behind them.
    Mouth = 8,
    /// Rims, bridge and temples of spectacles.
    Frame = 9,
    /// A lens that hides what lies behind it.
    Lens = 10,
    Clothes = 11,
    Headwear = 12,
    /// A hand, mask or scarf before the face.
    Cover = 13,
    Jewellery = 14,
}

impl Region {
    /// Every region once, in the order of its numbers.
    pub const ALL: [Region; 15] = [
        Region::Backdrop,
        Region::Skin,
        Region::Ear,
        Region::Hair,
        Region::Beard,
        Region::Brow,
        Region::Eye,
        Region::Lips,
        Region::Mouth,
        Region::Frame,
        Region::Lens,
        Region::Clothes,
        Region::Headwear,
        Region::Cover,
        Region::Jewellery,
    ];
}

/// Set beside the region's number where a lens of any darkness is before it.
const BEHIND_LENS: u8 = 0x80;

/// The regions of a frame, one byte a pixel: the number of the [`Region`], plus 128 behind a lens.
#[derive(Debug, Clone, PartialEq)]
pub struct Regions(GrayImage);

impl Regions {
    /// Regions of a frame, row by row.
    pub(super) fn new(
        (width, height): (u32, u32),
        pixels: impl Iterator<Item = (Region, bool)>,
    ) -> Self {
        let byte =
            |(region, behind): (Region, bool)| region as u8 | if behind { BEHIND_LENS } else { 0 };
        let bytes: Vec<u8> = pixels.map(byte).collect();
        let blank = || GrayImage::new(width, height);
        Self(GrayImage::from_raw(width, height, bytes).unwrap_or_else(blank))
    }

    /// What the pixel shows; [`Region::Backdrop`] outside the frame.
    pub fn at(&self, x: u32, y: u32) -> Region {
        let byte = self.0.get_pixel_checked(x, y).map_or(0, |pixel| pixel.0[0]);
        Region::ALL.get(usize::from(byte & !BEHIND_LENS)).copied().unwrap_or(Region::Backdrop)
    }

    /// Whether a lens is before what the pixel shows.
    pub fn is_behind_lens(&self, x: u32, y: u32) -> bool {
        self.0.get_pixel_checked(x, y).is_some_and(|pixel| pixel.0[0] & BEHIND_LENS != 0)
    }

    /// Number of pixels that show a region.
    pub fn count(&self, region: Region) -> usize {
        self.0.iter().filter(|byte| **byte & !BEHIND_LENS == region as u8).count()
    }

    /// The bytes as an image.
    pub fn image(&self) -> &GrayImage {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_and_the_lens_before_it_are_kept_apart() {
        let pixels = [(Region::Eye, true), (Region::Jewellery, false)];
        let regions = Regions::new((2, 1), pixels.into_iter());
        assert_eq!((regions.at(0, 0), regions.is_behind_lens(0, 0)), (Region::Eye, true));
        assert_eq!((regions.at(1, 0), regions.is_behind_lens(1, 0)), (Region::Jewellery, false));
        assert_eq!((regions.at(2, 0), regions.is_behind_lens(2, 0)), (Region::Backdrop, false));
        assert_eq!(regions.count(Region::Eye), 1);
        for (number, region) in Region::ALL.into_iter().enumerate() {
            assert_eq!(number, region as usize);
        }
    }
}
