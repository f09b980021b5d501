//! The tool against a target that breaks on purpose: nothing that broke goes uncounted.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::path::Path;
use std::process::Command;

const INPUTS: u64 = 300;

/// Numbers of the line of a target, behind its name.
fn line(words: &[&str], into: &Path) -> (Vec<u64>, bool) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_fuzz")).args(words).arg("--into").arg(into).output();
    let output = output.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let cells = told.lines().nth(2).unwrap().split('|').skip(2);
    (cells.filter_map(|cell| cell.trim().parse().ok()).collect(), output.status.success())
}

#[test]
fn a_child_that_dies_keeps_what_it_had_counted_and_its_input_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = INPUTS.to_string();
    let words = ["--target", "drill", "--inputs", &inputs, "--seed", "5"];
    let (numbers, succeeded) = line(&words, folder.path());
    let [tried, accepted, _rate, panics, aborts, hangs, peak_mib] = numbers[..] else {
        panic!("{numbers:?}")
    };
    assert!(!succeeded);
    assert_eq!((tried, hangs), (INPUTS, 0));
    // Of 64 sums 4 panic, 2 abort and 29 are accepted; the smallest inputs come more than once.
    assert!((5..100).contains(&panics) && (3..20).contains(&aborts), "{numbers:?}");
    assert!(accepted > INPUTS / 5 && accepted + panics + aborts < INPUTS, "{numbers:?}");
    assert!((1..1024).contains(&peak_mib), "{numbers:?}");
    let saved = |kind: &str| {
        let names = std::fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(&format!("drill-{kind}-5-"))).count() as u64
    };
    assert_eq!((saved("panic"), saved("abort")), (panics.min(20), aborts));

    let again = tempfile::tempdir().unwrap();
    let (repeated, _) = line(&words, again.path());
    assert_eq!((repeated[1], repeated[3], repeated[4]), (accepted, panics, aborts));
}

#[test]
fn a_decoder_that_holds_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let (numbers, succeeded) = line(&["--target", "jpeg", "--inputs", "300"], folder.path());
    assert!(succeeded, "{numbers:?}");
    assert_eq!(numbers[0], 300);
    assert!((30..270).contains(&numbers[1]), "{numbers:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
