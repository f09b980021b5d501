//! The face as ISO/IEC 29794-5 lays it: upright in 616 × 616 pixels, with its landmarked region.

use image::{Rgb, RgbImage};

use crate::assessment::Point;
use crate::colour::linear;
use crate::find::mesh::Mesh;

/// Side of the aligned image.
pub const SIDE_PX: u32 = 616;

/// Where the eye centres, the tip of the nose and the corners of the mouth go; left is the
/// picture's.
const TARGETS: [Point; 5] = [
    Point { x: 251.0, y: 272.0 },
    Point { x: 364.0, y: 272.0 },
    Point { x: 308.0, y: 336.0 },
    Point { x: 262.0, y: 402.0 },
    Point { x: 355.0, y: 402.0 },
];

/// Mesh points of the eye corners, left eye's first.
const EYE_CORNERS: [[usize; 2]; 2] = [[33, 133], [362, 263]];
const NOSE_TIP: usize = 1;
const MOUTH_CORNERS: [usize; 2] = [61, 291];
/// Inner lips, upper and lower, in the middle.
const LIPS: [usize; 2] = [13, 14];

/// Mesh points nearest to the outer ones of the 98 landmarks: the contour of the face from
/// the height of one eye round the chin to the other, and the upper edge of the brows.
const OUTLINE: [usize; 33] = [
    127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288,
    361, 323, 454, 356, 70, 63, 105, 66, 107, 336, 296, 334, 293, 300,
];

/// A similarity: scale and turn (a, b), then shift; no mirror.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    a: f64,
    b: f64,
    shift: Point,
}

impl Similarity {
    /// Where `p` goes.
    pub fn apply(&self, p: Point) -> Point {
        let Self { a, b, shift } = *self;
        Point { x: a * p.x - b * p.y + shift.x, y: b * p.x + a * p.y + shift.y }
    }

    /// Where `p` comes from.
    pub fn invert(&self, p: Point) -> Point {
        let Self { a, b, shift } = *self;
        let (x, y) = (p.x - shift.x, p.y - shift.y);
        let square = a * a + b * b;
        Point { x: (a * x + b * y) / square, y: (a * y - b * x) / square }
    }

    /// Least squares over pairs (from, to); `None` when all of `from` is one place.
    fn fit(pairs: &[(Point, Point)]) -> Option<Self> {
        let count = pairs.len() as f64;
        let mean = |of: fn(&(Point, Point)) -> Point| {
            let sum = pairs.iter().map(of).fold((0.0, 0.0), |s, p| (s.0 + p.x, s.1 + p.y));
            Point { x: sum.0 / count, y: sum.1 / count }
        };
        let (from, to) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (mut dot, mut cross, mut square) = (0.0, 0.0, 0.0);
        for (p, q) in pairs {
            let (px, py, qx, qy) = (p.x - from.x, p.y - from.y, q.x - to.x, q.y - to.y);
            dot += px * qx + py * qy;
            cross += px * qy - py * qx;
            square += px * px + py * py;
        }
        if square <= 0.0 || (dot, cross) == (0.0, 0.0) {
            return None;
        }
        let turned = Self { a: dot / square, b: cross / square, shift: Point { x: 0.0, y: 0.0 } };
        let moved = turned.apply(from);
        Some(Self { shift: Point { x: to.x - moved.x, y: to.y - moved.y }, ..turned })
    }

    /// Least median of squares over every two of the pairs, then least squares over what lies
    /// within 2.5 robust standard deviations of the best: the estimator the standard names, of
    /// which the reference implementation tries random pairs.
    fn fit_robustly(pairs: &[(Point, Point); 5]) -> Option<Self> {
        let residual = |map: &Self, pair: &(Point, Point)| map.apply(pair.0).distance(pair.1);
        let mut best: Option<(f64, Self)> = None;
        for first in 0..pairs.len() {
            for second in first + 1..pairs.len() {
                let Some(map) = Self::fit(&[pairs[first], pairs[second]]) else { continue };
                let mut residuals = pairs.map(|pair| residual(&map, &pair));
                residuals.sort_by(f64::total_cmp);
                if best.is_none_or(|(median, _)| residuals[2] < median) {
                    best = Some((residuals[2], map));
                }
            }
        }
        let (median, map) = best?;
        let spread = 2.5 * 1.4826 * (1.0 + 5.0 / 3.0) * median;
        let near: Vec<_> =
            pairs.iter().filter(|pair| residual(&map, pair) <= spread).copied().collect();
        Self::fit(&near)
    }
}

/// A face laid out for measuring.
#[derive(Debug, Clone)]
pub struct Aligned {
    /// [`SIDE_PX`] square; black where the source does not reach.
    pub image: RgbImage,
    /// Linear luminance of every pixel of `image`, 0 to 255.
    pub luminance: Vec<u8>,
    /// Whether a pixel lies in the hull of the landmarks: the face without its forehead.
    pub is_face: Vec<bool>,
    /// From the source to `image`.
    pub map: Similarity,
    /// Centres of the eyes in `image`, the picture's left first.
    pub eyes: [Point; 2],
    /// The middle between the lips.
    pub mouth: Point,
}

impl Aligned {
    /// Lays out the face of `image` that `mesh` was found on; `None` when the mesh is a point.
    pub fn of(image: &RgbImage, mesh: &Mesh) -> Option<Self> {
        let [left, right] = eyes(mesh);
        let [left_corner, right_corner] = MOUTH_CORNERS.map(|index| mesh.at(index));
        let found = [left, right, mesh.at(NOSE_TIP), left_corner, right_corner];
        let map = Similarity::fit_robustly(&std::array::from_fn(|i| (found[i], TARGETS[i])))?;
        let laid = warp(image, &map);
        let outline: Vec<Point> = OUTLINE.iter().map(|i| map.apply(mesh.at(*i))).collect();
        Some(Self {
            luminance: luminance(&laid),
            is_face: fill(&hull(outline)),
            eyes: [map.apply(left), map.apply(right)],
            mouth: map.apply(mesh.at(LIPS[0]).middle(mesh.at(LIPS[1]))),
            image: laid,
            map,
        })
    }
}

/// Middles between the corners of each eye, the picture's left first.
pub fn eyes(mesh: &Mesh) -> [Point; 2] {
    EYE_CORNERS.map(|[a, b]| mesh.at(a).middle(mesh.at(b)))
}

/// Linear luminance with the weights of Rec. 709, rounded to 8 bits.
pub fn luminance(image: &RgbImage) -> Vec<u8> {
    let of = |&Rgb([r, g, b]): &Rgb<u8>| {
        let light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        (light * 255.0 + 0.5) as u8
    };
    image.pixels().map(of).collect()
}

/// Bilinear, black outside.
fn warp(image: &RgbImage, map: &Similarity) -> RgbImage {
    let (width, height) = (i64::from(image.width()), i64::from(image.height()));
    let sample = |x: i64, y: i64| {
        let inside = (0..width).contains(&x) && (0..height).contains(&y);
        if inside { image.get_pixel(x as u32, y as u32).0.map(f64::from) } else { [0.0; 3] }
    };
    RgbImage::from_fn(SIDE_PX, SIDE_PX, |u, v| {
        let at = map.invert(Point { x: f64::from(u), y: f64::from(v) });
        let (x, y) = (at.x.floor(), at.y.floor());
        let (right, down) = (at.x - x, at.y - y);
        let (x, y) = (x as i64, y as i64);
        let corners = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| sample(x, y));
        Rgb(std::array::from_fn(|c| {
            let upper = corners[0][c] * (1.0 - right) + corners[1][c] * right;
            let lower = corners[2][c] * (1.0 - right) + corners[3][c] * right;
            (upper * (1.0 - down) + lower * down + 0.5) as u8
        }))
    })
}

/// Convex hull, by Andrew's monotone chain.
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let turns_inward = |chain: &[Point], next: Point| {
        let [.., a, b] = chain else { return false };
        (b.x - a.x) * (next.y - a.y) - (b.y - a.y) * (next.x - a.x) <= 0.0
    };
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while turns_inward(&chain, point) {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut outline = chain(&mut points.iter().copied());
    outline.extend(chain(&mut points.iter().rev().copied()));
    outline
}

/// The pixels of the aligned image inside a convex outline.
fn fill(outline: &[Point]) -> Vec<bool> {
    let side = SIDE_PX as usize;
    let mut inside = vec![false; side * side];
    for (row, pixels) in inside.chunks_exact_mut(side).enumerate() {
        let y = row as f64;
        let (mut from, mut to) = (f64::MAX, f64::MIN);
        for (index, a) in outline.iter().enumerate() {
            let b = outline[(index + 1) % outline.len()];
            if (a.y <= y) != (b.y <= y) {
                let x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
                (from, to) = (from.min(x), to.max(x));
            }
        }
        if from <= to {
            let last = (to.max(-1.0).floor() + 1.0) as usize;
            let first = (from.max(0.0).ceil() as usize).min(side);
            pixels[first..last.clamp(first, side)].fill(true);
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_turned_face_is_laid_upright_and_one_stray_point_does_not_tilt_it() {
        let truth = Similarity { a: 1.2, b: 0.3, shift: at(-40.0, 25.0) };
        let mut pairs = TARGETS.map(|target| (truth.invert(target), target));
        pairs[2].0 = at(pairs[2].0.x + 60.0, pairs[2].0.y);
        let found = Similarity::fit_robustly(&pairs).unwrap();
        let p = at(123.0, 456.0);
        assert!(found.apply(p).distance(truth.apply(p)) < 1e-6, "{found:?}");
        assert!(found.invert(found.apply(p)).distance(p) < 1e-9);
        assert_eq!(Similarity::fit_robustly(&[(at(1.0, 1.0), at(2.0, 2.0)); 5]), None);
    }

    #[test]
    fn a_hull_is_filled_to_its_outline_and_no_further() {
        let corners = [at(10.0, 20.0), at(40.0, 20.0), at(40.0, 50.0), at(10.0, 50.0)];
        let within = [at(20.0, 30.0), at(25.0, 44.0)];
        let outline = hull(corners.iter().chain(&within).copied().collect());
        assert_eq!(outline.len(), 4);
        let filled = fill(&outline);
        assert_eq!(filled.iter().filter(|inside| **inside).count(), 31 * 30);
        let beyond = fill(&hull(vec![at(-50.0, -50.0), at(900.0, -50.0), at(300.0, 900.0)]));
        assert!(beyond[0] && beyond[SIDE_PX as usize - 1]);
    }

    #[test]
    fn luminance_is_linear_and_rounded() {
        let image =
            RgbImage::from_fn(3, 1, |x, _| Rgb([[0, 0, 0], [188; 3], [255, 0, 0]][x as usize]));
        assert_eq!(luminance(&image), [0, 128, 54]);
    }
}
