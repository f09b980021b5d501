//! What the card commands read and write: the form, the typeface, the school's roster, the PDF.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use card::Form;
use card::print::Typeface;
use formats::table::ReadError;
use workflow::roster::{RosterLines, read_lines};

use crate::trouble::Trouble;

/// Where Debian and others put a face with the characters of GB 18030.
const USUAL_TYPEFACES: &[&str] = &[
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
];

const TYPEFACE_CURE: &str =
    "安装 Debian 软件包 fonts-noto-cjk，或用 --font 指明一个含汉字的 .ttc、.otf、.ttf 字体文件";

/// The form of a file, or the house's own.
pub fn form(named: Option<&Path>) -> Result<Form, Trouble> {
    let Some(path) = named else { return Ok(Form::standard()) };
    let text = fs::read_to_string(path).map_err(|error| {
        let what = format!("读不到卡样文件 {}", path.display());
        Trouble::new(what, "检查 --form").because(error)
    })?;
    Form::from_toml(&text).map_err(|error| {
        let what = format!("卡样文件 {}：{}", path.display(), card::words::form_error(&error));
        Trouble::new(what, "按 docs/formats/card-form.md 修改卡样").because(error)
    })
}

/// The typeface of a file, or the first of the usual ones that is there.
pub fn typeface(named: Option<&Path>) -> Result<Typeface, Trouble> {
    let usual = || USUAL_TYPEFACES.iter().map(PathBuf::from).find(|path| path.is_file());
    let path = named.map(Path::to_owned).or_else(usual);
    let path = path.ok_or_else(|| Trouble::new("找不到印卡用的中文字体", TYPEFACE_CURE))?;
    let bytes = fs::read(&path).map_err(|error| {
        let what = format!("读不到字体文件 {}", path.display());
        Trouble::new(what, TYPEFACE_CURE).because(error)
    })?;
    Typeface::new(bytes).map_err(|error| {
        let what = format!("字体文件 {} 不能用来印卡", path.display());
        Trouble::new(what, TYPEFACE_CURE).because(error)
    })
}

/// The lines of the school's workbook.
pub fn roster(path: &Path) -> Result<RosterLines, Trouble> {
    let bytes = fs::read(path).map_err(|error| {
        let what = format!("读不到名册 {}", path.display());
        Trouble::new(what, "检查 --roster").because(error)
    })?;
    read_lines(&bytes).map_err(|error| {
        let cure = match error {
            ReadError::OldWorkbook => "在表格软件中另存为 .xlsx",
            ReadError::Protected => "去掉名册的打开密码",
            _ => "用名册模板另存一份 .xlsx，再试一次",
        };
        Trouble::new(format!("名册 {} 无法读取", path.display()), cure).because(error)
    })
}

/// Written beside its place first: the file is there whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let unfinished = path.with_added_extension("part");
    fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path)).map_err(|error| {
        // What is half written is of no use; if it cannot be removed, the run ends anyway.
        let _ = fs::remove_file(&unfinished);
        let cure = match error.kind() {
            ErrorKind::NotFound => "先建立这个文件夹，或用 --out 换一个位置",
            _ => "检查磁盘空间和文件夹权限，或用 --out 换一个位置",
        };
        Trouble::new(format!("无法写入 {}", path.display()), cure).because(error)
    })
}
