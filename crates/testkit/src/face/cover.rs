//! 遮挡: a hand, a mask or a scarf before the face.

use super::canvas::Canvas;
use super::head::skin_tone;
use super::maths::{Point, bell, linear3, mix, noise, rough, scale3, step, times3};
use super::piece::{Piece, Surface, bar, joined, lay_piece};
use super::region::Region;
use super::skull::Skull;
use super::spec::{CoverKind, FaceSpec};
use super::view::View;

/// Lays what is before the face.
pub(super) fn lay_cover(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    match spec.cover.kind {
        CoverKind::None => {}
        CoverKind::Hand => lay_hand(canvas, view, spec),
        CoverKind::Mask => lay_mask(canvas, view, spec),
        CoverKind::Scarf => lay_scarf(canvas, view, spec),
    }
}

/// A surgical mask: pleats, a wire over the nose and loops to the ears.
fn lay_mask(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    // At reach 0 it hangs below the lips, at 1 it sits on the nose.
    let low = skull.mouth + 0.12;
    let top = mix(low, 0.34, spec.cover.reach.clamp(0.0, 1.0));
    let loops = [(0.02, top + 0.12), (0.45, skull.chin - 0.42)];
    let inside = |at: Point| {
        let (x, y) = (at.0.abs(), at.1);
        let upper = y - top - 0.16 * x * x;
        let sheet = upper.min(skull.inside(at, 0.05)).min(0.86 - x);
        loops.iter().fold(sheet, |most, &(ear, hem)| {
            let edge = skull.half_width(hem).min(0.82) - 0.02;
            most.max(bar((x, y), (edge, hem), (1.03, ear), 0.016).0)
        })
    };
    let depth = |at: Point| {
        let pleat = 0.016 * noise(0.5, at.1 * 7.0, 71);
        let over_nose = 0.36 * bell(at.0, at.1 - 0.62, (0.30, 0.34));
        skull.base(at) + 0.07 + over_nose + pleat
    };
    let cloth = linear3([176, 208, 224]);
    let colour = |at: Point| {
        let folds = [0.30, 0.52, 0.74].map(|share| {
            let line = mix(top + 0.1, skull.chin, share) - 0.05 * at.0 * at.0;
            bell(at.1 - line, 0.0, (0.012, 1.0))
        });
        let hem = bell(at.1 - top - 0.16 * at.0 * at.0 - 0.05, 0.0, (0.012, 1.0));
        scale3(cloth, 1.0 - 0.22 * folds.iter().sum::<f32>() - 0.15 * hem)
    };
    let reach = ((-1.1, -0.05), (1.1, skull.chin + 0.1));
    let surface = Surface::cloth(Region::Cover);
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
}

/// A hand before the mouth, in head coordinates.
struct Hand {
    mouth: f32,
}

/// Where the fingers end.
const TIPS: [f32; 4] = [-0.46, -0.60, -0.56, -0.36];

/// Half the thickness of a finger.
const FINGER: f32 = 0.088;

impl Hand {
    /// Tip and root of a finger, from the upper to the lower.
    fn finger(&self, index: u8) -> (Point, Point) {
        let y = self.mouth - 0.27 + 0.165 * f32::from(index);
        ((TIPS[usize::from(index.min(3))], y + 0.03), (0.40, y + 0.09))
    }

    /// Distance inside, and half the thickness there.
    fn part(&self, at: Point) -> (f32, f32) {
        let fingers = (0..4).map(|index| {
            let (tip, root) = self.finger(index);
            bar(at, tip, root, FINGER).0
        });
        let fingers = fingers.fold(f32::MIN, f32::max);
        let palm = bar(at, (0.44, self.mouth - 0.03), (0.58, self.mouth + 0.34), 0.29).0;
        let wrist = bar(at, (0.60, self.mouth + 0.35), (0.80, self.mouth + 1.1), 0.22).0;
        let back = joined(palm, wrist, 0.22);
        let thick = mix(FINGER, 0.26, step(0.10, 0.45, at.0));
        (joined(fingers, back, 0.06), thick)
    }

    /// How much darker the lines between the fingers are.
    fn seams(&self, at: Point) -> f32 {
        let seams = [0_u8, 1, 2].map(|index| {
            let (tip, root) = self.finger(index);
            let share = ((at.0 - tip.0) / (root.0 - tip.0)).clamp(0.0, 1.0);
            let seam = mix(tip.1, root.1, share) + 0.0825;
            step(0.34, 0.12, at.0) * bell(at.1 - seam, 0.0, (0.014, 1.0))
        });
        seams.iter().sum()
    }
}

/// Four fingers before the mouth, the palm at the viewer's right, the arm in its sleeve below.
fn lay_hand(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    // At reach 0 the hand is below the chin, at 1 its fingers lie on the mouth.
    let drop = mix(skull.chin + 0.55 - skull.mouth, 0.0, spec.cover.reach.clamp(0.0, 1.0));
    let hand = Hand { mouth: skull.mouth + drop };
    let dome = |inside: f32, radius: f32| {
        let rest = 1.0 - (inside / radius).clamp(0.0, 1.0);
        (1.0 - rest * rest).sqrt()
    };
    let tone = times3(skin_tone(spec.skin), [1.0, 0.93, 0.90]);
    let reach = ((-0.75, hand.mouth - 0.45), (1.35, hand.mouth + 1.6));
    let inside = |at: Point| hand.part(at).0;
    let depth = |at: Point| {
        let (inside, radius) = hand.part(at);
        1.5 + 0.6 * radius * dome(inside, radius)
    };
    let colour = |at: Point| {
        let edge = step(0.0, 0.03, hand.part(at).0);
        let mottle = 1.0 + 0.05 * noise(at.0 * 9.0, at.1 * 9.0, 73);
        scale3(tone, mottle * (0.78 + 0.22 * edge) * (1.0 - 0.40 * hand.seams(at)))
    };
    let surface = Surface { region: Region::Cover, gloss: 0.3, flesh: 1.0 };
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
    let (cuff, elbow) = ((0.82, hand.mouth + 1.25), (1.75, hand.mouth + 6.0));
    let inside = |at: Point| {
        let (arm, along) = bar(at, cuff, elbow, 0.36);
        (arm + 0.10 * along).min(at.1 - cuff.1 + 0.30 + 0.2 * at.0)
    };
    let depth = |at: Point| 1.2 + 0.3 * dome(inside(at), 0.36);
    let cloth = linear3(spec.clothes.colour);
    let colour = |at: Point| scale3(cloth, 0.92 + 0.10 * rough(at.0 * 3.0, at.1 * 3.0, 74));
    let reach = ((0.2, cuff.1 - 0.6), (2.6, elbow.1));
    let surface = Surface::cloth(Region::Cover);
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
}

/// A knitted scarf in two turns.
fn lay_scarf(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let skull = Skull::of(spec);
    // At reach 0 it lies below the chin, at 1 it hides the mouth.
    let top = mix(skull.chin + 0.04, skull.mouth - 0.12, spec.cover.reach.clamp(0.0, 1.0));
    let turn = |y: f32| (y - top) / 0.5;
    let inside = |at: Point| {
        let (x, y) = (at.0.abs(), at.1);
        let wide = 0.98 + 0.22 * step(top, top + 0.9, y) + 0.02 * noise(y * 5.0, at.0.signum(), 75);
        (y - top - 0.05 * noise(at.0 * 2.0, 1.0, 77) + 0.10 * x * x)
            .min(top + 1.15 - 0.12 * x * x - y)
            .min(wide - x)
    };
    let depth = |at: Point| {
        let turns = turn(at.1) - turn(at.1).floor() - 0.5;
        let round = (1.0 - at.0 * at.0 / 1.7).max(0.0).sqrt();
        0.95 * round + 0.16 * (1.0 - 4.0 * turns * turns) + 0.03 * rough(at.0 * 4.0, at.1 * 5.0, 79)
    };
    let wool = linear3([120, 52, 48]);
    let colour = |at: Point| {
        let slant = at.1 * 24.0 + at.0.abs() * 9.0;
        scale3(wool, 0.85 + 0.25 * noise(at.0 * 20.0, slant, 81))
    };
    let reach = ((-1.35, top - 0.2), (1.35, top + 1.3));
    let surface = Surface::cloth(Region::Cover);
    lay_piece(canvas, view, &Piece { reach, inside, depth, colour, surface });
}
