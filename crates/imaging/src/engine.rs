//! 评定引擎: the nets one thread needs to judge pictures, and the way through them.

use image::RgbImage;
use tflite::Model;

use crate::assessment::{Assessment, Crop, Landmarks, Output, Point, Reason};
use crate::crop::{self, Sheet};
use crate::decode::{Limits, Photo, Source, decode};
use crate::encode::encode;
use crate::find::detector::{self, Detection};
use crate::find::geometry;
use crate::find::mask::{self, Mask, Region};
use crate::find::mesh::{self, Mesh};
use crate::measure::{self, Cut, Scene};
use crate::models::{self, ModelBytes, ModelFile};
use crate::profile::Profile;
use crate::reading::{Reading, Verdict, overall};

/// A mesh less sure than this of showing a face shows none; `MediaPipe`'s own threshold.
const MIN_PRESENCE: f64 = 0.5;

/// The mask is run on the likely crop and this share of its size around it.
const MASK_MARGIN: f64 = 0.06;

/// Three loaded nets. One per thread: `clone` shares the weights and copies the buffers.
#[derive(Debug, Clone)]
pub struct Engine {
    detector: Model,
    mesh: Model,
    mask: Model,
    /// Mesh indices that the finer outputs of the mesh replace.
    refined: Vec<Vec<usize>>,
    limits: Limits,
}

/// Why an engine could not be built. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("cannot use {file_name}: {source}")]
    Model { file_name: &'static str, source: tflite::LoadError },
    #[error("cannot use {file_name}: its outputs are not the ones that are read")]
    Outputs { file_name: &'static str },
}

/// The face of a picture, found and measured, in pixels of the image it was found in.
#[derive(Debug, Clone)]
pub struct Found {
    /// This face first, then the others by area.
    pub faces: Vec<Detection>,
    pub mesh: Mesh,
    /// Without the hair top, which needs the mask.
    pub face: Landmarks,
}

impl Engine {
    /// Loads the three nets after checking that they are the ones the engine was measured with.
    pub fn new(models: ModelBytes<'_>) -> Result<Self, EngineError> {
        let load = |file: ModelFile, bytes: &[u8]| {
            Model::load_checked(bytes, file.sha256)
                .map_err(|source| EngineError::Model { file_name: file.file_name, source })
        };
        let detector = load(models::DETECTOR, models.detector)?;
        let mesh = load(models::MESH, models.mesh)?;
        let mask = load(models::MASK, models.mask)?;
        let fits = [
            (models::DETECTOR, detector::fits(&detector)),
            (models::MESH, mesh::fits(&mesh)),
            (models::MASK, mask::fits(&mask)),
        ];
        if let Some((file, _)) = fits.into_iter().find(|(_, fits)| !fits) {
            return Err(EngineError::Outputs { file_name: file.file_name });
        }
        let refined = mesh.landmark_subsets();
        Ok(Self { detector, mesh, mask, refined, limits: Limits::default() })
    }

    /// The same engine with other limits on what it decodes.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Judges one file. A bad file is an assessment too: unassessable, with its reason.
    ///
    /// A file that already has the profile's size is a finished portrait and is judged as it
    /// stands; anything else is a photograph from which the portrait is cut.
    pub fn assess(&mut self, bytes: &[u8], profile: &Profile) -> Assessment {
        let photo = match decode(bytes, &self.limits) {
            Ok(photo) => photo,
            Err(refused) => return Assessment::unassessable(refused.into(), None),
        };
        let Some(found) = self.find(&photo.image) else {
            return Assessment {
                readings: measure::without_face(profile),
                ..Assessment::unassessable(Reason::NoFace, Some(photo.source))
            };
        };
        Work { bytes, photo: &photo, profile, found: &found }.judge(self)
    }

    /// The largest face of an image, with its points.
    pub fn find(&mut self, image: &RgbImage) -> Option<Found> {
        let mut faces = self.detect(image);
        faces.sort_by(|a, b| b.area().total_cmp(&a.area()));
        let mesh = self.look(image, faces.first()?);
        if mesh.presence < MIN_PRESENCE {
            return None;
        }
        let face = geometry::landmarks(&mesh);
        Some(Found { faces, mesh, face })
    }

    /// All faces of an image, the surest first.
    ///
    /// Seen whole, a face is found from about a tenth of the longer side on. Where there is
    /// none, nine overlapping squares of half that side are looked at, which halves it.
    pub fn detect(&mut self, image: &RgbImage) -> Vec<Detection> {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let middle = Point { x: width / 2.0, y: height / 2.0 };
        let side_px = width.max(height);
        let faces = detector::detect(&mut self.detector, image, middle, side_px);
        if !faces.is_empty() {
            return faces;
        }
        let steps = [-0.25, 0.0, 0.25];
        let squares = steps.into_iter().flat_map(|y| steps.map(|x| (x * side_px, y * side_px)));
        let found = squares
            .filter(|(x, y)| x.abs() < width / 2.0 && y.abs() < height / 2.0)
            .flat_map(|(x, y)| {
                let centre = Point { x: middle.x + x, y: middle.y + y };
                detector::detect(&mut self.detector, image, centre, side_px / 2.0)
            })
            .collect();
        detector::merge(found)
    }

    /// The points of a detected face.
    pub fn look(&mut self, image: &RgbImage, face: &Detection) -> Mesh {
        let cut = mesh::Cut::around(face);
        let first = mesh::look(&mut self.mesh, image, &cut, &self.refined);
        let better = mesh::Cut::around_points(&first);
        if first.presence < MIN_PRESENCE || cut.is_near(&better) {
            return first;
        }
        mesh::look(&mut self.mesh, image, &better, &self.refined)
    }

    /// The silhouette in a region of an image.
    pub fn segment(&mut self, image: &RgbImage, region: Region) -> Mask {
        mask::segment(&mut self.mask, image, region)
    }
}

/// One photograph with a face, on its way to a verdict.
struct Work<'a> {
    bytes: &'a [u8],
    photo: &'a Photo,
    profile: &'a Profile,
    found: &'a Found,
}

impl Work<'_> {
    fn judge(&self, engine: &mut Engine) -> Assessment {
        let image = &self.photo.image;
        let mut mask = engine.segment(image, self.mask_region());
        let mut face = self.in_source(&mask);
        let mut crop = self.crop(&face);
        // Unusual hair moves the crop; the mask then has to be looked at where the crop is.
        if let Some(region) = crop.map(|crop| self.region(crop))
            && !mask.region.holds(&region, 1.0)
        {
            mask = engine.segment(image, region);
            face = self.in_source(&mask);
            crop = self.crop(&face);
        }
        let portrait = crop.and_then(|crop| self.cut(crop, engine.limits));
        let cut = crop.zip(portrait.as_ref()).map(|(crop, portrait)| Cut {
            portrait,
            crop,
            mask: &mask,
            mask_scale: 1.0 / self.factor(),
        });
        let found = self.found;
        let sheet = self.sheet();
        let scene = Scene { faces: &found.faces, mesh: &found.mesh, face: &face, sheet, cut };
        let readings = measure::readings(&scene, self.profile);
        let assessment = Assessment {
            verdict: overall(&readings),
            reasons: self.reasons(&face, crop, &readings),
            readings,
            source: Some(self.photo.source),
            landmarks: Some(face),
            crop,
            output: None,
        };
        self.finish(assessment, portrait.as_ref())
    }

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
        (source.width_px, source.height_px) == (size.width_px, size.height_px)
    }

    /// Where the mask is run first.
    fn mask_region(&self) -> Region {
        let image = &self.photo.image;
        if self.is_portrait() {
            return Region::whole(image);
        }
        geometry::likely_crop(&self.found.face, self.profile).grown(MASK_MARGIN).clamped(image)
    }

    /// The crop as a region of the decoded image, with a margin.
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
            return Some(Crop { x: 0.0, y: 0.0, scale: 1.0 });
        }
        crop::choose(face, self.sheet(), self.profile)
    }

    /// The portrait's pixels; from a finer decode when the one at hand would be enlarged.
    fn cut(&self, crop: Crop, limits: Limits) -> Option<RgbImage> {
        if self.is_portrait() {
            return Some(self.photo.image.clone());
        }
        let here = |factor: f64| Crop {
            x: crop.x / factor,
            y: crop.y / factor,
            scale: crop.scale * factor,
        };
        if here(self.factor()).scale <= 1.0 || self.photo.scale >= 1.0 {
            return crop::cut(&self.photo.image, here(self.factor()), self.profile);
        }
        let finer = decode(self.bytes, &Limits { enough_px: u32::MAX, ..limits }).ok()?;
        crop::cut(&finer.image, crop, self.profile)
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
            let Source { width_px, height_px, .. } = self.photo.source;
            reasons.push(Reason::TooSmall { width_px, height_px });
        }
        reasons
    }

    /// Writes the portrait of an acceptable assessment and reads its file.
    fn finish(&self, mut assessment: Assessment, portrait: Option<&RgbImage>) -> Assessment {
        let profile = self.profile;
        let source = &self.photo.source;
        if assessment.crop.is_none() {
            assessment.verdict = Verdict::Fail;
        }
        if self.is_portrait() {
            let file = measure::of_file(source.bytes, source.jpeg_quality, profile);
            assessment.readings.extend(file);
            assessment.verdict = overall(&assessment.readings);
        }
        let Some(portrait) = portrait.filter(|_| assessment.verdict <= Verdict::Warn) else {
            return assessment;
        };
        let Some(encoded) = encode(portrait, profile) else {
            assessment.reasons.push(Reason::NotEncoded);
            assessment.verdict = Verdict::Fail;
            return assessment;
        };
        if !self.is_portrait() {
            let (bytes, quality) = (encoded.jpeg.len(), Some(encoded.quality));
            assessment.readings.extend(measure::of_file(bytes, quality, profile));
            assessment.verdict = overall(&assessment.readings);
        }
        assessment.output = Some(Output {
            jpeg: encoded.jpeg,
            width_px: portrait.width(),
            height_px: portrait.height(),
            quality: encoded.quality,
            dpi: profile.size.dpi,
        });
        assessment
    }
}
