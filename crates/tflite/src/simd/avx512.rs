//! AVX-512: sixteen floats are one register.
#![expect(unsafe_code, reason = "vector instructions, behind a token that proves them present")]

use core::arch::x86_64::{
    __m512, _mm512_add_ps, _mm512_fmadd_ps, _mm512_load_ps, _mm512_max_ps, _mm512_min_ps,
    _mm512_mul_ps, _mm512_set1_ps, _mm512_store_ps,
};

use super::{Simd, Task};
use crate::block::Block;

/// Proof that the processor has AVX-512 F, VL, DQ and BW: only [`Avx512::detect`] makes one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    pub fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw");
        present.then_some(Self(()))
    }
}

#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
fn run_with_avx512<T: Task>(simd: Avx512, task: T) {
    task.run(simd);
}

impl Simd for Avx512 {
    type V = __m512;

    const ROWS: usize = 8;
    const WIDE: bool = true;

    fn enter<T: Task>(self, task: T) {
        // SAFETY: `self` proves that the processor has the features of the function.
        unsafe { run_with_avx512(self, task) }
    }

    #[inline(always)]
    fn load(self, from: &Block) -> __m512 {
        // SAFETY: `self` proves AVX-512; a block is sixteen floats aligned to 64 bytes.
        unsafe { _mm512_load_ps(from.0.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, v: __m512, to: &mut Block) {
        // SAFETY: `self` proves AVX-512; a block is sixteen floats aligned to 64 bytes.
        unsafe { _mm512_store_ps(to.0.as_mut_ptr(), v) }
    }

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        // SAFETY: `self` proves AVX-512.
        unsafe { _mm512_set1_ps(x) }
    }

    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512.
        unsafe { _mm512_add_ps(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512.
        unsafe { _mm512_mul_ps(a, b) }
    }

    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512.
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512.
        unsafe { _mm512_max_ps(a, b) }
    }

    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512.
        unsafe { _mm512_min_ps(a, b) }
    }
}
