//! Sixteen floats on one cache line: the unit in which tensors and weights are stored.

/// Floats in a [`Block`].
pub(crate) const LANES: usize = 16;

/// Sixteen floats, aligned so that no vector load crosses a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Block(pub [f32; LANES]);

impl Block {
    pub const ZERO: Self = Self([0.0; LANES]);
}

/// Lays `values` into as many blocks as they need; the rest of the last block is zero.
pub(crate) fn blocks_of(values: &[f32]) -> Vec<Block> {
    let mut blocks = vec![Block::ZERO; values.len().div_ceil(LANES)];
    floats_mut(&mut blocks)[..values.len()].copy_from_slice(values);
    blocks
}

/// The same memory, float by float.
pub(crate) fn floats(blocks: &[Block]) -> &[f32] {
    #[expect(unsafe_code, reason = "a view of the same memory with another element type")]
    // SAFETY: `Block` is `repr(C)` around `[f32; 16]` and 64 bytes long at 64-byte alignment, so
    // it has no padding; n blocks are exactly 16 n initialised floats, borrowed alike.
    unsafe {
        core::slice::from_raw_parts(blocks.as_ptr().cast::<f32>(), blocks.len() * LANES)
    }
}

/// The same memory, float by float, to write.
pub(crate) fn floats_mut(blocks: &mut [Block]) -> &mut [f32] {
    #[expect(unsafe_code, reason = "a view of the same memory with another element type")]
    // SAFETY: as in `floats`; every bit pattern is a valid float, and the borrow is unique.
    unsafe {
        core::slice::from_raw_parts_mut(blocks.as_mut_ptr().cast::<f32>(), blocks.len() * LANES)
    }
}

/// Some pixels of so many blocks each, their extent checked once and not at each look.
#[derive(Clone, Copy)]
pub(crate) struct Pixels<'a> {
    blocks: &'a [Block],
    per_pixel: usize,
    count: usize,
}

impl<'a> Pixels<'a> {
    /// The first `count` pixels of `blocks`.
    ///
    /// # Panics
    /// If there are not as many.
    #[inline(always)]
    pub fn new(blocks: &'a [Block], per_pixel: usize, count: usize) -> Self {
        assert!(count.checked_mul(per_pixel).is_some_and(|len| len <= blocks.len()));
        Self { blocks, per_pixel, count }
    }

    /// Block `c` of a pixel.
    ///
    /// # Panics
    /// If there is no such pixel or block; where the compiler knows that, it does not ask.
    #[inline(always)]
    pub fn at(self, pixel: usize, c: usize) -> &'a Block {
        assert!(pixel < self.count && c < self.per_pixel);
        #[expect(unsafe_code, reason = "the compiler cannot see through the product")]
        // SAFETY: `pixel * per_pixel + c` is less than `count * per_pixel`, which `new` has found
        // not to overflow and to lie inside `blocks`.
        unsafe {
            self.blocks.get_unchecked(pixel * self.per_pixel + c)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_order_and_the_rest_is_zero() {
        let values: Vec<f32> = (1..=20_u8).map(f32::from).collect();
        let mut blocks = blocks_of(&values);
        assert_eq!(size_of::<Block>(), 64);
        assert_eq!(&floats(&blocks)[..20], &values);
        assert_eq!(&floats(&blocks)[20..], &[0.0; 12]);
        floats_mut(&mut blocks)[17] = -1.0;
        assert_eq!(blocks[1].0[1].to_bits(), (-1.0_f32).to_bits());
    }

    #[test]
    fn pixels_are_seen_block_by_block() {
        let blocks: Vec<Block> = (0..7_u8).map(|i| Block([f32::from(i); LANES])).collect();
        let pixels = Pixels::new(&blocks, 2, 3);
        let seen: Vec<&Block> = (0..6).map(|i| pixels.at(i / 2, i % 2)).collect();
        assert_eq!(seen, blocks[..6].iter().collect::<Vec<_>>());
    }

    #[test]
    #[cfg(panic = "unwind")] // WebAssembly ends where it would be refused
    fn pixels_beyond_the_blocks_are_refused() {
        let blocks = [Block::ZERO; 7];
        let refused = |look: fn(&[Block])| std::panic::catch_unwind(|| look(&blocks)).is_err();
        assert!(refused(|blocks| _ = Pixels::new(blocks, 2, 4)), "more than there are");
        assert!(refused(|blocks| _ = Pixels::new(blocks, 2, usize::MAX)), "an overflow");
        assert!(refused(|blocks| _ = Pixels::new(blocks, 2, 3).at(3, 0)), "one pixel beyond");
        assert!(refused(|blocks| _ = Pixels::new(blocks, 2, 3).at(0, 2)), "one block beyond");
    }
}
