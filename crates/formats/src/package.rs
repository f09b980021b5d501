//! Signed packages: files, a manifest that names each with its SHA-256, and an Ed25519 signature.
//!
//! Field by field in `docs/formats/package.md`.

mod seal;
mod source;
mod verify;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::path::PathError;

pub use ed25519_dalek::{SigningKey, VerifyingKey};
pub use seal::{Draft, Sealer, seal};
pub use source::{Source, SourceError};
pub use verify::{Signature, Verification, WrongCount, verify};

/// The only format this program writes and reads.
pub const FORMAT: &str = "zhengxiang-package/1";
pub const MANIFEST: &str = "manifest.json";
/// The 64 bytes of the signature over the bytes of the manifest (RFC 8032, Ed25519).
pub const SIGNATURE: &str = "manifest.sig";
/// The public key as PEM (RFC 8410), for tools such as `openssl pkeyutl`.
pub const PUBLIC_KEY: &str = "manifest.pub";

/// Largest manifest read: 100 000 files with long names.
pub const MAX_MANIFEST_BYTES: usize = 64 << 20;

/// What a package says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    pub title: String,
    /// When it was made, as the maker wrote it, such as `2024-06-12T09:30:00+08:00`.
    pub created: String,
    /// `files` and `bytes` of the whole, and files per top folder under `folder/`: these are
    /// checked. Any other key is a statement of the maker.
    pub counts: BTreeMap<String, u64>,
    /// In ascending order of their paths.
    pub files: Vec<FileEntry>,
    /// What belongs here and is not in the package, with the reason: announced, so no fault.
    pub missing: Vec<Missing>,
    /// Id of the package this one takes the place of.
    pub supersedes: Option<String>,
}

/// One file of the package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    pub path: String,
    pub bytes: u64,
    /// Lower-case hexadecimal, 64 characters.
    pub sha256: String,
}

impl FileEntry {
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self { path: path.to_owned(), bytes: size, sha256: hex(&Sha256::digest(bytes)) }
    }
}

/// Something announced as not being in the package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    pub key: String,
    pub reason: String,
}

impl Manifest {
    /// The bytes that are signed: JSON with the fields in the order above, two spaces deep, keys
    /// of `counts` sorted, UTF-8, lines end in LF, one at the end.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a manifest of this format; anything not named above is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackageError> {
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Err(PackageError::Manifest);
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|_| PackageError::Manifest)?;
        if manifest.format != FORMAT {
            return Err(PackageError::Format);
        }
        Ok(manifest)
    }

    /// The name of a package: the SHA-256 of its manifest's bytes, hexadecimal.
    pub fn id(bytes: &[u8]) -> String {
        hex(&Sha256::digest(bytes))
    }
}

/// A short name of a key, to be read aloud: the first 16 bytes of the SHA-256 of its 32 bytes,
/// hexadecimal.
pub fn key_id(key: &VerifyingKey) -> String {
    let mut id = hex(&Sha256::digest(key.as_bytes()));
    id.truncate(32);
    id
}

/// Why a package cannot be made or looked through. Faults found in a package are no errors but a
/// [`Verification`].
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error("has a file whose name {0}")]
    Path(#[from] PathError),
    #[error("has two files of one name")]
    Duplicate,
    #[error("has a file named as the manifest, its signature or its key")]
    Reserved,
    #[error("counts something under a name that is kept for the package itself")]
    CountName,
    #[error("has no manifest")]
    NoManifest,
    #[error("has a manifest that cannot be read")]
    Manifest,
    #[error("has a format this program does not know")]
    Format,
    #[error("has a key that cannot be written as PEM")]
    Key,
    #[error("cannot be read: {0}")]
    Source(#[from] SourceError),
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The part before the first `/`, with it: the key of a folder in `counts`.
fn top_folder(path: &str) -> Option<&str> {
    path.find('/').and_then(|end| path.get(..=end))
}

#[cfg(test)]
mod tests;
