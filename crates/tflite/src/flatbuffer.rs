//! Reading `FlatBuffers`, every step within bounds.
//!
//! The format: <https://flatbuffers.dev/internals/>. Nothing is verified ahead; each access
//! checks what it is about to read, so a bent file yields [`Bent`] and never a panic.

/// The bytes do not say what a `FlatBuffer` should say at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it points outside itself")]
pub(crate) struct Bent;

/// A table: fields by number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The field offsets of the vtable, two bytes each.
    offsets: &'a [u8],
}

/// A vector of 32-bit items.
#[derive(Debug, Clone, Copy)]
struct Words<'a> {
    bytes: &'a [u8],
    /// Where the first item stands in `bytes`.
    at: usize,
    count: usize,
}

impl<'a> Table<'a> {
    /// The root table of a whole file.
    pub fn root(bytes: &'a [u8]) -> Result<Self, Bent> {
        Self::behind(bytes, 0)
    }

    /// The table that the offset at `at` points to.
    fn behind(bytes: &'a [u8], at: usize) -> Result<Self, Bent> {
        let at = follow(bytes, at)?;
        let back = i64::from(word(bytes, at)?.cast_signed());
        let vtable = i64::try_from(at).map_err(|_| Bent)? - back;
        let vtable = usize::try_from(vtable).map_err(|_| Bent)?;
        let length = usize::from(half_word(bytes, vtable)?);
        let offsets = slice(bytes, vtable, length)?.get(4..).ok_or(Bent)?;
        Ok(Self { bytes, at, offsets })
    }

    /// Where field `index` stands, if it is present.
    fn field(&self, index: usize) -> Result<Option<usize>, Bent> {
        match self.offsets.get(2 * index..2 * index + 2) {
            Some(&[low, high]) => {
                let offset = usize::from(u16::from_le_bytes([low, high]));
                if offset == 0 {
                    return Ok(None);
                }
                self.at.checked_add(offset).ok_or(Bent).map(Some)
            }
            _ => Ok(None),
        }
    }

    pub fn u8(&self, index: usize, default: u8) -> Result<u8, Bent> {
        match self.field(index)? {
            Some(at) => self.bytes.get(at).copied().ok_or(Bent),
            None => Ok(default),
        }
    }

    pub fn u32(&self, index: usize, default: u32) -> Result<u32, Bent> {
        match self.field(index)? {
            Some(at) => word(self.bytes, at),
            None => Ok(default),
        }
    }

    pub fn table(&self, index: usize) -> Result<Option<Table<'a>>, Bent> {
        self.field(index)?.map(|at| Table::behind(self.bytes, at)).transpose()
    }

    /// A vector of bytes or a string; empty when absent.
    pub fn bytes(&self, index: usize) -> Result<&'a [u8], Bent> {
        let Some(at) = self.field(index)? else { return Ok(&[]) };
        let at = follow(self.bytes, at)?;
        let length = length(self.bytes, at)?;
        slice(self.bytes, at.checked_add(4).ok_or(Bent)?, length)
    }

    /// A vector of at most `most` 32-bit integers; empty when absent. The limit keeps many tables
    /// that share one long vector from multiplying it.
    pub fn ints(&self, index: usize, most: usize) -> Result<Vec<i32>, Bent> {
        let words = self.words(index)?;
        if words.count > most {
            return Err(Bent);
        }
        (0..words.count).map(|i| Ok(word(words.bytes, words.at + 4 * i)?.cast_signed())).collect()
    }

    /// A vector of tables; empty when absent.
    pub fn tables(&self, index: usize) -> Result<Vec<Table<'a>>, Bent> {
        let words = self.words(index)?;
        (0..words.count).map(|i| Table::behind(words.bytes, words.at + 4 * i)).collect()
    }

    fn words(&self, index: usize) -> Result<Words<'a>, Bent> {
        let bytes = self.bytes;
        let Some(at) = self.field(index)? else { return Ok(Words { bytes, at: 0, count: 0 }) };
        let at = follow(bytes, at)?;
        let count = length(bytes, at)?;
        let at = at.checked_add(4).ok_or(Bent)?;
        // The whole vector lies inside, so that its length is bounded by that of the file.
        slice(bytes, at, count.checked_mul(4).ok_or(Bent)?)?;
        Ok(Words { bytes, at, count })
    }
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], Bent> {
    bytes.get(at..at.checked_add(length).ok_or(Bent)?).ok_or(Bent)
}

fn half_word(bytes: &[u8], at: usize) -> Result<u16, Bent> {
    slice(bytes, at, 2)?.try_into().map(u16::from_le_bytes).map_err(|_| Bent)
}

fn word(bytes: &[u8], at: usize) -> Result<u32, Bent> {
    slice(bytes, at, 4)?.try_into().map(u32::from_le_bytes).map_err(|_| Bent)
}

fn length(bytes: &[u8], at: usize) -> Result<usize, Bent> {
    usize::try_from(word(bytes, at)?).map_err(|_| Bent)
}

/// Where the forward offset at `at` points.
fn follow(bytes: &[u8], at: usize) -> Result<usize, Bent> {
    at.checked_add(length(bytes, at)?).ok_or(Bent)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root table with a byte (field 0), an absent field 1 and a vector of ints (field 2).
    fn sample() -> Vec<u8> {
        let mut bytes = 16_u32.to_le_bytes().to_vec();
        bytes.extend([0; 2]);
        // The vtable at 6: its length, the table's length, then three field offsets.
        bytes.extend([10, 0, 12, 0, 4, 0, 0, 0, 8, 0]);
        // The table at 16: back to the vtable, field 0 with padding, field 2 with its offset.
        bytes.extend(10_i32.to_le_bytes());
        bytes.extend([7, 0, 0, 0]);
        bytes.extend(4_u32.to_le_bytes());
        // The vector at 28.
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend((-5_i32).to_le_bytes());
        bytes.extend(9_i32.to_le_bytes());
        bytes
    }

    #[test]
    fn present_fields_are_read_and_absent_ones_have_their_default() {
        let bytes = sample();
        let root = Table::root(&bytes).unwrap();
        assert_eq!(root.u8(0, 1), Ok(7));
        assert_eq!(root.u8(1, 3), Ok(3));
        assert_eq!(root.u32(9, 4), Ok(4));
        assert_eq!(root.ints(2, 8), Ok(vec![-5, 9]));
        assert_eq!(root.bytes(1), Ok(&[][..]));
        assert_eq!(root.ints(2, 1), Err(Bent));
        assert!(root.table(1).unwrap().is_none());
    }

    #[test]
    fn every_cut_of_the_file_is_refused_or_read_within_bounds() {
        let bytes = sample();
        for end in 0..bytes.len() {
            let ints = Table::root(&bytes[..end]).and_then(|root| root.ints(2, 8));
            assert_eq!(ints, Err(Bent), "cut at {end}");
        }
    }

    #[test]
    fn offsets_that_leave_the_file_are_refused() {
        for at in [0, 16, 24, 28] {
            let mut bytes = sample();
            bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            let ints = Table::root(&bytes).and_then(|root| root.ints(2, 8));
            assert_eq!(ints, Err(Bent), "offset at {at}");
        }
    }
}
