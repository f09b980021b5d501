//! 规格文件: profiles of a school's or centre's own, beside those that come with the program.

use std::fs;
use std::path::Path;

use imaging::{Profile, ProfileError};

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
