//! 演示命令: an invented college from its workbook to its graduates' answers, by the same doors
//! as a real one.

mod camera;
mod college;
mod day;
mod progress;
mod show;
mod staff;
mod tally;
mod walk;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tempfile::TempDir;
use tokio::net::TcpListener;
use workflow::Desk;

use self::camera::Camera;
use self::college::Well;
use self::show::Door;
use self::staff::Centre;
use self::tally::Tally;
use self::walk::Plan;
use crate::settings::{Layer, Secret, Settings};
use crate::stop::Stop;
use crate::trouble::{Trouble, output_ended};
use crate::{house, logs, migrate, serve};

/// Beyond this the identity numbers that belong to nobody run short.
const MOST_PEOPLE: usize = 5000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// 走完全程就结束
    #[arg(long)]
    once: bool,
    /// 结果写成一行 JSON
    #[arg(long)]
    json: bool,
    /// 用这个文件夹里的照片，每张一名毕业生；默认为画出的人像
    #[arg(long, value_name = "文件夹")]
    frames: Option<PathBuf>,
    /// 虚构人员的种子：同一种子得到同一批人
    #[arg(long, value_name = "数", default_value_t = 1)]
    seed: u64,
    /// 毕业生人数
    #[arg(
        long,
        value_name = "人数",
        default_value_t = 48,
        conflicts_with = "frames",
        value_parser = people
    )]
    people: usize,
    /// 数据文件夹，须为空；默认为临时文件夹，结束时删去
    #[arg(long, value_name = "文件夹")]
    data: Option<PathBuf>,
    /// 走完全程后打开网页的地址
    #[arg(long, value_name = "地址", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 数据库地址，须为空库；默认为数据文件夹里的 SQLite 文件
    #[arg(long, value_name = "地址")]
    database_url: Option<String>,
}

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    let camera = camera(args.frames.as_deref())?;
    let (settings, _temporary) = settings(&args)?;
    migrate::prepare(&settings).await?;
    let desk = house::open(&settings, Some(house::engines(&settings)?)).await?;
    refuse_a_real_house(&desk).await?;
    let unfinished = |error: anyhow::Error| {
        Trouble::new("演示没有走完", "请把这段话交给维护人员").because(error)
    };
    let centre = Centre::hire(&desk).await.map_err(unfinished)?;
    let people = camera.people().unwrap_or(args.people);
    let mut well = Well::seeded(args.seed, people);
    let plan = Plan { settings: &settings, camera: &camera, people };
    let walked = walk::walk(&desk, &centre, &plan, &mut well).await.map_err(unfinished)?;
    let tally = &walked.tally;
    let told = if args.json { as_json(tally) } else { summary(tally) };
    writeln!(io::stdout(), "{told}").or_else(output_ended)?;
    if !args.once {
        let listener = serve::bind(args.listen).await?;
        let doors = show::furnish(&desk, &centre, &walked, &mut well).await;
        let doors = doors.map_err(unfinished)?;
        open(&desk, &settings, listener, &doors).await?;
    }
    desk.store.clone().close().await.map_err(house::trouble)?;
    let is_sound = tally.lost == 0 && tally.doubled == 0;
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints who may sign in, and serves until somebody says stop.
async fn open(
    desk: &Desk,
    settings: &Settings,
    listener: TcpListener,
    doors: &[Door],
) -> Result<(), Trouble> {
    logs::begin(None);
    let stop = Stop::on_signal()?;
    let address = listener
        .local_addr()
        .map_err(|error| Trouble::new("端口没有打开", "用 --listen 换一个地址").because(error))?;
    // Writing into a String cannot fail.
    let mut told = format!("\n口令都是 {}\n", staff::SECRET);
    for door in doors {
        let _ = writeln!(told, "  {:<16}{}", door.sign_in_name, door.what);
    }
    let _ = writeln!(told, "打开 http://{address}，按 Ctrl-C 结束");
    io::stdout().write_all(told.as_bytes()).or_else(output_ended)?;
    serve::until_stopped(desk, listener, settings, true, &stop).await
}

fn camera(frames: Option<&Path>) -> Result<Camera, Trouble> {
    let Some(folder) = frames else { return Ok(Camera::FALLIBLE) };
    let (camera, left_out) = Camera::folder(folder)?;
    for one in left_out {
        // A note beside the progress; without stderr there is nobody to read it.
        let _ = writeln!(io::stderr(), "! 跳过：{one}");
    }
    Ok(camera)
}

/// A fresh house of its own; the temporary folder goes with the guard.
fn settings(args: &Args) -> Result<(Settings, Option<TempDir>), Trouble> {
    let cannot = |error: io::Error| {
        Trouble::new("无法建立演示用的文件夹", "用 --data 指明一个可以写入的空文件夹")
            .because(error)
    };
    let (data, temporary) = if let Some(data) = &args.data {
        (data.clone(), None)
    } else {
        let folder = tempfile::Builder::new().prefix("zhengxiang-demo-").tempdir();
        let folder = folder.map_err(cannot)?;
        (folder.path().to_owned(), Some(folder))
    };
    let is_occupied = fs::read_dir(&data).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied {
        let what = format!("文件夹 {} 不是空的", data.display());
        return Err(Trouble::new(what, "用 --data 指明一个空文件夹，演示不动已有的数据"));
    }
    let database_url = args.database_url.clone().map(Secret::from);
    let models = std::env::var_os("ZHENGXIANG_MODELS").map(PathBuf::from);
    let models = models.map(|folder| std::path::absolute(&folder).unwrap_or(folder));
    let flags = Layer { database_url, models, ..Layer::default() };
    Ok((Settings::alone(&data, flags)?, temporary))
}

async fn refuse_a_real_house(desk: &Desk) -> Result<(), Trouble> {
    let tx = desk.store.read().await.map_err(house::trouble)?;
    if tx.schools().await.map_err(house::trouble)?.is_empty() {
        return Ok(());
    }
    Err(Trouble::new("数据库里已有学校", "演示只在空库里进行，换一个 --database-url"))
}

fn people(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_PEOPLE).contains(count));
    count.ok_or_else(|| format!("请写 1 到 {MOST_PEOPLE} 之间的数"))
}

fn as_json(tally: &Tally) -> String {
    // Numbers under fixed names always become JSON.
    serde_json::to_string(tally).unwrap_or_default()
}

fn summary(tally: &Tally) -> String {
    let Tally { graduates, checked_in, captured, accepted, refused, .. } = tally;
    let Tally { delivered, confirmed, disputed, lost, doubled, .. } = tally;
    format!(
        "毕业生 {graduates} 人：签到 {checked_in}，已拍摄 {captured}，合格 {accepted}，\
         退回重拍 {refused} 次\n\
         已返校 {delivered}，信息无误 {confirmed}，信息有误 {disputed}\n\
         丢失 {lost}，重复 {doubled}"
    )
}
