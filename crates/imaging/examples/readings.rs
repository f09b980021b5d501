//! Every reading of every picture of some folders, as CSV: to look at a measure over many faces.
//!
//! `cargo run -p imaging --example readings -- MODELS FOLDER... [rule=NAME]...`

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use imaging::{Assessment, Detail, Engine, ModelBytes, Profile, models};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("readings: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (rules, folders): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| argument.starts_with("rule="));
    let [models, folders @ ..] = folders.as_slice() else {
        return Err("usage: readings MODELS FOLDER... [rule=NAME]...".into());
    };
    let asked = |name: &str| rules.is_empty() || rules.iter().any(|rule| rule[5..] == *name);
    let mut engine = load(Path::new(models))?;
    let profile = Profile::moe_2017_99();
    let mut out = std::io::stdout().lock();
    writeln!(out, "folder,file,rule,value,unit,verdict,detail")?;
    for folder in folders {
        for path in pictures(Path::new(folder))? {
            let assessment = engine.assess(&std::fs::read(&path)?, &profile);
            out.write_all(lines(&path, &assessment, &asked)?.as_bytes())?;
        }
    }
    Ok(())
}

/// One line a reading; a picture without any has one line with its verdict.
fn lines(
    path: &Path,
    assessment: &Assessment,
    asked: &dyn Fn(&str) -> bool,
) -> Result<String, std::fmt::Error> {
    let name = |path: Option<&std::ffi::OsStr>| {
        path.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let folder = name(path.parent().and_then(Path::file_name));
    let file = name(path.file_name());
    let mut text = String::new();
    if assessment.readings.is_empty() {
        writeln!(text, "{folder},{file},,,,{},", assessment.verdict.as_str())?;
    }
    for reading in assessment.readings.iter().filter(|reading| asked(reading.rule.as_str())) {
        let value = reading.value.map(|value| format!("{value:.4}")).unwrap_or_default();
        let detail = match &reading.detail {
            Detail::None => String::new(),
            Detail::WhyNot { why } => format!("{why:?}"),
            Detail::Side { side } => format!("{side:?}"),
            Detail::Edge { edge } => format!("{edge:?}"),
            Detail::Colour { measured: [r, g, b], .. } => format!("{r} {g} {b}"),
            Detail::Found { found } => found.clone(),
        };
        let (rule, sign) = (reading.rule.as_str(), reading.unit.sign().trim());
        let verdict = reading.verdict.as_str();
        writeln!(text, "{folder},{file},{rule},{value},{sign},{verdict},{detail}")?;
    }
    Ok(text)
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "jpg" || e == "png"));
    paths.sort();
    Ok(paths)
}

fn load(folder: &Path) -> Result<Engine, Failure> {
    let read = |file: models::ModelFile| std::fs::read(folder.join(file.file_name));
    let (detector, mesh, mask) =
        (read(models::DETECTOR)?, read(models::MESH)?, read(models::MASK)?);
    Ok(Engine::new(ModelBytes { detector: &detector, mesh: &mesh, mask: &mask })?)
}
