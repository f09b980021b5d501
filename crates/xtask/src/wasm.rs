//! 实时检查: the engine, its page and the models in one folder that any static server can serve.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    process::{cargo, root, run},
    report::{say, step},
    setup::{MODELS, WASM, setup_wasm},
};

/// The profile of the root manifest that makes it small.
const PROFILE: &str = "live";

/// Vectors of 128 bits, which every browser since 2021 has (Safari since 2023).
const FLAGS: &str = "-Ctarget-feature=+simd128";

/// Sets up, builds everything into `target/live`, and says how to look at it.
pub fn build() -> Result<()> {
    setup_wasm()?;
    step("engine", compile)?;
    step("page", assemble)?;
    say(&format!("serve it: python3 -m http.server --directory {}", folder().display()));
    Ok(())
}

/// What the browser test of the page needs.
#[derive(Debug)]
pub struct ForTest {
    /// The page.
    pub page: PathBuf,
    /// Drawn faces with this machine's own answers, and a film for the camera.
    pub drawn: PathBuf,
}

/// Builds the page, and makes the drawn faces its test compares with. Set-up has been done.
pub fn for_test() -> Result<ForTest> {
    compile()?;
    assemble()?;
    let drawn = target_folder().join("live-drawn");
    run(cargo()
        .args(["run", "--quiet", "--package", "live", "--example", "drawn", "--"])
        .arg(root().join("models"))
        .arg(&drawn))?;
    Ok(ForTest { page: folder(), drawn })
}

fn compile() -> Result<String> {
    run(cargo()
        .args(["build", "--quiet", "--package", "live", "--lib"])
        .args(["--target", WASM, "--profile", PROFILE])
        // With `--target` the flags reach the engine only, not what runs while building.
        .env("RUSTFLAGS", FLAGS))?;
    Ok(format!("{} KiB", fs::metadata(built()).context("looking at the engine")?.len() >> 10))
}

/// Puts engine, page and models into one fresh folder.
fn assemble() -> Result<String> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).context("emptying target/live")?;
    }
    let models = folder.join("models");
    fs::create_dir_all(&models).context("creating target/live/models")?;
    copy(&built(), &folder.join("live.wasm"))?;
    let page = root().join("crates/live/page");
    let mut files = 0;
    for entry in fs::read_dir(&page).context("reading the page's folder")? {
        let file = entry?.path();
        let name = file.file_name().context("a file of the page has no name")?;
        copy(&file, &folder.join(name))?;
        files += 1;
    }
    for model in MODELS {
        copy(&root().join("models").join(model.name), &models.join(model.name))?;
    }
    Ok(format!("{files} files and {} models in {}", MODELS.len(), folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}

/// Where the page is put together.
fn folder() -> PathBuf {
    target_folder().join("live")
}

fn built() -> PathBuf {
    target_folder().join(WASM).join(PROFILE).join("live.wasm")
}

fn target_folder() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
