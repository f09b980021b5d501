//! 头部完整: the head against the edges of the source.

use super::View;
use crate::reading::{Detail, Edge, Measured};

/// The edge the head is nearest to, and its distance there over the face width; 0 or less is
/// cut. A ratio, since the silhouette is known to a share of the head and not to a pixel.
///
/// Where the hair's outline is not known, the cheeks and the chin speak alone.
pub fn measure(view: &View<'_>) -> Measured {
    let (face, sheet) = (view.source_face, view.sheet);
    let sides = [
        (Edge::Left, face.face_left_x),
        (Edge::Right, sheet.width_px - face.face_right_x),
        (Edge::Bottom, sheet.height_px - face.chin.y),
    ];
    let top = face.hair_top_y.map_or(face.eyes().y, |y| y);
    let (edge, distance_px) = sides
        .into_iter()
        .fold((Edge::Top, top), |nearest, side| if side.1 < nearest.1 { side } else { nearest });
    Measured::from(distance_px / face.face_width_px).with(Detail::Edge { edge })
}
