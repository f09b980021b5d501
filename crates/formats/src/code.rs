//! 采集码: what a scanner types, told apart, and the envelope of our own code.

mod own;
mod public;

pub use own::{MAX_PAYLOAD_BYTES, Own, TAG_BYTES};
pub use public::{IdentityTail, PublicCode};

/// What one QR symbol holds at most (ISO/IEC 18004, version 40-L in digits is 7 089; the forms
/// read here are bytes or letters, 4 296 at most).
pub const MAX_TEXT_BYTES: usize = 4_296;

/// Why a scanned text is no code. Nothing of the text is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("is empty")]
    Empty,
    #[error("is longer than {MAX_TEXT_BYTES} bytes")]
    TooLong,
    #[error("is not base64")]
    Base64,
    #[error("holds no JSON object in UTF-8")]
    Json,
    #[error("lacks the field {0}")]
    Missing(&'static str),
    #[error("has a field {0} of the wrong kind")]
    Field(&'static str),
    #[error("is a ZX1 code with the wrong number of parts")]
    Parts,
    #[error("is a ZX1 code with a payload that is not 1 to {MAX_PAYLOAD_BYTES} bytes")]
    Payload,
    #[error("is a ZX1 code with a tag that is not {TAG_BYTES} bytes")]
    Tag,
}

/// What a scanner typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// The form the national platform is known to give out.
    Public(PublicCode),
    /// Our own form; whether the tag is right is for the holder of the key to say.
    Own(Own),
    /// Anything else, without the white space at its ends: to be looked up as it stands.
    Opaque(Opaque),
}

/// A text nobody here can read. `Debug` gives its length only, since it may name a person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Opaque(pub String);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opaque({} bytes)", self.0.len())
    }
}

/// Tells the forms apart. A code that starts as ours and is broken is an error, so that a student
/// is asked to show it again; a public code that changed its form is opaque, so that the desk can
/// go on.
pub fn classify(text: &str) -> Result<Scanned, CodeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(CodeError::TooLong);
    }
    if Own::claims(text) {
        return Own::parse(text).map(Scanned::Own);
    }
    Ok(match PublicCode::parse(text) {
        Ok(code) => Scanned::Public(code),
        Err(_) => Scanned::Opaque(Opaque(text.to_owned())),
    })
}

#[cfg(test)]
mod tests;
