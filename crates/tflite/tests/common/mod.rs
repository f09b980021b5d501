//! The model files, which are fetched and not committed.

use std::path::Path;

pub const DETECTOR: &str = "face_detection_short_range";
pub const ATTENTION: &str = "face_landmark_with_attention";
pub const SELFIE: &str = "selfie_segmentation";

/// The bytes of a model; `None`, said aloud, where there are none. On CI there must be.
pub fn model_bytes(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../models/{name}.tflite"));
    match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{}: {error}", path.display());
            eprintln!("skipped: no models ({name})");
            None
        }
    }
}
