//! WebAssembly's simd128: sixteen floats are four registers.
//!
//! A module is compiled with these instructions or without them; there is nothing to detect at
//! run time. Build with `-C target-feature=+simd128`.
#![expect(unsafe_code, reason = "vector loads and stores through raw pointers")]

use core::arch::wasm32::{
    f32x4_add, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat, v128, v128_load, v128_store,
};

use super::{Simd, Task};
use crate::block::{Block, LANES};

/// Lanes 0–3, 4–7, 8–11 and 12–15.
type Quad = [v128; 4];

/// Floats in one register.
const REGISTER: usize = LANES / 4;

/// Exists only where the whole module is compiled with simd128.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Simd128;

impl Simd for Simd128 {
    type V = Quad;

    const ROWS: usize = 3;
    const WIDE: bool = false;

    fn enter<T: Task>(self, task: T) {
        task.run(self);
    }

    #[inline(always)]
    fn load(self, from: &Block) -> Quad {
        // SAFETY: the four registers are the sixteen floats of the block, in order.
        core::array::from_fn(|i| unsafe { v128_load(from.0[i * REGISTER..].as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, v: Quad, to: &mut Block) {
        for (i, register) in v.into_iter().enumerate() {
            // SAFETY: as in `load`; the block is borrowed alone.
            unsafe { v128_store(to.0[i * REGISTER..].as_mut_ptr().cast(), register) };
        }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Quad {
        [f32x4_splat(x); 4]
    }

    #[inline(always)]
    fn add(self, a: Quad, b: Quad) -> Quad {
        core::array::from_fn(|i| f32x4_add(a[i], b[i]))
    }

    #[inline(always)]
    fn mul(self, a: Quad, b: Quad) -> Quad {
        core::array::from_fn(|i| f32x4_mul(a[i], b[i]))
    }

    #[inline(always)]
    fn mul_add(self, a: Quad, b: Quad, c: Quad) -> Quad {
        // One rounding more than the other processors: simd128 has no fused instruction.
        core::array::from_fn(|i| f32x4_add(f32x4_mul(a[i], b[i]), c[i]))
    }

    #[inline(always)]
    fn max(self, a: Quad, b: Quad) -> Quad {
        // `pmax` is x86's one instruction; `max` would take seven there to order zeros and NaN.
        core::array::from_fn(|i| f32x4_pmax(a[i], b[i]))
    }

    #[inline(always)]
    fn min(self, a: Quad, b: Quad) -> Quad {
        core::array::from_fn(|i| f32x4_pmin(a[i], b[i]))
    }
}
