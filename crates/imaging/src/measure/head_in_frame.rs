//! 头部完整: the head against the edges of the source.

use crate::assessment::Landmarks;
use crate::crop::Sheet;
use crate::reading::Edge;

/// The edge the head is nearest to, and its distance there over the face width; 0 or less is
/// cut. A ratio, since the silhouette is known to a share of the head and not to a pixel.
///
/// Where the hair's outline is not known, the cheeks and the chin speak alone.
pub fn measure(face: &Landmarks, sheet: Sheet) -> (Edge, f64) {
    let sides = [
        (Edge::Left, face.face_left_x),
        (Edge::Right, sheet.width_px - face.face_right_x),
        (Edge::Bottom, sheet.height_px - face.chin.y),
    ];
    let top = face.hair_top_y.map_or(face.eyes().y, |y| y);
    let (edge, distance_px) = sides
        .into_iter()
        .fold((Edge::Top, top), |nearest, side| if side.1 < nearest.1 { side } else { nearest });
    (edge, distance_px / face.face_width_px)
}
