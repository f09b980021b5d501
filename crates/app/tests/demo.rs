//! 演示命令 as it is run by who decides: one line, and it adds up.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use image::ImageFormat;
use serde_json::Value;
use testkit::face::{FaceSpec, Fault, draw};

fn demo(words: &[&str], frames: Option<&Path>) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxiang"));
    command.args(["demo", "--once", "--json"]).args(words);
    if let Some(frames) = frames {
        command.arg("--frames").arg(frames);
    }
    command.env("ZHENGXIANG_MODELS", root.join("models")).output().unwrap()
}

fn line(output: &Output) -> Value {
    let told = std::str::from_utf8(&output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(told.lines().count(), 1, "{told}");
    serde_json::from_str(told).unwrap()
}

#[test]
fn a_drawn_college_goes_all_the_way() {
    let told = line(&demo(&["--people", "14", "--seed", "3"], None));
    for (count, expect) in [("graduates", 14), ("checked_in", 12), ("captured", 12)] {
        assert_eq!(told[count], expect, "{count} in {told}");
    }
    for count in ["lost", "doubled"] {
        assert_eq!(told[count], 0, "{count} in {told}");
    }
    let count = |name: &str| told[name].as_u64().unwrap();
    assert!(count("refused") >= 1, "{told}");
    assert!(count("accepted") >= 10, "{told}");
    assert_eq!(count("accepted"), count("delivered"), "{told}");
    assert_eq!(count("disputed"), 2, "{told}");
    assert_eq!(count("confirmed"), count("delivered") - 4, "{told}");
}

#[test]
fn a_folder_of_pictures_gives_one_graduate_for_each() {
    let folder = tempfile::tempdir().unwrap();
    for (name, spec) in [
        ("a.png", FaceSpec::of(3)),
        ("b.png", FaceSpec::of(5).with(Fault::EyesClosed)),
        ("sub/c.png", FaceSpec::of(7)),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        draw(&spec).image.save_with_format(path, ImageFormat::Png).unwrap();
    }
    fs::write(folder.path().join("broken.jpg"), b"no picture").unwrap();
    fs::write(folder.path().join("empty.jpg"), b"").unwrap();
    fs::copy(folder.path().join("a.png"), folder.path().join("copy.png")).unwrap();
    let told = line(&demo(&[], Some(folder.path())));
    let counts = ["graduates", "checked_in", "captured", "accepted", "refused", "delivered"]
        .map(|name| told[name].as_u64().unwrap());
    assert_eq!(counts, [4, 4, 4, 2, 2, 2], "{told}");
    assert_eq!((&told["lost"], &told["doubled"]), (&0.into(), &0.into()));
}

#[test]
fn the_demo_keeps_away_from_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("store.db"), b"somebody's").unwrap();
    let output = demo(&["--data", folder.path().to_str().unwrap()], None);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("不是空的"));
    let output = demo(&[], Some(&folder.path().join("gone")));
    assert!(String::from_utf8(output.stderr).unwrap().contains("没有照片"));
}
