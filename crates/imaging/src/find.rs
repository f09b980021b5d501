//! Where the face is, where its points are, and where the person ends.

pub mod detector;
pub mod geometry;
pub mod mask;
pub mod mesh;
