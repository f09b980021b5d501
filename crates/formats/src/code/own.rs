//! The envelope `ZX1.<payload>.<tag>` of our own collection code.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{CodeError, MAX_TEXT_BYTES};

/// Larger payloads make symbols that old phones show too finely.
pub const MAX_PAYLOAD_BYTES: usize = 256;
/// AES-GCM-SIV tags (RFC 8452) have 16 bytes.
pub const TAG_BYTES: usize = 16;

const PREFIX: &str = "ZX1.";

/// A payload and its tag, both opaque here: sealing and opening is done where the key is.
#[derive(Clone, PartialEq, Eq)]
pub struct Own {
    payload: Vec<u8>,
    tag: [u8; TAG_BYTES],
}

impl Own {
    /// Fails with [`CodeError::Payload`] unless the payload has 1 to 256 bytes.
    pub fn new(payload: Vec<u8>, tag: [u8; TAG_BYTES]) -> Result<Self, CodeError> {
        let fits = (1..=MAX_PAYLOAD_BYTES).contains(&payload.len());
        fits.then_some(Self { payload, tag }).ok_or(CodeError::Payload)
    }

    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    pub fn tag(&self) -> &[u8; TAG_BYTES] {
        &self.tag
    }

    /// The text of the symbol: at most 4 + 342 + 1 + 22 characters.
    pub fn encode(&self) -> String {
        let payload = URL_SAFE_NO_PAD.encode(&self.payload);
        format!("{PREFIX}{payload}.{}", URL_SAFE_NO_PAD.encode(self.tag))
    }

    /// Reads exactly what [`Own::encode`] writes: one text per code, so that a used code cannot
    /// come back in another spelling.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(CodeError::TooLong);
        }
        let parts = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('.'));
        let (payload, tag) = parts.ok_or(CodeError::Parts)?;
        if tag.contains('.') {
            return Err(CodeError::Parts);
        }
        let bytes = |part| URL_SAFE_NO_PAD.decode(part).map_err(|_| CodeError::Base64);
        let tag = bytes(tag)?.try_into().map_err(|_| CodeError::Tag)?;
        Self::new(bytes(payload)?, tag)
    }

    /// True when a text was meant to be a code of ours.
    pub fn claims(text: &str) -> bool {
        text.starts_with(PREFIX)
    }
}

/// The payload may name a person, so only its length is shown.
impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Own({} bytes)", self.payload.len())
    }
}
