//! 批量: many files on many cores; one bad file is one reading, never the batch.

use std::io;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::decode::{DecodeError, Limits};
use crate::read::Reader;
use crate::reading::{CardReading, Reason};

/// A file to read, loaded when its turn comes.
pub struct Source {
    name: String,
    load: Box<dyn Fn() -> io::Result<Vec<u8>> + Send + Sync>,
}

impl Source {
    /// A file of the disc, named as given.
    pub fn path(path: PathBuf) -> Self {
        let name = path.display().to_string();
        Self { name, load: Box::new(move || std::fs::read(&path)) }
    }

    /// Whatever `load` returns, under that name.
    pub fn lazy(
        name: impl Into<String>,
        load: impl Fn() -> io::Result<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), load: Box::new(load) }
    }

    /// Bytes that are there already.
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::lazy(name, move || Ok(bytes.clone()))
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Why no pool was made. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("got no threads from the system: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Threads that read cards.
#[derive(Debug)]
pub struct Pool(rayon::ThreadPool);

impl Pool {
    /// As many threads as asked for; 0 for one a core.
    pub fn new(threads: usize) -> Result<Self, PoolError> {
        Ok(Self(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?))
    }

    /// Reads every source; `each` hears of it as soon as it is done, in no order, with its place
    /// among the sources. At any time there is one picture a thread in memory.
    pub fn read(
        &self,
        reader: &Reader<'_>,
        sources: &[Source],
        limits: &Limits,
        each: &(dyn Fn(usize, Vec<CardReading>) + Sync),
    ) {
        self.0.install(|| {
            sources.par_iter().enumerate().for_each(|(at, source)| {
                each(at, read(reader, source, limits));
            });
        });
    }
}

fn read(reader: &Reader<'_>, source: &Source, limits: &Limits) -> Vec<CardReading> {
    match (source.load)() {
        Ok(bytes) => reader.read(&source.name, &bytes, limits),
        Err(error) => {
            let error = DecodeError::Unreadable { what: error.kind().to_string() };
            vec![CardReading::without(&source.name, 1, Reason::NotRead { error })]
        }
    }
}
