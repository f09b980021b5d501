//! Stops with one sentence when the set-up was forgotten.

use std::path::Path;

fn main() {
    let script = "assets/vendor/htmx.min.js";
    println!("cargo::rerun-if-changed={script}");
    if !Path::new(script).exists() {
        println!("cargo::error=crates/web/{script} is absent: run `cargo xtask setup`");
    }
}
