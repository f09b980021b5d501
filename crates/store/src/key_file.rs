//! 密钥文件: the secrets of one house, outside the database.
//!
//! JSON, readable by its owner only. Without it nothing sealed can be opened again: back it up,
//! and not beside the database.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{StoreError, error::KeyFileFault};

const FORMAT: &str = "zhengxiang-keys/1";

/// 256 bits, wiped when dropped, never shown.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    format: String,
    /// Seals fields and pictures: the current one seals, all of them open.
    pub keys: Vec<Key>,
    pub current: String,
    /// Keys the look-up hashes. Never rotated: that would hash every row anew.
    index: Hex,
    /// Keys the history chain. Never rotated: old lines keep their hashes.
    chain: Hex,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    pub id: String,
    secret: Hex,
    pub created_at_ms: i64,
}

/// A secret as 64 hexadecimal digits.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct Hex(Zeroizing<String>);

impl KeyFile {
    pub fn fresh(now_ms: i64) -> Result<Self, StoreError> {
        let first = Key::fresh(1, now_ms)?;
        Ok(Self {
            format: FORMAT.to_owned(),
            current: first.id.clone(),
            keys: vec![first],
            index: Hex::fresh()?,
            chain: Hex::fresh()?,
        })
    }

    pub fn load(path: &Path) -> Result<Self, StoreError> {
        Self::read(path).map_err(|fault| fault.at(path))
    }

    /// Writes the whole file beside its place and moves it there, so that a power cut leaves the
    /// old or the new one. With `anew`, a file that is there already is an error.
    pub fn save(&self, path: &Path, anew: bool) -> Result<(), StoreError> {
        self.write(path, anew).map_err(|fault| fault.at(path))
    }

    /// Adds a key and makes it the one that seals.
    pub fn add(&mut self, now_ms: i64) -> Result<(), StoreError> {
        let key = Key::fresh(self.keys.len() + 1, now_ms)?;
        self.current.clone_from(&key.id);
        self.keys.push(key);
        Ok(())
    }

    pub fn index(&self) -> Option<Secret> {
        self.index.secret()
    }

    pub fn chain(&self) -> Option<Secret> {
        self.chain.secret()
    }

    fn read(path: &Path) -> Result<Self, KeyFileFault> {
        if closed_to_others(path)? {
            let text = Zeroizing::new(fs::read_to_string(path)?);
            let file: Self = serde_json::from_str(&text).map_err(|_| KeyFileFault::Form)?;
            let whole = file.format == FORMAT
                && file.keys.iter().any(|key| key.id == file.current)
                && file.keys.iter().all(|key| key.secret().is_some())
                && file.index().is_some()
                && file.chain().is_some();
            return if whole { Ok(file) } else { Err(KeyFileFault::Form) };
        }
        Err(KeyFileFault::Open)
    }

    fn write(&self, path: &Path, anew: bool) -> Result<(), KeyFileFault> {
        if anew && path.exists() {
            return Err(KeyFileFault::Exists);
        }
        let text = Zeroizing::new(serde_json::to_string_pretty(self).map_err(io::Error::from)?);
        let beside = path.with_extension("new");
        let mut file = owner_only(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if anew {
            // A link, unlike a rename, fails when somebody was faster.
            let linked = fs::hard_link(&beside, path);
            fs::remove_file(&beside)?;
            linked?;
        } else {
            fs::rename(&beside, path)?;
        }
        match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => Ok(fs::File::open(folder)?.sync_all()?),
            None => Ok(()),
        }
    }
}

impl Key {
    /// Numbered for people; the random end keeps two nodes that rotate at once apart.
    fn fresh(number: usize, created_at_ms: i64) -> Result<Self, StoreError> {
        let tail = getrandom::u32()?;
        Ok(Self { id: format!("k{number}-{tail:08x}"), secret: Hex::fresh()?, created_at_ms })
    }

    pub fn secret(&self) -> Option<Secret> {
        self.secret.secret()
    }
}

impl Hex {
    fn fresh() -> Result<Self, StoreError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(Zeroizing::new(blake3::Hash::from_bytes(*bytes).to_hex().to_string())))
    }

    fn secret(&self) -> Option<Secret> {
        Some(Zeroizing::new(*blake3::Hash::from_hex(self.0.as_bytes()).ok()?.as_bytes()))
    }
}

impl KeyFileFault {
    fn at(self, path: &Path) -> StoreError {
        let fault = match self {
            Self::Io(error) if error.kind() == io::ErrorKind::NotFound => Self::Missing,
            other => other,
        };
        StoreError::KeyFile { path: path.to_owned(), fault }
    }
}

#[cfg(unix)]
fn closed_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    // The six bits of group and others are zero.
    Ok(fs::metadata(path)?.permissions().mode().trailing_zeros() >= 6)
}

/// Other systems guard the folder instead.
#[cfg(not(unix))]
fn closed_to_others(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_| true)
}

fn owner_only(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
