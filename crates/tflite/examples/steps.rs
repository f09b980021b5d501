//! What each step of a model costs, and how near it comes to what the processor can multiply.
//!
//! `cargo run --release -p tflite --example steps -- MODEL.tflite [portable|avx2|avx512]`
//!
//! Each line is the least of [`RUNS`] runs, which other work on the machine can only raise.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tflite::{Isa, Model};

/// Runs whose least time counts.
const RUNS: usize = 300;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("steps: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: steps MODEL.tflite [portable|avx2|avx512]")?;
    let mut model = Model::load(&std::fs::read(path)?)?;
    if let Some(name) = arguments.next() {
        let named = |isa: &Isa| format!("{isa:?}").eq_ignore_ascii_case(&name);
        model.set_isa(Isa::ALL.into_iter().find(named).ok_or("no such instruction set")?)?;
    }
    // Values do not change the work, as long as none is subnormal.
    for (value, step) in model.input_mut(0).iter_mut().zip((0..=255_u8).cycle()) {
        *value = f32::from(step) / 255.0;
    }
    let steps = model.steps();
    let least = least_times(&mut model, steps.len());
    println!("{:>9} {:>6} {:>8}  step ({:?})", "µs", "share", "GMAC/s", model.isa());
    let total: f64 = least.iter().map(Duration::as_secs_f64).sum();
    for (step, time) in steps.iter().zip(&least) {
        let seconds = time.as_secs_f64();
        let work = f64::from(u32::try_from(step.multiply_adds)?);
        println!(
            "{:>9.1} {:>5.1}% {:>8.1}  {} {:?} → {:?}",
            seconds * 1e6,
            seconds / total * 100.0,
            work / seconds / 1e9,
            step.kernel,
            step.input,
            step.output,
        );
    }
    println!("{:>9.1} µs in all", total * 1e6);
    Ok(())
}

fn least_times(model: &mut Model, steps: usize) -> Vec<Duration> {
    let mut least = vec![Duration::MAX; steps];
    for _ in 0..RUNS {
        let mut before = Instant::now();
        model.run_watched(|index| {
            let now = Instant::now();
            least[index] = least[index].min(now - before);
            before = now;
        });
    }
    least
}
