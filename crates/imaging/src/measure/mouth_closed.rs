//! 闭嘴: how far the lips are apart.

use crate::find::mesh::{IRISES, Mesh};

/// Upper and lower inner lip: middle, left and right of it.
const LIPS: [[usize; 2]; 3] = [[13, 14], [82, 87], [312, 317]];

const CHIN: usize = 152;

/// Widest inner lip gap over the distance from eye line to chin; 0 is closed.
///
/// OFIQ's `MouthClosed` (ISO/IEC 29794-5:2025) divides by the same distance.
pub fn measure(mesh: &Mesh) -> f64 {
    let gap = LIPS.iter().map(|[upper, lower]| mesh.distance(*upper, *lower)).fold(0.0, f64::max);
    let eyes = mesh.at(IRISES[0]).middle(mesh.at(IRISES[1]));
    gap / eyes.distance(mesh.at(CHIN))
}
