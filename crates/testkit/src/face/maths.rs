//! The few curves everything is drawn with, made of additions, products and square roots only, so
//! that every machine draws the same bytes.

/// A position or direction on the picture plane.
pub(super) type Point = (f32, f32);

/// Three numbers: a colour in linear light, or a direction with z towards the camera.
pub(super) type Triple = [f32; 3];

/// 0 below `low`, 1 above `high`, smooth between; `low` may lie above `high`.
pub(super) fn step(low: f32, high: f32, at: f32) -> f32 {
    let t = ((at - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A bell of height 1 with the given spreads (standard deviations). It ends at 2.45 spreads, where
/// a Gauss bell has 5 % left.
pub(super) fn bell(dx: f32, dy: f32, spread: Point) -> f32 {
    let (u, v) = (dx / spread.0, dy / spread.1);
    let t = (1.0 - (u * u + v * v) / 6.0).max(0.0);
    t * t * t
}

/// The way from `from` to `to`, `share` in 0..1.
pub(super) fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// The same for each of three numbers.
pub(super) fn mix3(from: Triple, to: Triple, share: f32) -> Triple {
    std::array::from_fn(|i| mix(from[i], to[i], share))
}

/// Each of three numbers times `by`.
pub(super) fn scale3(of: Triple, by: f32) -> Triple {
    of.map(|part| part * by)
}

/// Product, part by part.
pub(super) fn times3(one: Triple, other: Triple) -> Triple {
    std::array::from_fn(|i| one[i] * other[i])
}

/// Scalar product.
pub(super) fn dot(one: Triple, other: Triple) -> f32 {
    one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
}

/// The direction of `of`, of length 1.
pub(super) fn unit(of: Triple) -> Triple {
    scale3(of, 1.0 / dot(of, of).max(1e-12).sqrt())
}

/// Sine and cosine of a small angle in degrees (below 60°, to 1e-6), by their series.
pub(super) fn sin_cos(degrees: f32) -> (f32, f32) {
    let a = degrees * (std::f32::consts::PI / 180.0);
    let s = a * a;
    let sin = a * (1.0 - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0)));
    let cos = 1.0 - s / 2.0 * (1.0 - s / 12.0 * (1.0 - s / 30.0 * (1.0 - s / 56.0)));
    (sin, cos)
}

/// Linear light of an sRGB byte, by a cubic that errs below half a step.
pub(super) fn linear(byte: u8) -> f32 {
    let c = f32::from(byte) / 255.0;
    c * (c * (c * 0.305_306_01 + 0.682_171_1) + 0.012_522_878)
}

/// Linear light of an sRGB colour.
pub(super) fn linear3(rgb: [u8; 3]) -> Triple {
    rgb.map(linear)
}

/// A number in 0..1 for each lattice point.
fn lattice(x: i32, y: i32, seed: u32) -> f32 {
    let mut h = x.cast_unsigned().wrapping_mul(0x9E37_79B1)
        ^ y.cast_unsigned().wrapping_mul(0x85EB_CA77)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    f32::from(((h ^ (h >> 15)) & 0xFFFF) as u16) / 65_535.0
}

/// The next whole number at or below `at`, without a call to the library.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "coordinates are a few thousand at most"
)]
fn below(at: f32) -> i32 {
    let towards_zero = at as i32;
    towards_zero - i32::from(towards_zero as f32 > at)
}

/// Smooth noise in −1..1 with features one unit across.
#[expect(clippy::cast_precision_loss, reason = "coordinates are a few thousand at most")]
pub(super) fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (ix, iy) = (below(x), below(y));
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (ease(x - ix as f32), ease(y - iy as f32));
    let top = mix(lattice(ix, iy, seed), lattice(ix + 1, iy, seed), tx);
    let bottom = mix(lattice(ix, iy + 1, seed), lattice(ix + 1, iy + 1, seed), tx);
    mix(top, bottom, ty) * 2.0 - 1.0
}

/// Grit in −1..1: squares one unit across, each of its own shade, for what is finer than pixels.
pub(super) fn grit(x: f32, y: f32, seed: u32) -> f32 {
    lattice(below(x), below(y), seed) * 2.0 - 1.0
}

/// Noise with two sizes of feature, the largest one unit across.
pub(super) fn rough(x: f32, y: f32, seed: u32) -> f32 {
    noise(x, y, seed) * 0.66 + noise(x * 2.3, y * 2.3, seed ^ 0x51) * 0.34
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_pass_through_their_ends() {
        assert_eq!(
            (step(0.0, 1.0, -3.0), step(0.0, 1.0, 0.5), step(0.0, 1.0, 2.0)),
            (0.0, 0.5, 1.0)
        );
        assert_eq!((step(1.0, 0.0, 2.0), step(1.0, 0.0, -1.0)), (0.0, 1.0));
        assert_eq!((bell(0.0, 0.0, (1.0, 1.0)), bell(3.0, 0.0, (1.0, 1.0))), (1.0, 0.0));
    }

    #[test]
    fn the_series_agree_with_the_library() {
        for degrees in [-40.0_f32, -10.0, 0.0, 3.5, 59.0] {
            let (sin, cos) = sin_cos(degrees);
            assert!((sin - degrees.to_radians().sin()).abs() < 2e-5, "{degrees}");
            assert!((cos - degrees.to_radians().cos()).abs() < 2e-5, "{degrees}");
        }
    }

    #[test]
    fn noise_stays_in_its_range_and_moves() {
        let drawn: Vec<f32> = (0_u16..500).map(|i| rough(f32::from(i) * 0.37, 2.5, 9)).collect();
        assert!(drawn.iter().all(|value| (-1.0..=1.0).contains(value)));
        assert!(drawn.iter().any(|&value| value > 0.3) && drawn.iter().any(|&value| value < -0.3));
    }
}
