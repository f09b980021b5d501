//! The vector type of the kernels: one trait, four implementations, chosen at run time.
//!
//! A vector is always sixteen floats, whatever the registers hold, so a kernel is written once
//! and needs no tail. An implementation is a token: whoever holds an [`Avx2`] or [`Avx512`] has
//! asked the processor first, which is what makes the instructions behind it sound.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

#[cfg(target_arch = "x86_64")]
use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use avx512::Avx512;
use portable::Portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd128::Simd128;

use crate::block::Block;

/// An instruction set the kernels are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Isa {
    /// What every processor of the target has (SSE2 on x86-64).
    Portable,
    /// WebAssembly's vectors of 128 bits, in a module compiled with them.
    Simd128,
    /// AVX2 with FMA.
    Avx2,
    /// AVX-512 F, VL, DQ and BW.
    Avx512,
}

/// Why an instruction set cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it asks for {0:?}, which this processor does not have")]
pub struct IsaMissing(pub Isa);

impl Isa {
    /// Every instruction set, slowest first.
    pub const ALL: [Isa; 4] = [Isa::Portable, Isa::Simd128, Isa::Avx2, Isa::Avx512];

    /// The fastest instruction set of this processor.
    pub fn detect() -> Self {
        Engine::best().isa()
    }

    /// Whether this processor has it.
    pub fn is_available(self) -> bool {
        Engine::new(self).is_ok()
    }
}

/// An instruction set known to be present.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Engine {
    Portable(Portable),
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128(Simd128),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Engine {
    pub fn new(isa: Isa) -> Result<Self, IsaMissing> {
        match isa {
            Isa::Portable => Some(Self::Portable(Portable)),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Isa::Simd128 => Some(Self::Simd128(Simd128)),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => Avx2::detect().map(Self::Avx2),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => Avx512::detect().map(Self::Avx512),
            _ => None,
        }
        .ok_or(IsaMissing(isa))
    }

    /// The fastest engine of this processor.
    pub fn best() -> Self {
        let present = Isa::ALL.into_iter().rev().find_map(|isa| Self::new(isa).ok());
        present.unwrap_or(Self::Portable(Portable))
    }

    pub fn isa(self) -> Isa {
        match self {
            Self::Portable(_) => Isa::Portable,
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Self::Simd128(_) => Isa::Simd128,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => Isa::Avx2,
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => Isa::Avx512,
        }
    }

    /// Runs `task` in a function compiled for this instruction set.
    pub fn run(self, task: impl Task) {
        match self {
            Self::Portable(simd) => simd.enter(task),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Self::Simd128(simd) => simd.enter(task),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => simd.enter(task),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => simd.enter(task),
        }
    }
}

/// A kernel with its operands. `run` and all it calls must be `#[inline(always)]`: only code that
/// ends up inside [`Simd::enter`] is compiled with the wider instructions.
pub(crate) trait Task {
    fn run<S: Simd>(self, simd: S);
}

/// Arithmetic on sixteen floats.
pub(crate) trait Simd: Copy {
    type V: Copy;

    /// Rows of a matrix tile that fit the registers.
    const ROWS: usize;
    /// Whether two columns of blocks fit beside each other in a tile of [`Self::ROWS`] rows.
    const WIDE: bool;

    fn enter<T: Task>(self, task: T);
    fn load(self, from: &Block) -> Self::V;
    fn store(self, v: Self::V, to: &mut Block);
    fn splat(self, x: f32) -> Self::V;
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a * b + c`, rounded once where the processor can.
    fn mul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    fn min(self, a: Self::V, b: Self::V) -> Self::V;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::LANES;

    struct Arithmetic<'a> {
        a: &'a Block,
        b: &'a Block,
        out: &'a mut [Block; 6],
    }

    impl Task for Arithmetic<'_> {
        #[inline(always)]
        fn run<S: Simd>(self, simd: S) {
            let (a, b) = (simd.load(self.a), simd.load(self.b));
            let half = simd.splat(0.5);
            let results = [
                simd.add(a, b),
                simd.mul(a, b),
                simd.mul_add(a, b, half),
                simd.max(a, b),
                simd.min(a, b),
                half,
            ];
            for (v, to) in results.into_iter().zip(self.out) {
                simd.store(v, to);
            }
        }
    }

    #[test]
    fn every_instruction_set_does_the_same_arithmetic() {
        // Small integers and halves: exact in every order of rounding.
        let a: [f32; LANES] = core::array::from_fn(|i| [3.0, -2.0, 0.5, 8.0][i % 4]);
        let b: [f32; LANES] = core::array::from_fn(|i| [1.0, 4.0, -6.0][i % 3]);
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_available()) {
            let mut out = [Block::ZERO; 6];
            let engine = Engine::new(isa).unwrap();
            engine.run(Arithmetic { a: &Block(a), b: &Block(b), out: &mut out });
            for i in 0..LANES {
                let (x, y) = (a[i], b[i]);
                let expected = [x + y, x * y, x * y + 0.5, x.max(y), x.min(y), 0.5];
                let found = out.map(|block| block.0[i].to_bits());
                assert_eq!(found, expected.map(f32::to_bits), "{isa:?} lane {i}");
            }
        }
    }

    #[test]
    fn the_detected_instruction_set_is_the_fastest_available_one() {
        let best = Isa::ALL.into_iter().rfind(|isa| isa.is_available());
        assert_eq!(Some(Isa::detect()), best);
        assert_eq!(Engine::new(Isa::detect()).map(Engine::isa), Ok(Isa::detect()));
    }
}
