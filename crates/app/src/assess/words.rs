//! The Chinese words for a file that was not even shown to the engine.

use std::io::ErrorKind;

use super::task::Unread;

pub fn unread(unread: &Unread) -> String {
    match unread {
        Unread::Io(error) => match error.kind() {
            ErrorKind::NotFound => "没有这个文件：请检查路径。".to_owned(),
            ErrorKind::PermissionDenied => "没有读取权限：请修改文件权限。".to_owned(),
            _ => format!("读取失败：请检查磁盘（{error}）。"),
        },
        Unread::NotAFile => "不是文件：请指向照片文件或文件夹。".to_owned(),
        Unread::Broke => "评定时程序出错：请把这张照片交给维护人员。".to_owned(),
    }
}
