//! Where the database, the pictures and the keys are.

use std::{fmt, path::PathBuf};

#[derive(Clone)]
pub struct Settings {
    /// `sqlite:///var/lib/zhengxiang/store.db` or `postgres://user:words@host/database`.
    pub database_url: String,
    pub pictures: PictureSettings,
    pub key_file: PathBuf,
}

#[derive(Clone)]
pub enum PictureSettings {
    /// A folder on a file system with hard links (every usual one but FAT).
    Folder(PathBuf),
    S3 {
        endpoint: String,
        bucket: String,
        region: String,
        access_key: String,
        secret_key: String,
        /// Whether plain HTTP is allowed: a server on the same machine or in a test.
        allow_http: bool,
    },
}

/// Shows no password: settings end up in logs.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.database_url;
        let shown = url.rsplit_once('@').map_or(url.as_str(), |(_, place)| place);
        f.debug_struct("Settings")
            .field("database", &shown)
            .field("pictures", &self.pictures)
            .field("key_file", &self.key_file)
            .finish()
    }
}

/// Shows no key.
impl fmt::Debug for PictureSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => f.debug_tuple("Folder").field(path).finish(),
            Self::S3 { endpoint, bucket, region, .. } => f
                .debug_struct("S3")
                .field("endpoint", endpoint)
                .field("bucket", bucket)
                .field("region", region)
                .finish_non_exhaustive(),
        }
    }
}
