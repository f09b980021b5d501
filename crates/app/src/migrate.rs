//! 建库: the data folder, the keys and the database of a house, made or brought up to date.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use store::{Store, StoreError};

use crate::settings::{Layer, Secret, Settings, Source};
use crate::trouble::{Trouble, output_ended};
use crate::{edge, house, package_key};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 数据库地址，默认为数据文件夹里的 SQLite 文件
    #[arg(long, value_name = "地址")]
    database_url: Option<String>,
}

/// What was there to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Names of the migrations applied now.
    pub migrations: Vec<String>,
    pub new_keys: bool,
    pub new_package_key: bool,
}

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    let database_url = args.database_url.map(Secret::from);
    let settings = Settings::load(&args.source, Layer { database_url, ..Layer::default() })?;
    let prepared = prepare(&settings).await?;
    let told = told(&settings, &prepared);
    io::stdout().write_all(told.as_bytes()).or_else(output_ended)?;
    Ok(ExitCode::SUCCESS)
}

/// Makes what is missing and leaves what is there.
pub async fn prepare(settings: &Settings) -> Result<Prepared, Trouble> {
    make_private_folder(&settings.data).map_err(|error| {
        let what = format!("无法建立数据文件夹 {}", settings.data.display());
        Trouble::new(what, "用 --data 指明一个可以写入的文件夹").because(error)
    })?;
    let migrations = Store::migrate(&settings.store).await.map_err(house::trouble)?;
    let new_keys = !settings.store.key_file.exists();
    if new_keys {
        make_keys(settings).await?;
    }
    let new_package_key = package_key::prepare(settings)?;
    Ok(Prepared { migrations, new_keys, new_package_key })
}

/// New keys only for a house without people: to any other, a lost key file is a loss that must
/// not be covered up by a fresh one.
async fn make_keys(settings: &Settings) -> Result<(), Trouble> {
    let place = &settings.store.key_file;
    let beside = place.with_extension("json.fresh");
    // Left behind by a run that was cut off before it knew whether the house is empty.
    if beside.exists() {
        fs::remove_file(&beside).map_err(unwritten(place))?;
    }
    Store::create_key_file(&beside, edge::now_ms()).map_err(house::trouble)?;
    let trial = store::Settings { key_file: beside.clone(), ..settings.store.clone() };
    let empty = is_empty(&trial).await;
    if !matches!(empty, Ok(true)) {
        fs::remove_file(&beside).map_err(unwritten(place))?;
    }
    if !empty.map_err(house::trouble)? {
        let what = format!("数据库里已有数据，密钥文件 {} 却不在", place.display());
        return Err(Trouble::new(what, "从备份放回密钥文件，不要另建"));
    }
    fs::rename(&beside, place).map_err(unwritten(place))
}

async fn is_empty(settings: &store::Settings) -> Result<bool, StoreError> {
    let store = Store::open(settings).await?;
    let schools = store.read().await?.schools().await?;
    store.close().await?;
    Ok(schools.is_empty())
}

fn unwritten(place: &Path) -> impl Fn(io::Error) -> Trouble {
    move |error| {
        let what = format!("无法写入密钥文件 {}", place.display());
        Trouble::new(what, "检查磁盘空间和文件夹权限").because(error)
    }
}

/// Open to its owner only, where the system knows owners.
fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn told(settings: &Settings, prepared: &Prepared) -> String {
    let Prepared { migrations, new_keys, new_package_key } = prepared;
    let mut lines = vec![format!("✓ 数据文件夹：{}", settings.data.display())];
    lines.push(match migrations.len() {
        0 => "✓ 数据库：已是最新".to_owned(),
        count => format!("✓ 数据库：完成 {count} 项升级（{}）", migrations.join("、")),
    });
    let keys = settings.store.key_file.display();
    lines.push(if *new_keys {
        format!("! 新建密钥文件 {keys}：请立即另行备份，丢失后姓名、证件号码和图像无法恢复")
    } else {
        format!("✓ 密钥文件：{keys}")
    });
    let public = settings.package_public_key();
    lines.push(if *new_package_key {
        format!("! 新建数据包签名密钥：请一并备份；公钥 {} 可以公布", public.display())
    } else {
        format!("✓ 数据包签名密钥；公钥：{}", public.display())
    });
    lines.join("\n") + "\n"
}
