//! Helpers of the tests: broken copies of good files, and programs of others as judges.

use std::process::{Command, Output};

use proptest::prelude::*;

/// A copy with some bytes replaced and the end cut off: what a worn disc or a malicious hand makes.
pub fn broken(good: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = good.len();
    let wounds = proptest::collection::vec((0..length, any::<u8>()), 0..6);
    let end = prop_oneof![4 => Just(length), 1 => 0..=length];
    (wounds, end).prop_map(move |(wounds, end)| {
        let mut bytes = good.clone();
        for (at, byte) in wounds {
            bytes[at] = byte;
        }
        bytes.truncate(end);
        bytes
    })
}

/// Runs another program in a folder that holds `files`; none, with a word, when it is not there.
pub fn judge(program: &str, args: &[&str], files: &[(&str, &[u8])]) -> Option<Output> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let output = Command::new(program).args(args).current_dir(folder.path()).output().ok();
    if output.is_none() {
        println!("skipped: no {program}");
    }
    output
}

/// What the program printed, when it was there and content.
pub fn said(output: &Output) -> String {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout.clone()).unwrap()
}
