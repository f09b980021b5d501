//! `MAX_POOL_2D` and `AVERAGE_POOL_2D`; what overhangs the image is left out of both.

use core::ops::Range;

use super::{View, ViewMut};
use crate::block::Block;
use crate::graph::Window;
use crate::simd::{Engine, Simd, Task};

pub(crate) fn max(engine: Engine, window: &Window, input: View<'_>, output: &mut ViewMut<'_>) {
    engine.run(Max(Pool { window, input, output: output.reborrow() }));
}

/// The average of the sum of both inputs, where there are two.
pub(crate) fn average(
    engine: Engine,
    window: &Window,
    (input, other): (View<'_>, Option<View<'_>>),
    output: &mut ViewMut<'_>,
) {
    let pool = Pool { window, input, output: output.reborrow() };
    engine.run(Average { pool, other });
}

struct Pool<'a> {
    window: &'a Window,
    input: View<'a>,
    output: ViewMut<'a>,
}

struct Max<'a>(Pool<'a>);

struct Average<'a> {
    pool: Pool<'a>,
    other: Option<View<'a>>,
}

impl Pool<'_> {
    /// Rows and columns of the input under the window of output `(y, x)`; never empty.
    fn reach(&self, y: usize, x: usize) -> (Range<usize>, Range<usize>) {
        let Window { height, width, step_y, step_x, top, left } = *self.window;
        let clip = |start: usize, before: usize, size: usize, end: usize| {
            start.saturating_sub(before)..(start + size - before).min(end)
        };
        let rows = clip(y * step_y, top, height, self.input.shape.height);
        (rows, clip(x * step_x, left, width, self.input.shape.width))
    }
}

impl Task for Max<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Pool { input, ref output, .. } = self.0;
        let (per_pixel, width) = (input.shape.pixel_blocks(), output.shape.width);
        for index in 0..output.shape.pixels() {
            let (rows, columns) = self.0.reach(index / width, index % width);
            let first = (rows.start * input.shape.width + columns.start) * per_pixel;
            let out = &mut self.0.output.blocks[index * per_pixel..][..per_pixel];
            out.copy_from_slice(&input.blocks[first..][..per_pixel]);
            for row in rows {
                let from = (row * input.shape.width + columns.start) * per_pixel;
                let row = &input.blocks[from..][..columns.len() * per_pixel];
                for pixel in row.chunks_exact(per_pixel) {
                    for (out, block) in out.iter_mut().zip(pixel) {
                        simd.store(simd.max(simd.load(out), simd.load(block)), out);
                    }
                }
            }
        }
    }
}

impl Task for Average<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Pool { input, ref output, .. } = self.pool;
        let (per_pixel, width) = (input.shape.pixel_blocks(), output.shape.width);
        for index in 0..output.shape.pixels() {
            let (rows, columns) = self.pool.reach(index / width, index % width);
            #[expect(clippy::cast_precision_loss, reason = "windows have at most 2²⁰ pixels")]
            let share = simd.splat(1.0 / (rows.len() * columns.len()) as f32);
            for c in 0..per_pixel {
                let mut sums = [simd.splat(0.0); 4];
                for blocks in core::iter::once(input.blocks).chain(self.other.map(|o| o.blocks)) {
                    for row in rows.clone() {
                        let from = (row * input.shape.width + columns.start) * per_pixel;
                        let row = &blocks[from..][..columns.len() * per_pixel];
                        add_row(simd, &mut sums, row, [per_pixel, c]);
                    }
                }
                let sum = simd.add(simd.add(sums[0], sums[1]), simd.add(sums[2], sums[3]));
                let out = &mut self.pool.output.blocks[index * per_pixel + c];
                simd.store(simd.mul(sum, share), out);
            }
        }
    }
}

/// Adds block `c` of every pixel of `row`, four sums at a time so that none waits for the other.
#[inline(always)]
fn add_row<S: Simd>(simd: S, sums: &mut [S::V; 4], row: &[Block], [per_pixel, c]: [usize; 2]) {
    let fours = row.chunks_exact(4 * per_pixel);
    for pixel in fours.remainder().chunks_exact(per_pixel) {
        sums[0] = simd.add(sums[0], simd.load(&pixel[c]));
    }
    for four in fours {
        for (sum, pixel) in sums.iter_mut().zip(four.chunks_exact(per_pixel)) {
            *sum = simd.add(*sum, simd.load(&pixel[c]));
        }
    }
}
