//! 规格文件: profiles of a school's or centre's own, beside those that come with the program.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use imaging::{Profile, ProfileError};
use workflow::profile::Profiles;

use crate::trouble::Trouble;

/// A profile from its file.
pub fn read(path: &Path) -> Result<Profile, Trouble> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Trouble::new(format!("读不到规格文件 {shown}"), "检查路径和读取权限").because(error)
    })?;
    Profile::from_toml(&text).map_err(|error| {
        Trouble::new(format!("规格文件 {shown} 有误"), cure(&error)).because(error)
    })
}

/// The profiles of the program and those of a folder, which may be missing.
pub fn with_folder(folder: &Path) -> Result<Profiles, Trouble> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Profiles::standard()),
        Err(error) => return Err(closed(folder).because(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| closed(folder).because(error))?.path();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            files.push(path);
        }
    }
    files.sort();
    files.iter().try_fold(Profiles::standard(), |known, file| {
        let profile = read(file)?;
        if known.named(&profile.name).is_some() {
            let what = format!("规格文件 {} 的名字 {} 已被占用", file.display(), profile.name);
            return Err(Trouble::new(what, "改文件里的 name，每个规格用一个名字"));
        }
        Ok(known.with(profile))
    })
}

fn closed(folder: &Path) -> Trouble {
    Trouble::new(format!("读不到规格文件夹 {}", folder.display()), "检查文件夹的读取权限")
}

fn cure(error: &ProfileError) -> String {
    let known = || Profile::embedded_names().collect::<Vec<_>>().join("、");
    match error {
        ProfileError::Malformed(_) => {
            "按原因改正那一行：键名要与现有规格一致，多出或写错的键不会被忽略".to_owned()
        }
        ProfileError::Empty(part) => {
            format!("检查 [{part}]：上下限之间要容得下目标值和边距，数目要在合理范围内")
        }
        ProfileError::UnknownBase(_) => format!("extends 只能写现有规格：{}", known()),
        ProfileError::NoReference => "至少写一个 [[background.references]]".to_owned(),
        ProfileError::Contradiction(rule) => {
            format!("检查 [rules.{}]：上下限写反了，或同时写了两种限制", rule.as_str())
        }
        ProfileError::OnlyWarns(rule) => format!(
            "[rules.{}]「{}」测得不够准，只能提示：请用 warn_above 或 warn_below",
            rule.as_str(),
            rule.word()
        ),
        ProfileError::Elsewhere(rule) => format!(
            "「{}」不写在 [rules] 下：尺寸写在 [size]，文件写在 [file]，位置写在各自的表里",
            rule.word()
        ),
    }
}
