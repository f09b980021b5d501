//! The portrait engines at hand: one per picture judged at the same time.

use std::sync::Mutex;

use imaging::{Assessment, Engine, Profile};

/// A pool of engines. Each is lent to one picture at a time and comes back afterwards.
pub struct Engines {
    idle: Mutex<Vec<Engine>>,
    first: Engine,
}

#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("this process was started without portrait models")]
pub struct EnginesMissing;

impl Engines {
    pub fn new(engine: Engine) -> Self {
        Self { idle: Mutex::new(Vec::new()), first: engine }
    }

    /// Judges one picture. Blocks for some milliseconds: call it where blocking is allowed.
    pub fn assess(&self, bytes: &[u8], profile: &Profile) -> Assessment {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut engine = idle.unwrap_or_else(|| self.first.clone());
        let assessment = engine.assess(bytes, profile);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(engine);
        }
        assessment
    }
}
