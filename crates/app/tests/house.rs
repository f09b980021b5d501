//! 一座院子: a house is made, filled by the demo, looked over, damaged, and cured.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Told {
    code: i32,
    stdout: String,
    stderr: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn zhengxiang(data: &Path, words: &[&str], input: &str) -> Told {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zhengxiang"))
        .args(words)
        .arg("--data")
        .arg(data)
        .env("ZHENGXIANG_MODELS", root().join("models"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A house with a school of `people` who have been through everything.
fn lived_in(people: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let told = zhengxiang(&data, &["demo", "--once", "--json", "--people", people], "");
    assert_eq!(told.code, 0, "{}", told.stderr);
    (folder, data)
}

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(every_file(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

#[test]
fn a_new_house_is_made_once_and_found_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("house");
    let before = zhengxiang(&data, &["doctor"], "");
    assert_eq!(before.code, 1);
    assert!(before.stdout.contains("✗ 没有数据文件夹"), "{}", before.stdout);
    let made = zhengxiang(&data, &["migrate"], "");
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.contains("! 新建密钥文件"), "{}", made.stdout);
    let keys = fs::read(data.join("keys.json")).unwrap();
    let again = zhengxiang(&data, &["migrate"], "");
    assert!(again.stdout.contains("✓ 数据库：已是最新"), "{}", again.stdout);
    assert_eq!(fs::read(data.join("keys.json")).unwrap(), keys);
    let after = zhengxiang(&data, &["doctor"], "");
    assert_eq!(after.code, 0, "{}", after.stdout);
    for expect in ["✓ 数据库：SQLite", "✓ 图像库：可以写入并读回", "✓ 人像模型"]
    {
        assert!(after.stdout.contains(expect), "{}", after.stdout);
    }
}

#[test]
fn a_setting_nobody_knows_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("zhengxiang.toml"), "https = true\nlisten_adress = 'x'\n")
        .unwrap();
    let told = zhengxiang(folder.path(), &["doctor"], "");
    assert_eq!(told.code, 1);
    assert!(told.stderr.contains("第 2 行") && told.stderr.contains("listen_adress"));
}

#[test]
fn operators_are_added_to_what_is_theirs() {
    let (_folder, data) = lived_in("3");
    for (words, input, code, expect) in [
        (&["--role", "planner"][..], "long enough\n", 0, "✓ 已添计划员"),
        (&["--role", "planner"], "long enough\n", 1, "已经有人用"),
        (&["--role", "crew"], "short\n", 1, "口令少于"),
        (&["--role", "crew", "--school", "99001"], "long enough\n", 1, "属于采集中心"),
        (&["--role", "academic-affairs"], "long enough\n", 1, "需要 --school"),
        (&["--role", "academic-affairs", "--school", "99009"], "long enough\n", 1, "还没有建立"),
        (&["--role", "college-office", "--school", "99001"], "long enough\n", 1, "需要 --college"),
        (&["--role", "graduate"], "", 2, "--role"),
    ] {
        let words = [&["operators", "add", "wang"], words].concat();
        let told = zhengxiang(&data, &words, input);
        assert_eq!(told.code, code, "{words:?}: {}", told.stderr);
        assert!(format!("{}{}", told.stdout, told.stderr).contains(expect), "{}", told.stderr);
    }
}

/// The id of the one session of a house.
fn session_of(data: &Path) -> String {
    let settings = store::Settings {
        database_url: format!("sqlite://{}", data.join("store.db").display()),
        pictures: store::PictureSettings::Folder(data.join("pictures")),
        key_file: data.join("keys.json"),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = store::Store::open(&settings).await.unwrap();
        let sessions = store.read().await.unwrap().sessions(None).await.unwrap();
        store.close().await.unwrap();
        sessions[0].id.to_string()
    })
}

#[test]
fn a_card_is_taken_in_only_where_and_by_whom_it_may() {
    let (folder, data) = lived_in("3");
    let (card, session) = (folder.path().join("card"), session_of(&data));
    fs::create_dir(&card).unwrap();
    fs::write(card.join("IMG_1.JPG"), b"a frame of after the day").unwrap();
    let card = card.to_str().unwrap();
    for (operator, session, folder, expect) in [
        ("crew", session.as_str(), "/nowhere", "读不到 /nowhere"),
        ("crew", "no-session", card, "没有这个场次"),
        ("planner", &session, card, "没有可以入库的操作员"),
        ("nobody", &session, card, "没有可以入库的操作员"),
        ("crew", &session, card, "场次已结束"),
    ] {
        let words = ["ingest", "--operator", operator, "--session", session, folder];
        let told = zhengxiang(&data, &words, "");
        assert_eq!(told.code, 1, "{words:?}");
        assert!(told.stderr.contains(expect), "{words:?}: {}", told.stderr);
    }
}

#[test]
fn damage_is_found_and_keys_are_changed_without_any() {
    let (_folder, data) = lived_in("6");
    let whole = zhengxiang(&data, &["doctor", "--pictures", "all"], "");
    assert_eq!(whole.code, 0, "{}", whole.stdout);
    assert!(whole.stdout.contains("✓ 履历：与哈希链和各记录的现状相符"), "{}", whole.stdout);
    let rotated = zhengxiang(&data, &["keys", "rotate"], "");
    assert_eq!(rotated.code, 0, "{}", rotated.stderr);
    let whole = zhengxiang(&data, &["doctor", "--pictures", "all"], "");
    assert_eq!(whole.code, 0, "{}", whole.stdout);

    let pictures = every_file(&data.join("pictures"));
    for picture in &pictures {
        let mut bytes = fs::read(picture).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(picture, bytes).unwrap();
    }
    let damaged = zhengxiang(&data, &["doctor", "--pictures", "all"], "");
    assert_eq!(damaged.code, 1);
    assert!(damaged.stdout.contains("被改动或损坏"), "{}", damaged.stdout);

    fs::remove_file(data.join("keys.json")).unwrap();
    let refused = zhengxiang(&data, &["migrate"], "");
    assert_eq!(refused.code, 1, "{}", refused.stdout);
    assert!(refused.stderr.contains("数据库里已有数据"), "{}", refused.stderr);
    assert!(!data.join("keys.json").exists());
}

#[test]
fn the_package_of_the_demo_is_whole_for_a_stranger_with_the_public_key() {
    let (_folder, data) = lived_in("6");
    let package = every_file(&data.join("packages")).pop().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_zhengxiang"))
        .args(["verify-package", "--key"])
        .arg(data.join("package-key.pub"))
        .arg(package)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("✓ 有效，出自指定的公钥") && told.contains("示范职业技术学院"), "{told}");
}
