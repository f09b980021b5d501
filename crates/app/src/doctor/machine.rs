//! The machine: models, fonts, disc, clock, calendar, keys of the packages.

use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::Finding;
use crate::models::Models;
use crate::settings::Settings;
use crate::{edge, house, package_key};

/// No house ran before this version was made.
const MADE: &str = "2026-11-20T00:00:00Z";

/// A shooting day of a thousand frames of 10 MB.
const ENOUGH_BYTES: u64 = 10 << 30;
const LEAST_BYTES: u64 = 1 << 30;

const CHINA: Offset = Offset::constant(8);

/// What can be seen without the database.
pub fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![data_folder(&settings.data), models(settings), packages(settings)];
    findings.push(font());
    findings.extend(disc(&settings.data));
    let now = edge::now();
    findings.push(clock(now));
    findings.push(calendar(settings, now));
    findings
}

fn data_folder(data: &Path) -> Finding {
    let shown = data.display();
    if data.is_dir() {
        return Finding::good(format!("数据文件夹：{shown}"));
    }
    Finding::broken(
        format!("没有数据文件夹 {shown}"),
        "用 --data 指明数据文件夹；新装的系统请运行 zhengxiang migrate",
    )
}

fn models(settings: &Settings) -> Finding {
    match Models::load(settings.models.as_deref()) {
        Ok(_) => Finding::good("人像模型：三个文件齐全，校验值相符"),
        Err(trouble) => Finding::of(&trouble),
    }
}

fn packages(settings: &Settings) -> Finding {
    match package_key::public(settings) {
        Ok(key) => {
            let id = formats::package::key_id(&key);
            Finding::good(format!("数据包签名公钥：{id}，请向学校公布"))
        }
        Err(trouble) => Finding::of(&trouble),
    }
}

/// Faces of Chinese type in the places where systems keep them.
const FONTS: [&str; 5] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/simsun.ttc",
];

/// Only this machine's own browser and printer need one; desks elsewhere bring their own.
fn font() -> Finding {
    let listed = Command::new("fc-list").arg(":lang=zh").output();
    let is_listed = listed.is_ok_and(|output| output.status.success() && !output.stdout.is_empty());
    if is_listed || FONTS.iter().any(|path| Path::new(path).exists()) {
        return Finding::good("中文字体");
    }
    let cure = "要在本机打开网页或打印，请安装 fonts-noto-cjk";
    Finding::note("没有找到中文字体", cure)
}

#[cfg(unix)]
fn disc(data: &Path) -> Option<Finding> {
    let place = data.ancestors().find(|folder| folder.exists())?;
    let Ok(disc) = rustix::fs::statvfs(place) else {
        return Some(Finding::note("看不到磁盘剩余空间", "检查数据文件夹所在的磁盘"));
    };
    let free_bytes = disc.f_bavail.saturating_mul(disc.f_frsize);
    Some(space(free_bytes))
}

/// Other systems are asked by their own tools.
#[cfg(not(unix))]
fn disc(_: &Path) -> Option<Finding> {
    None
}

#[cfg(unix)]
fn space(free_bytes: u64) -> Finding {
    let free = format!("磁盘剩余 {} GB", free_bytes / 1_000_000_000);
    match free_bytes {
        0..LEAST_BYTES => Finding::broken(free, "腾出空间，否则照片无法入库"),
        LEAST_BYTES..ENOUGH_BYTES => Finding::note(free, "一个拍摄日约需 10 GB，请先腾出空间"),
        _ => Finding::good(free),
    }
}

fn clock(now: Timestamp) -> Finding {
    let shown = CHINA.to_datetime(now).strftime("%Y-%m-%d %H:%M").to_string();
    match MADE.parse::<Timestamp>() {
        Ok(made) if now < made => {
            Finding::broken(format!("时钟 {shown} 早于本程序的制作日期"), "校准时钟")
        }
        _ => Finding::good(format!("时钟：{shown}（北京时间）")),
    }
}

fn calendar(settings: &Settings, now: Timestamp) -> Finding {
    let calendar = match house::calendar(&settings.calendar()) {
        Ok(calendar) => calendar,
        Err(trouble) => return Finding::of(&trouble),
    };
    let today = CHINA.to_datetime(now).date();
    let last = calendar.last_known_year().unwrap_or_default();
    // The notice for a year comes in the November before.
    let needed = today.year() + i16::from(today.month() == 12);
    if last >= needed {
        return Finding::good(format!("工作日：已知到 {last} 年"));
    }
    let file = settings.calendar();
    let cure = format!("按国务院办公厅的通知，把 {needed} 年的放假调休写入 {}", file.display());
    Finding::note(format!("工作日：只知道到 {last} 年"), cure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_from_before_this_program_is_broken() {
        let at = |text: &str| clock(text.parse().unwrap()).line();
        let early = at("2020-01-01T00:00:00Z");
        assert_eq!(early, "✗ 时钟 2020-01-01 08:00 早于本程序的制作日期；校准时钟\n");
        assert_eq!(at("2027-05-01T02:03:00Z"), "✓ 时钟：2027-05-01 10:03（北京时间）\n");
    }

    #[cfg(unix)]
    #[test]
    fn space_for_a_day_is_good_and_for_an_hour_is_not() {
        let marks = [0, LEAST_BYTES - 1, LEAST_BYTES, ENOUGH_BYTES - 1, ENOUGH_BYTES]
            .map(|bytes| space(bytes).line().chars().next().unwrap());
        assert_eq!(marks, ['✗', '✗', '!', '!', '✓']);
    }
}
