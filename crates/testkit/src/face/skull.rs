//! 头形: the outline of the head and its relief.

use super::maths::{Point, bell, mix, step};
use super::spec::FaceSpec;

/// Height of the widest line of the head.
const WIDEST: f32 = 0.05;

/// The head of a spec: outline, base curve and features, in head and feature coordinates.
pub(super) struct Skull<'a> {
    spec: &'a FaceSpec,
    /// Lowest point of the chin; an open mouth lowers it.
    pub(super) chin: f32,
    /// Height of the line between the lips.
    pub(super) mouth: f32,
}

/// The edges of the lips at one place across: upper lip, then lower lip, top to bottom.
pub(super) struct Lips {
    pub(super) edges: [f32; 4],
    /// Place across, −1 to 1 from corner to corner.
    pub(super) across: f32,
}

impl<'a> Skull<'a> {
    pub(super) fn of(spec: &'a FaceSpec) -> Self {
        let head = &spec.head;
        Self {
            spec,
            chin: head.chin + 0.35 * spec.mouth.gap,
            mouth: mix(head.nose_length, head.chin, 0.36),
        }
    }

    /// The square of the half width at height `y`; negative above the crown and below the chin.
    fn width_squared(&self, y: f32) -> f32 {
        if y < WIDEST {
            let t = (WIDEST - y) / (WIDEST + self.spec.head.crown);
            let s = t * t;
            return 1.0 - s * (0.82 + 0.18 * s);
        }
        let t = (y - WIDEST) / (self.chin - WIDEST);
        let round = mix(1.08, 0.60, self.spec.head.jaw);
        let hollow = 0.05 * (1.0 - self.spec.head.cheeks) * bell(t - 0.55, 0.0, (0.13, 1.0));
        1.0 - t * t * (round + (1.0 - round) * t) - hollow
    }

    /// Distance to the outline, positive inside; `grown` moves the outline outwards.
    pub(super) fn inside(&self, head: Point, grown: f32) -> f32 {
        let (x, y) = head;
        let squared = self.width_squared(y);
        let slope = (self.width_squared(y + 0.01) - self.width_squared(y - 0.01)) / 0.02;
        let steepness = (slope * slope + 4.0 * x * x).sqrt().max(0.2);
        (squared - x * x) / steepness + grown
    }

    /// Half width of the head at height `y`, 0 where there is none.
    pub(super) fn half_width(&self, y: f32) -> f32 {
        self.width_squared(y).max(0.0).sqrt()
    }

    /// Height of the head without features.
    pub(super) fn base(&self, head: Point) -> f32 {
        let (x, y) = head;
        let squared = self.width_squared(y).max(1e-4);
        let s = (x * x / squared).min(1.0);
        let t = if y < WIDEST {
            (WIDEST - y) / (WIDEST + self.spec.head.crown)
        } else {
            0.97 * (y - WIDEST) / (self.chin - WIDEST)
        };
        let t4 = (t * t * t * t).min(1.0);
        let bend = if y < WIDEST { t4 } else { t4 * t4 };
        1.15 * (1.0 - bend).sqrt() * (1.0 - s * (0.72 + 0.28 * s)).max(0.0).sqrt()
    }

    /// What the features add to the base, at feature coordinates.
    pub(super) fn relief(&self, at: Point) -> f32 {
        let (x, y) = (at.0.abs(), at.1);
        let eye = self.spec.eyes.spacing * 0.5;
        let mut z = 0.055 * bell(x - 0.36, y + 0.27, (0.26, 0.09));
        z -= 0.13 * bell(x - eye, y + 0.03, (0.22, 0.13));
        z -= 0.05 * bell(x - 0.2, y - 0.0, (0.09, 0.12));
        z += 0.07 * bell(x - eye, y, (0.155, 0.10));
        z -= 0.035 * bell(x - eye, y - 0.22, (0.2, 0.05));
        z -= 0.06 * bell(x - 0.9, y + 0.4, (0.13, 0.25));
        z += (0.04 + 0.05 * self.spec.head.cheeks) * bell(x - 0.58, y - 0.40, (0.22, 0.20));
        z -= 0.04 * (1.0 - self.spec.head.cheeks) * bell(x - 0.62, y - 0.92, (0.16, 0.26));
        z += self.nose(x, y) + self.muzzle(x, y);
        z
    }

    fn nose(&self, x: f32, y: f32) -> f32 {
        let head = &self.spec.head;
        let (top, tip, base) = (-0.16, head.nose_length - 0.09, head.nose_length);
        let along = ((y - top) / (tip - top)).clamp(0.0, 1.0);
        let width = mix(0.125, 0.165, along) + 0.03 * bell(along, 0.0, (0.2, 1.0));
        let back = mix(0.07, head.nose_height, along) * bell(x, 0.0, (width, 1.0));
        let ends = step(top - 0.2, top + 0.12, y) * step(base + 0.07, base - 0.15, y + 0.8 * x * x);
        let ball = 0.13 * bell(x, y - tip + 0.005, (0.125, 0.105));
        let wing = 0.13 * bell(x - head.nose_width * 0.74, y - base + 0.070, (0.070, 0.072));
        let columella = 0.05 * bell(x, y - base + 0.005, (0.045, 0.05));
        let flank = 0.06 * bell(x, y - base + 0.14, (0.24, 0.16));
        let nostril = 0.08 * bell(x - head.nose_width * 0.42, y - base + 0.005, (0.05, 0.022));
        back * ends + ball + wing + columella + flank - nostril
    }

    /// Roughly how far the nose stands out at feature coordinates; it fades before the eyes.
    pub(super) fn nose_stands_out(&self, at: Point) -> f32 {
        let tip = self.spec.head.nose_length - 0.12;
        0.45 * bell(at.0, at.1 - tip, (0.16, 0.22))
    }

    /// Lips, chin and the folds between.
    fn muzzle(&self, x: f32, y: f32) -> f32 {
        let (base, mouth) = (self.spec.head.nose_length, self.mouth);
        let mut z = 0.09 * bell(x, y - mouth, (0.36, 0.24));
        z -= 0.022 * bell(x, y - (base + mouth) * 0.5 - 0.02, (0.04, 0.09));
        z += 0.10 * bell(x, y - self.chin + 0.20, (0.2, 0.13));
        z -= 0.055 * bell(x, y - self.chin + 0.37, (0.22, 0.06));
        let fold = 0.30 + (y - base) * 0.52;
        let depth = 0.018 + 0.3 * self.spec.mouth.smile.max(0.0);
        z -= depth * bell(x - fold, (y - base - 0.10).abs(), (0.055, 0.16));
        if let Some(lips) = self.lips(x) {
            let [top, upper, lower, bottom] = lips.edges;
            let thin = 1.0 - lips.across * lips.across;
            let roll = |from: f32, to: f32| {
                thin * bell(y - (from + to) * 0.5, 0.0, ((to - from).max(0.02) * 0.42, 1.0))
            };
            z += 0.050 * roll(top, upper) + 0.070 * roll(lower, bottom);
            let parted = (lower - upper) * 0.4 + 0.014;
            z -= 0.03 * bell(y - (upper + lower) * 0.5, 0.0, (parted, 1.0));
        }
        z - 0.03 * bell(x - self.spec.mouth.width * 0.5 - 0.01, y - mouth, (0.045, 0.04))
    }

    /// The lips at `x` from the middle; `None` outside their corners.
    pub(super) fn lips(&self, x: f32) -> Option<Lips> {
        let shape = &self.spec.mouth;
        let across = x / (shape.width * 0.5);
        let arc = 1.0 - across * across;
        if arc <= 0.0 {
            return None;
        }
        let line = self.mouth - shape.smile * (1.0 - arc) + 0.012 * bell(x, 0.0, (0.09, 1.0));
        let taper = 0.6 * arc + 0.4 * (1.0 - across.abs());
        let bow = 0.020 * bell(x, 0.0, (0.045, 1.0));
        let open = shape.gap * arc.sqrt();
        let (upper, lower) = (line - 0.3 * open, line + 0.7 * open);
        let full = shape.fullness;
        let edges = [upper - full * 0.105 * taper + bow, upper, lower, lower + full * 0.135 * arc];
        Some(Lips { edges, across })
    }
}
