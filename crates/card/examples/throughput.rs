//! 速度: cards a second and memory, as processor time, which other programs do not disturb.
//!
//! Argument: threads. Reads 48 A5 cards of 200 dpi (1654 × 1165 px and a scanner's margin) over
//! and over; a release build.

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{Write, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use card::{Form, Limits, Pool, Reader, Source};
use support::{CONDITIONS, Group, specimen};

const CARDS: u64 = 48;
const ROUNDS: usize = 20;

fn main() -> anyhow::Result<()> {
    let threads = std::env::args().nth(1).map_or(Ok(1), |text| text.parse())?;
    let form = Form::standard();
    let mut scans = CONDITIONS.iter().filter(|one| one.group == Group::Scan);
    let scan = scans.find(|one| one.name == "scan").expect("a row of the table");
    let mut jpegs = Vec::new();
    for seed in 0..CARDS {
        let drawn = specimen(&form, scan, 2_000_000 + seed);
        let read = card::read_bytes(&drawn.jpeg, &form, &Limits::default());
        let exact = drawn.truth.iter().all(|(name, text)| read[0].text(name) == text);
        anyhow::ensure!(exact, "card {seed} was misread: speed means nothing");
        jpegs.push(drawn.jpeg);
    }
    let bytes: usize = jpegs.iter().map(Vec::len).sum();
    let mut out = stdout().lock();
    writeln!(out, "{} KB a card", bytes / jpegs.len() / 1024)?;
    decode(&mut out, &jpegs)?;

    // As from a disc: one copy of a file while it is read.
    let jpegs = Arc::new(jpegs);
    let source = |at: usize| {
        let jpegs = Arc::clone(&jpegs);
        Source::lazy("card", move || Ok(jpegs[at % jpegs.len()].clone()))
    };
    let sources: Vec<Source> = (0..ROUNDS * jpegs.len()).map(source).collect();
    let read = AtomicU32::new(0);
    let (wall, cpu) = (Instant::now(), cpu_ms()?);
    Pool::new(threads)?.read(&Reader::new(&form), &sources, &Limits::default(), &|_, readings| {
        read.fetch_add(u32::try_from(readings.len()).unwrap_or(0), Ordering::Relaxed);
    });
    let (wall_ms, cpu_ms) = (wall.elapsed().as_secs_f64() * 1000.0, cpu_ms()? - cpu);
    let cards = read.into_inner();
    writeln!(
        out,
        "{threads} threads: {cards} cards, {:.2} ms of processor each",
        per(cpu_ms, cards)
    )?;
    writeln!(out, "{:.0} cards a second of wall time", 1000.0 * f64::from(cards) / wall_ms)?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    writeln!(out, "{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or(""))?;
    Ok(())
}

/// The share of decoding alone.
fn decode(out: &mut impl Write, jpegs: &[Vec<u8>]) -> anyhow::Result<()> {
    let cpu = cpu_ms()?;
    let mut pages = 0u32;
    for jpeg in jpegs.iter().cycle().take(jpegs.len() * ROUNDS / 2) {
        card::decode::pages(jpeg, &Limits::default(), &mut |page| {
            pages += u32::from(page.is_ok());
        });
    }
    writeln!(out, "decoding: {:.2} ms of processor each", per(cpu_ms()? - cpu, pages))?;
    Ok(())
}

fn per(total: f64, count: u32) -> f64 {
    total / f64::from(count.max(1))
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
