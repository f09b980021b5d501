//! The library of Rust for WebAssembly, which rustup adds to the toolchain by the toolchain's hash.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::process::{find_on_path, output_of, root};

/// What the engine is built for when it runs in a browser.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds it unless rustc finds it; without rustup, says what to do.
pub(super) fn install() -> Result<String> {
    if is_installed() {
        return Ok(format!("{WASM} there"));
    }
    if find_on_path("rustup").is_none() {
        bail!(
            "rustc has no library for {WASM}, and there is no rustup to add it: install Rust by \
             rustup, or the distribution's package of it (libstd-rust-dev-wasm32 in Debian)"
        );
    }
    // In the repository's folder, where rustup chooses the same toolchain as cargo does.
    output_of(Command::new("rustup").args(["target", "add", WASM]).current_dir(root()))?;
    if !is_installed() {
        bail!("rustup added {WASM}, but rustc does not find it");
    }
    Ok(format!("{WASM} added"))
}

fn is_installed() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(root()).args(["--print", "target-libdir", "--target", WASM]);
    output_of(&mut rustc).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}
