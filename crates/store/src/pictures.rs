//! 图片库: frames and portraits by their content, sealed, in a folder or in S3 storage.
//!
//! An object is named after the BLAKE3 hash of what it holds (`cas/<first two>/<hash>`) and is
//! never overwritten. What lies there is sealed with AES-256-GCM-SIV under the object's own name:
//! a file renamed, or changed in one bit, does not open.
//!
//! Layout of an object: `ZXP1`, one byte length of the key id, the key id, the sealed value.

use std::{fs, path::Path as FilePath, sync::Arc};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
    aws::{AmazonS3Builder, S3ConditionalPut},
    local::LocalFileSystem,
    path::Path,
};

use crate::{PictureSettings, StoreError, seal::Vault};

const MAGIC: &[u8; 4] = b"ZXP1";
const FOLDER: &str = "cas";
/// A header is never longer: magic, length, and 255 bytes of key id.
const LONGEST_HEADER_BYTES: u64 = 4 + 1 + 255;

/// The open picture store; clones share it.
#[derive(Clone)]
pub struct PictureStore {
    objects: Arc<dyn ObjectStore>,
    vault: Arc<Vault>,
}

impl PictureStore {
    pub(crate) fn open(settings: &PictureSettings, vault: Arc<Vault>) -> Result<Self, StoreError> {
        let objects: Arc<dyn ObjectStore> = match settings {
            PictureSettings::Folder(path) => Arc::new(folder(path)?),
            PictureSettings::S3 {
                endpoint,
                bucket,
                region,
                access_key,
                secret_key,
                allow_http,
            } => Arc::new(
                AmazonS3Builder::new()
                    .with_endpoint(endpoint)
                    .with_bucket_name(bucket)
                    .with_region(region)
                    .with_access_key_id(access_key)
                    .with_secret_access_key(secret_key)
                    .with_allow_http(*allow_http)
                    .with_conditional_put(S3ConditionalPut::ETagMatch)
                    .build()?,
            ),
        };
        Ok(Self { objects, vault })
    }

    /// Keeps `content` and answers its id: the BLAKE3 hash as 64 hexadecimal digits. When this
    /// returns, the folder has it on disk (file and folder entry flushed), or S3 has said so.
    ///
    /// Content that is there already is left alone, but read: a damaged copy is
    /// [`StoreError::Corrupt`], so that nobody clears the card believing the frame is kept.
    pub async fn put(&self, content: &[u8]) -> Result<String, StoreError> {
        let id = content_id(content);
        let place = place(&id);
        let sealed = self.vault.seal(place.as_ref(), content)?;
        let length = u8::try_from(sealed.key_id.len())
            .map_err(|_| StoreError::corrupt("key id", &sealed.key_id))?;
        let mut object = Vec::with_capacity(5 + sealed.key_id.len() + sealed.blob.len());
        object.extend_from_slice(MAGIC);
        object.push(length);
        object.extend_from_slice(sealed.key_id.as_bytes());
        object.extend_from_slice(&sealed.blob);
        let create = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.objects.put_opts(&place, Bytes::from(object).into(), create).await {
            Ok(_) => Ok(id),
            Err(object_store::Error::AlreadyExists { .. }) => self.get(&id).await.map(|_| id),
            Err(error) => Err(error.into()),
        }
    }

    /// The content of this id. What does not open, or is not what its name says, is
    /// [`StoreError::Corrupt`]; what is not there is [`StoreError::Missing`].
    pub async fn get(&self, id: &str) -> Result<Vec<u8>, StoreError> {
        let place = checked_place(id)?;
        let object = match self.objects.get(&place).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(StoreError::missing("picture", id));
            }
            Err(error) => return Err(error.into()),
        };
        let (key_id, blob) = parts(&object).ok_or_else(|| StoreError::corrupt("picture", id))?;
        let content = self.vault.open(key_id, place.as_ref(), blob)?;
        if content_id(&content) != id {
            return Err(StoreError::corrupt("picture", id));
        }
        Ok(content.to_vec())
    }

    pub async fn exists(&self, id: &str) -> Result<bool, StoreError> {
        match self.objects.head(&checked_place(id)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The ids of all pictures, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<String, StoreError>> {
        let objects = self.objects.list(Some(&Path::from(FOLDER)));
        let ids = objects.map(|found| match found {
            Ok(meta) => Ok(meta.location.filename().unwrap_or_default().to_owned()),
            Err(error) => Err(StoreError::from(error)),
        });
        ids.boxed()
    }

    /// The keys that pictures are sealed under. Reads the head of every object.
    pub(crate) async fn key_ids(&self) -> Result<Vec<String>, StoreError> {
        let mut ids = std::collections::BTreeSet::new();
        let mut pictures = self.list();
        while let Some(id) = pictures.try_next().await? {
            let head = self.objects.get_range(&place(&id), 0..LONGEST_HEADER_BYTES).await?;
            let (key_id, _) = parts(&head).ok_or_else(|| StoreError::corrupt("picture", &id))?;
            ids.insert(key_id.to_owned());
        }
        Ok(ids.into_iter().collect())
    }
}

/// The id a content has in the picture store.
pub fn content_id(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// Every write is flushed with its folder entry (`fsync`) before it is answered.
fn folder(path: &FilePath) -> Result<LocalFileSystem, StoreError> {
    fs::create_dir_all(path)
        .map_err(|source| StoreError::PictureFolder { path: path.to_owned(), source })?;
    Ok(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
}

fn place(id: &str) -> Path {
    Path::from_iter([FOLDER, id.get(..2).unwrap_or_default(), id])
}

/// Ids come from requests too: one that is no hash names no picture.
fn checked_place(id: &str) -> Result<Path, StoreError> {
    let hash = id.len() == 64 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if hash { Ok(place(id)) } else { Err(StoreError::missing("picture", "of no valid id")) }
}

fn parts(object: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = object.strip_prefix(MAGIC)?.split_first()?;
    let (key_id, blob) = rest.split_at_checked(usize::from(*length))?;
    Some((std::str::from_utf8(key_id).ok()?, blob))
}
