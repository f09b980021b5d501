//! 命令行: the commands, their words, and what is said when they are mistyped.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::trouble::Trouble;
use crate::{
    assess, card, demo, doctor, ingest, keys, migrate, operators, quwei, serve, verify_package,
    work,
};

/// Headings in Chinese; clap's own are English.
const HELP: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Exit code of a command line that cannot be understood.
const MISUSED: u8 = 2;

/// 证像：毕业生图像采集，一张不错，一人不漏
#[derive(Debug, Parser)]
#[command(
    name = "zhengxiang",
    version,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 评定照片：逐条给出读数，并按规格裁切
    Assess(assess::Args),
    /// 验证返校数据包是否完整、未被改动
    VerifyPackage(verify_package::Args),
    /// 查姓名的区位码，或由区位码查字
    Quwei(quwei::Args),
    /// 机读卡：印卡、读卡
    Card(card::Args),
    /// 建立或升级数据库，建立密钥
    Migrate(migrate::Args),
    /// 打开各个工作台的网页
    Serve(serve::Args),
    /// 处理后台任务：评定照片
    Work(work::Args),
    /// 检查数据库、图像库、密钥、模型和磁盘，指出问题和办法
    Doctor(doctor::Args),
    /// 管理密钥
    Keys(keys::Args),
    /// 管理操作员
    Operators(operators::Args),
    /// 把相机卡上的照片入库
    Ingest(ingest::Args),
    /// 用虚构的学院演示全过程，不碰真实数据
    Demo(demo::Args),
}

/// Reads the command line; says what is wrong with it, or the help asked for, and ends.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, ExitCode> {
    let read =
        command().try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches));
    read.map(|cli| cli.command).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => {
            let _ = writeln!(std::io::stderr(), "✗ {}", complaint(&error));
            ExitCode::from(MISUSED)
        }
    })
}

/// Carries the command out.
pub fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Assess(args) => assess::run(&args),
        Command::VerifyPackage(args) => verify_package::run(&args),
        Command::Quwei(args) => quwei::run(&args),
        Command::Card(args) => card::run(&args),
        Command::Migrate(args) => on_runtime(migrate::run(args)),
        Command::Serve(args) => on_runtime(serve::run(args)),
        Command::Work(args) => on_runtime(work::run(args)),
        Command::Doctor(args) => on_runtime(doctor::run(args)),
        Command::Keys(args) => on_runtime(keys::run(args)),
        Command::Operators(args) => on_runtime(operators::run(args)),
        Command::Ingest(args) => on_runtime(ingest::run(args)),
        Command::Demo(args) => on_runtime(demo::run(args)),
    };
    done.unwrap_or_else(|trouble| trouble.tell())
}

/// Runs what waits for databases and networks.
fn on_runtime(work: impl Future<Output = Result<ExitCode, Trouble>>) -> Result<ExitCode, Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Trouble::new("系统不给线程", "关闭一些程序，或提高进程数限制").because(error)
    })?;
    runtime.block_on(work)
}

/// The commands with Chinese in place of what clap adds by itself.
fn command() -> clap::Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command =
        Cli::command().arg(help.help("显示用法").global(true)).arg(version.help("显示版本"));
    in_chinese(command)
}

fn in_chinese(command: clap::Command) -> clap::Command {
    command
        .help_template(HELP)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            arg.help_heading(heading).hide_env_values(true)
        })
        .mut_subcommands(in_chinese)
}

/// The Chinese sentence for what clap found, with the way to the help.
fn complaint(error: &clap::Error) -> String {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let (argument, value) = (told(ContextKind::InvalidArg), told(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数 {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请写明命令".to_owned()
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与其他参数同用"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 缺少取值"),
        ErrorKind::InvalidValue => {
            format!("{argument} 不能是“{value}”，可写 {}", told(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            format!("{argument} 不能是“{value}”{}", reason_of(error))
        }
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8 文字".to_owned(),
        _ => return error.to_string(),
    };
    format!("{what}。\n  用法见：zhengxiang --help")
}

/// What the parser of a value said, where there is one.
fn reason_of(error: &clap::Error) -> String {
    std::error::Error::source(error).map_or_else(String::new, |source| format!("：{source}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_declared_without_contradiction() {
        command().debug_assert();
    }

    #[test]
    fn what_is_mistyped_is_said_in_chinese() {
        for (words, expect) in [
            ("", "请写明命令"),
            ("asess", "没有命令 asess"),
            ("assess", "缺少 <路径>..."),
            ("assess --jsn a.jpg", "不认识的参数 --jsn"),
            ("assess --threads 0 a.jpg", "--threads <数目> 不能是“0”：请写 1 到 256 之间的数"),
            ("serve --log loud", "--log <形式> 不能是“loud”，可写 text、json"),
            ("assess a.jpg --out", "--out <文件夹> 缺少取值"),
            ("verify-package", "缺少 <路径>"),
        ] {
            let words = std::iter::once("zhengxiang").chain(words.split_whitespace());
            let error = command()
                .try_get_matches_from(words)
                .and_then(|matches| Cli::from_arg_matches(&matches))
                .unwrap_err();
            assert_eq!(complaint(&error), format!("{expect}。\n  用法见：zhengxiang --help"));
        }
    }
}
