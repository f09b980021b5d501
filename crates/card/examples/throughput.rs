//! 速度: cards a second, stage times and memory of reading, as processor time, which other programs
//! disturb least.
//!
//! Argument: threads. Draws 48 A5 cards of 200 dpi (1654 × 1165 px and a scanner's margin) and
//! reads them over and over in a process of its own, whose memory is therefore the reader's; a
//! release build.

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use card::{Form, Limits, Picture, Pool, Reader, Source};
use support::{CONDITIONS, Group, specimen};

const CARDS: u64 = 48;
const ROUNDS: usize = 20;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [read, folder, threads] if read == "--read" => measure(Path::new(folder), threads.parse()?),
        [] => draw("1"),
        [threads] => draw(threads),
        _ => anyhow::bail!("throughput [THREADS]"),
    }
}

/// Draws the cards and has them read by a process that has drawn none.
fn draw(threads: &str) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let form = Form::standard();
    let mut scans = CONDITIONS.iter().filter(|one| one.group == Group::Scan);
    let scan = scans.find(|one| one.name == "scan").expect("a row of the table");
    for seed in 0..CARDS {
        let drawn = specimen(&form, scan, 2_000_000 + seed);
        let read = card::read_bytes(&drawn.jpeg, &form, &Limits::default());
        let exact = drawn.truth.iter().all(|(name, text)| read[0].text(name) == text);
        anyhow::ensure!(exact, "card {seed} was misread: speed means nothing");
        std::fs::write(folder.path().join(format!("{seed:02}.jpg")), &drawn.jpeg)?;
    }
    let status = Command::new(std::env::current_exe()?)
        .arg("--read")
        .arg(folder.path())
        .arg(threads)
        .status()?;
    anyhow::ensure!(status.success(), "the reading process failed");
    Ok(())
}

fn measure(folder: &Path, threads: usize) -> anyhow::Result<()> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    paths.sort();
    let mut bytes = 0;
    for path in &paths {
        bytes += std::fs::metadata(path)?.len();
    }
    let mut out = stdout().lock();
    writeln!(out, "{} KB a card", bytes / paths.len() as u64 / 1024)?;
    pool(&mut out, &paths, threads)?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    writeln!(out, "{peak}")?;
    stages(&mut out, &paths)
}

fn pool(out: &mut impl Write, paths: &[PathBuf], threads: usize) -> anyhow::Result<()> {
    let sources: Vec<Source> =
        (0..ROUNDS).flat_map(|_| paths).map(|path| Source::path(path.clone())).collect();
    let form = Form::standard();
    let read = AtomicU32::new(0);
    let (wall, cpu) = (Instant::now(), cpu_ms()?);
    Pool::new(threads)?.read(&Reader::new(&form), &sources, &Limits::default(), &|_, readings| {
        read.fetch_add(readings.iter().map(|_| 1).sum(), Ordering::Relaxed);
    });
    let (wall_ms, cpu_ms) = (wall.elapsed().as_secs_f64() * 1000.0, cpu_ms()? - cpu);
    let cards = read.into_inner();
    let each_ms = cpu_ms / f64::from(cards);
    writeln!(out, "{threads} threads: {cards} cards, {each_ms:.2} ms of processor each")?;
    let a_second = 1000.0 * f64::from(cards) / wall_ms;
    writeln!(out, "{a_second:.0} cards a second of wall time, {:.0} of processor", 1000.0 / each_ms)
        .map_err(Into::into)
}

/// Decoding by itself, finding and reading by themselves: of each card the quickest of all rounds,
/// which the machine's other work disturbs least.
fn stages(out: &mut impl Write, paths: &[PathBuf]) -> anyhow::Result<()> {
    let form = Form::standard();
    let reader = Reader::new(&form);
    let (mut decoding_ms, mut reading_ms) = (0.0, 0.0);
    for path in paths {
        let jpeg = std::fs::read(path)?;
        let mut pictures: Vec<Picture> = Vec::new();
        decoding_ms += quickest_ms(|| {
            pictures.clear();
            card::decode::pages(&jpeg, &Limits::default(), &mut |page| pictures.extend(page));
        });
        reading_ms += quickest_ms(|| {
            for picture in &pictures {
                drop(reader.read_picture("", picture));
            }
        });
    }
    let count: f64 = paths.iter().map(|_| 1.0).sum();
    let (decoding_ms, reading_ms) = (decoding_ms / count, reading_ms / count);
    writeln!(out, "at best: decoding {decoding_ms:.2} ms, the rest {reading_ms:.2} ms")?;
    Ok(())
}

fn quickest_ms(mut run: impl FnMut()) -> f64 {
    let time = |_| {
        let begun = Instant::now();
        run();
        begun.elapsed().as_secs_f64() * 1000.0
    };
    (0..ROUNDS).map(time).fold(f64::MAX, f64::min)
}

/// Processor time of this process so far, user and system (proc(5), fields 14 and 15, in ticks of
/// 10 ms).
fn cpu_ms() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>)
        .sum::<Result<f64, _>>()?;
    Ok(ticks * 10.0)
}
