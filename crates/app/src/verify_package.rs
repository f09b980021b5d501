//! 验证命令: tells whether a package is whole and untouched, and who signed it.

mod folder;
mod screen;

use std::fs::{self, File};
use std::io::{self, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ed25519_dalek::VerifyingKey;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use formats::archive::{Archive, ArchiveError, Limits};
use formats::package::{self, Missing, PackageError, Signature, Source, Verification};
use serde::Serialize;

use self::folder::Folder;
use crate::trouble::{Trouble, output_ended};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// 制作方的公钥（PEM 文件）；不指定时只能证明封装之后未被改动
    #[arg(long, value_name = "文件")]
    key: Option<PathBuf>,
    /// 输出一行 JSON
    #[arg(long)]
    json: bool,
    /// 数据包：.zip 文件，或解开后的文件夹
    #[arg(value_name = "路径")]
    path: PathBuf,
}

/// Why a package could not be looked through. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum Unverified {
    #[error("cannot be opened: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Package(#[from] PackageError),
}

/// Checks the package and says what was found; the exit code is 0 only for a whole one.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let trusted = args.key.as_deref().map(read_key).transpose()?;
    let verified = verify(&args.path, trusted.as_ref());
    let (told, whole) = match (&verified, args.json) {
        (Ok(found), false) => (screen::found(&args.path, found), found.whole),
        (Ok(found), true) => (as_json(&Line::found(&args.path, found)), found.whole),
        (Err(error), true) => (as_json(&Line::unverified(&args.path, error)), false),
        (Err(_), false) => (String::new(), false),
    };
    io::stdout().write_all(told.as_bytes()).or_else(output_ended)?;
    match verified {
        Err(error) if !args.json => Err(trouble(&args.path, error)),
        _ if whole => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::FAILURE),
    }
}

/// Checks the package at `path`, a folder or a zip archive, against its manifest.
pub fn verify(path: &Path, trusted: Option<&VerifyingKey>) -> Result<Verification, Unverified> {
    let mut source: Box<dyn Source> = if fs::metadata(path)?.is_dir() {
        Box::new(Folder::open(path)?)
    } else {
        Box::new(Archive::open(BufReader::new(File::open(path)?), &Limits::PACKAGE)?)
    };
    Ok(package::verify(source.as_mut(), trusted)?)
}

fn read_key(path: &Path) -> Result<VerifyingKey, Trouble> {
    let shown = path.display();
    let cure = "用 --key 指明制作方公布的公钥文件（-----BEGIN PUBLIC KEY----- 开头）";
    let text = fs::read_to_string(path)
        .map_err(|error| Trouble::new(format!("读不到公钥 {shown}"), cure).because(error))?;
    VerifyingKey::from_public_key_pem(&text)
        .map_err(|_| Trouble::new(format!("{shown} 不是 Ed25519 公钥"), cure))
}

/// A whole report on one line.
#[derive(Debug, Serialize)]
struct Line<'a> {
    path: String,
    whole: bool,
    /// Why the package could not be looked through.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(flatten)]
    report: Option<Report<'a>>,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    id: &'a str,
    title: &'a str,
    created: &'a str,
    files: usize,
    /// `valid`, `invalid` or `absent`.
    signature: &'static str,
    key_id: Option<&'a str>,
    /// Whether the key given with `--key` made the signature.
    trusted: bool,
    changed: &'a [String],
    missing: &'a [String],
    extra: &'a [String],
    litter: &'a [String],
    wrong_counts: Vec<Count<'a>>,
    /// What the maker says is not in the package; no fault.
    announced_missing: &'a [Missing],
    supersedes: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Count<'a> {
    name: &'a str,
    stated: u64,
    found: u64,
}

impl<'a> Line<'a> {
    fn found(path: &Path, found: &'a Verification) -> Self {
        let (signature, key_id, trusted) = match &found.signature {
            Signature::Valid { key_id, trusted } => ("valid", Some(key_id.as_str()), *trusted),
            Signature::Invalid => ("invalid", None, false),
            Signature::Absent => ("absent", None, false),
        };
        let counts = found.wrong_counts.iter();
        let report = Report {
            id: &found.id,
            title: &found.manifest.title,
            created: &found.manifest.created,
            files: found.manifest.files.len(),
            signature,
            key_id,
            trusted,
            changed: &found.changed,
            missing: &found.missing,
            extra: &found.extra,
            litter: &found.litter,
            wrong_counts: counts
                .map(|one| Count { name: &one.name, stated: one.stated, found: one.found })
                .collect(),
            announced_missing: &found.manifest.missing,
            supersedes: found.manifest.supersedes.as_deref(),
        };
        let path = path.display().to_string();
        Self { path, whole: found.whole, reason: None, report: Some(report) }
    }

    fn unverified(path: &Path, error: &Unverified) -> Self {
        let path = path.display().to_string();
        Self { path, whole: false, reason: Some(error.to_string()), report: None }
    }
}

fn as_json(line: &Line<'_>) -> String {
    // Strings, numbers and lists of them always become JSON.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}

fn trouble(path: &Path, error: Unverified) -> Trouble {
    let again = "向制作方重新索取这个数据包";
    let (what, cure) = match &error {
        Unverified::Io(_) => ("打不开数据包", "检查路径和读取权限"),
        Unverified::Archive(ArchiveError::NotAnArchive) => {
            ("这个文件不是 zip 数据包", "指向收到的 .zip 文件或解开后的文件夹")
        }
        Unverified::Archive(_) => ("数据包的压缩文件有问题，没有解开", again),
        Unverified::Package(PackageError::NoManifest) => {
            ("数据包里没有清单 manifest.json", "指向 manifest.json 所在的那一层文件夹")
        }
        Unverified::Package(PackageError::Format) => {
            ("数据包的格式比本程序新，或不是本系统的数据包", "用新版程序验证")
        }
        Unverified::Package(PackageError::Source(_)) => {
            ("数据包所在的磁盘读取失败", "换一份拷贝再试")
        }
        Unverified::Package(_) => ("数据包的清单无法读懂，不能使用", again),
    };
    Trouble::new(format!("{what}：{}", path.display()), cure).because(error)
}
