//! 入库命令: the frames of a camera's card, taken in file by file; run again, it goes on where it
//! was stopped.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use domain::id::SessionId;
use domain::session::ShotNumber;
use serde::Serialize;
use store::Store;
use store::capture::Frame;
use store::pictures::content_id;
use workflow::Desk;
use workflow::capture::{self, Attached, CaptureRefused};
use workflow::permission::{Capture, Grant, Operator, Role, Scope};

use crate::house;
use crate::settings::{Layer, Settings, Source};
use crate::trouble::{Trouble, output_ended};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 场次编号
    #[arg(long, value_name = "编号")]
    session: String,
    /// 以谁的名义入库：拍摄小组或成像员的登录名
    #[arg(long, value_name = "登录名")]
    operator: String,
    /// 相机卡上的文件夹；按文件名次序入库，重复的文件不会入库两次
    #[arg(value_name = "文件夹")]
    folder: PathBuf,
}

/// What became of one file; a line of JSON on stdout.
#[derive(Debug, Serialize)]
struct Line<'a> {
    file: &'a str,
    frame: &'a str,
    shot: Option<u32>,
    already: bool,
}

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    let settings = Settings::load(&args.source, Layer::default())?;
    let files = files(&args.folder)?;
    let desk = house::open(&settings, None).await?;
    let grant = grant(&desk.store, &args.operator).await?;
    let session = SessionId::from(args.session.as_str());
    let known = known(&desk, &session).await?;
    for (name, path) in files {
        let bytes = fs::read(&path).map_err(|error| unread(&path).because(error))?;
        let attached = if let Some(known) = known.get(content_id(&bytes).as_str()) {
            known.clone()
        } else {
            refuse_a_called_person(&desk, &session, &name).await?;
            let attached = capture::attach(&desk, &grant, &session, &name, bytes).await;
            attached.map_err(|error| refused(&name, error))?
        };
        let line = Line {
            file: &name,
            frame: attached.frame.as_str(),
            shot: attached.shot,
            already: attached.already,
        };
        let told = serde_json::to_string(&line).unwrap_or_default();
        writeln!(io::stdout(), "{told}").or_else(output_ended)?;
    }
    desk.store.clone().close().await.map_err(house::trouble)?;
    Ok(ExitCode::SUCCESS)
}

/// While somebody is called to the camera every frame is that person's: a card would put the
/// faces of a whole class onto one record.
async fn refuse_a_called_person(
    desk: &Desk,
    session: &SessionId,
    name: &str,
) -> Result<(), Trouble> {
    let tx = desk.store.read().await.map_err(house::trouble)?;
    let found = tx.session(session).await.map_err(house::trouble)?;
    let found = found.ok_or_else(|| refused(name, CaptureRefused::NotFound))?;
    if found.closed {
        return Err(refused(name, CaptureRefused::Closed));
    }
    if tx.at_camera(session).await.map_err(house::trouble)?.is_none() {
        return Ok(());
    }
    let cure = "整卡入库只用于没有叫号的场次；叫号拍摄的照片请在拍摄台逐张入库";
    Err(Trouble::new(format!("{name}：有人正被叫到相机前"), cure))
}

/// The frames that are in the session already, by id. A card that is read again is thousands of
/// large files, and looking is cheaper than sealing and storing each anew.
async fn known(desk: &Desk, session: &SessionId) -> Result<HashMap<String, Attached>, Trouble> {
    let tx = desk.store.read().await.map_err(house::trouble)?;
    let frames = tx.frames_of_session(session, None).await.map_err(house::trouble)?;
    let attached = |frame: Frame| Attached {
        shot: frame.shot.map(ShotNumber::get),
        frame: frame.id,
        already: true,
    };
    let by_id = frames.into_iter().map(|frame| (frame.id.to_string(), attached(frame)));
    Ok(by_id.collect())
}

/// The files of the folder in the order of their names, which is the order a camera took them.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Trouble> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| unread(folder).because(error))?;
    let mut files: Vec<(String, PathBuf)> = entries
        .into_iter()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(_, path)| path.is_file())
        .collect();
    files.sort();
    Ok(files)
}

/// Whoever runs this holds the keys of the house, so no secret is asked for; but every step has
/// an operator's name under it, and that one must be allowed to take it.
async fn grant(store: &Store, name: &str) -> Result<Grant<Capture>, Trouble> {
    let nobody = || {
        let what = format!("没有可以入库的操作员 {name}");
        Trouble::new(what, "用 --operator 指明拍摄小组或成像员的登录名")
    };
    let tx = store.read().await.map_err(house::trouble)?;
    let row = tx.operator_by_name(name).await.map_err(house::trouble)?;
    let row = row.filter(|row| !row.disabled).ok_or_else(nobody)?;
    let role = Role::read(&row.role).ok_or_else(nobody)?;
    let operator =
        Operator { id: row.id, role, scope: Scope::Centre, display_name: row.display_name };
    operator.may().map_err(|_| nobody())
}

fn unread(path: &Path) -> Trouble {
    Trouble::new(format!("读不到 {}", path.display()), "检查相机卡和读取权限，再运行一次接着做")
}

fn refused(name: &str, error: CaptureRefused) -> Trouble {
    let (what, cure) = match error {
        CaptureRefused::Store(error) => return house::trouble(error),
        CaptureRefused::NotFound => ("没有这个场次", "用 --session 指明场次编号"),
        CaptureRefused::Closed => ("场次已结束，新的照片不能入库", "请计划员另开补拍场次"),
        CaptureRefused::Size => ("文件是空的，或不是照片", "移走这个文件，再运行一次接着做"),
        CaptureRefused::NotInLine | CaptureRefused::Stage(_) => {
            ("队列里的人已被别处移动", "再运行一次接着做")
        }
    };
    Trouble::new(format!("{name}：{what}"), cure)
}
