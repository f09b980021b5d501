//! 开与停: the pages and the workers begin, answer, and end when asked, with nothing left open.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;

fn zhengxiang(data: &Path, words: &[&str]) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxiang"));
    command.env("ZHENGXIANG_MODELS", root.join("models"));
    command.args(words).arg("--data").arg(data).stderr(Stdio::piped());
    command
}

/// Starts a process and reads its log up to the line with this message.
fn start(data: &Path, words: &[&str], message: &str) -> (Child, BufReader<ChildStderr>, Value) {
    let mut child = zhengxiang(data, words).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while log.read_line(&mut line).unwrap() > 0 {
        let told: Value = serde_json::from_str(&line).unwrap();
        if told["message"] == message {
            return (child, log, told);
        }
        line.clear();
    }
    panic!("it ended with {:?}", child.wait().unwrap());
}

/// Asks it to end, as a service manager does, and reads the rest of its log.
fn end(mut child: Child, mut log: BufReader<ChildStderr>) -> String {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest}");
    rest
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn pages_answer_until_they_are_asked_to_end() {
    let folder = tempfile::tempdir().unwrap();
    assert!(zhengxiang(folder.path(), &["migrate"]).output().unwrap().status.success());
    let words = ["serve", "--listen", "127.0.0.1:0"];
    let (child, log, told) = start(folder.path(), &words, "serving");
    let address = told["address"].as_str().unwrap();
    assert!(get(address, "/readyz").starts_with("HTTP/1.1 200"));
    assert!(get(address, "/sign-in").contains("lang=\"zh-CN\""));
    let idle = TcpStream::connect(address).unwrap();
    let rest = end(child, log);
    assert!(rest.contains("stopping: what was begun is finished first"), "{rest}");
    drop(idle);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn workers_end_between_two_jobs() {
    let folder = tempfile::tempdir().unwrap();
    assert!(zhengxiang(folder.path(), &["migrate"]).output().unwrap().status.success());
    let (child, log, told) = start(folder.path(), &["work", "--workers", "2"], "working");
    assert_eq!(told["workers"], 2);
    end(child, log);
}

#[test]
fn a_house_that_is_not_made_yet_says_how_to_make_it() {
    let folder = tempfile::tempdir().unwrap();
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["work"], &["keys", "rotate"]] {
        let output = zhengxiang(folder.path(), words).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {told}");
        assert!(told.contains("zhengxiang migrate"), "{words:?}: {told}");
    }
}
