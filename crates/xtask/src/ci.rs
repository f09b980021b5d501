//! Everything a change must pass, in the order that fails soonest.

use std::process::Command;

use anyhow::Result;

use crate::{
    demo,
    postgres::Cluster,
    process::{cargo, output_of, root, run},
    report::step,
    setup::{Goal, setup},
    suite::{self, Run},
    tidy,
};

/// Stops at the first step that fails. The tests come last, so that their tally is the last line.
pub fn run_all() -> Result<()> {
    setup(Goal::Test)?;
    step("format", || done(cargo().args(["fmt", "--all", "--check"])))?;
    step("tidy", || tidy::report(root()).map(|()| "no breach".to_owned()))?;
    step("clippy", || {
        done(
            cargo()
                .args(["clippy", "--quiet", "--workspace", "--all-targets"])
                .args(["--", "--deny", "warnings"]),
        )
    })?;
    step("doc", || {
        done(
            cargo()
                .args(["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"])
                // These pages are for us, and always hold the private items.
                .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private_intra_doc_links"),
        )
    })?;
    step("demo", || {
        run(cargo().args(["build", "--quiet", "--package", "app"]))?;
        let told = output_of(Command::new(suite::executable()).args(["demo", "--once", "--json"]))?;
        demo::check_json(&told)
    })?;
    suite::close(&tests()?)
}

/// Runs each kind of test until one kind fails.
fn tests() -> Result<Vec<Run>> {
    let cluster = Cluster::start()?;
    let postgres_url = cluster.url();
    let kinds: [(&str, &dyn Fn() -> Result<Run>); 3] = [
        ("tests", &|| suite::rust(&postgres_url)),
        ("examples", &suite::examples),
        ("browser", &suite::browser),
    ];
    let mut runs: Vec<Run> = Vec::new();
    for (name, kind) in kinds {
        step(name, || {
            let run = kind()?;
            runs.push(run);
            Ok(run.tally.to_string())
        })?;
        if runs.last().is_some_and(|run| !run.succeeded) {
            break;
        }
    }
    Ok(runs)
}

fn done(command: &mut Command) -> Result<String> {
    run(command).map(|()| "clean".to_owned())
}
