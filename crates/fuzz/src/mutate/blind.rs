//! Breaking bytes without knowing what they mean.

use crate::chance::Chance;

/// The longest run that is cut out, repeated or put in.
const RUN: usize = 64;

/// Numbers at which arithmetic goes wrong.
const EDGES: [u64; 12] =
    [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];

/// One change: bits, bytes, a run cut, repeated or moved, an end cut off, or a splice with `other`.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(bytes.len());
    let run = at..(at + 1 + chance.below(RUN)).min(bytes.len());
    match chance.below(9) {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        2 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = chance.byte();
            }
        }
        3 => drop(bytes.splice(run, [])),
        4 => {
            let repeated = bytes[run].repeat(1 + chance.below(8));
            bytes.splice(at..at, repeated);
        }
        5 => {
            let noise: Vec<u8> = (0..=chance.below(RUN)).map(|_| chance.byte()).collect();
            bytes.splice(at..at, noise);
        }
        6 => bytes.truncate(at),
        7 => {
            bytes.truncate(at);
            bytes.extend_from_slice(&other[chance.below(other.len())..]);
        }
        _ => {
            let to = chance.below(bytes.len());
            let moved = bytes[run].to_vec();
            let end = (to + moved.len()).min(bytes.len());
            bytes.splice(to..end, moved);
        }
    }
}

/// Makes one aligned word of `N` bytes an edge, a neighbour of itself, or a copy of another, in
/// either order of bytes.
pub fn word<const N: usize>(bytes: &mut [u8], chance: &mut Chance) {
    let (words, _) = bytes.as_chunks_mut::<N>();
    let other = words.get(chance.below(words.len())).copied();
    let at = chance.below(words.len());
    let (Some(word), Some(other)) = (words.get_mut(at), other) else { return };
    let edge = EDGES[chance.below(EDGES.len())];
    match chance.below(4) {
        0 => word.copy_from_slice(&edge.to_le_bytes()[..N]),
        1 => word.copy_from_slice(&edge.to_be_bytes()[8 - N..]),
        2 => word[0] = word[0].wrapping_add(chance.byte() % 16).wrapping_sub(8),
        _ => *word = other,
    }
}

/// Makes any `N` bytes from `at` an edge.
pub fn lie<const N: usize>(bytes: &mut [u8], at: usize, chance: &mut Chance) {
    if let Some(field) = bytes.get_mut(at..at.saturating_add(N)) {
        word::<N>(field, chance);
    }
}
