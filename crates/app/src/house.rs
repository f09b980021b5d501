//! 开门: from settings to desks that work, and what to do when a part is missing.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use domain::calendar::Calendar;
use domain::registry::ImageCheckRule;
use imaging::Engine;
use store::{KeyFileFault, Store, StoreError};
use workflow::{Desk, Engines, Tools};

use crate::models::Models;
use crate::settings::Settings;
use crate::trouble::Trouble;
use crate::{edge, package_key, profiles};

/// Opens the store and puts the tools on the desk. Engines are for those who judge portraits.
pub async fn open(settings: &Settings, engines: Option<Engines>) -> Result<Desk, Trouble> {
    let store = Store::open(&settings.store).await.map_err(trouble)?;
    let tools = Tools {
        now: Box::new(edge::now),
        mint: Box::new(edge::mint),
        random: Box::new(edge::fill),
        calendar: calendar(&settings.calendar())?,
        image_check: ImageCheckRule::DEFAULT,
        card_two_people: settings.card_two_people,
        signing_key: package_key::load(settings)?,
        profiles: profiles::with_folder(&settings.profiles)?,
        engines,
    };
    Ok(Desk::new(store, tools))
}

/// The portrait engines, from the models of the settings or of the usual places.
pub fn engines(settings: &Settings) -> Result<Engines, Trouble> {
    let models = Models::load(settings.models.as_deref())?;
    let engine = Engine::new(models.bytes())
        .map_err(|error| Trouble::new("模型文件无法装入", "重新下载模型文件").because(error))?;
    Ok(Engines::new(engine))
}

/// The working days this program knows, and those of the file, where there is one.
pub fn calendar(file: &Path) -> Result<Calendar, Trouble> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Calendar::standard()),
        Err(error) => {
            let what = format!("读不到工作日文件 {}", file.display());
            return Err(Trouble::new(what, "检查文件的读取权限").because(error));
        }
    };
    let newer = Calendar::from_csv(&text).map_err(|error| {
        let what = format!("工作日文件 {} 有误", file.display());
        let cure = "每行写：日期,off 或 work,名称，例如 2027-01-01,off,元旦";
        Trouble::new(what, cure).because(error)
    })?;
    Ok(Calendar::standard().with(newer))
}

/// What the store refuses, for the person at the terminal.
pub fn trouble(error: StoreError) -> Trouble {
    let (what, cure) = match &error {
        StoreError::NotMigrated { .. } => {
            ("数据库尚未建立，或需要升级", "先备份，再运行 zhengxiang migrate")
        }
        StoreError::KeyFile { fault, .. } => return key_file(fault, &error.to_string()),
        StoreError::UnknownKey { .. } => {
            ("密钥文件里没有所需的密钥", "从最新的备份放回密钥文件 keys.json")
        }
        StoreError::Database(_) => ("连不上数据库", "检查 database_url、数据库服务和文件权限"),
        StoreError::Pictures(_) | StoreError::PictureFolder { .. } => {
            ("打不开图像库", "检查图像库文件夹的权限，或 S3 的地址和密钥")
        }
        StoreError::Busy => ("数据库一直被其他程序占用", "稍后再试；检查是否有程序锁住了数据库"),
        StoreError::Corrupt { .. } => {
            ("数据库或图像库的内容被改动或损坏", "停止使用，运行 zhengxiang doctor，并从备份恢复")
        }
        _ => ("数据库没有完成这项操作", "稍后再试；仍不成功请运行 zhengxiang doctor"),
    };
    Trouble::new(what, cure).because(error)
}

fn key_file(fault: &KeyFileFault, told: &str) -> Trouble {
    let (what, cure) = match fault {
        KeyFileFault::Missing => {
            ("密钥文件 keys.json 不在", "从备份放回；新装的系统请运行 zhengxiang migrate 建立")
        }
        KeyFileFault::Exists => ("密钥文件已经存在", "保留原来的密钥文件"),
        KeyFileFault::Open => ("密钥文件可被其他用户读取", "运行 chmod 600 keys.json"),
        KeyFileFault::Form => ("密钥文件的内容不对", "从备份放回密钥文件 keys.json"),
        KeyFileFault::Io(_) => ("密钥文件无法读写", "检查文件权限和磁盘"),
    };
    Trouble::new(what, cure).because(anyhow::anyhow!("{told}"))
}
