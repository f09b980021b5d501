//! 续读记录: what was read already, by content, so that a run that was stopped goes on.
//!
//! One line of JSON for each file, written when it has been read; the first line says by which
//! form and which program. It holds what the cards say, so nobody but its owner may read it.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use card::{CardReading, Form};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::models::hex;
use crate::trouble::Trouble;

/// What a journal's readings hang on.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    program: String,
    form_sha256: String,
}

/// The readings of one file.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    sha256: String,
    readings: Vec<CardReading>,
}

/// The readings of earlier runs, and the place to write further ones.
#[derive(Debug)]
pub struct Journal {
    known: HashMap<String, Vec<CardReading>>,
    file: Option<File>,
}

impl Journal {
    /// No journal: nothing is known and nothing is kept.
    pub fn none() -> Self {
        Self { known: HashMap::new(), file: None }
    }

    /// Opens a journal, or begins one. Another form's or program's is refused; a last line that
    /// was cut off by a power failure is dropped.
    pub fn open(path: &Path, form: &Form) -> Result<Self, Trouble> {
        let unwritable = |error: io::Error| {
            let what = format!("无法写入续读记录 {}", path.display());
            Trouble::new(what, "检查磁盘空间和文件夹权限，或用 --resume 换一个位置").because(error)
        };
        let mut file = private(path).map_err(unwritable)?;
        let head = Head {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            form_sha256: content_name(serde_json::to_string(form).unwrap_or_default().as_bytes()),
        };
        let foreign = || {
            let what = format!("续读记录 {} 是别的卡样或别的版本留下的", path.display());
            Trouble::new(what, "删除它重新读，或用 --resume 换一个文件")
        };
        let (known, end) = read(&mut file, &head).map_err(unwritable)?.ok_or_else(foreign)?;
        file.set_len(end).and_then(|()| file.seek(SeekFrom::End(0))).map_err(unwritable)?;
        let mut journal = Self { known, file: Some(file) };
        if end == 0 {
            journal.write(&head).map_err(unwritable)?;
        }
        Ok(journal)
    }

    /// What a file with these bytes said when it was read before.
    pub fn known(&self, sha256: &str) -> Option<&[CardReading]> {
        self.known.get(sha256).map(Vec::as_slice)
    }

    /// Keeps what a file said; on disc before this returns.
    pub fn keep(&mut self, sha256: &str, readings: &[CardReading]) -> io::Result<()> {
        if self.file.is_none() || self.known.contains_key(sha256) {
            return Ok(());
        }
        let entry = Entry { sha256: sha256.to_owned(), readings: readings.to_vec() };
        self.write(&entry)?;
        self.known.insert(entry.sha256, entry.readings);
        Ok(())
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let line = serde_json::to_string(line)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_data()
    }
}

/// The name of bytes: their SHA-256 in hexadecimal.
pub fn content_name(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The entries, and where the last whole line ends; `None` for another's journal.
type Entries = (HashMap<String, Vec<CardReading>>, u64);

fn read(file: &mut File, head: &Head) -> io::Result<Option<Entries>> {
    let (mut known, mut end, mut line) = (HashMap::new(), 0, String::new());
    let mut lines = BufReader::new(file);
    loop {
        line.clear();
        let length = lines.read_line(&mut line)? as u64;
        if !line.ends_with('\n') {
            return Ok(Some((known, end)));
        }
        if end == 0 {
            if serde_json::from_str::<Head>(&line).ok().as_ref() != Some(head) {
                return Ok(None);
            }
        } else {
            let Ok(entry) = serde_json::from_str::<Entry>(&line) else { return Ok(None) };
            known.insert(entry.sha256, entry.readings);
        }
        end += length;
    }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn readings(form: &Form) -> Vec<CardReading> {
        card::read_bytes(b"no picture", form, &card::Limits::default())
    }

    #[test]
    fn what_was_kept_is_known_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let (path, form) = (folder.path().join("a.journal"), Form::standard());
        let mut journal = Journal::open(&path, &form).unwrap();
        let readings = readings(&form);
        journal.keep("one", &readings).unwrap();
        journal.keep("two", &readings).unwrap();
        let again = Journal::open(&path, &form).unwrap();
        assert_eq!(again.known("one"), Some(readings.as_slice()));
        assert_eq!((again.known.len(), again.known("three")), (2, None));
    }

    #[test]
    fn a_line_that_was_cut_off_is_dropped_and_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (path, form) = (folder.path().join("a.journal"), Form::standard());
        let readings = readings(&form);
        Journal::open(&path, &form).unwrap().keep("one", &readings).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"sha256\":\"two\",\"rea");
        fs::write(&path, bytes).unwrap();
        let mut journal = Journal::open(&path, &form).unwrap();
        assert!(journal.known("one").is_some() && journal.known("two").is_none());
        journal.keep("three", &readings).unwrap();
        assert_eq!(Journal::open(&path, &form).unwrap().known.len(), 2);
    }

    #[test]
    fn another_forms_journal_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let mut other = Form::standard();
        other.version += 1;
        Journal::open(&path, &other).unwrap();
        assert!(Journal::open(&path, &Form::standard()).is_err());
        fs::write(&path, "somebody's notes\n").unwrap();
        assert!(Journal::open(&path, &Form::standard()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's notes\n");
    }
}
