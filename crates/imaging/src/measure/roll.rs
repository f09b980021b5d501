//! 头部倾斜: the line through the pupils against the horizontal.

use crate::assessment::Landmarks;

/// Degrees, clockwise positive. Reported, never corrected: the notice forbids turning.
pub fn measure(face: &Landmarks) -> f64 {
    face.roll_degrees()
}
