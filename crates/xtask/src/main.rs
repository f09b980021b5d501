//! `cargo xtask`: one word per chore.

use std::{env, process::ExitCode};

use anyhow::{Context, Result, bail};
use xtask::{
    bench, ci, demo, evaluate, fuzz,
    process::root,
    report::say,
    setup::{Goal, setup},
    suite, tidy, wasm,
};

const USAGE: &str = "\
cargo xtask setup [--for demo|test]  put in place all that is not in the repository (default: test)
cargo xtask demo [-- ARGS]           set up, build, and run `zhengxiang demo ARGS`
cargo xtask test                     all tests, on SQLite and on a throw-away PostgreSQL
cargo xtask tidy                     the house rules only
cargo xtask ci                       everything a change must pass
cargo xtask bench [--portraits DIR]  the benches, and the engine beside its Python twin
cargo xtask evaluate [--portraits DIR]  error rates of the engine, into docs/evaluation.md
cargo xtask fuzz [ARGS]              broken files for every decoder: --target, --inputs, --seed
cargo xtask wasm                     the engine in a browser, with its page, into target/live";

fn main() -> ExitCode {
    match chore() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore() -> Result<()> {
    let words: Vec<String> = env::args_os()
        .skip(1)
        .map(|word| word.into_string().ok().context("arguments must be UTF-8"))
        .collect::<Result<_>>()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => setup(Goal::Test),
        ["setup", "--for", goal] => setup(Goal::from_word(goal)?),
        ["demo", "--", rest @ ..] | ["demo", rest @ ..] => demo::run_demo(rest),
        ["test"] => suite::test(),
        ["tidy"] => tidy::report(root()),
        ["ci"] => ci::run_all(),
        ["bench"] => bench::run_all(None),
        ["bench", "--portraits", folder] => bench::run_all(Some(folder)),
        ["fuzz", rest @ ..] => fuzz::run_fuzz(rest),
        ["wasm"] => wasm::build(),
        ["evaluate"] => evaluate::evaluate(None),
        ["evaluate", "--portraits", folder] => evaluate::evaluate(Some(folder)),
        [] | ["help" | "--help" | "-h"] => {
            say(USAGE);
            Ok(())
        }
        _ => bail!("no such chore: {}\n{USAGE}", words.join(" ")),
    }
}
