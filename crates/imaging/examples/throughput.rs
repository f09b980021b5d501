//! Pictures a second, CPU time a picture and peak memory over a folder, to be run beside
//! `benches/twin/twin.py` with the same arguments.
//!
//! `cargo run --release -p imaging --example throughput -- FOLDER THREADS REPEATS MODELS [WORK]`
//!
//! WORK is `assess`, everything the engine does (the default); `portrait`, only what the twin
//! does too: decode, detect, mesh, mask, crop and the search for the file's size; `decode`, the
//! scaled decode alone; or `stages`, which shows what each step of `portrait` costs one thread.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use imaging::crop::Sheet;
use imaging::find::geometry;
use imaging::{Crop, Engine, Limits, ModelBytes, Profile, crop, decode, encode, models};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str =
    "usage: throughput FOLDER THREADS REPEATS MODELS [assess|portrait|decode|stages]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("throughput: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, threads, repeats, models, work) = match arguments.as_slice() {
        [a, b, c, d] => (a, b, c, d, "assess"),
        [a, b, c, d, work] => (a, b, c, d, work.as_str()),
        _ => return Err(USAGE.into()),
    };
    let (threads, repeats): (usize, usize) = (threads.parse()?, repeats.parse()?);
    let pictures = read_folder(Path::new(folder))?;
    let engine = load(Path::new(models))?;
    let work: fn(&mut Engine, &[u8], &Profile) -> bool = match work {
        "assess" => |engine, bytes, profile| engine.assess(bytes, profile).output.is_some(),
        "portrait" => |engine, bytes, profile| portrait(engine, bytes, profile, |_| {}).is_some(),
        "decode" => |_, bytes, _| decode(bytes, &Limits::default()).is_ok(),
        "stages" => return stages(engine, &pictures, repeats),
        _ => return Err(USAGE.into()),
    };
    measure(&engine, &pictures, [threads, repeats], work)
}

/// Does `work` on every picture so many times over and prints one line of JSON.
fn measure(
    engine: &Engine,
    pictures: &[Vec<u8>],
    [threads, repeats]: [usize; 2],
    work: fn(&mut Engine, &[u8], &Profile) -> bool,
) -> Result<(), Failure> {
    let profile = Profile::moe_2017_99();
    let total = pictures.len() * repeats;
    let (next, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (started, cpu_before) = (Instant::now(), cpu_seconds());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut engine = engine.clone();
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    if turn >= total {
                        break;
                    }
                    let done = work(&mut engine, &pictures[turn % pictures.len()], &profile);
                    written.fetch_add(usize::from(done), Ordering::Relaxed);
                }
            });
        }
    });
    let wall_s = started.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(total)?);
    let line = serde_json::json!({
        "pictures": total,
        "threads": threads,
        "pictures_per_s": count / wall_s,
        "cpu_ms": (cpu_seconds() - cpu_before) * 1000.0 / count,
        "peak_mb": peak_mb(),
        "written": written.into_inner(),
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// The portrait of a file as the twin makes it; `lap` is called after each of [`STAGES`].
fn portrait(
    engine: &mut Engine,
    bytes: &[u8],
    profile: &Profile,
    mut lap: impl FnMut(usize),
) -> Option<Vec<u8>> {
    let photo = decode(bytes, &Limits::default()).ok()?;
    let image = &photo.image;
    lap(0);
    let mut faces = engine.detect(image);
    faces.sort_by(|a, b| b.area().total_cmp(&a.area()));
    lap(1);
    let mesh = engine.look(image, faces.first()?);
    lap(2);
    let mut face = geometry::landmarks(&mesh);
    let region = geometry::likely_crop(&face, profile).clamped(image);
    let mask = engine.segment(image, region);
    lap(3);
    face.hair_top_y = geometry::hair_top(&mask, &face);
    let (width_px, height_px) = (f64::from(image.width()), f64::from(image.height()));
    let crop = crop::choose(&face, Sheet { width_px, height_px }, profile);
    lap(4);
    let whole = Crop { x: 0.0, y: 0.0, scale: f64::from(profile.size.width_px) / width_px };
    let cut = crop::cut(image, crop.unwrap_or(whole), profile)?;
    lap(5);
    let encoded = encode::encode(&cut, profile)?;
    lap(6);
    Some(encoded.jpeg)
}

const STAGES: [&str; 7] = ["decode", "detect", "mesh", "mask", "place", "cut", "encode"];

/// Mean over the pictures of the least time of each stage, which other work on the machine can
/// only raise, and what is left of the whole assessment.
fn stages(mut engine: Engine, pictures: &[Vec<u8>], repeats: usize) -> Result<(), Failure> {
    let profile = Profile::moe_2017_99();
    let mut sums = [Duration::ZERO; STAGES.len()];
    let mut whole = Duration::ZERO;
    for bytes in pictures {
        let mut least = [Duration::MAX; STAGES.len()];
        let mut least_whole = Duration::MAX;
        for _ in 0..repeats {
            let mut before = Instant::now();
            portrait(&mut engine, bytes, &profile, |stage| {
                least[stage] = least[stage].min(before.elapsed());
                before = Instant::now();
            })
            .ok_or("a picture has no portrait")?;
            let started = Instant::now();
            engine.assess(bytes, &profile);
            least_whole = least_whole.min(started.elapsed());
        }
        sums.iter_mut().zip(least).for_each(|(sum, least)| *sum += least);
        whole += least_whole;
    }
    let count = f64::from(u32::try_from(pictures.len())?);
    let ms = |time: Duration| time.as_secs_f64() * 1000.0 / count;
    let mut out = std::io::stdout();
    for (stage, sum) in STAGES.iter().zip(sums) {
        writeln!(out, "{stage:>9} {:>7.3} ms", ms(sum))?;
    }
    let all: Duration = sums.iter().sum();
    writeln!(out, "{:>9} {:>7.3} ms", "these", ms(all))?;
    let rest = ms(whole) - ms(all);
    writeln!(
        out,
        "{:>9} {:>7.3} ms, the measures and second looks {rest:.3}",
        "assess",
        ms(whole)
    )?;
    Ok(())
}

fn read_folder(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "jpg" || e == "png"));
    paths.sort();
    if paths.is_empty() {
        return Err("the folder has no pictures".into());
    }
    Ok(paths.iter().map(std::fs::read).collect::<Result<_, _>>()?)
}

fn load(folder: &Path) -> Result<Engine, Failure> {
    let read = |file: models::ModelFile| std::fs::read(folder.join(file.file_name));
    let (detector, mesh, mask) =
        (read(models::DETECTOR)?, read(models::MESH)?, read(models::MASK)?);
    Ok(Engine::new(ModelBytes { detector: &detector, mesh: &mesh, mask: &mask })?)
}

/// User and system time of this process, by Linux's accounting; 0 where there is none.
fn cpu_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = after_name.split(' ').skip(11).take(2).filter_map(|t| t.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS_A_SECOND
}

/// The most memory this process has had resident, in MB of 2²⁰ bytes; 0 where nobody says.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
