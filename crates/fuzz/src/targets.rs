//! Every decoder that meets a stranger's bytes.

use std::io::Cursor;

use formats::archive::{self, Archive};
use formats::{code, dbf, delimited, finding, package, table, xlsx};
use imaging::{Limits, Profile, decode};
use tflite::Model;

use crate::child::MEMORY_BYTES;
use crate::corpus::{self, roster};
use crate::mutate::Shape;

/// Small, so that a million inputs take minutes: the paths are those of large files.
const PICTURES: Limits = Limits { max_bytes: 1 << 20, max_pixels: 1 << 18, enough_px: u32::MAX };

const ARCHIVE: archive::Limits = archive::Limits { entries: 100, unpacked_bytes: 1 << 20 };

const WORKBOOK: table::Limits =
    table::Limits { bytes: 1 << 20, cells: 20_000, unpacked_bytes: 1 << 20 };

const CARD: card::Limits =
    card::Limits { max_bytes: 1 << 20, max_pixels: 1 << 18, max_pages: 50, enough_px: usize::MAX };

/// One decoder.
pub struct Target {
    pub name: &'static str,
    /// Whole files, every one of which is read.
    pub corpus: fn() -> anyhow::Result<Vec<Vec<u8>>>,
    /// How its files are built, for the mutators that know.
    pub shape: Shape,
    /// Reads an input; whether it was accepted.
    pub run: fn(&[u8]) -> bool,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "jpeg", corpus: corpus::jpeg, shape: Shape::Jpeg, run: picture },
    Target { name: "png", corpus: corpus::png, shape: Shape::Png, run: picture },
    Target { name: "exif", corpus: corpus::exif, shape: Shape::Words16, run: exif },
    Target { name: "icc", corpus: corpus::icc, shape: Shape::Words32, run: icc },
    Target { name: "tflite", corpus: corpus::tflite, shape: Shape::Words32, run: model },
    Target { name: "zip", corpus: corpus::zip, shape: Shape::Zip, run: zip },
    Target { name: "package", corpus: corpus::package, shape: Shape::Packed, run: sealed },
    Target { name: "xlsx", corpus: corpus::xlsx, shape: Shape::Packed, run: workbook },
    Target { name: "csv", corpus: roster::csv, shape: Shape::Text, run: delimited },
    Target { name: "dbf", corpus: roster::dbf, shape: Shape::Words16, run: dbf },
    Target { name: "card-jpeg", corpus: corpus::jpeg, shape: Shape::Jpeg, run: card_pages },
    Target { name: "card-png", corpus: corpus::png, shape: Shape::Png, run: card_pages },
    Target { name: "card-tiff", corpus: corpus::tiff, shape: Shape::Words16, run: card_pages },
    Target { name: "card-pdf", corpus: corpus::pdf, shape: Shape::Text, run: card_pages },
    Target { name: "card-form", corpus: corpus::form, shape: Shape::Text, run: form },
    Target { name: "code", corpus: corpus::code, shape: Shape::Text, run: scanned },
    Target { name: "profile", corpus: corpus::profile, shape: Shape::Text, run: profile },
];

/// No decoder: it breaks on purpose, so that a test sees the parent tell what broke.
pub const DRILL: Target =
    Target { name: "drill", corpus: corpus::code, shape: Shape::Text, run: drill };

fn picture(bytes: &[u8]) -> bool {
    decode(bytes, &PICTURES).is_ok()
}

/// In a JPEG file of one block, which is read the faster. A block that is damaged says nothing;
/// every one of the corpus turns the picture.
fn exif(bytes: &[u8]) -> bool {
    corpus::with_segment(0xE1, &[b"Exif\0\0", bytes].concat())
        .and_then(|file| decode(&file, &PICTURES).ok())
        .is_some_and(|photo| photo.source.orientation != 1)
}

fn icc(bytes: &[u8]) -> bool {
    corpus::with_segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", bytes].concat())
        .and_then(|file| decode(&file, &PICTURES).ok())
        .is_some_and(|photo| photo.source.colour_space != imaging::decode::ColourSpace::Unusable)
}

/// A model that loads must also run.
fn model(bytes: &[u8]) -> bool {
    let Ok(mut model) = Model::load(bytes) else { return false };
    for index in 0..model.inputs().len() {
        model.input_mut(index).fill(0.5);
    }
    model.run();
    true
}

fn zip(bytes: &[u8]) -> bool {
    archive::read(bytes, &ARCHIVE).is_ok()
}

fn sealed(bytes: &[u8]) -> bool {
    let Ok(mut archive) = Archive::open(Cursor::new(bytes), &ARCHIVE) else { return false };
    package::verify(&mut archive, None).is_ok()
}

fn workbook(bytes: &[u8]) -> bool {
    let names = xlsx::sheet_names(bytes, &WORKBOOK);
    xlsx::read(bytes, &WORKBOOK).is_ok() && names.is_ok()
}

/// The oddities of what was read are looked for as well.
fn delimited(bytes: &[u8]) -> bool {
    delimited::read(bytes, &WORKBOOK).is_ok_and(|(sheet, _)| looked_through(&sheet))
}

fn dbf(bytes: &[u8]) -> bool {
    dbf::read(bytes, None, &WORKBOOK).is_ok_and(|found| looked_through(&found.sheet))
}

fn looked_through(sheet: &table::Sheet) -> bool {
    finding::of_sheet(sheet).iter().all(|one| sheet.row(one.at.row).is_some())
}

/// Whether any page of it was read.
fn card_pages(bytes: &[u8]) -> bool {
    let mut any = false;
    card::decode::pages(bytes, &CARD, &mut |page| any |= page.is_ok());
    any
}

fn form(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| card::Form::from_toml(text).is_ok())
}

fn scanned(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| code::classify(text).is_ok())
}

fn profile(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| Profile::from_toml(text).is_ok())
}

fn drill(bytes: &[u8]) -> bool {
    let sum = bytes.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte));
    match sum % 64 {
        0..4 => panic!("as it should"),
        4 => std::process::abort(),
        5 => vec![1_u8; usize::try_from(MEMORY_BYTES).unwrap_or(usize::MAX)].contains(&2),
        even => even % 2 == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::Broken;

    #[test]
    fn every_file_of_every_corpus_is_read() {
        for target in TARGETS {
            let corpus = (target.corpus)().unwrap();
            assert!(!corpus.is_empty(), "{}", target.name);
            for (number, file) in corpus.iter().enumerate() {
                assert!((target.run)(file), "{} {number}", target.name);
            }
        }
    }

    #[test]
    fn broken_files_of_every_target_are_both_read_and_refused() {
        for target in TARGETS {
            let broken = Broken::of(target).unwrap();
            let accepted = (0..400).filter(|input| (target.run)(&broken.input(1, *input))).count();
            assert!((4..396).contains(&accepted), "{}: {accepted} of 400", target.name);
        }
    }
}
