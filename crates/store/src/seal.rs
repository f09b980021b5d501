//! 封存: what is personal is sealed before it reaches the database or the picture store.
//!
//! AES-256-GCM-SIV (RFC 8452) under a random nonce of 96 bits; the row the value belongs to is
//! authenticated with it, so that a sealed value moved to another row does not open. Equal values
//! are found by a keyed BLAKE3 hash, which tells nothing without the key file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use aes_gcm_siv::{
    Aes256GcmSiv, Nonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use zeroize::Zeroizing;

use crate::{
    StoreError,
    key_file::{KeyFile, Secret},
};

/// First byte of every sealed value.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;

const FIELD_KEY: &str = "zhengxiang store 2026 sealed fields and pictures";
const INDEX_KEY: &str = "zhengxiang store 2026 look-up hashes";
const CHAIN_KEY: &str = "zhengxiang store 2026 history chain";
const HEAD_KEY: &str = "zhengxiang store 2026 history head";

/// The keys of the house, opened once and shared by all desks.
pub struct Vault {
    path: PathBuf,
    keys: RwLock<Arc<Keys>>,
}

/// A sealed value, and the key it was sealed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub key_id: String,
    /// One byte version, twelve bytes nonce, the sealed value with its tag of sixteen bytes.
    pub blob: Vec<u8>,
}

struct Keys {
    current: String,
    sealing: BTreeMap<String, Secret>,
    index: Secret,
    chain: Secret,
    head: Secret,
}

impl Vault {
    pub(crate) fn open_file(path: &Path) -> Result<Self, StoreError> {
        let keys = Keys::of(&KeyFile::load(path)?, path)?;
        Ok(Self { path: path.to_owned(), keys: RwLock::new(Arc::new(keys)) })
    }

    /// The id of the key that seals now.
    pub fn current_key(&self) -> String {
        self.keys().current.clone()
    }

    /// Seals `plain`; `belongs_to` names its place and has to be said again to open it.
    pub fn seal(&self, belongs_to: &str, plain: &[u8]) -> Result<Sealed, StoreError> {
        let keys = self.keys();
        let cipher = keys.cipher(&keys.current)?;
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: plain, aad: belongs_to.as_bytes() };
        let body = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| StoreError::corrupt("value, too long to seal, for", belongs_to))?;
        let mut blob = Vec::with_capacity(1 + NONCE_BYTES + body.len());
        blob.push(VERSION);
        blob.extend_from_slice(&nonce);
        blob.extend_from_slice(&body);
        Ok(Sealed { key_id: keys.current.clone(), blob })
    }

    /// Opens what [`Vault::seal`] made. Another place, another key or a changed byte is
    /// [`StoreError::Corrupt`]; a key this house does not hold is [`StoreError::UnknownKey`].
    pub fn open(
        &self,
        key_id: &str,
        belongs_to: &str,
        blob: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let cipher = self.keys_with(key_id)?.cipher(key_id)?;
        let plain = blob
            .split_first()
            .filter(|(version, _)| **version == VERSION)
            .and_then(|(_, rest)| rest.split_first_chunk::<NONCE_BYTES>())
            .and_then(|(nonce, body)| {
                let payload = Payload { msg: body, aad: belongs_to.as_bytes() };
                cipher.decrypt(&Nonce::from(*nonce), payload).ok()
            });
        plain.map(Zeroizing::new).ok_or_else(|| StoreError::corrupt("sealed value for", belongs_to))
    }

    /// The look-up hash of `value` among values of the same `context`, 64 hexadecimal digits.
    /// The parts of the context are kept apart by their lengths.
    pub(crate) fn index(&self, context: &[&str], value: &str) -> String {
        let keys = self.keys();
        let mut hasher = blake3::Hasher::new_keyed(&keys.index);
        for part in context.iter().chain(&[value]) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The keyed hash of a history line.
    pub(crate) fn chain(&self, line: &[u8]) -> String {
        blake3::keyed_hash(&self.keys().chain, line).to_hex().to_string()
    }

    /// The keyed hash that vouches for the end of a chain.
    pub(crate) fn head(&self, line: &[u8]) -> String {
        blake3::keyed_hash(&self.keys().head, line).to_hex().to_string()
    }

    /// Adds a key to the file and seals with it from now on.
    pub(crate) fn add_key(&self, now_ms: i64) -> Result<String, StoreError> {
        let mut file = KeyFile::load(&self.path)?;
        file.add(now_ms)?;
        file.save(&self.path, false)?;
        self.reload()?;
        Ok(file.current)
    }

    /// Removes from the file the keys that `used` does not name, but never the current one.
    pub(crate) fn retire_keys(&self, used: &BTreeSet<String>) -> Result<Vec<String>, StoreError> {
        let mut file = KeyFile::load(&self.path)?;
        let stays = |id: &String| *id == file.current || used.contains(id);
        let (kept, gone): (Vec<_>, Vec<_>) =
            file.keys.clone().into_iter().partition(|key| stays(&key.id));
        if !gone.is_empty() {
            file.keys = kept;
            file.save(&self.path, false)?;
            self.reload()?;
        }
        Ok(gone.into_iter().map(|key| key.id).collect())
    }

    /// Another node may have rotated: a key not known yet is looked up in the file once more.
    fn keys_with(&self, key_id: &str) -> Result<Arc<Keys>, StoreError> {
        let keys = self.keys();
        if keys.sealing.contains_key(key_id) {
            return Ok(keys);
        }
        self.reload()?;
        Ok(self.keys())
    }

    fn reload(&self) -> Result<(), StoreError> {
        let keys = Keys::of(&KeyFile::load(&self.path)?, &self.path)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Keys {
    fn of(file: &KeyFile, path: &Path) -> Result<Self, StoreError> {
        let form = || StoreError::KeyFile {
            path: path.to_owned(),
            fault: crate::error::KeyFileFault::Form,
        };
        let mut sealing = BTreeMap::new();
        for key in &file.keys {
            let secret = key.secret().ok_or_else(form)?;
            sealing.insert(key.id.clone(), derived(FIELD_KEY, &secret));
        }
        let chain = file.chain().ok_or_else(form)?;
        Ok(Self {
            current: file.current.clone(),
            sealing,
            index: derived(INDEX_KEY, &file.index().ok_or_else(form)?),
            head: derived(HEAD_KEY, &chain),
            chain: derived(CHAIN_KEY, &chain),
        })
    }

    fn cipher(&self, key_id: &str) -> Result<Aes256GcmSiv, StoreError> {
        let secret = self
            .sealing
            .get(key_id)
            .ok_or_else(|| StoreError::UnknownKey { key_id: key_id.to_owned() })?;
        Ok(Aes256GcmSiv::new(&(**secret).into()))
    }
}

/// One secret serves one purpose: keys for different purposes are derived from it (BLAKE3 KDF).
fn derived(purpose: &str, secret: &Secret) -> Secret {
    Zeroizing::new(blake3::derive_key(purpose, secret.as_slice()))
}
