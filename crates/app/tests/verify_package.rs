//! 验证命令 as its user sees it: what changed in a package shows, and the exit code says it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use ed25519_dalek::pkcs8::EncodePublicKey as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use expect_test::{Expect, expect};
use formats::package::{Draft, Missing, SigningKey, seal};
use serde_json::Value;

const PORTRAIT: &str = "portraits/机电2101/20210101.jpg";

/// Files of a package of three portraits and a list, signed by the key of `seed`.
fn package(seed: u8) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([("名册.csv".to_owned(), b"a,b\n".to_vec())]);
    for number in 1..=3_u8 {
        let mut bytes = vec![number; 1000 * usize::from(number)];
        bytes[..3].copy_from_slice(b"\xFF\xD8\xFF");
        files.insert(format!("portraits/机电2101/2021010{number}.jpg"), bytes);
    }
    let draft = Draft {
        title: "示范职业技术学院 2027届".to_owned(),
        created: "2026-11-20T08:00:00+08:00".to_owned(),
        missing: vec![Missing { key: "20210104".to_owned(), reason: "absent".to_owned() }],
        ..Draft::default()
    };
    seal(files, draft, &key(seed)).unwrap()
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn unpack(files: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

struct Told {
    code: i32,
    stdout: String,
    stderr: String,
}

fn verify(folder: &Path, words: &[&str]) -> Told {
    let output = Command::new(env!("CARGO_BIN_EXE_zhengxiang"))
        .current_dir(folder)
        .arg("verify-package")
        .args(words)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Changes the package, verifies it, and compares exit code and screen.
#[track_caller]
fn check(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>), words: &[&str], expect: &Expect) {
    let folder = tempfile::tempdir().unwrap();
    let mut files = package(7);
    change(&mut files);
    unpack(&files, &folder.path().join("pack"));
    for seed in [7, 8] {
        let pem = key(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        fs::write(folder.path().join(format!("{seed}.pub")), pem).unwrap();
    }
    let words: Vec<&str> = words.iter().copied().chain(["pack"]).collect();
    let told = verify(folder.path(), &words);
    let body = told.stdout.lines().skip(3).collect::<Vec<_>>().join("\n");
    expect.assert_eq(&format!("{}\n{body}\n{}", told.code, told.stderr));
}

#[test]
fn an_untouched_package_is_whole() {
    check(
        |_| (),
        &["--key", "7.pub"],
        &expect![[r"
        0
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：✓ 有效，出自指定的公钥 fe812c12f3ab4ce6ac5db69ac352f906
        ✓ 结论：完整，未被改动
    "]],
    );
    check(
        |_| (),
        &[],
        &expect![[r"
        0
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：有效，公钥 fe812c12f3ab4ce6ac5db69ac352f906；请与制作方公布的编号核对
        ✓ 结论：完整，未被改动
    "]],
    );
}

#[test]
fn one_changed_byte_one_missing_and_one_extra_file_show() {
    let change = |files: &mut BTreeMap<String, Vec<u8>>| {
        files.get_mut(PORTRAIT).unwrap()[500] ^= 1;
    };
    check(
        change,
        &[],
        &expect![[r"
        1
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：有效，公钥 fe812c12f3ab4ce6ac5db69ac352f906；请与制作方公布的编号核对
        ✗ 被改动 1 个文件：
            portraits/机电2101/20210101.jpg
        ✗ 结论：不完整或被改动过，请勿使用，并向制作方重新索取
    "]],
    );
    check(
        |files| drop(files.remove(PORTRAIT)),
        &[],
        &expect![[r"
        1
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：有效，公钥 fe812c12f3ab4ce6ac5db69ac352f906；请与制作方公布的编号核对
        ✗ 缺失 1 个文件：
            portraits/机电2101/20210101.jpg
        ✗ 数量不符：bytes 清单写 6004，实有 5004
        ✗ 数量不符：files 清单写 4，实有 3
        ✗ 数量不符：portraits/ 清单写 3，实有 2
        ✗ 结论：不完整或被改动过，请勿使用，并向制作方重新索取
    "]],
    );
    let add = |files: &mut BTreeMap<String, Vec<u8>>| {
        files.insert("portraits/机电2101/x.jpg".to_owned(), vec![9]);
        files.insert("portraits/Thumbs.db".to_owned(), vec![9]);
    };
    check(
        add,
        &[],
        &expect![[r"
        1
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：有效，公钥 fe812c12f3ab4ce6ac5db69ac352f906；请与制作方公布的编号核对
        ✗ 多出 1 个文件：
            portraits/机电2101/x.jpg
        ✗ 数量不符：bytes 清单写 6004，实有 6005
        ✗ 数量不符：files 清单写 4，实有 5
        ✗ 数量不符：portraits/ 清单写 3，实有 4
        ! 系统自动生成的文件 1 个，可忽略
        ✗ 结论：不完整或被改动过，请勿使用，并向制作方重新索取
    "]],
    );
}

#[test]
fn a_package_of_another_signer_or_of_none_shows() {
    check(
        |_| (),
        &["--key", "8.pub"],
        &expect![[r"
        1
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：有效，公钥 fe812c12f3ab4ce6ac5db69ac352f906；请与制作方公布的编号核对
        ✗ 结论：文件与清单相符，但不是用指定的公钥签名的，请勿使用
    "]],
    );
    check(
        |files| drop(files.remove("manifest.sig")),
        &[],
        &expect![[r"
        1
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：✗ 没有签名，无法证明清单未被改动
        ✗ 结论：文件与清单相符，但清单没有签名，请向制作方重新索取
    "]],
    );
    let forge = |files: &mut BTreeMap<String, Vec<u8>>| {
        let manifest = files.get_mut("manifest.json").unwrap();
        let text = String::from_utf8(manifest.clone()).unwrap();
        *manifest = text.replace("2027届", "2028届").into_bytes();
    };
    check(
        forge,
        &["--key", "7.pub"],
        &expect![[r"
        1
        制作时间：2026-11-20T08:00:00+08:00
        文件：4 个，共 6004 字节
        清单已声明缺少 1 项，原因见 manifest.json
        签名：✗ 无效：清单在签名之后被改动，或公钥不对
        ✗ 结论：不完整或被改动过，请勿使用，并向制作方重新索取
    "]],
    );
}

#[test]
fn a_zip_is_verified_as_its_folder_is() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = package(7).into_iter().collect();
    let mut zip = formats::archive::write(&files).unwrap();
    fs::write(folder.path().join("p.zip"), &zip).unwrap();
    let told = verify(folder.path(), &["--json", "p.zip"]);
    let line: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((told.code, &line["whole"], &line["files"]), (0, &true.into(), &4.into()));
    assert_eq!(line["announced_missing"][0]["reason"], "absent");
    // Portraits are stored as they are: here is the first byte of the second one after its magic.
    let inside = zip.windows(4).position(|bytes| bytes == b"\xFF\xD8\xFF\x02").unwrap();
    zip[inside + 10] ^= 1;
    fs::write(folder.path().join("p.zip"), &zip).unwrap();
    let told = verify(folder.path(), &["--json", "p.zip"]);
    let line: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((told.code, &line["whole"]), (1, &false.into()));
    assert_eq!(line["changed"], serde_json::json!(["portraits/机电2101/20210102.jpg"]));
}

#[test]
fn what_is_no_package_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.zip"), b"PK").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::write(folder.path().join("bad.pub"), b"key").unwrap();
    for (words, code, expect) in [
        (&["a.zip"][..], 1, "这个文件不是 zip 数据包"),
        (&["empty"], 1, "没有清单 manifest.json"),
        (&["gone"], 1, "打不开数据包"),
        (&["--key", "bad.pub", "empty"], 1, "不是 Ed25519 公钥"),
        (&[], 2, "缺少 <路径>"),
    ] {
        let told = verify(folder.path(), words);
        assert_eq!(told.code, code, "{words:?}");
        assert!(told.stderr.contains(expect), "{}", told.stderr);
    }
    let told = verify(folder.path(), &["--json", "empty"]);
    let line: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((told.code, &line["whole"]), (1, &false.into()));
    assert_eq!(line["reason"], "has no manifest");
}
