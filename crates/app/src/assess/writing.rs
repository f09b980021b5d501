//! What a judged file leaves on disc: the portrait, what was done to it, the explanation.

use std::fs;
use std::path::{Path, PathBuf};

use imaging::{Assessment, Edit, Output, Profile};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::models::hex;
use crate::trouble::Trouble;

/// What stands beside a portrait: the file it came from, and everything done to it.
#[derive(Debug, Serialize)]
struct EditChain<'a> {
    source: String,
    source_sha256: String,
    profile: &'a str,
    edits: &'a [Edit],
}

pub(super) fn portrait(output: &Output, path: &Path) -> Result<(), Trouble> {
    whole(path, &output.jpeg)
}

/// `a.jpg` gets `a.edits.json`.
pub(super) fn edits(
    output: &Output,
    source: &Path,
    bytes: &[u8],
    profile: &Profile,
    portrait: &Path,
) -> Result<(), Trouble> {
    let chain = EditChain {
        source: source.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        source_sha256: hex(&Sha256::digest(bytes)),
        profile: &profile.name,
        edits: &output.edits,
    };
    let path = portrait.with_extension("edits.json");
    let text = serde_json::to_vec_pretty(&chain);
    whole(&path, &text.map_err(|error| cannot_write(&path).because(error))?)
}

/// `None` for a file that is no picture: there is nothing to draw on.
pub(super) fn drawing(
    bytes: &[u8],
    assessment: &Assessment,
    profile: &Profile,
    path: PathBuf,
) -> Result<Option<PathBuf>, Trouble> {
    let Some(svg) = imaging::explain::annotated(bytes, assessment, profile) else {
        return Ok(None);
    };
    whole(&path, svg.as_bytes())?;
    Ok(Some(path))
}

/// Written beside its place first: a file is there whole or not at all.
pub(super) fn whole(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&unfinished, bytes))
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(|error| {
            // What is half written is of no use; if it cannot be removed, the run ends anyway.
            let _ = fs::remove_file(&unfinished);
            cannot_write(path).because(error)
        })
}

fn cannot_write(path: &Path) -> Trouble {
    let what = format!("无法写入 {}", path.display());
    Trouble::new(what, "检查磁盘空间和文件夹权限，或用 --out、--explain 换一个文件夹")
}
