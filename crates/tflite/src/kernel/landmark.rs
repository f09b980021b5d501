//! The custom operators of the attention mesh: a frame around some landmarks, the features inside
//! it, and landmarks found there put back.
//!
//! A matrix is 4×4, row by row, and moves only x and y.

use super::{View, ViewMut};
use crate::block::Block;
use crate::graph::LandmarkFrame;
use crate::simd::{Engine, Simd, Task};

/// The part of a matrix that acts: `x' = a·x + b·y + tx`, `y' = c·x + d·y + ty`.
#[derive(Clone, Copy)]
struct Affine {
    a: f32,
    b: f32,
    tx: f32,
    c: f32,
    d: f32,
    ty: f32,
}

impl Affine {
    fn read(matrix: View<'_>) -> Self {
        let m = matrix.floats();
        Self { a: m[0], b: m[1], tx: m[3], c: m[4], d: m[5], ty: m[7] }
    }

    #[inline(always)]
    fn apply(self, x: f32, y: f32) -> (f32, f32) {
        (self.a * x + self.b * y + self.tx, self.c * x + self.d * y + self.ty)
    }
}

/// `Landmarks2TransformMatrix`: from a frame of `width_px` × `height_px` to the extent of the
/// subset, in the frame turned so that the line from `left` to `right` is level.
///
/// M = T(centre) · R(−r) · S(extent · scale / frame) · T(−frame / 2), with r = −atan2(dy, dx).
pub(crate) fn to_matrix(frame: &LandmarkFrame, points: View<'_>, output: &mut ViewMut<'_>) {
    let points = points.floats();
    let point = |index: usize| (points[3 * index], points[3 * index + 1]);
    let ((x0, y0), (x1, y1)) = (point(frame.left), point(frame.right));
    let (sin, cos) = (-(y1 - y0).atan2(x1 - x0)).sin_cos();
    let mut low = (f32::MAX, f32::MAX);
    let mut high = (f32::MIN, f32::MIN);
    for &index in &frame.subset {
        let (x, y) = point(index);
        let (u, v) = (cos * x - sin * y, sin * x + cos * y);
        low = (low.0.min(u), low.1.min(v));
        high = (high.0.max(u), high.1.max(v));
    }
    let (u, v) = (f32::midpoint(low.0, high.0), f32::midpoint(low.1, high.1));
    let (centre_x, centre_y) = (cos * u + sin * v, cos * v - sin * u);
    let scale_x = frame.scale_x * (high.0 - low.0) / frame.width_px;
    let scale_y = frame.scale_y * (high.1 - low.1) / frame.height_px;
    let (a, b, c, d) = (cos * scale_x, sin * scale_y, -sin * scale_x, cos * scale_y);
    let (half_width, half_height) = (frame.width_px / 2.0, frame.height_px / 2.0);
    let tx = centre_x - a * half_width - b * half_height;
    let ty = centre_y - c * half_width - d * half_height;
    let matrix = [a, b, 0.0, tx, c, d, 0.0, ty, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    output.floats_mut()[..16].copy_from_slice(&matrix);
}

/// `TransformLandmarks`: points (x, y) under the matrix.
pub(crate) fn transform(points: View<'_>, matrix: View<'_>, output: &mut ViewMut<'_>) {
    let affine = Affine::read(matrix);
    let len = points.shape.dense_len();
    let (from, _) = points.floats()[..len].as_chunks();
    let (to, _) = output.floats_mut()[..len].as_chunks_mut();
    for (to, &[x, y]) in to.iter_mut().zip(from) {
        let (x, y) = affine.apply(x, y);
        *to = [x, y];
    }
}

/// `TransformTensorBilinear`, version 2: each output pixel is sampled where the matrix takes its
/// centre, and is zero where that lies outside.
pub(crate) fn sample(engine: Engine, input: View<'_>, matrix: View<'_>, output: &mut ViewMut<'_>) {
    let mut affine = Affine::read(matrix);
    // From centre to centre: M is applied at (x + ½, y + ½), and ½ taken off again.
    affine.tx += f32::midpoint(affine.a, affine.b) - 0.5;
    affine.ty += f32::midpoint(affine.c, affine.d) - 0.5;
    engine.run(Sample { affine, input, output: output.reborrow() });
}

struct Sample<'a> {
    affine: Affine,
    input: View<'a>,
    output: ViewMut<'a>,
}

impl Task for Sample<'_> {
    #[inline(always)]
    #[expect(clippy::cast_precision_loss, reason = "image sizes are far below 2²⁴")]
    fn run<S: Simd>(self, simd: S) {
        let per_pixel = self.input.shape.pixel_blocks();
        let width = self.output.shape.width;
        let pixels = self.output.blocks.chunks_exact_mut(per_pixel);
        for (index, out) in pixels.enumerate() {
            let (x, y) = self.affine.apply((index % width) as f32, (index / width) as f32);
            let Some(corners) = corners(self.input, x, y) else {
                out.fill(Block::ZERO);
                continue;
            };
            for (c, out) in out.iter_mut().enumerate() {
                let mut sum = simd.splat(0.0);
                for (pixel, share) in corners {
                    let value = simd.load(&self.input.blocks[pixel * per_pixel + c]);
                    sum = simd.mul_add(value, simd.splat(share), sum);
                }
                simd.store(sum, out);
            }
        }
    }
}

/// The four pixels around `(x, y)` with their shares, or `None` outside the image.
#[expect(clippy::cast_precision_loss, reason = "image sizes are far below 2²⁴")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the image")]
fn corners(image: View<'_>, x: f32, y: f32) -> Option<[(usize, f32); 4]> {
    let (last_x, last_y) = (image.shape.width - 1, image.shape.height - 1);
    // Written so that NaN is outside.
    let inside = (0.0..=last_x as f32).contains(&x) && (0.0..=last_y as f32).contains(&y);
    if !inside {
        return None;
    }
    let (x0, y0) = (x as usize, y as usize);
    // A neighbour beyond the edge has share zero, so any pixel may stand for it.
    let (x1, y1) = ((x0 + 1).min(last_x), (y0 + 1).min(last_y));
    let (dx, dy) = (x - x0 as f32, y - y0 as f32);
    let at = |x: usize, y: usize| y * image.shape.width + x;
    Some([
        (at(x0, y0), (1.0 - dx) * (1.0 - dy)),
        (at(x1, y0), dx * (1.0 - dy)),
        (at(x0, y1), (1.0 - dx) * dy),
        (at(x1, y1), dx * dy),
    ])
}
