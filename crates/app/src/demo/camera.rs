//! 相机: the frames of the demo, drawn or out of a folder.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use testkit::Person;
use testkit::face::{FaceSpec, Fault, draw};
use workflow::capture::FRAME_BYTES;

use crate::assess;
use crate::trouble::Trouble;

/// Quality of a camera set to "fine", on the IJG scale.
const QUALITY: f32 = 92.0;

/// Steps through the list of faults, which stand by kind, so that neighbours differ. A prime
/// that does not divide their number reaches every one.
const STRIDE: usize = 11;

/// What takes the pictures.
#[derive(Debug, Clone)]
pub enum Camera {
    /// Draws each person; every so many have something wrong the first time.
    Drawing { every: usize },
    /// One file of a folder for each person.
    Folder(Vec<PathBuf>),
}

/// One press of the shutter.
#[derive(Debug, Clone)]
pub struct Picture {
    /// As a camera would name it: says nothing about the person.
    pub name: String,
    pub source: Source,
}

#[derive(Debug, Clone)]
pub enum Source {
    Drawn(Box<FaceSpec>),
    File(PathBuf),
}

impl Camera {
    /// A camera that gets something wrong with every other person: of all kinds in a small
    /// demo, and each fault there is in a large one.
    pub const FALLIBLE: Self = Self::Drawing { every: 2 };

    /// The pictures of a folder, sorted. The same file twice is one picture, since no two people
    /// have the same, and an empty one is none; both are said.
    pub fn folder(folder: &Path) -> Result<(Self, Vec<String>), Trouble> {
        let (mut files, mut left_out, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for file in assess::files_in(folder) {
            let bytes = fs::read(&file).unwrap_or_default();
            if bytes.is_empty() {
                left_out.push(format!("{} 读不到或是空的", file.display()));
            } else if bytes.len() > FRAME_BYTES {
                left_out.push(format!("{} 太大", file.display()));
            } else if !seen.insert(Sha256::digest(&bytes)) {
                left_out.push(format!("{} 与前面的文件相同", file.display()));
            } else {
                files.push(file);
            }
        }
        if files.is_empty() {
            let what = format!("{} 里没有照片", folder.display());
            return Err(Trouble::new(what, "用 --frames 指明存放 JPEG 或 PNG 照片的文件夹"));
        }
        Ok((Self::Folder(files), left_out))
    }

    /// How many people it has pictures of; `None` for as many as are asked for.
    pub fn people(&self) -> Option<usize> {
        match self {
            Self::Drawing { .. } => None,
            Self::Folder(files) => Some(files.len()),
        }
    }

    /// The picture of the person who is the `place`-th in line, at the `round`-th attempt, both
    /// from 0; `None` when there is no other picture of that person.
    pub fn picture(&self, person: &Person, place: usize, round: usize) -> Option<Picture> {
        let source = match self {
            Self::Folder(_) if round > 0 => return None,
            Self::Folder(files) => Source::File(files.get(place)?.clone()),
            Self::Drawing { every } => {
                let mut spec = FaceSpec::of_person(person);
                if round == 0 && place % every == every - 1 {
                    spec = spec.with(Fault::ALL[place / every * STRIDE % Fault::ALL.len()]);
                }
                // Another press of the shutter: the same face in other noise.
                spec.seed = spec.seed.wrapping_add(u64::try_from(round).unwrap_or_default());
                Source::Drawn(Box::new(spec))
            }
        };
        Some(Picture { name: format!("IMG_{:04}.JPG", place + 1000 * round + 1), source })
    }
}

impl Source {
    /// The bytes of the camera file. Takes a good tenth of a second for a drawn one.
    pub fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::File(path) => fs::read(path).with_context(|| format!("{}", path.display())),
            Self::Drawn(spec) => {
                let image = draw(spec).image;
                let mut jpeg = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_RGB);
                jpeg.set_fastest_defaults();
                jpeg.set_quality(QUALITY);
                jpeg.set_size(usize::try_from(image.width())?, usize::try_from(image.height())?);
                let mut jpeg = jpeg.start_compress(Vec::new())?;
                jpeg.write_scanlines(image.as_raw())?;
                Ok(jpeg.finish()?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::People;

    use super::*;

    #[test]
    fn every_fault_comes_up_once_and_the_second_attempt_has_none() {
        let person = People::seeded(1).next().unwrap();
        let good = FaceSpec::of_person(&person);
        let wrong = |round| {
            let specs = (0..2 * Fault::ALL.len())
                .map(|place| Camera::FALLIBLE.picture(&person, place, round));
            let faulty = specs.filter(|picture| match &picture.as_ref().unwrap().source {
                Source::Drawn(spec) => {
                    FaceSpec { seed: good.seed, ..FaceSpec::clone(spec) } != good
                }
                Source::File(_) => false,
            });
            faulty.count()
        };
        assert_eq!((wrong(0), wrong(1)), (Fault::ALL.len(), 0));
    }

    #[test]
    fn a_folder_gives_each_file_to_one_person_and_no_file_twice() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [("b.jpg", "1"), ("a.png", "2"), ("c.jpg", "1"), ("d.jpg", "")] {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let (camera, left_out) = Camera::folder(folder.path()).unwrap();
        assert_eq!((camera.people(), left_out.len()), (Some(2), 2));
        let person = People::seeded(1).next().unwrap();
        let file = |place, round| match camera.picture(&person, place, round)?.source {
            Source::File(path) => Some(path.file_name()?.to_str()?.to_owned()),
            Source::Drawn(_) => None,
        };
        let files = [file(0, 0), file(1, 0), file(2, 0), file(0, 1)];
        assert_eq!(files, [Some("a.png".into()), Some("b.jpg".into()), None, None]);
    }
}
