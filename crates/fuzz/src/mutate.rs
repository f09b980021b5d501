//! From whole files to broken ones.

mod blind;
mod chunks;
mod text;

use anyhow::{Result, ensure};
use formats::archive;

use crate::chance::Chance;
use crate::targets::Target;

/// No input is larger: what is repeated is repeated up to here.
const MAX_BYTES: usize = 64 << 10;

/// How the files of a target are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Segments with a marker and a length.
    Jpeg,
    /// Chunks with a length and a checksum, which is put right again three times in four.
    Png,
    /// Words of 16 bits: counts and places.
    Words16,
    /// Words of 32 bits: counts and places.
    Words32,
    /// Records behind `PK`.
    Zip,
    /// A zip file whose members are broken, and packed again.
    Packed,
    /// Lines of text.
    Text,
}

/// Name and bytes of each member of an archive.
type Members = Vec<(String, Vec<u8>)>;

/// The broken files of a target.
pub struct Broken {
    shape: Shape,
    corpus: Vec<Vec<u8>>,
    /// The members of each file of the corpus, for [`Shape::Packed`].
    members: Vec<Members>,
}

impl Broken {
    pub fn of(target: &Target) -> Result<Self> {
        let corpus = (target.corpus)()?;
        ensure!(!corpus.is_empty(), "{} has no corpus", target.name);
        let limits = archive::Limits { entries: 1000, unpacked_bytes: 1 << 24 };
        let members = match target.shape {
            Shape::Packed => corpus
                .iter()
                .map(|file| Ok(archive::read(file, &limits)?.into_iter().collect()))
                .collect::<Result<_>>()?,
            _ => Vec::new(),
        };
        Ok(Self { shape: target.shape, corpus, members })
    }

    /// The input of this number: a file of the corpus, broken one to four times.
    pub fn input(&self, seed: u64, number: u64) -> Vec<u8> {
        let chance = &mut Chance::of(seed, number);
        let at = chance.below(self.corpus.len());
        let mut bytes = self.corpus[at].clone();
        let other = &self.corpus[chance.below(self.corpus.len())];
        for _ in 0..=chance.below(4) {
            match (self.shape, chance.below(2)) {
                (_, 0) => blind::mutate(&mut bytes, other, chance),
                (Shape::Jpeg, _) => chunks::jpeg(&mut bytes, other, chance),
                (Shape::Png, _) => chunks::png(&mut bytes, other, chance),
                (Shape::Words16, _) => blind::word::<2>(&mut bytes, chance),
                (Shape::Words32, _) => blind::word::<4>(&mut bytes, chance),
                (Shape::Zip, _) => chunks::zip(&mut bytes, chance),
                (Shape::Packed, _) => bytes = repacked(&self.members[at], chance),
                (Shape::Text, _) => text::mutate(&mut bytes, chance),
            }
            bytes.truncate(MAX_BYTES);
        }
        if self.shape == Shape::Png && chance.below(4) > 0 {
            chunks::repair_png(&mut bytes);
        }
        bytes
    }
}

/// The archive of these members, one or two of them broken.
fn repacked(members: &Members, chance: &mut Chance) -> Vec<u8> {
    let mut members = members.clone();
    for _ in 0..=chance.below(2) {
        let at = chance.below(members.len());
        let other = members[chance.below(members.len())].1.clone();
        let Some((_, bytes)) = members.get_mut(at) else { continue };
        match chance.below(3) {
            0 => blind::mutate(bytes, &other, chance),
            _ => text::mutate(bytes, chance),
        }
    }
    // Names are those of a whole archive, so packing cannot fail for them.
    archive::write(&members).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::TARGETS;

    #[test]
    fn an_input_can_be_made_again_and_is_small_and_mostly_new() {
        for target in TARGETS {
            let broken = Broken::of(target).unwrap();
            let again = Broken::of(target).unwrap();
            let mut whole = 0;
            for number in 0..100 {
                let input = broken.input(3, number);
                assert_eq!(input, again.input(3, number), "{} {number}", target.name);
                assert!(input.len() <= MAX_BYTES);
                whole += usize::from(broken.corpus.contains(&input));
            }
            assert!(whole < 30, "{}: {whole} of 100 are whole", target.name);
        }
    }
}
