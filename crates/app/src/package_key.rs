//! 签名密钥: what packages are signed with, and the public half that schools check them by.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use ed25519_dalek::{SecretKey, SigningKey, VerifyingKey};

use crate::edge;
use crate::settings::Settings;
use crate::trouble::Trouble;

/// Makes the key of a new house; one that is there stays. Says whether it is new.
pub fn prepare(settings: &Settings) -> Result<bool, Trouble> {
    let (path, public) = (settings.package_key(), settings.package_public_key());
    let is_new = !path.exists();
    if is_new {
        let mut secret = SecretKey::default();
        edge::fill(&mut secret);
        let key = SigningKey::from_bytes(&secret);
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| unwritten(&path))?;
        write_new(&path, pem.as_bytes()).map_err(|error| unwritten(&path).because(error))?;
    }
    let pem = load(settings)?.verifying_key().to_public_key_pem(LineEnding::LF);
    let pem = pem.map_err(|_| unwritten(&public))?;
    fs::write(&public, pem).map_err(|error| unwritten(&public).because(error))?;
    Ok(is_new)
}

/// The key of this house.
pub fn load(settings: &Settings) -> Result<SigningKey, Trouble> {
    let path = settings.package_key();
    let text = fs::read_to_string(&path).map_err(|error| {
        let cure = match error.kind() {
            ErrorKind::NotFound => "从备份放回；新装的系统请运行 zhengxiang migrate 建立",
            _ => "检查文件的读取权限",
        };
        Trouble::new(format!("读不到数据包签名密钥 {}", path.display()), cure).because(error)
    })?;
    SigningKey::from_pkcs8_pem(&text).map_err(|_| {
        let what = format!("{} 不是 Ed25519 签名密钥", path.display());
        Trouble::new(what, "从备份放回这个文件")
    })
}

/// The key that packages of this house are checked by.
pub fn public(settings: &Settings) -> Result<VerifyingKey, Trouble> {
    load(settings).map(|key| key.verifying_key())
}

fn unwritten(path: &Path) -> Trouble {
    Trouble::new(format!("无法写入 {}", path.display()), "检查磁盘空间和文件夹权限")
}

/// Readable by its owner only; a file that is there is an error.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
