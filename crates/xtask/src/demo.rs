//! The product on invented people, from nothing but Rust.

use anyhow::{Result, bail};

use crate::{
    process::{cargo, run},
    setup::{Goal, setup},
};

/// Sets up what the product needs, builds it, and hands the words over to `zhengxiang demo`.
pub fn run_demo(words: &[&str]) -> Result<()> {
    setup(Goal::Demo)?;
    run(cargo().args(["run", "--quiet", "--package", "app", "--", "demo"]).args(words))
}

/// Checks the line that `zhengxiang demo --once --json` ends with: nobody lost, nobody twice.
pub fn check_json(output: &str) -> Result<String> {
    let line = output.lines().rev().find(|line| line.starts_with('{')).unwrap_or_default();
    let told: serde_json::Value = serde_json::from_str(line)?;
    for count in ["lost", "doubled"] {
        match told.get(count).and_then(serde_json::Value::as_u64) {
            Some(0) => {}
            Some(some) => bail!("{some} graduates were {count}"),
            None => bail!("the demo's JSON does not say how many were {count}: {line}"),
        }
    }
    Ok("lost 0, doubled 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demo_that_says_zero_twice_passes() {
        for (output, passes) in [
            ("{\"lost\":0,\"doubled\":0,\"people\":120}", true),
            ("a line before\n{\"lost\":0,\"doubled\":0}\n", true),
            ("{\"lost\":1,\"doubled\":0}", false),
            ("{\"lost\":0,\"doubled\":2}", false),
            ("{\"lost\":0}", false),
            ("{\"lost\":\"0\",\"doubled\":0}", false),
            ("", false),
        ] {
            assert_eq!(check_json(output).is_ok(), passes, "{output}");
        }
    }
}
