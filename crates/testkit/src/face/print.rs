//! 花纹: what is printed on cloth.

use super::maths::{Point, Triple, linear3, mix3, noise, scale3, step};
use super::spec::{Clothes, Print};

/// The colour of the cloth at a place of the body, linear.
pub(super) fn printed(clothes: Clothes, at: Point) -> Triple {
    let ground = linear3(clothes.colour);
    let ink = other_shade(ground);
    let share = match clothes.print {
        Print::Plain => return ground,
        Print::Stripes => band(at.1 * 3.2),
        Print::Checks => 0.5 * band(at.0 * 3.6) + 0.5 * band(at.1 * 3.6),
        Print::Motif => motif(at),
    };
    mix3(ground, ink, share)
}

/// Dark on light cloth and light on dark.
fn other_shade(ground: Triple) -> Triple {
    let light = ground[1] > 0.2;
    if light { scale3(ground, 0.10) } else { [0.75, 0.72, 0.66] }
}

/// Bands of equal width, two a unit.
fn band(at: f32) -> f32 {
    let place = (at - at.floor() - 0.5).abs();
    step(0.22, 0.28, place)
}

/// A large letter H on the chest between spots.
fn motif((x, y): Point) -> f32 {
    let (u, v) = (x.abs(), (y - 3.15).abs());
    let letter = (u < 0.55 && v < 0.50) && (u > 0.32 || v < 0.13);
    if letter {
        return 1.0;
    }
    if u < 0.75 && v < 0.70 {
        return 0.0;
    }
    step(0.42, 0.55, noise(x * 3.0, y * 3.0, 87))
}
