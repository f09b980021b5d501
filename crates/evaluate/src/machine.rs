//! 运行: the engine over many pictures, one thread a core.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use imaging::{Engine, EngineError, ModelBytes, models};

/// Whoever waits is told of every so many-th item.
const TOLD: usize = 10;

/// Why no engine could be built. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum MachineError {
    #[error("cannot read {path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    Engine(#[from] EngineError),
}

/// The engine with the models of a folder.
pub fn engine(folder: &Path) -> Result<Engine, MachineError> {
    let read = |file: &models::ModelFile| {
        let path = folder.join(file.file_name);
        std::fs::read(&path).map_err(|source| MachineError::Unreadable { path, source })
    };
    let [detector, mesh, mask] =
        [read(&models::DETECTOR)?, read(&models::MESH)?, read(&models::MASK)?];
    Ok(Engine::new(ModelBytes { detector: &detector, mesh: &mesh, mask: &mask })?)
}

/// Does `work` for every item on all cores; the answers are in the order of the items.
pub fn each<T: Sync, R: Send>(
    engine: &Engine,
    items: &[T],
    work: impl Fn(&mut Engine, &T) -> R + Sync,
) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                let mut engine = engine.clone();
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(turn) else { break };
                    let answer = work(&mut engine, item);
                    let mut done = done.lock().expect("no thread panics with the lock");
                    done.push((turn, answer));
                    if done.len().is_multiple_of(TOLD) {
                        crate::say(&format!("{} of {}", done.len(), items.len()));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no thread panics with the lock");
    done.sort_by_key(|(turn, _)| *turn);
    done.into_iter().map(|(_, answer)| answer).collect()
}
