//! A package unpacked into a folder, as the verifier reads it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use formats::package::{Source, SourceError};

const PIECE_BYTES: usize = 64 << 10;

/// The regular files below a folder. Links are not followed, so one in place of a file shows as
/// a missing file.
#[derive(Debug)]
pub struct Folder {
    files: BTreeMap<String, PathBuf>,
}

impl Folder {
    /// Lists the files; reads none.
    pub fn open(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut to_walk = vec![(root.to_owned(), String::new())];
        while let Some((folder, inside)) = to_walk.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                // A name that is not UTF-8 cannot be in a manifest: it shows as a file too many.
                let path = format!("{inside}{}", entry.file_name().to_string_lossy());
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    to_walk.push((entry.path(), format!("{path}/")));
                } else if kind.is_file() {
                    files.insert(path, entry.path());
                }
            }
        }
        Ok(Self { files })
    }
}

impl Source for Folder {
    fn paths(&mut self) -> Result<Vec<String>, SourceError> {
        Ok(self.files.keys().cloned().collect())
    }

    /// A file that does not open or breaks off is a finding of its own: a scratch on a disc
    /// must not hide what else is wrong.
    fn read(&mut self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), SourceError> {
        let file = self.files.get(path).ok_or(SourceError::Unreadable)?;
        let mut file = File::open(file).map_err(|_| SourceError::Unreadable)?;
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            match file.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(filled) => take(piece.get(..filled).ok_or(SourceError::Unreadable)?),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(SourceError::Unreadable),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_all_folders_are_listed_and_read() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("像片/一班")).unwrap();
        fs::write(root.path().join("像片/一班/1.jpg"), vec![7; PIECE_BYTES + 1]).unwrap();
        fs::write(root.path().join("manifest.json"), b"{}").unwrap();
        let mut folder = Folder::open(root.path()).unwrap();
        assert_eq!(folder.paths().unwrap(), ["manifest.json", "像片/一班/1.jpg"]);
        let mut bytes = Vec::new();
        folder.read("像片/一班/1.jpg", &mut |piece| bytes.extend_from_slice(piece)).unwrap();
        assert_eq!(bytes, vec![7; PIECE_BYTES + 1]);
        assert!(matches!(folder.read("gone", &mut |_| ()), Err(SourceError::Unreadable)));
    }
}
