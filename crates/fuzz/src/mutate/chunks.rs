//! Breaking files that are rows of pieces: which pieces there are, in what order, how long they say
//! they are.

use std::ops::Range;

use super::blind;
use crate::chance::Chance;

const PNG_HEAD: usize = 8;

/// Drops, repeats, moves or borrows a segment, lies about its length, or about the picture's size.
pub fn jpeg(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let pieces = segments(bytes);
    if chance.below(3) == 0 {
        let frame = pieces.iter().find(|piece| matches!(bytes[piece.start + 1], 0xC0..=0xC2));
        if let Some(frame) = frame.cloned() {
            // Precision, height, width, components and the samplings behind them.
            let at = frame.start + 4 + chance.below(frame.len().saturating_sub(4));
            return blind::lie::<1>(bytes, at, chance);
        }
    }
    if chance.below(3) == 0
        && let Some(piece) = chance.pick(&pieces)
    {
        return blind::lie::<2>(bytes, piece.start + 2, chance);
    }
    rearrange(bytes, &pieces, other, &segments(other), chance);
}

/// Drops, repeats, moves or borrows a chunk, lies about its length, or in the header.
pub fn png(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let pieces = png_chunks(bytes);
    match (chance.below(3), chance.pick(&pieces).cloned()) {
        (0, Some(piece)) => blind::lie::<4>(bytes, piece.start, chance),
        (1, Some(_)) => blind::lie::<1>(bytes, PNG_HEAD + 8 + chance.below(13), chance),
        _ => rearrange(bytes, &pieces, other, &png_chunks(other), chance),
    }
}

/// Puts right every checksum, so that a decoder looks further than it.
pub fn repair_png(bytes: &mut [u8]) {
    for chunk in png_chunks(bytes) {
        let (body, crc) = (chunk.start + 4..chunk.end - 4, chunk.end - 4..chunk.end);
        let right = crc32(&bytes[body]).to_be_bytes();
        bytes[crc].copy_from_slice(&right);
    }
}

/// Lies in a field of a record of a zip file; PKWARE's APPNOTE, 4.3.
pub fn zip(bytes: &mut [u8], chance: &mut Chance) {
    let records: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"PK")).collect();
    let Some(record) = chance.pick(&records) else { return };
    let at = record + 4 + 2 * chance.below(21);
    if chance.below(2) == 0 {
        blind::lie::<2>(bytes, at, chance);
    } else {
        blind::lie::<4>(bytes, at, chance);
    }
}

fn rearrange(
    bytes: &mut Vec<u8>,
    pieces: &[Range<usize>],
    other: &[u8],
    theirs: &[Range<usize>],
    chance: &mut Chance,
) {
    let (Some(piece), Some(place)) = (chance.pick(pieces), chance.pick(pieces)) else { return };
    let own = bytes[piece.clone()].to_vec();
    match chance.below(4) {
        0 => drop(bytes.splice(piece.clone(), [])),
        1 => {
            let many = own.repeat(1 + chance.below(100));
            bytes.splice(place.start..place.start, many);
        }
        2 => drop(bytes.splice(place.clone(), own)),
        _ => {
            if let Some(borrowed) = chance.pick(theirs) {
                bytes.splice(place.start..place.start, other[borrowed.clone()].to_vec());
            }
        }
    }
}

/// Marker, length and body of each segment up to the first scan; T.81, B.1.1.4.
fn segments(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 2;
    while let Some(&[0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        if end > bytes.len() || end < at + 4 {
            break;
        }
        found.push(at..end);
        if marker == 0xDA {
            break;
        }
        at = end;
    }
    found
}

/// Length, name, body and checksum of each chunk; ISO/IEC 15948, 5.3.
fn png_chunks(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = PNG_HEAD;
    while let Some(&[a, b, c, d]) = bytes.get(at..at + 4) {
        let body = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        let end = body.saturating_add(at + 12);
        if end > bytes.len() {
            break;
        }
        found.push(at..end);
        at = end;
    }
    found
}

/// ISO 3309, as PNG uses it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;

    #[test]
    fn the_pieces_of_whole_files_are_found() {
        for file in corpus::jpeg().unwrap() {
            let pieces = segments(&file);
            let scan = pieces.last().unwrap();
            assert_eq!(file[scan.start + 1], 0xDA);
        }
        for mut file in corpus::png().unwrap() {
            let whole = file.clone();
            let pieces = png_chunks(&file);
            assert_eq!(pieces.last().map(|piece| piece.end), Some(file.len()));
            let crc = pieces[0].end - 1;
            file[crc] ^= 1;
            repair_png(&mut file);
            assert_eq!(file, whole);
        }
    }
}
