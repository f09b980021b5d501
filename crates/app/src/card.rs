//! 机读卡命令: cards onto paper, and from scans back to lines.

mod files;
mod journal;
mod print;
mod read;
mod screen;

use std::process::ExitCode;

use clap::Subcommand;

use crate::trouble::Trouble;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 印卡：把空白卡或按班级印好姓名、学号、区位码的卡写成 PDF
    Print(print::Args),
    /// 读卡：读扫描件或照片上的卡，核对规则和名册
    Read(read::Args),
}

pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    match &args.action {
        Action::Print(args) => print::run(args),
        Action::Read(args) => read::run(args),
    }
}
