//! 评定命令: judges photographs file by file and cuts the portraits that pass.

pub mod inputs;
mod line;
pub mod pool;
mod screen;
mod sheet;
mod task;
mod words;
mod writing;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use imaging::{Engine, Profile, Want};
use indicatif::{ProgressBar, ProgressStyle};

use self::line::Line;
use self::screen::Tally;
use self::sheet::Sheet;
use self::task::{Judge, Judged, Places};
use crate::models::Models;
use crate::profiles;
use crate::trouble::{Trouble, output_ended};

const MOE_2017_99: &str = "moe-2017-99";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// 图像规格：现有规格的名字，或一个规格文件（.toml）；可写多次，一遍同时评定
    #[arg(long, value_name = "规格", default_value = MOE_2017_99, value_parser = named_profile)]
    profile: Vec<Named>,
    /// 在标准输出上每个文件写一行 JSON，次序与输入相同
    #[arg(long)]
    json: bool,
    /// 把合格与提示的照片按规格裁切，写入此文件夹
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 在此文件夹为每个文件画一张说明图，并写一页汇总 index.html
    #[arg(long, value_name = "文件夹")]
    explain: Option<PathBuf>,
    /// 把文件当作成品照片检查：不裁切，尺寸、分辨率、文件大小也按规格评定
    #[arg(long, conflicts_with = "out")]
    finished: bool,
    /// 同时评定的线程数，默认为处理器核数
    #[arg(long, value_name = "数目", value_parser = threads)]
    threads: Option<usize>,
    /// 三个模型文件所在的文件夹
    #[arg(long, value_name = "文件夹", env = "ZHENGXIANG_MODELS")]
    models: Option<PathBuf>,
    /// 照片文件（JPEG、PNG）或文件夹（连同子文件夹）
    #[arg(value_name = "路径", required = true)]
    paths: Vec<PathBuf>,
}

/// Where a profile comes from.
#[derive(Debug, Clone)]
enum Named {
    Known(String),
    File(PathBuf),
}

/// Judges everything. Succeeds when the run itself worked, whatever the verdicts are.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let profiles: Arc<[Profile]> = args.profile.iter().map(profile).collect::<Result<_, _>>()?;
    let engines = judges(args, &profiles)?;
    for folder in args.out.iter().chain(&args.explain) {
        make_folder(folder)?;
    }
    let tasks = task::plan(inputs::files(&args.paths, inputs::PICTURES), &roots(args, &profiles));
    let bar = progress(tasks.len());
    let mut tally = Tally::default();
    let mut sheet = Sheet::default();
    let mut stdout = BufWriter::new(io::stdout().lock());
    let told = pool::in_order(tasks, engines, Judge::judge, |judged| {
        for judged in judged.map_err(Stop::Trouble)? {
            tally.count(judged.assessment.verdict);
            bar.suspend(|| tell(&mut stdout, &judged, args)).map_err(Stop::Output)?;
            if let Some(folder) = &args.explain {
                sheet.add(&judged, folder);
            }
        }
        bar.inc(1);
        Ok(())
    });
    let elapsed = bar.elapsed();
    bar.finish_and_clear();
    if let (Ok(()), Some(folder)) = (&told, &args.explain) {
        sheet.write(folder)?;
    }
    match told.and_then(|()| close(&mut stdout, &tally, elapsed, args.json)) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Stop::Output(error)) => output_ended(error).map(|()| ExitCode::SUCCESS),
        Err(Stop::Trouble(trouble)) => Err(trouble),
    }
}

/// The folders named, with one for each profile inside when there are several.
fn roots(args: &Args, profiles: &[Profile]) -> Vec<Places> {
    let below = |root: &Option<PathBuf>, profile: &Profile| {
        let root = root.clone()?;
        Some(if profiles.len() > 1 { root.join(&profile.name) } else { root })
    };
    let places = |profile| Places {
        portrait: below(&args.out, profile),
        drawing: below(&args.explain, profile),
    };
    profiles.iter().map(places).collect()
}

/// The pictures of a folder and its sub-folders, sorted as they are judged.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let found = inputs::files(&[folder.to_owned()], inputs::PICTURES);
    found.into_iter().filter(|one| one.closed.is_none()).map(|one| one.file).collect()
}

/// Why a run ends before its last file.
enum Stop {
    /// Nobody reads the results.
    Output(io::Error),
    /// The portraits cannot be kept.
    Trouble(Trouble),
}

/// One engine for each thread; they share the weights.
fn judges(args: &Args, profiles: &Arc<[Profile]>) -> Result<Vec<Judge>, Trouble> {
    let models = Models::load(args.models.as_deref())?;
    let engine = Engine::new(models.bytes())
        .map_err(|error| Trouble::new("模型文件无法装入", "重新下载模型文件").because(error))?;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let count = args.threads.unwrap_or(cores);
    let want = if args.finished { Want::AsItStands } else { Want::Portrait };
    Ok(vec![Judge::new(engine, Arc::clone(profiles), want); count])
}

/// An engine holds some ten megabytes of buffers.
const MOST_THREADS: usize = 256;

pub fn threads(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_THREADS).contains(count));
    count.ok_or_else(|| format!("请写 1 到 {MOST_THREADS} 之间的数"))
}

fn named_profile(text: &str) -> Result<Named, String> {
    if Profile::embedded_names().any(|name| name == text) {
        return Ok(Named::Known(text.to_owned()));
    }
    let path = Path::new(text);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return Ok(Named::File(path.to_owned()));
    }
    let names: Vec<&str> = Profile::embedded_names().collect();
    Err(format!("没有这个规格，现有 {}；自己的规格请写 .toml 文件", names.join("、")))
}

fn profile(named: &Named) -> Result<Profile, Trouble> {
    match named {
        Named::Known(name) => Profile::embedded(name)
            .ok_or_else(|| Trouble::new(format!("没有规格 {name}"), "检查 --profile")),
        Named::File(path) => profiles::read(path),
    }
}

fn make_folder(out: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(out).map_err(|error| {
        let what = format!("无法建立输出文件夹 {}", out.display());
        Trouble::new(what, "换一个可以写入的文件夹，用 --out 指明").because(error)
    })
}

/// A bar on stderr; indicatif hides it where stderr is no terminal.
pub fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX));
    let style = "{wide_bar} {pos}/{len} 已用 {elapsed} 尚需 {eta}";
    bar.set_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

/// One result. Flushed at once, so that whoever reads the lines can work beside us.
fn tell(stdout: &mut impl Write, judged: &Judged, args: &Args) -> io::Result<()> {
    if args.json {
        serde_json::to_writer(&mut *stdout, &Line::of(judged))?;
        writeln!(stdout)?;
    } else {
        write!(stdout, "{}", screen::entry(judged, args.profile.len() > 1))?;
    }
    stdout.flush()
}

fn close(
    stdout: &mut impl Write,
    tally: &Tally,
    elapsed: Duration,
    json: bool,
) -> Result<(), Stop> {
    if json {
        return Ok(());
    }
    writeln!(stdout, "{}", screen::summary(tally, elapsed)).map_err(Stop::Output)?;
    stdout.flush().map_err(Stop::Output)
}
