//! 证像: the one executable.

mod assess;
mod card;
mod cli;
mod demo;
mod doctor;
mod edge;
mod house;
mod ingest;
mod keys;
mod logs;
mod migrate;
mod models;
mod operators;
mod package_key;
mod profiles;
mod quwei;
mod serve;
mod settings;
mod stop;
mod trouble;
mod verify_package;
mod work;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(command) => cli::run(command),
        Err(told) => told,
    }
}
