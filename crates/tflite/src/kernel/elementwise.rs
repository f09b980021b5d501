//! Operators that treat every value alike: sums, products and activations.

use super::activation::{self, Act};
use super::{View, ViewMut};
use crate::block::Block;
use crate::simd::{Engine, Simd, Task};

/// `a + b`, activated.
pub(crate) fn add(engine: Engine, [a, b]: [View<'_>; 2], output: &mut ViewMut<'_>, act: &Act) {
    engine.run(Add { a: a.blocks, b: b.blocks, out: output.blocks, act });
}

/// `gated · gate + other`, activated; the gate is one pixel.
pub(crate) fn gated_add(
    engine: Engine,
    [gated, other, gate]: [View<'_>; 3],
    output: &mut ViewMut<'_>,
    act: &Act,
) {
    let per_pixel = gated.shape.pixel_blocks();
    let operands = [gated.blocks, other.blocks, &gate.blocks[..per_pixel]];
    engine.run(GatedAdd { operands, out: output.blocks, act });
}

/// `a · b`, where `b` has the shape of `a` or is one pixel that multiplies them all.
pub(crate) fn multiply(engine: Engine, a: View<'_>, b: View<'_>, output: &mut ViewMut<'_>) {
    if a.shape == b.shape {
        let period = a.blocks.len();
        engine.run(Multiply { a: a.blocks, b: b.blocks, period, out: output.blocks });
    } else if a.shape.is_blocked() {
        let period = a.shape.pixel_blocks();
        engine.run(Multiply { a: a.blocks, b: b.blocks, period, out: output.blocks });
    } else {
        let len = a.shape.dense_len();
        let pixel = b.floats()[..a.shape.channels].iter().cycle();
        let values = a.floats()[..len].iter().zip(pixel);
        for (out, (&x, &factor)) in output.floats_mut()[..len].iter_mut().zip(values) {
            *out = x * factor;
        }
    }
}

pub(crate) fn scale(engine: Engine, input: View<'_>, factor: f32, output: &mut ViewMut<'_>) {
    let factor = [Block([factor; crate::block::LANES])];
    engine.run(Multiply { a: input.blocks, b: &factor, period: 1, out: output.blocks });
}

pub(crate) fn activate(engine: Engine, input: View<'_>, output: &mut ViewMut<'_>, act: &Act) {
    engine.run(Activate { input: input.blocks, out: output.blocks, act });
}

/// `1 / (1 + e⁻ˣ)`; padding lanes stay zero.
pub(crate) fn logistic(engine: Engine, input: View<'_>, output: &mut ViewMut<'_>) {
    engine.run(Logistic { input: Some(input.floats()), out: output.floats_mut() });
    if !output.shape.is_stored_densely() {
        let (stride, channels) = (output.shape.pixel_stride(), output.shape.channels);
        for pixel in output.floats_mut().chunks_exact_mut(stride) {
            pixel[channels..].fill(0.0);
        }
    }
}

/// The logistic of `input`, or of what stands in `out`.
pub(crate) struct Logistic<'a> {
    pub input: Option<&'a [f32]>,
    pub out: &'a mut [f32],
}

impl Task for Logistic<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        if let Some(input) = self.input {
            self.out.copy_from_slice(input);
        }
        // Plain floats: the compiler makes vectors of them, as wide as the caller allows.
        for x in self.out {
            *x = activation::logistic(*x);
        }
    }
}

struct Add<'a> {
    a: &'a [Block],
    b: &'a [Block],
    out: &'a mut [Block],
    act: &'a Act,
}

impl Task for Add<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let period = self.act.period(self.out.len());
        let operands = self.a.chunks(period).zip(self.b.chunks(period));
        for (out, (a, b)) in self.out.chunks_mut(period).zip(operands) {
            for (i, (out, (a, b))) in out.iter_mut().zip(a.iter().zip(b)).enumerate() {
                let mut tile = [[simd.add(simd.load(a), simd.load(b))]];
                self.act.apply(simd, &mut tile, i);
                simd.store(tile[0][0], out);
            }
        }
    }
}

struct GatedAdd<'a> {
    /// What is gated, what is added, and the gate's one pixel.
    operands: [&'a [Block]; 3],
    out: &'a mut [Block],
    act: &'a Act,
}

impl Task for GatedAdd<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let [gated, other, gate] = self.operands;
        // Block by block of the channels, so that the gate stays in its register.
        for (c, factor) in gate.iter().enumerate() {
            let factor = simd.load(factor);
            let gated = gated[c..].iter().step_by(gate.len());
            let other = other[c..].iter().step_by(gate.len());
            let out = self.out[c..].iter_mut().step_by(gate.len());
            for (out, (a, b)) in out.zip(gated.zip(other)) {
                let mut tile = [[simd.mul_add(simd.load(a), factor, simd.load(b))]];
                self.act.apply(simd, &mut tile, c);
                simd.store(tile[0][0], out);
            }
        }
    }
}

struct Multiply<'a> {
    a: &'a [Block],
    /// The first `period` blocks multiply every `period` blocks of `a`.
    b: &'a [Block],
    period: usize,
    out: &'a mut [Block],
}

impl Task for Multiply<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let pixels = self.out.chunks_mut(self.period).zip(self.a.chunks(self.period));
        for (out, a) in pixels {
            for (out, (a, b)) in out.iter_mut().zip(a.iter().zip(self.b)) {
                simd.store(simd.mul(simd.load(a), simd.load(b)), out);
            }
        }
    }
}

struct Activate<'a> {
    input: &'a [Block],
    out: &'a mut [Block],
    act: &'a Act,
}

impl Task for Activate<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let period = self.act.period(self.out.len());
        for (out, input) in self.out.chunks_mut(period).zip(self.input.chunks(period)) {
            for (i, (out, input)) in out.iter_mut().zip(input).enumerate() {
                let mut tile = [[simd.load(input)]];
                self.act.apply(simd, &mut tile, i);
                simd.store(tile[0][0], out);
            }
        }
    }
}
