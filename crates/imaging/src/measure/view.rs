//! The portrait as the measures see it: what several of them need, worked out once.

use std::cell::OnceCell;

use image::RgbImage;

use super::axes::Axes;
use super::cells::Cells;
use super::hair::Hair;
use super::pose::Pose;
use super::skin::Skin;
use super::tone::Tone;
use super::wall::Wall;
use crate::assessment::{Crop, Landmarks, Point};
use crate::crop::Sheet;
use crate::find::detector::Detection;
use crate::find::geometry;
use crate::find::mask::Mask;
use crate::find::mesh::Mesh;
use crate::profile::Profile;

/// What was found in a photograph: landmarks and sheet in the upright source, mesh and mask
/// in the image they were found in.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// This face first, then the others by area.
    pub faces: &'a [Detection],
    pub mesh: &'a Mesh,
    pub mask: &'a Mask,
    pub face: &'a Landmarks,
    pub sheet: Sheet,
    /// Pixels of the image per pixel of the source.
    pub scale: f64,
}

/// A portrait and what is known of it, in portrait pixels unless said otherwise.
#[derive(Debug)]
pub struct View<'a> {
    pub faces: &'a [Detection],
    /// In source pixels.
    pub source_face: &'a Landmarks,
    /// The source.
    pub sheet: Sheet,
    pub profile: &'a Profile,
    pub portrait: &'a RgbImage,
    /// Where the portrait lies in the source.
    pub crop: Crop,
    /// Whether this is the portrait that is delivered. Where none can be cut it is only the
    /// part of the source around the head, at the scale a portrait would have.
    pub is_placed: bool,
    /// The mesh, by its indices.
    pub points: Vec<Point>,
    /// Depth of the base mesh's points, away from the camera; see [`Mesh::depths`].
    pub depths: Vec<f64>,
    pub face: Landmarks,
    pub cells: Cells,
    /// `None` where too little of the face lies in the portrait.
    pub skin: Option<Skin>,
    /// `None` for a bald head, and where hair cannot be told from skin.
    pub hair: Option<Hair>,
    pub axes: Axes,
    pub pose: Pose,
    tone: OnceCell<Tone>,
    wall: OnceCell<Option<Wall>>,
}

impl<'a> View<'a> {
    pub fn of(scene: Scene<'a>, cut: Cut<'a>, profile: &'a Profile) -> Self {
        let Cut { portrait, crop, .. } = cut;
        let to_portrait = |p: &Point| Point {
            x: (p.x / scene.scale - crop.x) * crop.scale,
            y: (p.y / scene.scale - crop.y) * crop.scale,
        };
        let person = |x: f64, y: f64| {
            let at = |u: f64, offset: f64| (offset + u / crop.scale) * scene.scale;
            scene.mask.at(at(x, crop.x), at(y, crop.y))
        };
        let points: Vec<Point> = scene.mesh.points.iter().map(to_portrait).collect();
        let depths: Vec<f64> =
            scene.mesh.depths.iter().map(|z| z / scene.scale * crop.scale).collect();
        let cells = Cells::of(portrait, person);
        Self::of_parts(
            (scene.faces, scene.face, scene.sheet),
            cut,
            profile,
            (points, depths),
            cells,
        )
    }

    /// From what was found in the source (faces, landmarks and its size), the portrait, and mesh
    /// points, their depths and cells in pixels of the portrait.
    pub(super) fn of_parts(
        (faces, source_face, sheet): (&'a [Detection], &'a Landmarks, Sheet),
        Cut { portrait, crop, is_placed }: Cut<'a>,
        profile: &'a Profile,
        (points, depths): (Vec<Point>, Vec<f64>),
        cells: Cells,
    ) -> Self {
        let face = geometry::moved(source_face, crop);
        let (axes, skin) = (Axes::of(&face), Skin::of(&points, &cells));
        Self {
            faces,
            source_face,
            sheet,
            profile,
            portrait,
            crop,
            is_placed,
            face,
            skin,
            hair: skin.and_then(|skin| Hair::of(&points, &cells, &axes, &skin)),
            axes,
            pose: Pose::of(&points, &depths),
            depths,
            points,
            cells,
            tone: OnceCell::new(),
            wall: OnceCell::new(),
        }
    }

    /// How light is distributed over the face; counted when first asked for.
    pub fn tone(&self) -> &Tone {
        self.tone.get_or_init(|| Tone::of(self.portrait, &self.points))
    }

    /// The background as a wall, worked out when first asked for; `None` where too little of
    /// it shows.
    pub fn wall(&self) -> Option<&Wall> {
        self.wall.get_or_init(|| Wall::of(&self.cells)).as_ref()
    }

    /// Width and height of the portrait.
    pub fn size(&self) -> (u32, u32) {
        self.portrait.dimensions()
    }

    /// A point of the mesh.
    pub fn at(&self, index: usize) -> Point {
        self.points[index]
    }

    /// The distance between two points of the mesh.
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        self.at(a).distance(self.at(b))
    }

    /// Pupil to pupil.
    pub fn eye_distance_px(&self) -> f64 {
        self.face.eye_distance_px()
    }
}

/// The pixels that are measured.
#[derive(Debug, Clone, Copy)]
pub struct Cut<'a> {
    pub portrait: &'a RgbImage,
    pub crop: Crop,
    /// See [`View::is_placed`].
    pub is_placed: bool,
}
