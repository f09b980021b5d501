//! 评定引擎: the nets one thread needs to judge pictures, and the way through them.

use image::RgbImage;
use tflite::Model;

use crate::assessment::{Assessment, Landmarks, Point, Reason};
use crate::decode::{Limits, Photo, decode};
use crate::find::detector::{self, Detection};
use crate::find::geometry;
use crate::find::mask::{self, Mask, Region};
use crate::find::mesh::{self, Mesh};
use crate::judge::{Want, Work};
use crate::measure;
use crate::models::{self, ModelBytes, ModelFile};
use crate::profile::Profile;

/// A mesh less sure than this of showing a face shows none; `MediaPipe`'s own threshold.
const MIN_PRESENCE: f64 = 0.5;

/// Three loaded nets. One per thread: `clone` shares the weights and copies the buffers.
#[derive(Debug, Clone)]
pub struct Engine {
    detector: Model,
    mesh: Model,
    mask: Model,
    /// Mesh indices that the finer outputs of the mesh replace.
    refined: Vec<Vec<usize>>,
    pub(crate) limits: Limits,
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
        let Some(found) = self.find(&photo.image) else { return no_face(&photo, profile) };
        self.judge(&Work { bytes, photo: &photo, profile, found: &found, want: Want::Portrait })
    }

    /// Judges one file by several profiles; the face is looked for once. One assessment per
    /// profile, in their order.
    pub fn assess_for(
        &mut self,
        bytes: &[u8],
        profiles: &[&Profile],
        want: Want,
    ) -> Vec<Assessment> {
        let photo = match decode(bytes, &self.limits) {
            Ok(photo) => photo,
            Err(refused) => {
                let refused = Assessment::unassessable(refused.into(), None);
                return vec![refused; profiles.len()];
            }
        };
        let found = self.find(&photo.image);
        let mut one = |profile: &Profile| match &found {
            None => no_face(&photo, profile),
            Some(found) => self.judge(&Work { bytes, photo: &photo, profile, found, want }),
        };
        profiles.iter().map(|profile| one(profile)).collect()
    }

    /// Judges pixels that were never in a file, such as a camera's preview: readings and where
    /// the portrait would be cut, no portrait.
    pub fn preview(&mut self, image: RgbImage, profile: &Profile) -> Assessment {
        let photo = Photo::of_pixels(image);
        let Some(found) = self.find(&photo.image) else { return no_face(&photo, profile) };
        let want = Want::Readings;
        self.judge(&Work { bytes: &[], photo: &photo, profile, found: &found, want })
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

fn no_face(photo: &Photo, profile: &Profile) -> Assessment {
    Assessment {
        readings: measure::without_face(profile),
        ..Assessment::unassessable(Reason::NoFace, Some(photo.source))
    }
}
