//! Pictures a second and CPU time a picture over a folder, to be run beside
//! `benches/twin/twin.py` with the same arguments.
//!
//! `cargo run --release -p imaging --example throughput -- FOLDER THREADS REPEATS MODELS`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use imaging::{Engine, ModelBytes, Profile, models};

type Failure = Box<dyn std::error::Error + Send + Sync>;

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
    let [folder, threads, repeats, models] = arguments.as_slice() else {
        return Err("usage: throughput FOLDER THREADS REPEATS MODELS".into());
    };
    let (threads, repeats): (usize, usize) = (threads.parse()?, repeats.parse()?);
    let pictures = read_folder(Path::new(folder))?;
    let engine = load(Path::new(models))?;
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
                    let assessment = engine.assess(&pictures[turn % pictures.len()], &profile);
                    let output = usize::from(assessment.output.is_some());
                    written.fetch_add(output, Ordering::Relaxed);
                }
            });
        }
    });
    let wall_s = started.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(total)?);
    let cpu_ms = (cpu_seconds() - cpu_before) * 1000.0 / count;
    eprintln!(
        "{total} pictures, {threads} threads: {:.1} pictures/s, {cpu_ms:.2} CPU ms a picture, \
         {} written",
        count / wall_s,
        written.into_inner(),
    );
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
