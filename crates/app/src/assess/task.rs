//! One file to judge, where its portrait goes, and the judge that does it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use imaging::{Assessment, Engine, Limits, Output, Profile, Verdict};

use super::inputs::Input;
use crate::trouble::Trouble;

/// One file to judge.
#[derive(Debug)]
pub struct Task {
    input: Input,
    /// Where its portrait is written, when there is one and it is wanted.
    portrait: Option<PathBuf>,
}

/// One file, judged.
#[derive(Debug)]
pub struct Judged {
    /// As it was reached.
    pub file: PathBuf,
    /// Why the file could not be judged at all.
    pub unread: Option<Unread>,
    pub assessment: Assessment,
    /// Where the portrait was written.
    pub portrait: Option<PathBuf>,
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

/// An engine with the profile it judges by; one for each thread.
#[derive(Debug, Clone)]
pub struct Judge {
    engine: Engine,
    /// Takes over when a file brought the engine down.
    spare: Arc<Engine>,
    profile: Profile,
    limit_bytes: u64,
}

impl Judge {
    pub fn new(engine: Engine, profile: Profile) -> Self {
        let limit_bytes = u64::try_from(Limits::default().max_bytes).unwrap_or(u64::MAX);
        Self { spare: Arc::new(engine.clone()), engine, profile, limit_bytes }
    }

    /// Judges a file and writes its portrait. A bad file is a judgement, a full disc is not.
    pub fn judge(&mut self, task: Task) -> Result<Judged, Trouble> {
        let file = task.input.file;
        let read = task.input.closed.map_or_else(|| self.read(&file), |error| Err(error.into()));
        let assessed = read.and_then(|bytes| self.assess(&bytes));
        let (unread, assessment) = match assessed {
            Ok(assessment) => (None, assessment),
            Err(unread) => (Some(unread), nothing_seen()),
        };
        let portrait = match (&assessment.output, task.portrait) {
            (Some(output), Some(path)) => Some(write(output, path)?),
            _ => None,
        };
        Ok(Judged { file, unread, assessment, portrait })
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
    fn assess(&mut self, bytes: &[u8]) -> Result<Assessment, Unread> {
        let judged = catch_unwind(AssertUnwindSafe(|| self.engine.assess(bytes, &self.profile)));
        judged.map_err(|_| {
            self.engine = Engine::clone(&self.spare);
            Unread::Broke
        })
    }
}

/// Gives each input a portrait of its own below `out`: sub-folders as they are, the stem with
/// `.jpg`, and `-2`, `-3` … where that is taken. No input is ever written over.
pub fn plan(inputs: Vec<Input>, out: Option<&Path>) -> Vec<Task> {
    let Some(out) = out else {
        let bare = |input| Task { input, portrait: None };
        return inputs.into_iter().map(bare).collect();
    };
    let mut taken: HashSet<String> = inputs.iter().map(|input| key(&input.file)).collect();
    // Two passes, so that `a-2.jpg` keeps its name when both `a.jpg` and `a.png` are there.
    let mut portraits: Vec<Option<PathBuf>> = Vec::new();
    for input in &inputs {
        let plain = out.join(named(&input.inside, 1));
        portraits.push(taken.insert(key(&plain)).then_some(plain));
    }
    let numbered = |(input, portrait): (Input, Option<PathBuf>)| {
        let portrait = portrait.or_else(|| {
            let names = (2..=u64::MAX).map(|number| out.join(named(&input.inside, number)));
            names.into_iter().find(|path| taken.insert(key(path)))
        });
        Task { input, portrait }
    };
    inputs.into_iter().zip(portraits).map(numbered).collect()
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

fn named(inside: &Path, number: u64) -> PathBuf {
    let mut name = inside.file_stem().unwrap_or_default().to_owned();
    if number > 1 {
        name.push(format!("-{number}"));
    }
    name.push(".jpg");
    inside.with_file_name(name)
}

/// The same for two paths that are one file, also where case does not count.
fn key(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new(""));
    let place = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let place = fs::canonicalize(&place).unwrap_or(place);
    place.join(path.file_name().unwrap_or_default()).to_string_lossy().to_lowercase()
}

/// Written beside its place first: a portrait is there whole or not at all.
fn write(output: &Output, path: PathBuf) -> Result<PathBuf, Trouble> {
    let unfinished = path.with_extension("jpg.part");
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&unfinished, &output.jpeg))
        .and_then(|()| fs::rename(&unfinished, &path))
        .map_err(|error| {
            // What is half written is of no use; if it cannot be removed, the run ends anyway.
            let _ = fs::remove_file(&unfinished);
            let what = format!("无法写入 {}", path.display());
            Trouble::new(what, "检查磁盘空间和文件夹权限，或用 --out 换一个文件夹").because(error)
        })?;
    Ok(path)
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
        let tasks = plan(files.iter().map(input).collect(), Some(Path::new(out)));
        tasks.into_iter().map(|task| task.portrait.unwrap().to_str().unwrap().to_owned()).collect()
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
