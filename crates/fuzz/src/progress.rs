//! What a child has come to so far, in a file that outlives it.
//!
//! Three words of 64 bits, little end first, then the panics: how a child ends changes nothing
//! about what it had counted before.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

const WORD: usize = 8;

/// Words before the first panic.
const HEAD: usize = 3;

/// How often the child asks the system for its memory.
const PEAK_EVERY: u64 = 1024;

/// What a child counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The input it was at.
    pub input: u64,
    /// Inputs before it that were read and not refused.
    pub accepted: u64,
    /// The most memory it held, in bytes.
    pub peak_bytes: u64,
    /// Numbers of the inputs at which a decoder panicked.
    pub panics: Vec<u64>,
}

impl Tally {
    /// What stands in a child's file; nothing where there is none yet.
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        let (words, _) = bytes.as_chunks::<WORD>();
        let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
        let mut next = || words.next().unwrap_or(0);
        let (input, accepted, peak_bytes) = (next(), next(), next());
        Self { input, accepted, peak_bytes, panics: words.collect() }
    }
}

/// The child's end of the file.
#[derive(Debug)]
pub struct Progress {
    file: File,
    accepted: u64,
    panics: u64,
}

impl Progress {
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().write(true).open(path)?;
        Ok(Self { file, accepted: 0, panics: 0 })
    }

    /// Before an input runs.
    pub fn at(&mut self, input: u64) -> io::Result<()> {
        let words = [input.to_le_bytes(), self.accepted.to_le_bytes()];
        self.file.write_all_at(words.as_flattened(), 0)?;
        if input.is_multiple_of(PEAK_EVERY) { self.note_peak() } else { Ok(()) }
    }

    pub fn accepted(&mut self) {
        self.accepted += 1;
    }

    pub fn panicked(&mut self, input: u64) -> io::Result<()> {
        let place = HEAD as u64 + self.panics;
        self.panics += 1;
        self.file.write_all_at(&input.to_le_bytes(), place * WORD as u64)
    }

    /// After the last input, `end` being the number behind it.
    pub fn done(&mut self, end: u64) -> io::Result<()> {
        self.at(end)?;
        self.note_peak()
    }

    fn note_peak(&self) -> io::Result<()> {
        let peak_bytes = peak_bytes().unwrap_or(0);
        self.file.write_all_at(&peak_bytes.to_le_bytes(), (HEAD as u64 - 1) * WORD as u64)
    }
}

/// The most memory this process has held; proc(5).
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_there_at_any_moment() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(Tally::read(file.path()), Tally::default());
        let mut progress = Progress::open(file.path()).unwrap();
        progress.at(2048).unwrap();
        progress.accepted();
        progress.at(2049).unwrap();
        progress.panicked(2049).unwrap();
        progress.at(2050).unwrap();
        let tally = Tally::read(file.path());
        assert_eq!((tally.input, tally.accepted, &tally.panics[..]), (2050, 1, &[2049][..]));
        assert!(tally.peak_bytes > 1 << 20, "{tally:?}");
        assert_eq!(Tally::read(Path::new("/nowhere")), Tally::default());
    }
}
