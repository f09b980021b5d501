//! From the mesh and the silhouette to the landmarks the rules speak of.

use super::mask::{Mask, Region};
use super::mesh::{IRISES, Mesh};
use crate::assessment::{Crop, Landmarks, Point};
use crate::profile::Profile;

/// Cheek contour at the height of the ears' lower half, picture's left and right.
const CHEEKS: [usize; 2] = [234, 454];

/// Lowest point of the chin.
const CHIN: usize = 152;

/// Hand-marked cheek width over the mesh's, measured on frontal portraits.
const CHEEK_WIDTH: f64 = 1.01;

/// Half the width, in eye distances, of the strip above the face where hair top is looked for.
const HAIR_STRIP: f64 = 0.6;

/// Landmarks in pixels of the image the mesh was found in; hair top is not known yet.
pub fn landmarks(mesh: &Mesh) -> Landmarks {
    let [left, right] = CHEEKS.map(|index| mesh.at(index));
    let middle = left.middle(right);
    let wider = |p: Point| middle.x + (p.x - middle.x) * CHEEK_WIDTH;
    Landmarks {
        left_pupil: mesh.at(IRISES[0]),
        right_pupil: mesh.at(IRISES[1]),
        chin: mesh.at(CHIN),
        hair_top_y: None,
        face_left_x: wider(left),
        face_right_x: wider(right),
        face_width_px: left.distance(right) * CHEEK_WIDTH,
    }
}

/// Height of the hair's upper outline, in pixels of the image.
pub fn hair_top(mask: &Mask, face: &Landmarks) -> Option<f64> {
    let (middle, reach) = (face.centre_x(), face.eye_distance_px() * HAIR_STRIP);
    let top = mask.top(middle - reach, middle + reach)?;
    // A silhouette that begins below the eyes has lost the head.
    (top < face.eyes().y).then_some(top)
}

/// Where the portrait will lie if hair is of ordinary height: the mask is run on it.
pub fn likely_crop(face: &Landmarks, profile: &Profile) -> Region {
    let scale = profile.face_width.target_px / face.face_width_px.max(1.0);
    let (width, height) = (f64::from(profile.size.width_px), f64::from(profile.size.height_px));
    let left = face.centre_x() - width / 2.0 / scale;
    let top = face.eyes().y - profile.eye_line.target_px / scale;
    Region { left, top, right: left + width / scale, bottom: top + height / scale }
}

/// `face` in the pixels of an image `factor` times as large.
pub fn scaled(face: &Landmarks, factor: f64) -> Landmarks {
    moved(face, Crop { x: 0.0, y: 0.0, scale: factor })
}

/// `face` of a source in the pixels of a portrait cut from it.
pub fn moved(face: &Landmarks, crop: Crop) -> Landmarks {
    let x = |x: f64| (x - crop.x) * crop.scale;
    let y = |y: f64| (y - crop.y) * crop.scale;
    let point = |p: Point| Point { x: x(p.x), y: y(p.y) };
    Landmarks {
        left_pupil: point(face.left_pupil),
        right_pupil: point(face.right_pupil),
        chin: point(face.chin),
        hair_top_y: face.hair_top_y.map(y),
        face_left_x: x(face.face_left_x),
        face_right_x: x(face.face_right_x),
        face_width_px: face.face_width_px * crop.scale,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::mesh::POINTS;

    fn face() -> Landmarks {
        let mut points = vec![Point { x: 200.0, y: 300.0 }; POINTS];
        points[IRISES[0]] = Point { x: 170.0, y: 300.0 };
        points[IRISES[1]] = Point { x: 230.0, y: 300.0 };
        points[CHEEKS[0]] = Point { x: 140.0, y: 310.0 };
        points[CHEEKS[1]] = Point { x: 260.0, y: 310.0 };
        landmarks(&Mesh { points, depths: Vec::new(), presence: 1.0 })
    }

    #[test]
    fn the_cheeks_are_widened_about_their_middle() {
        let face = face();
        assert!((face.face_width_px - 121.2).abs() < 1e-9);
        assert!((face.face_right_x - face.face_left_x - 121.2).abs() < 1e-9);
        assert!((face.centre_x() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn the_likely_crop_has_the_portraits_shape_and_the_eyes_on_their_line() {
        let region = likely_crop(&face(), &Profile::moe_2017_99());
        let (width, height) = (region.right - region.left, region.bottom - region.top);
        assert!((width / height - 0.75).abs() < 1e-9);
        assert!(((300.0 - region.top) / height * 640.0 - 265.0).abs() < 1e-9);
    }
}
