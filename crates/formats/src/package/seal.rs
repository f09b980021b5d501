//! Making a package: from files to manifest and signature.

use std::collections::{BTreeMap, HashSet};

use ed25519_dalek::pkcs8::EncodePublicKey as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use super::{
    FORMAT, FileEntry, MANIFEST, Manifest, Missing, PUBLIC_KEY, PackageError, SIGNATURE, top_folder,
};
use crate::path;

/// What the maker says about a package; the rest of the manifest is counted and hashed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub created: String,
    /// Statements of the maker; `files`, `bytes` and names ending in `/` are kept for the package.
    pub counts: BTreeMap<String, u64>,
    pub missing: Vec<Missing>,
    pub supersedes: Option<String>,
}

/// All files of a sealed package: the given ones, manifest, signature and public key.
///
/// The same files, draft and key give the same bytes: Ed25519 needs no randomness.
pub fn seal(
    files: BTreeMap<String, Vec<u8>>,
    draft: Draft,
    key: &SigningKey,
) -> Result<BTreeMap<String, Vec<u8>>, PackageError> {
    let mut sealer = Sealer::default();
    for (path, bytes) in &files {
        sealer.add(FileEntry::of(path, bytes))?;
    }
    let mut whole = files;
    whole.extend(sealer.finish(draft, key)?.map(|(name, bytes)| (name.to_owned(), bytes)));
    Ok(whole)
}

/// Collects the files of a package too large for memory: hash each on its way out, add it here.
#[derive(Debug, Default)]
pub struct Sealer {
    files: Vec<FileEntry>,
    taken: HashSet<String>,
}

impl Sealer {
    /// Notes one file that was written. Names must differ in more than case.
    pub fn add(&mut self, file: FileEntry) -> Result<(), PackageError> {
        path::check(&file.path)?;
        let folded = path::folded(&file.path);
        if [MANIFEST, SIGNATURE, PUBLIC_KEY].contains(&folded.as_str()) {
            return Err(PackageError::Reserved);
        }
        if !self.taken.insert(folded) {
            return Err(PackageError::Duplicate);
        }
        self.files.push(file);
        Ok(())
    }

    /// The three files to write last: manifest, signature, public key, by name.
    pub fn finish(
        mut self,
        mut draft: Draft,
        key: &SigningKey,
    ) -> Result<[(&'static str, Vec<u8>); 3], PackageError> {
        self.files.sort_unstable();
        draft.missing.sort_unstable();
        let mut counts = counted(self.files.iter().map(|file| (file.path.as_str(), file.bytes)));
        for (name, count) in draft.counts {
            if name.ends_with('/') || counts.insert(name, count).is_some() {
                return Err(PackageError::CountName);
            }
        }
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            title: draft.title,
            created: draft.created,
            counts,
            files: self.files,
            missing: draft.missing,
            supersedes: draft.supersedes,
        };
        let bytes = manifest.to_bytes();
        let signature = key.sign(&bytes).to_bytes().to_vec();
        let public = public_pem(&key.verifying_key())?.into_bytes();
        Ok([(MANIFEST, bytes), (SIGNATURE, signature), (PUBLIC_KEY, public)])
    }
}

/// The public key as PEM, `SubjectPublicKeyInfo` of RFC 8410, lines end in LF.
pub(super) fn public_pem(key: &VerifyingKey) -> Result<String, PackageError> {
    key.to_public_key_pem(LineEnding::LF).map_err(|_| PackageError::Key)
}

/// `files`, `bytes` and one count per top folder, of these paths and sizes.
pub(super) fn counted<'a>(files: impl Iterator<Item = (&'a str, u64)>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::from([("files".to_owned(), 0), ("bytes".to_owned(), 0)]);
    let mut add = |name: &str, more: u64| {
        let count: &mut u64 = counts.entry(name.to_owned()).or_insert(0);
        *count = count.saturating_add(more);
    };
    for (path, bytes) in files {
        add("files", 1);
        add("bytes", bytes);
        if let Some(folder) = top_folder(path) {
            add(folder, 1);
        }
    }
    counts
}
