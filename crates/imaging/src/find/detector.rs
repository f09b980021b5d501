//! `BlazeFace`, short range: boxes and six points of each face.
//!
//! Anchors, decoding and weighted non-maximum suppression follow `MediaPipe`'s
//! `face_detection_short_range` graph. Bazarevsky et al., `BlazeFace` (2019).

use image::RgbImage;
use tflite::Model;

use crate::assessment::Point;
use crate::sample::{self, Border, Map};

/// Side of the net's input.
const SIDE: usize = 128;

/// Anchors: two on each of 16 × 16 cells, six on each of 8 × 8.
const ANCHORS: usize = 896;

/// Numbers for each anchor: centre, size, six points.
const FIELDS: usize = 16;

/// Boxes below this score are not faces.
const MIN_SCORE: f32 = 0.5;

/// Boxes that overlap more than this are one face.
const SAME_FACE: f64 = 0.3;

/// A face, in pixels of the image it was found in.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    pub score: f64,
    pub left_top: Point,
    pub right_bottom: Point,
    /// Eye at the picture's left, eye at its right, nose, mouth, ear left, ear right.
    pub points: [Point; 6],
}

impl Detection {
    /// Width × height of the box.
    pub fn area(&self) -> f64 {
        let (width, height) =
            (self.right_bottom.x - self.left_top.x, self.right_bottom.y - self.left_top.y);
        width.max(0.0) * height.max(0.0)
    }

    /// Whether the middle of `other` lies in this box.
    pub fn holds_centre_of(&self, other: &Self) -> bool {
        let centre = other.left_top.middle(other.right_bottom);
        (self.left_top.x..=self.right_bottom.x).contains(&centre.x)
            && (self.left_top.y..=self.right_bottom.y).contains(&centre.y)
    }

    /// Intersection over union.
    fn overlap(&self, other: &Self) -> f64 {
        let width =
            self.right_bottom.x.min(other.right_bottom.x) - self.left_top.x.max(other.left_top.x);
        let height =
            self.right_bottom.y.min(other.right_bottom.y) - self.left_top.y.max(other.left_top.y);
        let shared = width.max(0.0) * height.max(0.0);
        let all = self.area() + other.area() - shared;
        if all > 0.0 { shared / all } else { 0.0 }
    }

    /// The same face with its positions multiplied by `weight`.
    fn weighted(&self, weight: f64) -> Self {
        let by = |p: Point| Point { x: p.x * weight, y: p.y * weight };
        Self {
            score: self.score,
            left_top: by(self.left_top),
            right_bottom: by(self.right_bottom),
            points: self.points.map(by),
        }
    }

    /// The same face with the positions of `other` added.
    fn plus(mut self, other: &Self) -> Self {
        let add = |to: &mut Point, more: Point| {
            to.x += more.x;
            to.y += more.y;
        };
        add(&mut self.left_top, other.left_top);
        add(&mut self.right_bottom, other.right_bottom);
        for (to, more) in self.points.iter_mut().zip(other.points) {
            add(to, more);
        }
        self
    }
}

/// All faces in the square of `side_px` around `centre`, the surest first.
pub fn detect(model: &mut Model, image: &RgbImage, centre: Point, side_px: f64) -> Vec<Detection> {
    let map = Map::turned(centre, side_px, 0.0, SIDE as u32);
    sample::fill(image, &map, Border::Black, (-1.0, 1.0), SIDE, model.input_mut(0));
    model.run();
    let (boxes, scores) = (model.output(0), model.output(1));
    let candidates = boxes
        .chunks_exact(FIELDS)
        .zip(scores)
        .take(ANCHORS)
        .enumerate()
        .filter_map(|(anchor, (fields, logit))| {
            let score = 1.0 / (1.0 + (-logit.clamp(-100.0, 100.0)).exp());
            (score >= MIN_SCORE).then(|| candidate(anchor, fields, score, &map))
        })
        .collect();
    merge(candidates)
}

/// Weighted non-maximum suppression: the boxes of one face become their mean by score; the
/// surest face comes first.
pub fn merge(mut candidates: Vec<Detection>) -> Vec<Detection> {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut faces = Vec::new();
    while let Some(best) = candidates.first().cloned() {
        let (same, others): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|c| *c == best || c.overlap(&best) > SAME_FACE);
        let total: f64 = same.iter().map(|c| c.score).sum();
        let nothing = best.weighted(0.0);
        faces.push(same.iter().fold(nothing, |sum, c| sum.plus(&c.weighted(c.score / total))));
        candidates = others;
    }
    faces
}

/// Whether a model has the outputs this module reads; checked once, at load.
pub fn fits(model: &Model) -> bool {
    let numbers = |output: usize| {
        model.outputs().get(output).map_or(0, |tensor| tensor.dims.iter().product::<usize>())
    };
    numbers(0) == ANCHORS * FIELDS && numbers(1) == ANCHORS
}

/// One anchor's box and points in the image.
fn candidate(anchor: usize, fields: &[f32], score: f32, map: &Map) -> Detection {
    let middle = anchor_middle(anchor);
    let field = |k: usize| f64::from(fields[k]);
    let at = |x: f64, y: f64| map.at(middle.x + x, middle.y + y);
    let (half_width, half_height) = (field(2) / 2.0, field(3) / 2.0);
    Detection {
        score: f64::from(score),
        left_top: at(field(0) - half_width, field(1) - half_height),
        right_bottom: at(field(0) + half_width, field(1) + half_height),
        points: std::array::from_fn(|k| at(field(4 + 2 * k), field(5 + 2 * k))),
    }
}

/// Centre of an anchor in input pixels: all anchors have the size of the input.
fn anchor_middle(anchor: usize) -> Point {
    let (cell, cells) = if anchor < 512 { (anchor / 2, 16) } else { ((anchor - 512) / 6, 8) };
    let pixels = SIDE as f64 / cells as f64;
    Point { x: ((cell % cells) as f64 + 0.5) * pixels, y: ((cell / cells) as f64 + 0.5) * pixels }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(x: f64, score: f64) -> Detection {
        let at = |dx| Point { x: x + dx, y: 10.0 + dx };
        Detection { score, left_top: at(0.0), right_bottom: at(10.0), points: [at(5.0); 6] }
    }

    #[test]
    fn boxes_of_one_face_become_their_mean_by_score_and_other_faces_stay() {
        let faces = merge(vec![face(2.0, 0.6), face(0.0, 0.9), face(50.0, 0.7)]);
        assert_eq!(faces.len(), 2);
        assert!((faces[0].left_top.x - 0.8).abs() < 1e-9, "{:?}", faces[0]);
        assert!((faces[0].score - 0.9).abs() < 1e-9);
        assert!((faces[1].points[2].x - 55.0).abs() < 1e-9);
    }

    #[test]
    fn anchors_lie_in_the_middle_of_their_cells() {
        let cases = [(0, 4.0, 4.0), (3, 12.0, 4.0), (511, 124.0, 124.0), (512, 8.0, 8.0)];
        for (anchor, x, y) in cases {
            assert_eq!(anchor_middle(anchor), Point { x, y }, "{anchor}");
        }
        assert_eq!(anchor_middle(ANCHORS - 1), Point { x: 120.0, y: 120.0 });
    }
}
