//! The three nets the engine runs: names, sizes and hashes in one place.
//!
//! All are members of the wheel `mediapipe` 0.10.21 (Apache-2.0); a set-up step unpacks them
//! into the ignored folder `models/`.

/// One net as it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelFile {
    /// File name in the `models/` folder.
    pub file_name: &'static str,
    /// Path inside the wheel.
    pub wheel_member: &'static str,
    pub bytes: usize,
    /// SHA-256, lower case hexadecimal.
    pub sha256: &'static str,
}

/// `BlazeFace`, short range: 128 × 128 → 896 anchors of a box, six points and a score.
pub const DETECTOR: ModelFile = ModelFile {
    file_name: "face_detection_short_range.tflite",
    wheel_member: "mediapipe/modules/face_detection/face_detection_short_range.tflite",
    bytes: 229_714,
    sha256: "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
};

/// Attention mesh: 192 × 192 → 468 points, finer lips, eyes and irises, and a presence score.
pub const MESH: ModelFile = ModelFile {
    file_name: "face_landmark_with_attention.tflite",
    wheel_member: "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite",
    bytes: 2_495_106,
    sha256: "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
};

/// Selfie segmentation: 256 × 256 → how much each pixel is a person.
pub const MASK: ModelFile = ModelFile {
    file_name: "selfie_segmentation.tflite",
    wheel_member: "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
    bytes: 249_505,
    sha256: "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
};

/// All three, in the order they run.
pub const ALL: [ModelFile; 3] = [DETECTOR, MESH, MASK];

/// The bytes of the three files, read by whoever has a file system.
#[derive(Debug, Clone, Copy)]
pub struct ModelBytes<'a> {
    pub detector: &'a [u8],
    pub mesh: &'a [u8],
    pub mask: &'a [u8],
}
