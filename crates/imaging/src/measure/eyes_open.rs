//! 睁眼: how far the narrower eye is open.

use crate::find::mesh::Mesh;

/// Corners of the eyes at the picture's left and right.
const CORNERS: [[usize; 2]; 2] = [[33, 133], [362, 263]];

/// Upper and lower lid, three pairs an eye.
const LIDS: [[[usize; 2]; 3]; 2] =
    [[[159, 145], [158, 153], [160, 144]], [[386, 374], [385, 380], [387, 373]]];

/// Mean lid gap over eye width, of the narrower eye; 0 is shut.
///
/// The ratio does not depend on scale or roll. Soukupová and Čech, Real-Time Eye Blink
/// Detection (2016); their threshold of 0.2 would refuse narrow eyes that are open.
pub fn measure(mesh: &Mesh) -> f64 {
    let open = |(corners, lids): (&[usize; 2], &[[usize; 2]; 3])| {
        let gap: f64 = lids.iter().map(|[upper, lower]| mesh.distance(*upper, *lower)).sum();
        gap / 3.0 / mesh.distance(corners[0], corners[1])
    };
    CORNERS.iter().zip(&LIDS).map(open).fold(f64::INFINITY, f64::min)
}
