//! Activations, applied to a vector while it is still in its register.

use std::sync::Arc;

use crate::block::{Block, LANES, blocks_of};
use crate::graph::{Activation, Shape};
use crate::simd::Simd;

/// An [`Activation`] with its slopes packed.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    None,
    Relu,
    Relu6,
    HardSwish,
    /// Slopes for the blocks of storage, repeating over and over.
    Prelu(Arc<[Block]>),
}

impl Act {
    pub fn pack(activation: &Activation, shape: Shape) -> Self {
        match activation {
            Activation::None => Self::None,
            Activation::Relu => Self::Relu,
            Activation::Relu6 => Self::Relu6,
            Activation::HardSwish => Self::HardSwish,
            Activation::Prelu(slopes) if shape.is_blocked() => {
                Self::Prelu(blocks_of(slopes).into())
            }
            Activation::Prelu(slopes) => {
                // Up to four channels lie densely: sixteen pixels are a whole number of blocks.
                let period: Vec<f32> =
                    slopes.iter().copied().cycle().take(LANES * shape.channels).collect();
                Self::Prelu(blocks_of(&period).into())
            }
        }
    }

    /// Packs for a kernel that holds one pixel per block, whatever the storage.
    pub fn pack_by_pixel(activation: &Activation, shape: Shape) -> Self {
        match activation {
            Activation::Prelu(slopes) => Self::Prelu(blocks_of(slopes).into()),
            plain => Self::pack(plain, shape),
        }
    }

    /// After how many of `blocks` the activation repeats itself.
    pub fn period(&self, blocks: usize) -> usize {
        match self {
            Self::Prelu(slopes) => slopes.len(),
            _ => blocks.max(1),
        }
    }

    /// Activates a tile whose first column is block `index` of the period. What to do is asked
    /// once per tile, not once per vector.
    #[inline(always)]
    pub fn apply<S: Simd, const R: usize, const P: usize>(
        &self,
        simd: S,
        tile: &mut [[S::V; P]; R],
        index: usize,
    ) {
        let zero = simd.splat(0.0);
        let six = simd.splat(6.0);
        let vectors = tile.as_flattened_mut();
        match self {
            Self::None => {}
            Self::Relu => {
                for v in vectors {
                    *v = simd.max(*v, zero);
                }
            }
            Self::Relu6 => {
                for v in vectors {
                    *v = simd.min(simd.max(*v, zero), six);
                }
            }
            Self::HardSwish => {
                let (three, sixth) = (simd.splat(3.0), simd.splat(1.0 / 6.0));
                for v in vectors {
                    let gate = simd.min(simd.max(simd.add(*v, three), zero), six);
                    *v = simd.mul(simd.mul(*v, sixth), gate);
                }
            }
            Self::Prelu(slopes) => {
                let slopes = &slopes[index..index + P];
                for row in tile {
                    for (v, slope) in row.iter_mut().zip(slopes) {
                        let (low, high) = (simd.min(*v, zero), simd.max(*v, zero));
                        *v = simd.mul_add(low, simd.load(slope), high);
                    }
                }
            }
        }
    }
}

/// `1 / (1 + e⁻ˣ)` to about one unit in the last place of a float.
///
/// Written without a call so that sixteen of them become vector code: e⁻ˣ = 2ⁿ·eᶠ with the
/// polynomial for eᶠ of Cephes' `expf` (Moshier, 1989).
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "the constants as Cephes prints them")]
pub(crate) fn logistic(x: f32) -> f32 {
    // Adding 1.5 · 2²³ rounds to the nearest whole number, which then stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let y = (-x).clamp(-80.0, 80.0);
    let rounded = y * core::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let f = y - n * 0.693_359_375 - n * -2.121_944_40e-4;
    let mut p = 1.987_569_150_0e-4;
    for coefficient in [
        1.398_199_950_7e-3,
        8.333_451_907_3e-3,
        4.166_579_589_4e-2,
        1.666_666_545_9e-1,
        5.000_000_120_1e-1,
    ] {
        p = p * f + coefficient;
    }
    let exp_f = p * f * f + f + 1.0;
    // |n| is at most 116: with the bias of exponents it fits their eight bits, and what stands
    // above it is shifted out.
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    1.0 / (1.0 + exp_f * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_agrees_with_the_libm_one() {
        for i in -2000..=2000_i16 {
            let x = f32::from(i) / 20.0;
            let exact = 1.0 / (1.0 + (-f64::from(x)).exp());
            let error = (f64::from(logistic(x)) - exact).abs();
            assert!(error <= 2e-7, "{x}: off by {error:e}");
        }
        assert!(logistic(f32::NAN).is_nan());
        assert!(logistic(f32::INFINITY) > 0.999_999);
    }
}
