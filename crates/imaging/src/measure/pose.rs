//! How the head is held: three angles from the mesh laid over a face that looks straight on.

use crate::assessment::Point;

/// Points of the mesh that neither speech nor expression moves much, with their mirror
/// images, and where they lie on a face that looks into the camera: x to the picture's
/// right (of the second of the pair), y down, z away from the camera.
///
/// The mean of the mesh itself over 41 frontal portraits of adults, made symmetric and
/// scaled to a root mean square of 1 (generalised Procrustes). An average of the same net
/// and not a model of a face, so that what the net always gets wrong falls out.
const STRAIGHT: [([usize; 2], [f64; 3]); 18] = [
    ([4, 4], [0.000, 0.262, -0.793]),
    ([6, 6], [0.000, -0.214, -0.479]),
    ([10, 10], [0.000, -1.139, -0.315]),
    ([33, 263], [0.737, -0.248, -0.035]),
    ([54, 284], [0.995, -0.811, 0.218]),
    ([67, 297], [0.585, -1.078, -0.180]),
    ([117, 346], [0.867, 0.024, -0.036]),
    ([119, 348], [0.549, 0.041, -0.180]),
    ([121, 350], [0.301, -0.050, -0.232]),
    ([127, 356], [1.154, -0.143, 0.803]),
    ([129, 358], [0.346, 0.336, -0.303]),
    ([132, 361], [1.075, 0.601, 0.826]),
    ([133, 362], [0.279, -0.224, -0.127]),
    ([136, 365], [0.784, 1.226, 0.361]),
    ([143, 372], [1.021, -0.167, 0.206]),
    ([147, 376], [1.003, 0.478, 0.172]),
    ([198, 420], [0.226, 0.145, -0.467]),
    ([205, 425], [0.661, 0.415, -0.233]),
];

/// Rounds of the power iteration; the largest eigenvalue stands well apart for every face.
const ROUNDS: usize = 40;

/// A point of the straight face and the same point of the mesh.
type Pair = ([f64; 3], [f64; 3]);

/// Angles of the head in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Positive towards the picture's right.
    pub yaw: f64,
    /// Positive downwards.
    pub pitch: f64,
    /// Clockwise positive.
    pub roll: f64,
}

impl Pose {
    /// From the mesh's points and depths, both in portrait pixels.
    ///
    /// The rotation that carries [`STRAIGHT`] over to the mesh with the least squared
    /// distance (Horn, Closed-form solution of absolute orientation using unit quaternions,
    /// 1987), the scale being free. The net's depth is that of a far camera, so no lens enters.
    pub fn of(points: &[Point], depths: &[f64]) -> Self {
        let pairs: Vec<Pair> = STRAIGHT
            .iter()
            .flat_map(|([left, right], [x, y, z])| {
                let sides = [(*left, -x), (*right, *x)];
                // A point on the axis is its own mirror image and counts once.
                sides
                    .into_iter()
                    .take(if left == right { 1 } else { 2 })
                    .map(move |(i, x)| ([x, *y, *z], [points[i].x, points[i].y, depths[i]]))
            })
            .collect();
        Self::of_rotation(&rotation(&pairs))
    }

    fn of_rotation(turned: &[[f64; 3]; 3]) -> Self {
        // The third column is where the axis away from the camera has gone; the face looks
        // the other way.
        let looks = [-turned[0][2], -turned[1][2], -turned[2][2]];
        Self {
            yaw: looks[0].atan2(-looks[2]).to_degrees(),
            pitch: looks[1].clamp(-1.0, 1.0).asin().to_degrees(),
            roll: turned[1][0].atan2(turned[0][0]).to_degrees(),
        }
    }
}

/// The rotation of the first of each pair that comes nearest to the second.
fn rotation(pairs: &[Pair]) -> [[f64; 3]; 3] {
    let count = pairs.len() as f64;
    let mean = |of: fn(&Pair) -> [f64; 3]| {
        let mut sum = [0.0; 3];
        for pair in pairs {
            let point = of(pair);
            (0..3).for_each(|i| sum[i] += point[i] / count);
        }
        sum
    };
    let (from, to) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let mut s = [[0.0; 3]; 3];
    for (a, b) in pairs {
        for i in 0..3 {
            for j in 0..3 {
                s[i][j] += (a[i] - from[i]) * (b[j] - to[j]);
            }
        }
    }
    of_quaternion(largest(&horn(&s)))
}

/// Horn's matrix, whose largest eigenvalue belongs to the quaternion sought.
fn horn(s: &[[f64; 3]; 3]) -> [[f64; 4]; 4] {
    let [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = *s;
    [
        [xx + yy + zz, yz - zy, zx - xz, xy - yx],
        [yz - zy, xx - yy - zz, xy + yx, zx + xz],
        [zx - xz, xy + yx, yy - xx - zz, yz + zy],
        [xy - yx, zx + xz, yz + zy, zz - xx - yy],
    ]
}

/// Eigenvector of the largest eigenvalue, by iteration on a matrix shifted to be positive.
fn largest(matrix: &[[f64; 4]; 4]) -> [f64; 4] {
    let shift = matrix.iter().flatten().map(|value| value * value).sum::<f64>().sqrt();
    let mut vector = [1.0, 0.0, 0.0, 0.0];
    for _ in 0..ROUNDS {
        let mut next = [0.0; 4];
        for (i, row) in matrix.iter().enumerate() {
            next[i] = shift * vector[i] + (0..4).map(|j| row[j] * vector[j]).sum::<f64>();
        }
        let length = next.iter().map(|value| value * value).sum::<f64>().sqrt();
        if length <= 0.0 {
            break;
        }
        vector = next.map(|value| value / length);
    }
    vector
}

fn of_quaternion([w, x, y, z]: [f64; 4]) -> [[f64; 3]; 3] {
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
        [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
        [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::mesh::{BASE_POINTS, POINTS};

    /// The straight face turned about its own axes, then drawn at a place and a size.
    fn turned(yaw: f64, pitch: f64, roll: f64) -> Pose {
        let [(yaw_sin, yaw_cos), (pitch_sin, pitch_cos), (roll_sin, roll_cos)] =
            [yaw, pitch, roll].map(|angle: f64| angle.to_radians().sin_cos());
        let mut points = vec![Point { x: 0.0, y: 0.0 }; POINTS];
        let mut depths = vec![0.0; BASE_POINTS];
        for ([left, right], [x, y, z]) in STRAIGHT {
            for (index, x) in [(left, -x), (right, x)] {
                // Roll in the picture last, nod before it, turn first.
                let (x, z) = (x * yaw_cos - z * yaw_sin, x * yaw_sin + z * yaw_cos);
                let (y, z) = (y * pitch_cos - z * pitch_sin, y * pitch_sin + z * pitch_cos);
                let (x, y) = (x * roll_cos - y * roll_sin, x * roll_sin + y * roll_cos);
                points[index] = Point { x: 240.0 + 90.0 * x, y: 300.0 + 90.0 * y };
                depths[index] = 90.0 * z - 17.0;
            }
        }
        Pose::of(&points, &depths)
    }

    #[test]
    fn each_angle_is_found_again_with_its_sign() {
        let cases = [
            (0.0, 0.0, 0.0),
            (12.0, 0.0, 0.0),
            (-30.0, 0.0, 0.0),
            (0.0, 9.0, 0.0),
            (0.0, -25.0, 0.0),
            (0.0, 0.0, 14.0),
        ];
        for (yaw, pitch, roll) in cases {
            let pose = turned(yaw, pitch, roll);
            let off = [pose.yaw - yaw, pose.pitch - pitch, pose.roll - roll];
            assert!(off.iter().all(|off| off.abs() < 0.01), "{yaw} {pitch} {roll}: {pose:?}");
        }
    }

    #[test]
    fn a_mesh_of_one_point_is_an_answer_and_no_panic() {
        let pose = Pose::of(&vec![Point { x: 1.0, y: 1.0 }; POINTS], &vec![0.0; BASE_POINTS]);
        assert!(pose.yaw.is_finite() && pose.pitch.is_finite() && pose.roll.is_finite());
    }
}
