//! One screen about a package, for the person who received it.

use std::fmt::Write as _;
use std::path::Path;

use formats::package::{Signature, Verification};

/// Names shown of each kind; who needs all of them asks for `--json`.
const SHOWN: usize = 8;

/// What was found, in Chinese, in at most a screenful.
pub fn found(path: &Path, found: &Verification) -> String {
    let manifest = &found.manifest;
    let mut text = format!("数据包：{}\n", path.display());
    let _ = writeln!(text, "名称：{}", manifest.title);
    let _ = writeln!(text, "编号：{}", found.id);
    let _ = writeln!(text, "制作时间：{}", manifest.created);
    let count = |name| manifest.counts.get(name).copied().unwrap_or_default();
    let _ = writeln!(text, "文件：{} 个，共 {} 字节", count("files"), count("bytes"));
    if let Some(earlier) = &manifest.supersedes {
        let _ = writeln!(text, "取代：{earlier}");
    }
    if !manifest.missing.is_empty() {
        let count = manifest.missing.len();
        let _ = writeln!(text, "清单已声明缺少 {count} 项，原因见 manifest.json");
    }
    let _ = writeln!(text, "签名：{}", signature(&found.signature));
    for (word, paths) in
        [("被改动", &found.changed), ("缺失", &found.missing), ("多出", &found.extra)]
    {
        list(&mut text, word, paths);
    }
    for wrong in &found.wrong_counts {
        let (name, stated, found) = (&wrong.name, wrong.stated, wrong.found);
        let _ = writeln!(text, "✗ 数量不符：{name} 清单写 {stated}，实有 {found}");
    }
    if !found.litter.is_empty() {
        let _ = writeln!(text, "! 系统自动生成的文件 {} 个，可忽略", found.litter.len());
    }
    let _ = writeln!(text, "{}", conclusion(found));
    text
}

fn signature(signature: &Signature) -> String {
    match signature {
        Signature::Valid { key_id, trusted: true } => format!("✓ 有效，出自指定的公钥 {key_id}"),
        Signature::Valid { key_id, trusted: false } => {
            format!("有效，公钥 {key_id}；请与制作方公布的编号核对")
        }
        Signature::Invalid => "✗ 无效：清单在签名之后被改动，或公钥不对".to_owned(),
        Signature::Absent => "✗ 没有签名，无法证明清单未被改动".to_owned(),
    }
}

fn list(text: &mut String, word: &str, paths: &[String]) {
    if paths.is_empty() {
        return;
    }
    let _ = writeln!(text, "✗ {word} {} 个文件：", paths.len());
    for path in paths.iter().take(SHOWN) {
        let _ = writeln!(text, "    {path}");
    }
    if paths.len() > SHOWN {
        let _ = writeln!(text, "    ……另有 {} 个，全部列出请加 --json", paths.len() - SHOWN);
    }
}

fn conclusion(found: &Verification) -> &'static str {
    let is_complete = found.changed.is_empty()
        && found.missing.is_empty()
        && found.extra.is_empty()
        && found.wrong_counts.is_empty();
    match (found.whole, &found.signature) {
        (true, _) => "✓ 结论：完整，未被改动",
        (false, Signature::Valid { trusted: false, .. }) if is_complete => {
            "✗ 结论：文件与清单相符，但不是用指定的公钥签名的，请勿使用"
        }
        (false, Signature::Absent) if is_complete => {
            "✗ 结论：文件与清单相符，但清单没有签名，请向制作方重新索取"
        }
        (false, _) => "✗ 结论：不完整或被改动过，请勿使用，并向制作方重新索取",
    }
}
