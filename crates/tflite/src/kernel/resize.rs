//! `RESIZE_BILINEAR`.

use std::sync::Arc;

use super::{View, ViewMut};
use crate::graph::{Sampling, Shape};
use crate::simd::{Engine, Simd, Task};

/// Where each output row and column is sampled, worked out at load.
#[derive(Debug)]
pub(crate) struct Resize {
    rows: Arc<[Between]>,
    columns: Arc<[Between]>,
}

/// Two neighbours and the share of the second.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

impl Resize {
    pub fn pack(sampling: Sampling, input: Shape, output: Shape) -> Self {
        Self {
            rows: places(sampling, input.height, output.height).into(),
            columns: places(sampling, input.width, output.width).into(),
        }
    }

    pub fn run(&self, engine: Engine, input: View<'_>, output: &mut ViewMut<'_>) {
        engine.run(Image { tables: self, input, output: output.reborrow() });
    }
}

#[expect(clippy::cast_precision_loss, reason = "image sizes are far below 2²⁴")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative")]
fn places(sampling: Sampling, input: usize, output: usize) -> Vec<Between> {
    let scale = match sampling {
        Sampling::AlignedCorners if output > 1 => (input - 1) as f32 / (output - 1) as f32,
        _ => input as f32 / output as f32,
    };
    let place = |u: usize| {
        let at = match sampling {
            Sampling::HalfPixel => (u as f32 + 0.5) * scale - 0.5,
            Sampling::Corner | Sampling::AlignedCorners => u as f32 * scale,
        };
        let at = at.max(0.0);
        let first = (at as usize).min(input - 1);
        Between { first, second: (first + 1).min(input - 1), share: at - first as f32 }
    };
    (0..output).map(place).collect()
}

struct Image<'a> {
    tables: &'a Resize,
    input: View<'a>,
    output: ViewMut<'a>,
}

impl Task for Image<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let per_pixel = self.input.shape.pixel_blocks();
        let row_len = self.input.shape.width * per_pixel;
        let blocks = self.input.blocks;
        let out_rows = self.output.blocks.chunks_exact_mut(self.output.shape.width * per_pixel);
        for (out, row) in out_rows.zip(self.tables.rows.iter()) {
            let above = &blocks[row.first * row_len..][..row_len];
            let below = &blocks[row.second * row_len..][..row_len];
            let (up, down) = (simd.splat(1.0 - row.share), simd.splat(row.share));
            for (out, column) in out.chunks_exact_mut(per_pixel).zip(self.tables.columns.iter()) {
                let pixel = |row, x: usize| <[_]>::get(row, x * per_pixel..).unwrap_or(&[]);
                let [a, b] = [pixel(above, column.first), pixel(above, column.second)];
                let [c, d] = [pixel(below, column.first), pixel(below, column.second)];
                let (left, right) = (simd.splat(1.0 - column.share), simd.splat(column.share));
                let corners = a.iter().zip(b).zip(c.iter().zip(d));
                for (out, ((a, b), (c, d))) in out.iter_mut().zip(corners) {
                    let top = simd.mul_add(simd.load(b), right, simd.mul(simd.load(a), left));
                    let low = simd.mul_add(simd.load(d), right, simd.mul(simd.load(c), left));
                    simd.store(simd.mul_add(low, down, simd.mul(top, up)), out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "positions are below ten")]
    fn samples_lie_where_each_convention_puts_them() {
        let table = [
            (Sampling::HalfPixel, 2, 4, [0.0, 0.25, 0.75, 1.0]),
            (Sampling::Corner, 2, 4, [0.0, 0.5, 1.0, 1.0]),
            (Sampling::AlignedCorners, 3, 4, [0.0, 2.0 / 3.0, 4.0 / 3.0, 2.0]),
        ];
        for (sampling, input, output, expected) in table {
            let found = places(sampling, input, output);
            for (between, expected) in found.iter().zip(expected) {
                // A share beyond the last pixel falls on that pixel twice.
                let second = between.second - between.first;
                let at = between.first as f32 + between.share * second as f32;
                assert!((at - expected).abs() < 1e-6, "{sampling:?}: {found:?}");
            }
        }
    }
}
