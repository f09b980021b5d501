//! 评定: from a found face to its readings, its crop and its portrait.

use image::RgbImage;

use crate::assessment::{Assessment, Crop, Edit, Landmarks, Output, Reason};
use crate::crop::{self, Sheet};
use crate::decode::{ColourSpace, Format, Limits, Photo, Source, decode};
use crate::encode::encode;
use crate::engine::{Engine, Found};
use crate::find::geometry;
use crate::find::mask::{Mask, Region};
use crate::measure::{self, Cut, FileFacts, Scene, View};
use crate::profile::Profile;
use crate::reading::{Reading, Verdict, overall};

/// The mask is run on the likely crop and this share of its size around it.
const MASK_MARGIN: f64 = 0.06;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Readings, and the portrait where the rules allow one. A file of the profile's size is
    /// a portrait already and is judged as it stands.
    Portrait,
    /// Readings of a file that is meant to be a finished portrait, whatever its size.
    AsItStands,
    /// Readings alone.
    Readings,
}

/// One photograph with a face, on its way to a verdict.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Empty for pixels that were never in a file.
    pub bytes: &'a [u8],
    pub photo: &'a Photo,
    pub profile: &'a Profile,
    pub found: &'a Found,
    pub want: Want,
}

impl Engine {
    pub(crate) fn judge(&mut self, work: &Work<'_>) -> Assessment {
        let image = &work.photo.image;
        let mut mask = self.segment(image, work.mask_region());
        let mut face = work.in_source(&mask);
        let mut crop = work.crop(&face);
        // Unusual hair moves the crop; the mask then has to be looked at where the crop is.
        if let Some(region) = crop.map(|crop| work.region(crop))
            && !mask.region.holds(&region, 1.0)
        {
            mask = self.segment(image, region);
            face = work.in_source(&mask);
            crop = work.crop(&face);
        }
        let Some((portrait, at)) = work.pixels(crop, &face, self.limits) else {
            return work.without_pixels(&face);
        };
        let scene = Scene {
            faces: &work.found.faces,
            mesh: &work.found.mesh,
            mask: &mask,
            face: &face,
            sheet: work.sheet(),
            scale: 1.0 / work.factor(),
        };
        let cut = Cut { portrait: &portrait, crop: at, is_placed: crop.is_some() };
        let readings = measure::readings(&View::of(scene, cut, work.profile));
        let assessment = Assessment {
            verdict: overall(&readings),
            reasons: work.reasons(&face, crop, &readings),
            readings,
            source: Some(work.photo.source),
            landmarks: Some(face),
            crop,
            output: None,
        };
        work.finish(assessment, &portrait)
    }
}

impl Work<'_> {
    /// Source pixels per pixel of the decoded image.
    fn factor(&self) -> f64 {
        f64::from(self.photo.source.width_px) / f64::from(self.photo.image.width())
    }

    fn sheet(&self) -> Sheet {
        let source = &self.photo.source;
        Sheet { width_px: f64::from(source.width_px), height_px: f64::from(source.height_px) }
    }

    /// Whether the file is a finished portrait, judged as it stands.
    fn is_portrait(&self) -> bool {
        let (source, size) = (&self.photo.source, &self.profile.size);
        match self.want {
            Want::AsItStands => true,
            Want::Readings => false,
            Want::Portrait => {
                (source.width_px, source.height_px) == (size.width_px, size.height_px)
            }
        }
    }

    /// Where the mask is run first.
    fn mask_region(&self) -> Region {
        let image = &self.photo.image;
        if self.is_portrait() {
            return Region::whole(image);
        }
        geometry::likely_crop(&self.found.face, self.profile).grown(MASK_MARGIN).clamped(image)
    }

    /// The crop as a region of the decoded image.
    fn region(&self, crop: Crop) -> Region {
        let size = &self.profile.size;
        let (left, top) = (crop.x / self.factor(), crop.y / self.factor());
        let shrink = crop.scale * self.factor();
        Region {
            left,
            top,
            right: left + f64::from(size.width_px) / shrink,
            bottom: top + f64::from(size.height_px) / shrink,
        }
        .clamped(&self.photo.image)
    }

    /// The landmarks with the mask's hair top, in source pixels.
    fn in_source(&self, mask: &Mask) -> Landmarks {
        let mut face = self.found.face;
        face.hair_top_y = geometry::hair_top(mask, &face);
        geometry::scaled(&face, self.factor())
    }

    fn crop(&self, face: &Landmarks) -> Option<Crop> {
        if self.is_portrait() {
            return Some(Crop { x: 0.0, y: 0.0, scale: self.factor().recip() });
        }
        crop::choose(face, self.sheet(), self.profile)
    }

    /// What is measured, and where it lies in the source: the portrait, or where none can be
    /// cut the part of the source around the head.
    fn pixels(
        &self,
        crop: Option<Crop>,
        face: &Landmarks,
        limits: Limits,
    ) -> Option<(RgbImage, Crop)> {
        if self.is_portrait() {
            return Some((self.photo.image.clone(), crop?));
        }
        if let Some(crop) = crop {
            return Some((self.cut(crop, limits)?, crop));
        }
        let (crop, size) = crop::around(face, self.sheet(), self.profile)?;
        let portrait = crop::scaled(&self.photo.image, self.here(crop), size)?;
        Some((portrait, crop))
    }

    /// The portrait's pixels; from a finer decode when the one at hand would be enlarged.
    fn cut(&self, crop: Crop, limits: Limits) -> Option<RgbImage> {
        if self.here(crop).scale <= 1.0 || self.photo.scale >= 1.0 {
            return crop::cut(&self.photo.image, self.here(crop), self.profile);
        }
        let finer = decode(self.bytes, &Limits { enough_px: u32::MAX, ..limits }).ok()?;
        crop::cut(&finer.image, crop, self.profile)
    }

    /// A crop of the source in pixels of the decoded image.
    fn here(&self, crop: Crop) -> Crop {
        let factor = self.factor();
        Crop { x: crop.x / factor, y: crop.y / factor, scale: crop.scale * factor }
    }

    /// What stands in the way, when something about the geometry does.
    fn reasons(&self, face: &Landmarks, crop: Option<Crop>, readings: &[Reading]) -> Vec<Reason> {
        let of_place = |reading: &&Reading| reading.rule.is_of_place();
        let placed = readings.iter().filter(of_place).all(|r| r.verdict == Verdict::Pass);
        if placed || self.is_portrait() {
            return Vec::new();
        }
        let mut reasons = crop::obstacles(face, self.sheet(), self.profile);
        if crop.is_none() && reasons.is_empty() {
            reasons.push(self.too_small());
        }
        reasons
    }

    fn too_small(&self) -> Reason {
        let Source { width_px, height_px, .. } = self.photo.source;
        Reason::TooSmall { width_px, height_px }
    }

    /// A source so small that there is nothing to measure.
    fn without_pixels(&self, face: &Landmarks) -> Assessment {
        Assessment {
            readings: measure::without_face(self.profile),
            landmarks: Some(*face),
            ..Assessment::unassessable(self.too_small(), Some(self.photo.source))
        }
    }

    /// Writes the portrait of an acceptable assessment and reads its file.
    fn finish(&self, mut assessment: Assessment, portrait: &RgbImage) -> Assessment {
        let profile = self.profile;
        if assessment.crop.is_none() {
            assessment.verdict = Verdict::Fail;
        }
        if self.is_portrait() {
            let file = FileFacts::of(&self.photo.source);
            assessment.readings.extend(measure::of_file(&file, profile));
            assessment.verdict = overall(&assessment.readings);
        }
        let Some(crop) = assessment.crop else { return assessment };
        if assessment.verdict > Verdict::Warn || self.want != Want::Portrait {
            return assessment;
        }
        let Some(encoded) = encode(portrait, profile) else {
            assessment.reasons.push(Reason::NotEncoded);
            assessment.verdict = Verdict::Fail;
            return assessment;
        };
        let output = Output {
            width_px: portrait.width(),
            height_px: portrait.height(),
            quality: encoded.quality,
            dpi: profile.size.dpi,
            edits: self.edits(crop, encoded.quality, encoded.jpeg.len()),
            jpeg: encoded.jpeg,
        };
        if !self.is_portrait() {
            let file = written(&output);
            assessment.readings.extend(measure::of_file(&file, profile));
            assessment.verdict = overall(&assessment.readings);
        }
        assessment.output = Some(output);
        assessment
    }

    /// Everything that was done to the photograph, in order.
    fn edits(&self, crop: Crop, quality: u8, bytes: usize) -> Vec<Edit> {
        let (source, size) = (&self.photo.source, &self.profile.size);
        let mut edits = Vec::new();
        if source.orientation != 1 {
            edits.push(Edit::Upright { orientation: source.orientation });
        }
        if !self.is_portrait() {
            let (width_px, height_px) = (size.width_px, size.height_px);
            edits.push(Edit::Crop {
                x: crop.x,
                y: crop.y,
                width: f64::from(width_px) / crop.scale,
                height: f64::from(height_px) / crop.scale,
            });
            edits.push(Edit::Scale { width_px, height_px, factor: crop.scale });
        }
        edits.push(Edit::Encode { quality, bytes });
        edits
    }
}

fn written(output: &Output) -> FileFacts {
    FileFacts {
        format: Format::Jpeg,
        width_px: output.width_px,
        height_px: output.height_px,
        bytes: output.jpeg.len(),
        dpi: Some(output.dpi),
        jpeg_quality: Some(output.quality),
        bits_per_pixel: 24,
        colour_space: ColourSpace::Srgb,
    }
}
