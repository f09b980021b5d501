//! 他人之手: cards for another program to spoil, and what is read of them afterwards.
//!
//! `outside draw FOLDER CARDS` writes `FOLDER/drawn/NUMBER.png`; `outside read FOLDER` reads every
//! other folder in it, named after its fault, and prints the second part of `docs/cards.md`. A
//! release build; `benches/augraphy/run` calls both.

#[path = "judge/mod.rs"]
mod judge;
#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context;
use card::{Form, Limits, read_bytes};
use rayon::prelude::*;
use support::{CONDITIONS, Condition, Group, Specimen, specimen};

use judge::Tally;

/// Seeds that nothing was tuned on.
const FIRST: u64 = 4_000_000;

/// Folders that the cards, the Python environment and Augraphy make.
const NO_FAULTS: [&str; 4] = ["drawn", "venv", "augraphy_cache", "fonts"];

/// Exact cards of 16 by `OMRChecker` (processing widths 600 and 827) and by the throw-away reader,
/// drawn by another generator.
const OTHERS: [(&str, &str); 1] = [("default pipeline", "3 · 3 · 4 of 16")];

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["draw", folder, cards] => draw(Path::new(folder), cards.parse()?),
        ["read", folder] => read(Path::new(folder), false),
        ["read", folder, "--show"] => read(Path::new(folder), true),
        _ => anyhow::bail!("outside draw FOLDER CARDS, or outside read FOLDER"),
    }
}

fn card(seed: u64) -> anyhow::Result<Specimen> {
    let mut scans = CONDITIONS.iter().filter(|one| one.group == Group::Scan);
    let clean = scans.find(|one| one.name == "clean").context("no such row")?;
    // No further loss than the other program's own.
    let clean = Condition { quality: 98.0, ..*clean };
    Ok(specimen(&Form::standard(), &clean, seed))
}

fn draw(folder: &Path, cards: u64) -> anyhow::Result<()> {
    let drawn = folder.join("drawn");
    std::fs::create_dir_all(&drawn)?;
    for number in 0..cards {
        let specimen = card(FIRST + number)?;
        let picture = colour(&specimen.jpeg)?;
        picture.save(drawn.join(format!("{number:03}.png")))?;
    }
    Ok(())
}

fn colour(jpeg: &[u8]) -> anyhow::Result<image::RgbImage> {
    let mut started = mozjpeg::Decompress::new_mem(jpeg)?.rgb()?;
    let (width, height) = (started.width(), started.height());
    let samples: Vec<u8> = started.read_scanlines()?;
    image::RgbImage::from_raw(u32::try_from(width)?, u32::try_from(height)?, samples)
        .context("not three samples a pixel")
}

fn read(folder: &Path, is_shown: bool) -> anyhow::Result<()> {
    let mut faults: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    faults.retain(|path| path.is_dir() && !NO_FAULTS.iter().any(|name| path.ends_with(name)));
    faults.sort();
    let mut out = stdout().lock();
    writeln!(
        out,
        "\n## Cards spoiled by Augraphy\n\n\
         Drawn as above and undamaged, then spoiled by Augraphy 8.2.6, at 200 dpi;\n\
         `crates/card/benches/augraphy/run`. *Others*: exact cards of OMRChecker ffeb138 at \
         processing widths 600\nand 827 and of the throw-away reader, of 16.\n\n\
         | fault | {} | others |\n|---|{}---|",
        Tally::HEAD,
        Tally::RULE
    )?;
    let mut all = Tally::default();
    for fault in &faults {
        let name = fault.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let tally = row(fault, is_shown)?;
        let others = OTHERS.iter().find(|(row, _)| *row == name).map_or("", |(_, others)| others);
        writeln!(out, "| {name} | {} | {others} |", tally.cells())?;
        all = all.add(tally);
    }
    writeln!(out, "| **all** | {} | |", all.cells())?;
    Ok(())
}

fn row(fault: &Path, is_shown: bool) -> anyhow::Result<Tally> {
    let form = Form::standard();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(fault)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    paths.sort();
    let read = |path: &PathBuf| -> anyhow::Result<Tally> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let truth = card(FIRST + stem.parse::<u64>()?)?.truth;
        let readings = read_bytes(&std::fs::read(path)?, &form, &Limits::default());
        let tally = judge::tally(&form, &readings, &truth);
        if is_shown && tally.exact == 0 {
            let told: Vec<&str> = readings
                .iter()
                .flat_map(|one| &one.reasons)
                .map(|told| told.text.as_str())
                .collect();
            let _ = writeln!(std::io::stderr(), "{}: {told:?}", path.display());
        }
        Ok(tally)
    };
    let tallies: Vec<Tally> = paths.par_iter().map(read).collect::<anyhow::Result<_>>()?;
    Ok(tallies.into_iter().fold(Tally::default(), Tally::add))
}
