//! AVX2 with FMA: sixteen floats are a pair of registers.
#![expect(unsafe_code, reason = "vector instructions, behind a token that proves them present")]

use core::arch::x86_64::{
    __m256, _mm256_add_ps, _mm256_fmadd_ps, _mm256_load_ps, _mm256_max_ps, _mm256_min_ps,
    _mm256_mul_ps, _mm256_set1_ps, _mm256_store_ps,
};

use super::{Simd, Task};
use crate::block::Block;

/// Proof that the processor has AVX2 and FMA: only [`Avx2::detect`] makes one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx2(());

/// Lanes 0–7 and lanes 8–15.
type Pair = [__m256; 2];

impl Avx2 {
    pub fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        present.then_some(Self(()))
    }
}

#[target_feature(enable = "avx2,fma")]
fn run_with_avx2<T: Task>(simd: Avx2, task: T) {
    task.run(simd);
}

impl Simd for Avx2 {
    type V = Pair;

    const ROWS: usize = 6;
    const WIDE: bool = false;

    fn enter<T: Task>(self, task: T) {
        // SAFETY: `self` proves that the processor has the features of the function.
        unsafe { run_with_avx2(self, task) }
    }

    #[inline(always)]
    fn load(self, from: &Block) -> Pair {
        let at = from.0.as_ptr();
        // SAFETY: `self` proves AVX2; a block is sixteen floats aligned to 64 bytes, so both
        // halves lie inside it at multiples of 32 bytes.
        unsafe { [_mm256_load_ps(at), _mm256_load_ps(at.add(8))] }
    }

    #[inline(always)]
    fn store(self, v: Pair, to: &mut Block) {
        let at = to.0.as_mut_ptr();
        // SAFETY: `self` proves AVX2; a block is sixteen floats aligned to 64 bytes, so both
        // halves lie inside it at multiples of 32 bytes.
        unsafe {
            _mm256_store_ps(at, v[0]);
            _mm256_store_ps(at.add(8), v[1]);
        }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Pair {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_set1_ps(x); 2] }
    }

    #[inline(always)]
    fn add(self, a: Pair, b: Pair) -> Pair {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_add_ps(a[0], b[0]), _mm256_add_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn mul(self, a: Pair, b: Pair) -> Pair {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_mul_ps(a[0], b[0]), _mm256_mul_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn mul_add(self, a: Pair, b: Pair, c: Pair) -> Pair {
        // SAFETY: `self` proves AVX2 and FMA.
        unsafe { [_mm256_fmadd_ps(a[0], b[0], c[0]), _mm256_fmadd_ps(a[1], b[1], c[1])] }
    }

    #[inline(always)]
    fn max(self, a: Pair, b: Pair) -> Pair {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_max_ps(a[0], b[0]), _mm256_max_ps(a[1], b[1])] }
    }

    #[inline(always)]
    fn min(self, a: Pair, b: Pair) -> Pair {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_min_ps(a[0], b[0]), _mm256_min_ps(a[1], b[1])] }
    }
}
