//! 模型: the three nets on disc, found and checked before anything is judged with them.

use std::fs;
use std::path::{Path, PathBuf};

use imaging::ModelBytes;
use imaging::models::{ALL, ModelFile};
use sha2::{Digest as _, Sha256};

use crate::trouble::Trouble;

const FOLDER: &str = "models";

const CURE: &str = "用 --models 或环境变量 ZHENGXIANG_MODELS 指明存放三个 .tflite 文件的文件夹；\
                    在源码目录中可运行 cargo xtask setup 下载";

/// The bytes of the three nets, with the right hashes.
#[derive(Debug)]
pub struct Models {
    detector: Vec<u8>,
    mesh: Vec<u8>,
    mask: Vec<u8>,
}

impl Models {
    /// Reads the nets from `named`, or from the first of the usual places that has all three.
    pub fn load(named: Option<&Path>) -> Result<Self, Trouble> {
        let folder = match named {
            Some(folder) => folder.to_owned(),
            None => usual_places()
                .into_iter()
                .find(|folder| ALL.iter().all(|file| folder.join(file.file_name).is_file()))
                .ok_or_else(|| Trouble::new("找不到评定用的模型文件", CURE))?,
        };
        let [detector, mesh, mask] = ALL.map(|file| read(&folder, file));
        Ok(Self { detector: detector?, mesh: mesh?, mask: mask? })
    }

    /// What the engine is built from.
    pub fn bytes(&self) -> ModelBytes<'_> {
        ModelBytes { detector: &self.detector, mesh: &self.mesh, mask: &self.mask }
    }
}

/// `./models`, then `models` beside the executable and in every folder above it.
fn usual_places() -> Vec<PathBuf> {
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program.ancestors().skip(1).map(|folder| folder.join(FOLDER));
    std::iter::once(PathBuf::from(FOLDER)).chain(beside).collect()
}

fn read(folder: &Path, file: ModelFile) -> Result<Vec<u8>, Trouble> {
    let path = folder.join(file.file_name);
    let bytes = fs::read(&path).map_err(|error| {
        Trouble::new(format!("读不到模型文件 {}", path.display()), CURE).because(error)
    })?;
    if hex(&Sha256::digest(&bytes)) != file.sha256 {
        let what = format!("模型文件 {} 不是本程序所用的版本，或已损坏", path.display());
        return Err(Trouble::new(what, format!("删除它后重新下载：{CURE}")));
    }
    Ok(bytes)
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_is_the_only_one_looked_into() {
        let empty = tempfile::tempdir().unwrap();
        let told = Models::load(Some(empty.path())).unwrap_err().to_string();
        assert!(told.contains("face_detection_short_range.tflite"), "{told}");
    }

    #[test]
    fn a_net_with_other_bytes_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for file in ALL {
            fs::write(folder.path().join(file.file_name), vec![0; file.bytes]).unwrap();
        }
        let told = Models::load(Some(folder.path())).unwrap_err().to_string();
        assert!(told.contains("face_detection_short_range.tflite 不是本程序所用的版本"), "{told}");
    }

    #[test]
    fn the_nets_of_the_repository_are_found_from_the_build_folder() {
        let places = usual_places();
        assert_eq!(places.first(), Some(&PathBuf::from("models")));
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        assert!(Models::load(Some(&root.join("models"))).is_ok());
    }
}
