//! What comes from npm: the pages' one script, and the tools of the browser tests.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use super::{Goal, models::sha256_hex};
use crate::process::{output_of, root};

/// The script as its package ships it, and where the pages embed it from.
const SCRIPT: &str = "node_modules/htmx.org/dist/htmx.min.js";
const EMBEDDED: &str = "crates/web/assets/vendor/htmx.min.js";

/// Remembers for which lock file and goal `node_modules` was filled.
const STAMP: &str = "node_modules/.filled-for";

/// Fills `node_modules` from the lock file and copies the script to where it is embedded.
pub(super) fn install(goal: Goal) -> Result<String> {
    let lock = fs::read(root().join("package-lock.json")).context("reading package-lock.json")?;
    let lock_hash = sha256_hex(&lock);
    let filled = fs::read_to_string(root().join(STAMP)).unwrap_or_default();
    let is_filled = is_filled_for(&filled, &lock_hash, goal) && root().join(SCRIPT).exists();
    if !is_filled {
        let mut npm = Command::new("npm");
        npm.current_dir(root()).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm.arg("--loglevel=error");
        if goal == Goal::Demo {
            npm.arg("--omit=dev");
        }
        output_of(&mut npm)?;
        fs::write(root().join(STAMP), stamp(&lock_hash, goal)).context("writing the stamp")?;
    }
    copy_script()?;
    Ok(if is_filled { "as locked".to_owned() } else { "filled from the lock file".to_owned() })
}

/// Leaves an equal file alone: touching it would rebuild `web`.
fn copy_script() -> Result<()> {
    let script = fs::read(root().join(SCRIPT)).with_context(|| format!("reading {SCRIPT}"))?;
    let embedded = root().join(EMBEDDED);
    if fs::read(&embedded).is_ok_and(|bytes| bytes == script) {
        return Ok(());
    }
    if let Some(folder) = embedded.parent() {
        fs::create_dir_all(folder).context("creating the vendor folder")?;
    }
    fs::write(&embedded, script).with_context(|| format!("writing {EMBEDDED}"))
}

fn stamp(lock_hash: &str, goal: Goal) -> String {
    let words = if goal == Goal::Test { "with test tools" } else { "without test tools" };
    format!("{lock_hash} {words}\n")
}

/// A folder filled with the test tools serves the demo too.
fn is_filled_for(filled: &str, lock_hash: &str, goal: Goal) -> bool {
    filled == stamp(lock_hash, Goal::Test) || filled == stamp(lock_hash, goal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_tools_serve_the_demo_but_not_the_other_way_round() {
        for (filled, goal, expect) in [
            (stamp("a", Goal::Demo), Goal::Demo, true),
            (stamp("a", Goal::Test), Goal::Demo, true),
            (stamp("a", Goal::Demo), Goal::Test, false),
            (stamp("a", Goal::Test), Goal::Test, true),
            (stamp("b", Goal::Test), Goal::Test, false),
            (String::new(), Goal::Demo, false),
        ] {
            assert_eq!(is_filled_for(&filled, "a", goal), expect, "{filled:?} for {goal:?}");
        }
    }
}
