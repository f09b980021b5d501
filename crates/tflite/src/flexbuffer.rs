//! Reading the `FlexBuffer` maps in which custom operators keep their options.
//!
//! The format: <https://flatbuffers.dev/flexbuffers/>. Only what these operators use is read:
//! one map of numbers and vectors of numbers. Every number becomes an `f64`.

use std::collections::BTreeMap;

use crate::half;

/// The bytes are no map of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a map of numbers")]
pub(crate) struct NoMap;

/// Keys with their number, or with the numbers of their vector.
pub(crate) type Map = BTreeMap<String, Vec<f64>>;

/// Most numbers one map may hold, over all its vectors.
const NUMBERS: usize = 4096;

const INT: u8 = 1;
const UINT: u8 = 2;
const FLOAT: u8 = 3;
const INDIRECT_INT: u8 = 6;
const INDIRECT_FLOAT: u8 = 8;
const MAP: u8 = 9;
const VECTOR: u8 = 10;
const VECTOR_INT: u8 = 11;
const VECTOR_FLOAT: u8 = 13;

/// Reads the root map of `bytes`.
pub(crate) fn map(bytes: &[u8]) -> Result<Map, NoMap> {
    let &[.., packed, root_width] = bytes else { return Err(NoMap) };
    let root_width = usize::from(root_width);
    if kind(packed) != MAP || !matches!(root_width, 1 | 2 | 4 | 8) {
        return Err(NoMap);
    }
    let root = Cursor { bytes, at: bytes.len() - 2, width: root_width }.back(1)?;
    let values = root.behind(width(packed))?;
    let keys = values.back(3)?.behind(width_of(values.back(2)?.unsigned()?)?)?;
    let count = values.back(1)?.length()?;
    let types = values.forward(count)?.at;
    let mut budget = NUMBERS;
    let mut entries = Map::new();
    for i in 0..count {
        let key = keys.forward(i)?.behind(1)?.text()?;
        let kind_byte = *bytes.get(types.checked_add(i).ok_or(NoMap)?).ok_or(NoMap)?;
        let numbers = numbers(values.forward(i)?, kind_byte)?;
        budget = budget.checked_sub(numbers.len().max(1)).ok_or(NoMap)?;
        entries.insert(key, numbers);
    }
    Ok(entries)
}

/// A place in the buffer, and the bytes of each item there.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    width: usize,
}

impl<'a> Cursor<'a> {
    fn back(self, items: usize) -> Result<Self, NoMap> {
        let at = self.at.checked_sub(items * self.width).ok_or(NoMap)?;
        Ok(Self { at, ..self })
    }

    fn forward(self, items: usize) -> Result<Self, NoMap> {
        let offset = items.checked_mul(self.width).ok_or(NoMap)?;
        Ok(Self { at: self.at.checked_add(offset).ok_or(NoMap)?, ..self })
    }

    /// What the offset here points back to, in items of `width` bytes.
    fn behind(self, width: usize) -> Result<Self, NoMap> {
        let offset = usize::try_from(self.unsigned()?).map_err(|_| NoMap)?;
        Ok(Self { at: self.at.checked_sub(offset).ok_or(NoMap)?, width, ..self })
    }

    fn unsigned(self) -> Result<u64, NoMap> {
        let end = self.at.checked_add(self.width).ok_or(NoMap)?;
        let bytes = self.bytes.get(self.at..end).ok_or(NoMap)?;
        Ok(bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    }

    /// A count of items, each of which takes at least a byte of the buffer.
    fn length(self) -> Result<usize, NoMap> {
        let length = usize::try_from(self.unsigned()?).map_err(|_| NoMap)?;
        if length <= self.bytes.len() { Ok(length) } else { Err(NoMap) }
    }

    fn text(self) -> Result<String, NoMap> {
        let rest: &'a [u8] = self.bytes.get(self.at..).ok_or(NoMap)?;
        let end = rest.iter().take(64).position(|&byte| byte == 0).ok_or(NoMap)?;
        core::str::from_utf8(&rest[..end]).map(str::to_owned).map_err(|_| NoMap)
    }

    #[expect(clippy::cast_precision_loss, reason = "options are small numbers")]
    fn number(self, kind: u8) -> Result<f64, NoMap> {
        let raw = self.unsigned()?;
        match (kind, self.width) {
            (INT, width) => {
                let shift = 64 - 8 * width;
                Ok(((raw << shift).cast_signed() >> shift) as f64)
            }
            (UINT, _) => Ok(raw as f64),
            (FLOAT, 2) => {
                u16::try_from(raw).map(|bits| half::to_f32(bits).into()).map_err(|_| NoMap)
            }
            (FLOAT, 4) => {
                u32::try_from(raw).map(|bits| f32::from_bits(bits).into()).map_err(|_| NoMap)
            }
            (FLOAT, 8) => Ok(f64::from_bits(raw)),
            _ => Err(NoMap),
        }
    }
}

fn kind(packed: u8) -> u8 {
    packed >> 2
}

fn width(packed: u8) -> usize {
    1 << (packed & 3)
}

fn width_of(value: u64) -> Result<usize, NoMap> {
    match value {
        1 => Ok(1),
        2 => Ok(2),
        4 => Ok(4),
        8 => Ok(8),
        _ => Err(NoMap),
    }
}

/// The number or numbers of the entry at `here`.
fn numbers(here: Cursor<'_>, packed: u8) -> Result<Vec<f64>, NoMap> {
    let kind = kind(packed);
    match kind {
        INT | UINT | FLOAT => Ok(vec![here.number(kind)?]),
        INDIRECT_INT..=INDIRECT_FLOAT => Ok(vec![here.behind(width(packed))?.number(kind - 5)?]),
        VECTOR | VECTOR_INT..=VECTOR_FLOAT => {
            let items = here.behind(width(packed))?;
            let count = items.back(1)?.length()?;
            if count > NUMBERS {
                return Err(NoMap);
            }
            let types = items.forward(count)?.at;
            let one = |i: usize| {
                let item_kind = match kind {
                    VECTOR => self::kind(*here.bytes.get(types + i).ok_or(NoMap)?),
                    _ => kind - 10,
                };
                items.forward(i)?.number(item_kind)
            };
            (0..count).map(one).collect()
        }
        _ => Err(NoMap),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{a: -2, b: [1, 300 as indirect-free two-byte vector]}`, laid out by hand.
    fn sample() -> Vec<u8> {
        let mut bytes = b"a\0b\0".to_vec();
        // The vector of b at 6, two bytes per item, its length before it.
        bytes.extend([2, 0, 1, 0, 0x2c, 1]);
        // The key vector at 11: length, then offsets back to the keys.
        bytes.extend([2, 11, 10]);
        // The map at 16: offset to the keys, their width, length, values, types, then the root.
        bytes.extend([2, 1, 2, 0xfe, 11, INT << 2, VECTOR_INT << 2 | 1]);
        bytes.extend([4, MAP << 2, 1]);
        bytes
    }

    #[test]
    fn numbers_and_vectors_are_read_by_key() {
        let expected =
            Map::from([("a".to_owned(), vec![-2.0]), ("b".to_owned(), vec![1.0, 300.0])]);
        assert_eq!(map(&sample()), Ok(expected));
    }

    #[test]
    fn no_single_byte_makes_it_read_outside() {
        for at in 0..sample().len() {
            for value in 0..=255 {
                let mut bytes = sample();
                bytes[at] = value;
                let read = map(&bytes).map(|entries| entries.len() <= 2);
                assert!(matches!(read, Ok(true) | Err(NoMap)), "{value} at {at}");
            }
        }
    }

    #[test]
    fn what_is_no_map_is_refused() {
        for bytes in [&[][..], &[1], &[0, 4, 1], &[9, MAP << 2, 1], &[9, MAP << 2, 3]] {
            assert_eq!(map(bytes), Err(NoMap), "{bytes:?}");
        }
    }
}
