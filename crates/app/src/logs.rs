//! 日志: structured lines on stderr. Ids and durations, never a person.

use std::io::{IsTerminal as _, stderr};

use clap::ValueEnum;
use tracing_subscriber::{EnvFilter, fmt};

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// 给人看
    Text,
    /// 每行一个 JSON 对象，给程序看
    Json,
}

/// Below our own crates only what is wrong is worth a line.
const USUAL: &str = "warn,zhengxiang=info,web=info,workflow=info,store=info";

/// Begins to log. Without a wish, a terminal reads text and everything else JSON; `RUST_LOG`
/// says more or less.
pub fn begin(wish: Option<LogForm>) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let usual = if stderr().is_terminal() { LogForm::Text } else { LogForm::Json };
    let lines = fmt().with_env_filter(filter).with_writer(stderr);
    match wish.unwrap_or(usual) {
        LogForm::Text => lines.with_target(false).init(),
        LogForm::Json => lines.json().flatten_event(true).with_span_list(false).init(),
    }
}
