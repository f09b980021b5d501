//! 读卡命令: scans and photographs of cards, read, held against each other and the roster.
//!
//! The exit code is 0 when every card is accepted, 3 when some are to be looked at or scanned
//! again, 1 when the command could not do its work. Cards are compared with each other, so the
//! lines come when all of them are read.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::RwLock;
use std::thread;

use card::batch::{Known, Roster, duplicates, out_of_order};
use card::reading::Verdict;
use card::{CardReading, DecodeError, Form, Limits, Reader, Reason};

use super::journal::{Journal, content_name};
use super::{files, screen};
use crate::assess::{inputs, pool, progress, threads};
use crate::trouble::{Trouble, output_ended};

/// What is read inside folders.
const SCANS: &[&str] = &["jpg", "jpeg", "png", "tif", "tiff", "pdf"];

/// Some cards need a person.
const NOT_ALL_ACCEPTED: u8 = 3;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// 在标准输出上每张卡写一行 JSON
    #[arg(long)]
    json: bool,
    /// 卡样文件（.toml），默认为标准卡
    #[arg(long, value_name = "卡样")]
    form: Option<PathBuf>,
    /// 与名册（.xlsx）核对：学号、身份证号、姓名三项中两项认人，第三项给出建议
    #[arg(long, value_name = "名册")]
    roster: Option<PathBuf>,
    /// 续读记录：读过的文件记在这里，中断后再运行一次接着读
    #[arg(long, value_name = "文件")]
    resume: Option<PathBuf>,
    /// 同时读卡的线程数，默认为处理器核数
    #[arg(long, value_name = "数目", value_parser = threads)]
    threads: Option<usize>,
    /// 扫描件（JPEG、PNG、TIFF、PDF）或文件夹（连同子文件夹）
    #[arg(value_name = "路径", required = true)]
    paths: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let form = files::form(args.form.as_deref())?;
    let known = args.roster.as_deref().map(files::roster).transpose()?.map(|lines| {
        let known = |one: &domain::roster::Graduate| Known {
            student_number: one.student_number.to_string(),
            identity_number: one.identity.reveal().to_owned(),
            name: one.name.reveal().to_owned(),
        };
        lines.graduates.iter().map(known).collect::<Vec<_>>()
    });
    let readings = read_all(args, &form)?;
    let readings = out_of_order(&form, duplicates(&form, readings));
    let (readings, found) = compare(&form, readings, known.as_deref());
    let told = tell(args, &readings, known.as_deref().map(|known| known.len() - found));
    told.or_else(output_ended)?;
    let all_accepted = readings.iter().all(|one| one.verdict == Verdict::Accepted);
    Ok(if all_accepted { ExitCode::SUCCESS } else { ExitCode::from(NOT_ALL_ACCEPTED) })
}

/// One file's readings with the name of its bytes, if it has any.
struct Read {
    sha256: Option<String>,
    readings: Vec<CardReading>,
}

/// Reads what the journal does not know, and keeps it there, file by file.
fn read_all(args: &Args, form: &Form) -> Result<Vec<CardReading>, Trouble> {
    let journal = match &args.resume {
        Some(path) => Journal::open(path, form)?,
        None => Journal::none(),
    };
    let journal = RwLock::new(journal);
    let inputs = inputs::files(&args.paths, SCANS);
    let bar = progress(inputs.len());
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let workers = vec![(); args.threads.unwrap_or(cores)];
    let reader = Reader::new(form);
    let mut all = Vec::new();
    let done = pool::in_order(
        inputs,
        workers,
        |(), input| read(&reader, &journal, &input),
        |read| {
            if let (Some(sha256), Ok(mut journal)) = (&read.sha256, journal.write()) {
                journal.keep(sha256, &read.readings)?;
            }
            all.extend(read.readings);
            bar.inc(1);
            Ok(())
        },
    );
    bar.finish_and_clear();
    done.map_err(|error: io::Error| {
        Trouble::new("续读记录写不进去", "检查磁盘空间，再运行一次接着读").because(error)
    })?;
    Ok(all)
}

/// A file that does not open is one reading that says so.
fn read(reader: &Reader<'_>, journal: &RwLock<Journal>, input: &inputs::Input) -> Read {
    let name = input.file.display().to_string();
    let limits = Limits::default();
    let bytes = match &input.closed {
        Some(error) => Err(error.kind()),
        None => load(&input.file, limits.max_bytes).map_err(|error| error.kind()),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(kind) => {
            let error = DecodeError::Unreadable { what: kind.to_string() };
            return Read { sha256: None, readings: vec![unread(&name, error)] };
        }
    };
    let sha256 = content_name(&bytes);
    let before = journal.read().ok().and_then(|journal| Some(journal.known(&sha256)?.to_vec()));
    let readings = match before {
        // The same bytes may lie under another name now.
        Some(mut known) => {
            for reading in &mut known {
                reading.file.clone_from(&name);
            }
            known
        }
        None => reader.read(&name, &bytes, &limits),
    };
    Read { sha256: Some(sha256), readings }
}

/// The file up to one byte more than is read, so that the reader refuses it. Opening a pipe would
/// wait for somebody to write into it.
fn load(path: &std::path::Path, max_bytes: usize) -> io::Result<Vec<u8>> {
    use std::io::Read as _;
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let most = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unread(file: &str, error: DecodeError) -> CardReading {
    let blank = CardReading {
        file: file.to_owned(),
        card: 1,
        fields: std::collections::BTreeMap::new(),
        verdict: Verdict::Accepted,
        reasons: Vec::new(),
        key: None,
        corners_px: None,
    };
    blank.because([Reason::NotRead { error }])
}

/// Holds every card against the roster; how many different people were found.
fn compare(
    form: &Form,
    readings: Vec<CardReading>,
    known: Option<&[Known]>,
) -> (Vec<CardReading>, usize) {
    let Some(known) = known else { return (readings, 0) };
    let roster = Roster::new(known);
    let mut found = std::collections::HashSet::new();
    let checked = readings.into_iter().map(|reading| {
        let (reading, who) = roster.check(form, reading);
        found.extend(who.map(|who| who.student_number.as_str()));
        reading
    });
    let readings = checked.collect();
    (readings, found.len())
}

fn tell(args: &Args, readings: &[CardReading], absent: Option<usize>) -> io::Result<()> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    for reading in readings {
        if args.json {
            serde_json::to_writer(&mut stdout, reading)?;
            writeln!(stdout)?;
        } else {
            stdout.write_all(screen::entry(reading).as_bytes())?;
        }
    }
    if !args.json {
        writeln!(stdout, "{}", screen::summary(readings, absent))?;
    }
    stdout.flush()
}
