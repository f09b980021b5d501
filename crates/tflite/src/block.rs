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
}
