//! ZIP archives (APPNOTE 6.3): written the same byte for byte, read within limits.

use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read, Seek, Write};

use zip::read::ZipArchive;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime, System};

use crate::path::{self, PathError};

/// How much of an archive is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub entries: u64,
    /// All files together, unpacked.
    pub unpacked_bytes: u64,
}

impl Limits {
    /// One school's portraits: 50 000 files of 40 KB are 2 GB.
    pub const PACKAGE: Self = Self { entries: 100_000, unpacked_bytes: 4 << 30 };
}

/// Why an archive cannot be read or written. No file name is repeated.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("is no zip archive")]
    NotAnArchive,
    #[error("is damaged")]
    Damaged,
    #[error("has more than {limit} entries")]
    TooManyEntries { limit: u64 },
    #[error("unpacks to more than {limit} bytes")]
    UnpacksTooLarge { limit: u64 },
    #[error("has a file name that {0}")]
    Path(#[from] PathError),
    #[error("has a file name that is not UTF-8")]
    NameEncoding,
    #[error("has two files of one name")]
    Duplicate,
    #[error("has a file protected by a password")]
    Protected,
    #[error("has a link in place of a file")]
    Link,
    #[error("has a file packed in a way other than deflate or stored")]
    Method,
    #[error("has no such file")]
    NoSuchFile,
    #[error("cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
}

/// One archive of these files, sorted by name.
///
/// Time (1980-01-01), permissions (`rw-r--r--`) and system are fixed, text is deflated, pictures
/// and archives are stored. The bytes are the same on every run of one build; another version of
/// the packing library, or a processor without SSE 4.2, may pack the same files otherwise.
pub fn write<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Vec<u8>, ArchiveError> {
    let mut sorted: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_ref(), bytes.as_ref())).collect();
    sorted.sort_unstable_by_key(|(path, _)| *path);
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    for (path, bytes) in sorted {
        packer.add(path, bytes)?;
    }
    Ok(packer.finish()?.into_inner())
}

/// Every file of the archive in memory, by name; folders are left out.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<BTreeMap<String, Vec<u8>>, ArchiveError> {
    let mut archive = Archive::open(Cursor::new(bytes), limits)?;
    let paths: Vec<String> = archive.paths().map(str::to_owned).collect();
    paths
        .into_iter()
        .map(|path| {
            let mut whole = Vec::new();
            archive.stream(&path, &mut |piece| whole.extend_from_slice(piece))?;
            Ok((path, whole))
        })
        .collect()
}

/// Writes an archive file by file, as large as the disc allows.
pub struct Packer<W: Write + Seek> {
    zip: ZipWriter<W>,
    taken: HashSet<String>,
}

impl<W: Write + Seek> Packer<W> {
    pub fn new(sink: W) -> Self {
        Self { zip: ZipWriter::new(sink), taken: HashSet::new() }
    }

    /// Appends one file. The archive keeps the order of the calls, so the same order gives the
    /// same bytes. A name that differs from an earlier one in case only is refused.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        path::check(path)?;
        if !self.taken.insert(path::folded(path)) {
            return Err(ArchiveError::Duplicate);
        }
        self.zip.start_file(path, options(bytes)).map_err(from_zip)?;
        self.zip.write_all(bytes)?;
        Ok(())
    }

    /// Writes the directory and gives the sink back.
    pub fn finish(self) -> Result<W, ArchiveError> {
        self.zip.finish().map_err(from_zip)
    }
}

/// An archive that was found safe to unpack: every name stays in its folder and is there once,
/// every size is within the limits.
pub struct Archive<R: Read + Seek> {
    zip: ZipArchive<R>,
    files: BTreeMap<String, Place>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory only. Refuses what must not be unpacked before anything is.
    pub fn open(reader: R, limits: &Limits) -> Result<Self, ArchiveError> {
        let mut zip = ZipArchive::new(reader).map_err(from_zip)?;
        if zip.has_duplicate_names() {
            return Err(ArchiveError::Duplicate);
        }
        if u64::try_from(zip.len()).unwrap_or(u64::MAX) > limits.entries {
            return Err(ArchiveError::TooManyEntries { limit: limits.entries });
        }
        let files = directory(&mut zip, limits)?;
        Ok(Self { zip, files })
    }

    /// The names of the files in ascending order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Size of one file, unpacked.
    pub fn bytes_of(&self, path: &str) -> Option<u64> {
        self.files.get(path).map(|place| place.bytes)
    }

    /// Unpacks one file piece by piece and checks its CRC at the end.
    pub fn stream(&mut self, path: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
        let place = *self.files.get(path).ok_or(ArchiveError::NoSuchFile)?;
        let mut file = self.zip.by_index(place.index).map_err(from_zip)?;
        let mut piece = vec![0; PIECE_BYTES];
        let mut unpacked_bytes = 0;
        loop {
            let filled = match file.read(&mut piece) {
                Ok(0) => break,
                Ok(filled) => piece.get(..filled).ok_or(ArchiveError::Damaged)?,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(from_io(error)),
            };
            unpacked_bytes += u64::try_from(filled.len()).unwrap_or(u64::MAX);
            if unpacked_bytes > place.bytes {
                return Err(ArchiveError::Damaged);
            }
            take(filled);
        }
        (unpacked_bytes == place.bytes).then_some(()).ok_or(ArchiveError::Damaged)
    }
}

const PIECE_BYTES: usize = 64 << 10;

#[derive(Clone, Copy)]
struct Place {
    index: usize,
    bytes: u64,
}

/// The files of the directory; the sum of their sizes is what a bomb cannot hide, since
/// [`Archive::stream`] gives out no byte more than stated here.
fn directory<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    limits: &Limits,
) -> Result<BTreeMap<String, Place>, ArchiveError> {
    let mut files = BTreeMap::new();
    let mut taken = HashSet::new();
    let mut unpacked_bytes: u64 = 0;
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(from_zip)?;
        let name = std::str::from_utf8(entry.name_raw());
        let name = name.map_err(|_| ArchiveError::NameEncoding)?;
        unpacked_bytes = unpacked_bytes.saturating_add(entry.size());
        if unpacked_bytes > limits.unpacked_bytes {
            return Err(ArchiveError::UnpacksTooLarge { limit: limits.unpacked_bytes });
        }
        path::check(name.strip_suffix('/').unwrap_or(name))?;
        if !taken.insert(path::folded(name)) {
            return Err(ArchiveError::Duplicate);
        }
        if entry.encrypted() {
            return Err(ArchiveError::Protected);
        }
        if entry.is_symlink() {
            return Err(ArchiveError::Link);
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(ArchiveError::Method);
        }
        if !name.ends_with('/') {
            files.insert(name.to_owned(), Place { index, bytes: entry.size() });
        }
    }
    Ok(files)
}

fn options(bytes: &[u8]) -> SimpleFileOptions {
    let packed = [&b"\xFF\xD8\xFF"[..], b"\x89PNG", b"PK\x03\x04"];
    let is_packed = packed.iter().any(|magic| bytes.starts_with(magic));
    let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix)
        .large_file(u32::try_from(bytes.len()).is_err())
}

fn from_zip(error: ZipError) -> ArchiveError {
    match error {
        ZipError::Io(error) => from_io(error),
        ZipError::InvalidArchive(_) => ArchiveError::NotAnArchive,
        ZipError::FileNotFound => ArchiveError::NoSuchFile,
        _ => ArchiveError::Damaged,
    }
}

/// What the unpacker says about the content is no failure of the disc.
fn from_io(error: std::io::Error) -> ArchiveError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidData
        | ErrorKind::InvalidInput
        | ErrorKind::UnexpectedEof
        | ErrorKind::Other => ArchiveError::Damaged,
        _ => ArchiveError::Io(error),
    }
}

#[cfg(test)]
mod tests;
