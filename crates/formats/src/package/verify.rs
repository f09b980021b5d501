//! Checking a package: every byte, every file, every count, and whose signature it is.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::VerifyingKey;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use sha2::{Digest as _, Sha256};

use super::seal::{counted, public_pem};
use super::{
    FileEntry, MANIFEST, MAX_MANIFEST_BYTES, Manifest, PUBLIC_KEY, PackageError, SIGNATURE, Source,
    SourceError, hex, key_id,
};

/// What was found. Lists are in ascending order of the paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Every file is there, unchanged, none is too many, the counts are right, and the signature
    /// is valid: by the trusted key when one was given, else by the key in the package.
    pub whole: bool,
    /// [`Manifest::id`], what a later package names in `supersedes`.
    pub id: String,
    pub manifest: Manifest,
    pub signature: Signature,
    /// Files whose size or SHA-256 is not the stated one, and files that cannot be read.
    pub changed: Vec<String>,
    pub missing: Vec<String>,
    pub extra: Vec<String>,
    /// What Windows and macOS leave in folders they show, such as `Thumbs.db`; no fault.
    pub litter: Vec<String>,
    pub wrong_counts: Vec<WrongCount>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// The manifest is as its signer left it. Without `trusted` anybody may have been the signer.
    Valid {
        key_id: String,
        trusted: bool,
    },
    Invalid,
    /// There is no signature, or no key to check it with.
    Absent,
}

/// A count of the manifest that the files of the package do not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongCount {
    pub name: String,
    pub stated: u64,
    pub found: u64,
}

/// Checks a package against its manifest, holding no file but the manifest in memory.
///
/// Fails when there is no manifest to check against, or when the disc fails; everything else is
/// a finding.
pub fn verify(
    source: &mut dyn Source,
    trusted: Option<&VerifyingKey>,
) -> Result<Verification, PackageError> {
    let mut present: BTreeSet<String> = source.paths()?.into_iter().collect();
    if !present.contains(MANIFEST) {
        return Err(PackageError::NoManifest);
    }
    let bytes = small(source, MANIFEST, MAX_MANIFEST_BYTES)?.ok_or(PackageError::Manifest)?;
    let manifest = Manifest::from_bytes(&bytes)?;
    let signature = check_signature(source, &present, &bytes, trusted)?;
    for own in [MANIFEST, SIGNATURE, PUBLIC_KEY] {
        present.remove(own);
    }
    let stated = by_path(&manifest)?;
    let mut found = Findings::default();
    for (path, file) in &stated {
        if present.remove(*path) {
            found.compare(source, file)?;
        } else {
            found.missing.push((*path).to_owned());
        }
    }
    let (litter, extra): (Vec<_>, Vec<_>) = present.into_iter().partition(|path| is_litter(path));
    for path in &extra {
        let bytes = measure(source, path)?.map_or(0, |(bytes, _)| bytes);
        found.sizes.push((path.clone(), bytes));
    }
    let wrong_counts = wrong_counts(&manifest, &found.sizes);
    let is_signed = match &signature {
        Signature::Valid { trusted: by_trusted, .. } => *by_trusted || trusted.is_none(),
        Signature::Invalid | Signature::Absent => false,
    };
    let is_complete = found.changed.is_empty() && found.missing.is_empty() && extra.is_empty();
    Ok(Verification {
        whole: is_signed && is_complete && wrong_counts.is_empty(),
        id: Manifest::id(&bytes),
        manifest,
        signature,
        changed: found.changed,
        missing: found.missing,
        extra,
        litter,
        wrong_counts,
    })
}

#[derive(Default)]
struct Findings {
    changed: Vec<String>,
    missing: Vec<String>,
    /// Every file that is there, with its real size.
    sizes: Vec<(String, u64)>,
}

impl Findings {
    fn compare(&mut self, source: &mut dyn Source, file: &FileEntry) -> Result<(), PackageError> {
        let measured = measure(source, &file.path)?;
        let bytes = measured.as_ref().map_or(0, |(bytes, _)| *bytes);
        self.sizes.push((file.path.clone(), bytes));
        if measured.is_none_or(|(bytes, sha256)| bytes != file.bytes || sha256 != file.sha256) {
            self.changed.push(file.path.clone());
        }
        Ok(())
    }
}

/// Size and SHA-256 of a file; none when it cannot be read to its end.
fn measure(source: &mut dyn Source, path: &str) -> Result<Option<(u64, String)>, PackageError> {
    let mut hash = Sha256::new();
    let mut bytes: u64 = 0;
    let read = source.read(path, &mut |piece| {
        hash.update(piece);
        bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    });
    match read {
        Ok(()) => Ok(Some((bytes, hex(&hash.finalize())))),
        Err(SourceError::Unreadable) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A file of the package's own, none when it is larger than it can be.
fn small(
    source: &mut dyn Source,
    path: &str,
    most_bytes: usize,
) -> Result<Option<Vec<u8>>, PackageError> {
    let mut whole = Vec::new();
    let mut fits = true;
    let read = source.read(path, &mut |piece| {
        fits = fits && whole.len().saturating_add(piece.len()) <= most_bytes;
        if fits {
            whole.extend_from_slice(piece);
        }
    });
    match read {
        Ok(()) => Ok(fits.then_some(whole)),
        Err(SourceError::Unreadable) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn check_signature(
    source: &mut dyn Source,
    present: &BTreeSet<String>,
    manifest: &[u8],
    trusted: Option<&VerifyingKey>,
) -> Result<Signature, PackageError> {
    if !present.contains(SIGNATURE) {
        return Ok(Signature::Absent);
    }
    let carried = if present.contains(PUBLIC_KEY) {
        match carried_key(source)? {
            Some(key) => Some(key),
            None => return Ok(Signature::Invalid),
        }
    } else {
        None
    };
    let keys = [trusted.copied(), carried];
    if keys.iter().all(Option::is_none) {
        return Ok(Signature::Absent);
    }
    let signature = small(source, SIGNATURE, ed25519_dalek::SIGNATURE_LENGTH)?;
    let signature = signature.and_then(|bytes| ed25519_dalek::Signature::from_slice(&bytes).ok());
    let Some(signature) = signature else { return Ok(Signature::Invalid) };
    // Strict: a weak key would let one signature stand for many manifests.
    let signer =
        keys.into_iter().flatten().find(|key| key.verify_strict(manifest, &signature).is_ok());
    Ok(signer.map_or(Signature::Invalid, |key| Signature::Valid {
        key_id: key_id(&key),
        trusted: trusted == Some(&key),
    }))
}

/// The key beside the signature; none unless it is written as [`super::seal()`] writes it, so that
/// no byte of a package can change unseen.
fn carried_key(source: &mut dyn Source) -> Result<Option<VerifyingKey>, PackageError> {
    let pem = small(source, PUBLIC_KEY, 4_096)?.and_then(|pem| String::from_utf8(pem).ok());
    let Some(pem) = pem else { return Ok(None) };
    let key = VerifyingKey::from_public_key_pem(&pem).ok();
    Ok(key.filter(|key| public_pem(key).is_ok_and(|written| written == pem)))
}

/// A manifest that names a file twice can be read in two ways, so it is not read at all.
fn by_path(manifest: &Manifest) -> Result<BTreeMap<&str, &FileEntry>, PackageError> {
    let files: BTreeMap<_, _> =
        manifest.files.iter().map(|file| (file.path.as_str(), file)).collect();
    if files.len() != manifest.files.len() {
        return Err(PackageError::Duplicate);
    }
    Ok(files)
}

fn wrong_counts(manifest: &Manifest, present: &[(String, u64)]) -> Vec<WrongCount> {
    let found = counted(present.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    let is_checked = |name: &str| name.ends_with('/') || found.contains_key(name);
    let mut names: BTreeSet<&String> = found.keys().collect();
    names.extend(manifest.counts.keys().filter(|name| is_checked(name)));
    let count = |counts: &BTreeMap<String, u64>, name| counts.get(name).copied().unwrap_or(0);
    names
        .into_iter()
        .map(|name| WrongCount {
            name: name.clone(),
            stated: count(&manifest.counts, name),
            found: count(&found, name),
        })
        .filter(|count| count.stated != count.found)
        .collect()
}

fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "Thumbs.db" | "desktop.ini" | ".DS_Store") || path.starts_with("__MACOSX/")
}
