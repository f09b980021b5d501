//! 体检命令: one line for everything a house needs, and the cure for what is missing.

mod data;
mod machine;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::settings::{Layer, Settings, Source};
use crate::trouble::{Trouble, output_ended};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 抽查的图像数；all 为逐个核对全部图像
    #[arg(long, value_name = "数目", default_value = "50", value_parser = sample)]
    pictures: usize,
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    mark: Mark,
    what: String,
    cure: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Good,
    /// Somebody should look, and the house goes on.
    Note,
    Broken,
}

impl Finding {
    fn good(what: impl Into<String>) -> Self {
        Self { mark: Mark::Good, what: what.into(), cure: None }
    }

    fn note(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { mark: Mark::Note, what: what.into(), cure: Some(cure.into()) }
    }

    fn broken(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { mark: Mark::Broken, what: what.into(), cure: Some(cure.into()) }
    }

    fn of(trouble: &Trouble) -> Self {
        let reason = trouble.reason().map(|reason| format!("（{reason}）"));
        let what = format!("{}{}", trouble.what(), reason.unwrap_or_default());
        Self::broken(what, trouble.cure())
    }

    fn line(&self) -> String {
        let mark = match self.mark {
            Mark::Good => '✓',
            Mark::Note => '!',
            Mark::Broken => '✗',
        };
        match &self.cure {
            Some(cure) => format!("{mark} {}；{cure}\n", self.what),
            None => format!("{mark} {}\n", self.what),
        }
    }
}

/// Looks at everything; the exit code is 1 when something is broken.
pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    let settings = Settings::load(&args.source, Layer::default())?;
    let mut findings = machine::look(&settings);
    findings.extend(data::look(&settings, args.pictures).await);
    let broken = findings.iter().filter(|finding| finding.mark == Mark::Broken).count();
    let notes = findings.iter().filter(|finding| finding.mark == Mark::Note).count();
    let report: String = findings.iter().map(Finding::line).collect();
    let end = match (broken, notes) {
        (0, 0) => "一切正常".to_owned(),
        (0, _) => format!("可以使用，{notes} 处请留意"),
        _ => format!("{broken} 处有问题，{notes} 处请留意"),
    };
    writeln!(io::stdout(), "{report}{end}").or_else(output_ended)?;
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn sample(text: &str) -> Result<usize, String> {
    if text == "all" {
        return Ok(usize::MAX);
    }
    text.parse().map_err(|_| "请写一个数，或 all".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_the_mark_the_thing_and_the_cure() {
        assert_eq!(Finding::good("磁盘").line(), "✓ 磁盘\n");
        assert_eq!(Finding::note("时钟", "校时").line(), "! 时钟；校时\n");
        assert_eq!(Finding::broken("密钥", "放回").line(), "✗ 密钥；放回\n");
    }
}
