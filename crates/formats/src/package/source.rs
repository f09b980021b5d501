//! Where the files of a package are read from: an archive, memory, or a folder of the caller.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use crate::archive::{Archive, ArchiveError};

/// Files that can be listed and read piece by piece.
///
/// Names are relative with `/` between the parts, in Unicode as stored. A folder walker lists
/// regular files only, does not follow links, and strips the folder itself.
pub trait Source {
    /// Every file, in any order.
    fn paths(&mut self) -> Result<Vec<String>, SourceError>;

    /// Hands the file to `take` in order, in pieces of any size.
    fn read(&mut self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), SourceError>;
}

/// Why a file of a source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("has a file that is damaged or went away")]
    Unreadable,
    #[error("is on a disc that failed: {0}")]
    Io(#[from] std::io::Error),
}

impl<R: Read + Seek> Source for Archive<R> {
    fn paths(&mut self) -> Result<Vec<String>, SourceError> {
        Ok(Archive::paths(self).map(str::to_owned).collect())
    }

    fn read(&mut self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), SourceError> {
        self.stream(path, take).map_err(|error| match error {
            ArchiveError::Io(error) => SourceError::Io(error),
            _ => SourceError::Unreadable,
        })
    }
}

impl Source for BTreeMap<String, Vec<u8>> {
    fn paths(&mut self) -> Result<Vec<String>, SourceError> {
        Ok(self.keys().cloned().collect())
    }

    fn read(&mut self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), SourceError> {
        take(self.get(path).ok_or(SourceError::Unreadable)?);
        Ok(())
    }
}
