//! Writes every page with invented content to `target/gallery`, in both languages, to be looked
//! at: `cargo run -p web --example gallery`.

use std::{fs, io, path::Path};

use web::{Lang, assets, samples};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    fs::create_dir_all(folder.join("assets"))?;
    for asset in assets() {
        fs::write(folder.join("assets").join(&asset.file), asset.bytes)?;
    }
    for lang in Lang::ALL {
        for sample in samples(*lang) {
            let html = sample.html.map_err(io::Error::other)?;
            fs::write(folder.join(format!("{}-{}.html", lang.tag(), sample.name)), html)?;
        }
    }
    Ok(())
}
