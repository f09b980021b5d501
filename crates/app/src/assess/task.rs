//! One file to judge, where its portrait goes, and the judge that does it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use imaging::{Assessment, Engine, Limits, Profile, Verdict, Want};

use super::inputs::Input;
use super::writing;
use crate::trouble::Trouble;

/// One file to judge.
#[derive(Debug)]
pub struct Task {
    input: Input,
    /// What is written, profile by profile.
    places: Vec<Places>,
}

/// Where what comes of one file and one profile is written, as far as it is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    pub portrait: Option<PathBuf>,
    pub drawing: Option<PathBuf>,
}

/// One file, judged by one profile.
#[derive(Debug)]
pub struct Judged {
    /// As it was reached.
    pub file: PathBuf,
    /// Name of the profile.
    pub profile: String,
    /// Why the file could not be judged at all.
    pub unread: Option<Arc<Unread>>,
    pub assessment: Assessment,
    /// Where the portrait was written.
    pub portrait: Option<PathBuf>,
    /// Where the explanation was drawn.
    pub drawing: Option<PathBuf>,
}

/// Why a file was not even shown to the engine. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("is no file")]
    NotAFile,
    #[error("brought the engine down")]
    Broke,
}

/// An engine with the profiles it judges by; one for each thread.
#[derive(Debug, Clone)]
pub struct Judge {
    engine: Engine,
    /// Takes over when a file brought the engine down.
    spare: Arc<Engine>,
    profiles: Arc<[Profile]>,
    want: Want,
    limit_bytes: u64,
}

impl Judge {
    pub fn new(engine: Engine, profiles: Arc<[Profile]>, want: Want) -> Self {
        let limit_bytes = u64::try_from(Limits::default().max_bytes).unwrap_or(u64::MAX);
        Self { spare: Arc::new(engine.clone()), engine, profiles, want, limit_bytes }
    }

    /// Judges a file by every profile and writes what is wanted of it. A bad file is a
    /// judgement, a full disc is not.
    pub fn judge(&mut self, task: Task) -> Result<Vec<Judged>, Trouble> {
        let file = task.input.file;
        let read = task.input.closed.map_or_else(|| self.read(&file), |error| Err(error.into()));
        let assessed = read.and_then(|bytes| Ok((self.assess(&bytes)?, bytes)));
        let (assessments, bytes, unread) = match assessed {
            Ok((assessments, bytes)) => (assessments, bytes, None),
            Err(unread) => {
                (vec![nothing_seen(); self.profiles.len()], Vec::new(), Some(Arc::new(unread)))
            }
        };
        let of_profiles = self.profiles.iter().zip(assessments).zip(task.places);
        of_profiles
            .map(|((profile, assessment), places)| {
                let assessment = self.with_name(assessment, &file, profile);
                let (output, file) = (assessment.output.as_ref(), file.clone());
                let portrait = match (output, places.portrait) {
                    (Some(output), Some(path)) => {
                        writing::portrait(output, &path)?;
                        writing::edits(output, &file, &bytes, profile, &path)?;
                        Some(path)
                    }
                    _ => None,
                };
                let drawing = match places.drawing {
                    Some(path) => writing::drawing(&bytes, &assessment, profile, path)?,
                    None => None,
                };
                let (profile, unread) = (profile.name.clone(), unread.clone());
                Ok(Judged { file, profile, unread, assessment, portrait, drawing })
            })
            .collect()
    }

    /// A portrait that is judged as it stands is handed in under its name, too.
    fn with_name(&self, assessment: Assessment, file: &Path, profile: &Profile) -> Assessment {
        if self.want != Want::AsItStands {
            return assessment;
        }
        let extension = file.extension().map(|ending| ending.to_string_lossy());
        assessment.named(extension.as_deref(), profile)
    }

    /// The file up to one byte more than the engine takes, so that the engine refuses it.
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        // Opening a pipe would wait for somebody to write into it.
        if !fs::metadata(path)?.is_file() {
            return Err(Unread::NotAFile);
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(self.limit_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// A file that brings the engine down must not take the other hundred thousand with it.
    fn assess(&mut self, bytes: &[u8]) -> Result<Vec<Assessment>, Unread> {
        let profiles: Vec<&Profile> = self.profiles.iter().collect();
        let (engine, want) = (&mut self.engine, self.want);
        let judged = catch_unwind(AssertUnwindSafe(|| engine.assess_for(bytes, &profiles, want)));
        judged.map_err(|_| {
            self.engine = Engine::clone(&self.spare);
            Unread::Broke
        })
    }
}

/// Gives each input its places, one for each of `roots`.
pub fn plan(inputs: Vec<Input>, roots: &[Places]) -> Vec<Task> {
    let mut taken: HashSet<String> = inputs.iter().map(|input| key(&input.file)).collect();
    let mut places = vec![Vec::new(); inputs.len()];
    for root in roots {
        let mut named = |root: &Option<PathBuf>, ending| match root {
            Some(root) => named_below(root, ending, &inputs, &mut taken).map(Some).collect(),
            None => vec![None; inputs.len()],
        };
        let portraits: Vec<_> = named(&root.portrait, "jpg");
        let drawings: Vec<_> = named(&root.drawing, "svg");
        for (places, (portrait, drawing)) in
            places.iter_mut().zip(portraits.into_iter().zip(drawings))
        {
            places.push(Places { portrait, drawing });
        }
    }
    inputs.into_iter().zip(places).map(|(input, places)| Task { input, places }).collect()
}

/// A file of its own below `root` for each input: sub-folders as they are, the stem with the
/// ending, and `-2`, `-3` … where that is taken. No input is ever written over.
fn named_below(
    root: &Path,
    ending: &str,
    inputs: &[Input],
    taken: &mut HashSet<String>,
) -> std::vec::IntoIter<PathBuf> {
    // Two passes, so that `a-2.jpg` keeps its name when both `a.jpg` and `a.png` are there.
    let mut places: Vec<Option<PathBuf>> = Vec::new();
    for input in inputs {
        let plain = root.join(named(&input.inside, 1, ending));
        places.push(taken.insert(key(&plain)).then_some(plain));
    }
    let numbered = |(input, place): (&Input, Option<PathBuf>)| {
        place.or_else(|| {
            let names =
                (2..=u64::MAX).map(|number| root.join(named(&input.inside, number, ending)));
            names.into_iter().find(|path| taken.insert(key(path)))
        })
    };
    inputs.iter().zip(places).filter_map(numbered).collect::<Vec<_>>().into_iter()
}

fn nothing_seen() -> Assessment {
    Assessment {
        verdict: Verdict::Unassessable,
        reasons: Vec::new(),
        readings: Vec::new(),
        source: None,
        landmarks: None,
        crop: None,
        output: None,
    }
}

fn named(inside: &Path, number: u64, ending: &str) -> PathBuf {
    let mut name = inside.file_stem().unwrap_or_default().to_owned();
    if number > 1 {
        name.push(format!("-{number}"));
    }
    name.push(".");
    name.push(ending);
    inside.with_file_name(name)
}

/// The same for two paths that are one file, also where case does not count.
fn key(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new(""));
    let place = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let place = fs::canonicalize(&place).unwrap_or(place);
    place.join(path.file_name().unwrap_or_default()).to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portraits(root: &str, files: &[&str], out: &str) -> Vec<String> {
        let input = |file: &&str| Input {
            file: Path::new(root).join(file),
            inside: PathBuf::from(file),
            closed: None,
        };
        let root = Places { portrait: Some(PathBuf::from(out)), drawing: None };
        let tasks = plan(files.iter().map(input).collect(), &[root]);
        let portrait = |task: Task| task.places[0].portrait.clone().unwrap();
        tasks.into_iter().map(|task| portrait(task).to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_file_has_a_portrait_of_its_own() {
        for (files, expect) in [
            (&["a.jpg", "b/a.jpg"][..], &["out/a.jpg", "out/b/a.jpg"][..]),
            (&["a.jpg", "a.png"], &["out/a.jpg", "out/a-2.jpg"]),
            (&["A.jpg", "a.JPG"], &["out/A.jpg", "out/a-2.jpg"]),
            (&["a-2.jpg", "a.jpg", "a.png"], &["out/a-2.jpg", "out/a.jpg", "out/a-3.jpg"]),
            (&["a.jpg", "a.png", "a-2.jpg"], &["out/a.jpg", "out/a-3.jpg", "out/a-2.jpg"]),
            (&["a.b.jpg"], &["out/a.b.jpg"]),
        ] {
            assert_eq!(portraits("in", files, "out"), expect, "{files:?}");
        }
    }

    #[test]
    fn no_frame_is_written_over_by_its_portrait() {
        assert_eq!(portraits("same", &["a.jpg", "b.png"], "same"), ["same/a-2.jpg", "same/b.jpg"]);
        assert_eq!(portraits("same", &["a.jpg"], "./same"), ["./same/a-2.jpg"]);
    }
}
