//! Where tests find the models and the portraits, which are not part of the repository.

use std::path::PathBuf;

use imaging::{Engine, ModelBytes, models};

/// An engine, or `None` with a line on stderr where the models are not set up.
///
/// In continuous integration their absence is an error, so that a skipped test is seen.
pub fn engine() -> Option<Engine> {
    let folder = repository().join("models");
    let read = |file: &models::ModelFile| std::fs::read(folder.join(file.file_name)).ok();
    let files: Option<Vec<Vec<u8>>> = models::ALL.iter().map(read).collect();
    let Some(files) = files else {
        assert!(option_env!("CI").is_none(), "no models in {}", folder.display());
        eprintln!("skipped: no models");
        return None;
    };
    let bytes = ModelBytes { detector: &files[0], mesh: &files[1], mask: &files[2] };
    Some(Engine::new(bytes).expect("the models in the models folder are the right ones"))
}

/// The folder of test portraits, or `None` with a line on stderr.
pub fn portraits() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test asks where its pictures are")]
    let named = std::env::var("PORTRAITS").ok().map(PathBuf::from);
    let folder = named.unwrap_or_else(|| repository().join("../shared/data/portraits"));
    if folder.join("landmarks189.json").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: no portraits");
    None
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
