//! 故障: what stops a command, in a sentence, with its cure.

use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Why a command could not do its work, for the person at the terminal.
///
/// `what` is a Chinese sentence without its full stop, `cure` what to do about it; `source` is
/// the English reason of the library below, for whoever is called for help.
#[derive(Debug)]
pub struct Trouble {
    what: String,
    cure: String,
    source: Option<anyhow::Error>,
}

impl Trouble {
    /// A trouble that explains itself.
    pub fn new(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what: what.into(), cure: cure.into(), source: None }
    }

    /// The same with the error it comes from.
    #[must_use]
    pub fn because(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub fn what(&self) -> &str {
        &self.what
    }

    /// The English reason, where there is one.
    pub fn reason(&self) -> Option<String> {
        self.source.as_ref().map(|source| format!("{source:#}"))
    }

    pub fn cure(&self) -> &str {
        &self.cure
    }

    /// Says it on stderr. A closed stderr leaves nobody to tell, so its error is dropped.
    pub fn tell(&self) -> ExitCode {
        let _ = writeln!(io::stderr(), "{self}");
        ExitCode::FAILURE
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "✗ {}。\n  办法：{}。", self.what, self.cure)?;
        if let Some(source) = &self.source {
            write!(f, "\n  原因：{source:#}")?;
        }
        Ok(())
    }
}

/// The trouble of an output that cannot be written, or silence when its reader went away.
///
/// `head` and `less` close their end early; that is no failure of the command.
pub fn output_ended(error: io::Error) -> Result<(), Trouble> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    let cure = "检查输出重定向到的磁盘是否已满";
    Err(Trouble::new("无法写出结果", cure).because(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_says_what_to_do_and_why() {
        let told = Trouble::new("找不到模型", "运行安装命令").because(io::Error::other("is gone"));
        assert_eq!(told.to_string(), "✗ 找不到模型。\n  办法：运行安装命令。\n  原因：is gone");
    }

    #[test]
    fn a_reader_that_leaves_early_is_no_trouble() {
        assert!(output_ended(io::ErrorKind::BrokenPipe.into()).is_ok());
        assert!(output_ended(io::ErrorKind::StorageFull.into()).is_err());
    }
}
