//! 眼镜: frames, lenses and their reflection.

use super::canvas::{Canvas, Matter};
use super::head::HEAD_DEPTH;
use super::maths::{Point, Triple, mix3, step, unit};
use super::skull::Skull;
use super::spec::{FaceSpec, Glasses};
use super::view::View;

/// Lays the spectacles over eyes and nose.
pub(super) fn lay_glasses(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let (thick, colour): (f32, Triple) = match spec.glasses {
        Glasses::None => return,
        Glasses::Thin => (0.010, [0.16, 0.15, 0.14]),
        Glasses::Rimmed => (0.018, [0.02, 0.018, 0.018]),
        Glasses::Dark => (0.030, [0.01, 0.01, 0.01]),
    };
    let skull = Skull::of(spec);
    let middle = view.pixel((0.0, 0.0));
    let reach = 1.3 * view.unit_px;
    let area =
        canvas.area((middle.0 - reach, middle.1 - reach), (middle.0 + reach, middle.1 + reach));
    for (x, y, at_px) in area.pixels() {
        let head = view.head(view.body(at_px));
        // They sit before the face and turn with it.
        let (dx, dy) = view.turned_by(skull.base(head) + 0.05);
        let at = (head.0 - dx, head.1 - dy);
        let lens = lens_edge(spec, at);
        let share = view.cover(thick - frame_distance(spec, at, lens));
        let index = canvas.index(x, y);
        if spec.glasses == Glasses::Dark && lens < 0.0 {
            let glare = 0.05 * step(0.3, -0.3, at.1 + 0.4 * at.0.abs());
            let tint = Matter {
                albedo: mix3([0.006, 0.006, 0.007], [0.5, 0.6, 0.7], glare),
                normal: [0.0, 0.0, 1.0],
                depth: HEAD_DEPTH + 1.3,
                gloss: 0.08,
                flesh: 0.0,
            };
            canvas.lay(index, &tint, 0.96);
        }
        if share > 0.0 {
            let depth = canvas.matter[index].depth + 0.04;
            let normal = unit([lens * 8.0, -0.4, 1.0]);
            let frame = Matter { albedo: colour, normal, depth, gloss: 0.25, flesh: 0.0 };
            canvas.lay(index, &frame, share);
        }
    }
}

/// Distance from the edge of the nearer lens, negative inside: a rounded box.
fn lens_edge(spec: &FaceSpec, at: Point) -> f32 {
    let (wide, high, round) = (0.36, 0.245, 0.19);
    let x = (at.0.abs() - spec.eyes.spacing * 0.5 - 0.01).abs() - (wide - round);
    let y = (at.1 - 0.025).abs() - (high - round);
    let (u, v) = (x.max(0.0), y.max(0.0));
    (u * u + v * v).sqrt() + x.max(y).min(0.0) - round
}

/// Distance from the nearest wire: rims, bridge and temples.
fn frame_distance(spec: &FaceSpec, at: Point, lens: f32) -> f32 {
    let x = at.0.abs();
    let inner = spec.eyes.spacing * 0.5 + 0.01 - 0.36;
    let outer = spec.eyes.spacing * 0.5 + 0.01 + 0.36;
    let bridge = (at.1 + 0.06 - 0.4 * x * x).abs().max(x - inner - 0.01);
    let temple = (at.1 + 0.06).abs().max(outer - 0.01 - x).max(x - 1.0);
    lens.abs().min(bridge).min(temple)
}
