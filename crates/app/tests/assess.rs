//! 评定命令 as its user sees it: drawn people, broken files, and the lines that come out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use image::ImageFormat;
use serde_json::Value;
use testkit::face::{FaceSpec, Fault, draw};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// Runs `assess` in `folder` with the models of the repository.
fn assess(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zhengxiang"))
        .current_dir(folder)
        .env("ZHENGXIANG_MODELS", root().join("models"))
        .arg("assess")
        .args(words)
        .output()
        .unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn put(folder: &Path, name: &str, spec: &FaceSpec) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    draw(spec).image.save_with_format(path, ImageFormat::Png).unwrap();
}

/// One good person, one with closed eyes, one place without anybody, and files that are no
/// pictures.
fn day() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    put(at, "in/a/good.png", &FaceSpec::of(3));
    put(at, "in/a/shut.PNG", &FaceSpec::of(3).with(Fault::EyesClosed));
    put(at, "in/b/good.png", &FaceSpec::of(5));
    put(at, "in/b/nobody.png", &FaceSpec::of(6).with(Fault::NoFace));
    let whole = fs::read(at.join("in/a/good.png")).unwrap();
    for (name, bytes) in [
        ("in/cut.png", &whole[..whole.len() / 2]),
        ("in/empty.jpg", b""),
        ("in/text.jpeg", b"no picture"),
        ("in/notes.txt", b"left out"),
    ] {
        fs::write(at.join(name), bytes).unwrap();
    }
    folder
}

#[test]
fn every_file_is_one_line_in_the_order_of_the_names() {
    let folder = day();
    let output = assess(folder.path(), &["--json", "--threads", "2", "--out", "out", "in"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = lines(&output);
    let told: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line["file"].as_str().unwrap(), line["verdict"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("in/a/good.png", "pass"),
            ("in/a/shut.PNG", "fail"),
            ("in/b/good.png", "pass"),
            ("in/b/nobody.png", "unassessable"),
            ("in/cut.png", "unassessable"),
            ("in/empty.jpg", "unassessable"),
            ("in/text.jpeg", "unassessable"),
        ]
    );
    for line in &lines {
        assert_eq!(line["verdict"] == "unassessable", line.get("reason").is_some(), "{line}");
    }
}

#[test]
fn a_line_holds_the_readings_the_face_and_the_portrait() {
    let folder = day();
    let output = assess(folder.path(), &["--json", "--out", "out", "in/a/good.png"]);
    let line = &lines(&output)[0];
    let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["crop", "file", "landmarks", "output", "profile", "readings", "verdict"]);
    let readings = line["readings"].as_array().unwrap();
    // A photograph's name is nobody's business: the portrait is given one of ours.
    let profile = imaging::Profile::moe_2017_99();
    let asked = profile.asked().filter(|asked| asked.rule != imaging::Rule::FileExtension);
    assert_eq!(readings.len(), asked.count());
    for reading in readings {
        let keys: Vec<&str> = reading.as_object().unwrap().keys().map(String::as_str).collect();
        let always = ["clause", "detail", "limit", "place", "rule", "score", "unit"];
        assert_eq!(keys[..7], always);
        assert_eq!(keys[7..], ["value", "verdict"]);
    }
    let truth = draw(&FaceSpec::of(3)).truth.unwrap();
    for (name, true_at) in [("left_pupil", truth.left_pupil), ("right_pupil", truth.right_pupil)] {
        let found = &line["landmarks"][name];
        for (axis, expect) in [(0, true_at.0), (1, true_at.1)] {
            let off = found[axis].as_f64().unwrap() - f64::from(expect);
            assert!(off.abs() < 0.05 * f64::from(truth.face_width_px), "{name} {axis}: {off} px");
        }
    }
    let portrait = &line["output"];
    assert_eq!(portrait["file"], "out/good.jpg");
    let written = fs::read(folder.path().join("out/good.jpg")).unwrap();
    assert_eq!(portrait["bytes"], written.len());
    let read = imaging::decode(&written, &imaging::Limits::default()).unwrap().source;
    assert_eq!((read.width_px, read.height_px, read.dpi), (480, 640, Some(300)));
    assert!((20 << 10..=40 << 10).contains(&written.len()), "{} bytes", written.len());
}

#[test]
fn portraits_keep_their_folders_and_only_good_files_have_one() {
    let folder = day();
    let output = assess(folder.path(), &["--json", "--out", "out/deep", "in", "in/a/good.png"]);
    let written: Vec<String> = lines(&output)
        .iter()
        .filter_map(|line| Some(line["output"]["file"].as_str()?.to_owned()))
        .collect();
    assert_eq!(written, ["out/deep/a/good.jpg", "out/deep/b/good.jpg", "out/deep/good.jpg"]);
    for path in &written {
        assert!(folder.path().join(path).is_file(), "{path}");
    }
}

#[test]
fn a_person_reads_chinese_and_a_count() {
    let folder = day();
    let output = assess(folder.path(), &["in/a", "in/empty.jpg"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for expect in [
        "合格     in/a/good.png → 480×640",
        "不合格   in/a/shut.PNG",
        "✗ 睁眼 0.",
        "无法评定 in/empty.jpg\n         文件是空的：",
        "共 3 个文件：合格 1，提示 0，不合格 1，无法评定 1",
    ] {
        assert!(text.contains(expect), "{expect} in {text}");
    }
}

#[test]
fn a_run_that_cannot_work_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), b"").unwrap();
    fs::create_dir(folder.path().join("none")).unwrap();
    for (words, code, expect) in [
        (&["--models", "none", "x.jpg"][..], 1, "读不到模型文件"),
        (&["--out", "file/out", "x.jpg"], 1, "无法建立输出文件夹"),
        (&["--profile", "gone.toml", "x.jpg"], 1, "读不到规格文件"),
        (&["--threads", "many", "x.jpg"], 2, "--threads"),
        (&[], 2, "缺少 <路径>"),
    ] {
        let output = assess(folder.path(), words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {told}");
        assert!(told.contains(expect), "{told}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_path_that_leads_nowhere_is_a_file_that_cannot_be_judged() {
    let folder = tempfile::tempdir().unwrap();
    let output = assess(folder.path(), &["--json", "gone.jpg"]);
    assert!(output.status.success());
    let line = &lines(&output)[0];
    assert_eq!(
        (line["file"].as_str(), line["verdict"].as_str()),
        (Some("gone.jpg"), Some("unassessable"))
    );
    assert!(line["reason"].as_str().unwrap().starts_with("cannot be read: "));
}
