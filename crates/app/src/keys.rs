//! 换钥命令: a new key for what is sealed, while the desks go on.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Subcommand;
use store::Store;

use crate::settings::{Layer, Settings, Source};
use crate::trouble::{Trouble, output_ended};
use crate::{edge, house};

#[derive(Debug, clap::Args)]
#[command(subcommand_value_name = "命令", subcommand_help_heading = "命令")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 换用新密钥，旧数据逐步重新加密；中断后再运行一次即可接着做
    Rotate(RotateArgs),
}

#[derive(Debug, clap::Args)]
struct RotateArgs {
    #[command(flatten)]
    source: Source,
    /// 不添新密钥，只把上次没有做完的做完
    #[arg(long, conflicts_with = "retire")]
    resume: bool,
    /// 从密钥文件里删去已无数据使用的旧密钥；旧备份将不能再用新的密钥文件打开
    #[arg(long)]
    retire: bool,
}

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    let Command::Rotate(args) = args.command;
    let settings = Settings::load(&args.source, Layer::default())?;
    let store = Store::open(&settings.store).await.map_err(house::trouble)?;
    let told = if args.retire {
        let retired = store.retire_keys().await.map_err(house::trouble)?;
        match retired.as_slice() {
            [] => "✓ 没有可以删去的密钥：图像仍由旧密钥加密，或旧密钥都已删去".to_owned(),
            ids => format!("✓ 已删去密钥 {}。请重新备份密钥文件", ids.join("、")),
        }
    } else {
        let rotated = if args.resume {
            store.reseal().await
        } else {
            store.rotate_keys(edge::now_ms()).await
        };
        let rotated = rotated.map_err(house::trouble)?;
        let (key, rows) = (&rotated.key_id, rotated.rows);
        format!("✓ 现用密钥 {key}，重新加密 {rows} 条。请立即备份密钥文件")
    };
    store.close().await.map_err(house::trouble)?;
    writeln!(io::stdout(), "{told}").or_else(output_ended)?;
    Ok(ExitCode::SUCCESS)
}
