//! 肩颈: neck, shoulders and clothes.

use super::canvas::{Canvas, Matter};
use super::head::skin_tone;
use super::maths::{
    Point, Triple, bell, grit, linear3, mix3, noise, rough, scale3, sin_cos, step, times3,
};
use super::print::printed;
use super::region::Region;
use super::relief::{Relief, facing};
use super::spec::{FaceSpec, Garment};
use super::view::View;
use crate::people::Sex;

/// Lays the body from the jaw to the lower edge of the frame.
pub(super) fn lay_body(canvas: &mut Canvas, view: &View, spec: &FaceSpec) {
    let body = Body::of(spec);
    let area = canvas.area(view.pixel_of_body((-3.2, 0.7)), view.pixel_of_body((3.2, 40.0)));
    let relief =
        Relief::of(area, view.unit_px, 45.0, |at_px| body.surface(body.square(view.body(at_px))));
    for (x, y, at_px) in area.pixels() {
        let at = body.square(view.body(at_px));
        let share = view.cover(body.inside(at));
        if share <= 0.0 {
            continue;
        }
        let matter = body.matter(at, relief.at(at_px), 0.8 / view.unit_px);
        canvas.lay(canvas.index(x, y), &matter, share);
    }
}

struct Body<'a> {
    spec: &'a FaceSpec,
    neck: f32,
    shoulder: f32,
    skin: Triple,
    lean: f32,
    /// Rise of the shoulders' line, and the sine of the body's turn.
    slope: f32,
    turn: f32,
}

/// The upper edge of both shoulders in body coordinates, the viewer's left first, from beside the
/// neck outwards; clothes lie at most 0.01 higher.
pub(super) fn shoulder_lines(spec: &FaceSpec) -> [Vec<Point>; 2] {
    let body = Body::of(spec);
    [-1.0_f32, 1.0].map(|side| {
        let outwards = |i: u8| body.neck + 0.3 + 0.15 * f32::from(i);
        let places = (0..10).map(outwards).filter(|x| *x < body.shoulder);
        places.map(|x| body.unsquare((side * x, body.shoulder_line(x)))).collect()
    })
}

/// What covers a place: bare skin, the garment, or the shirt under a jacket.
struct Cover {
    cloth: f32,
    colour: Triple,
    /// How far the cloth stands off.
    lift: f32,
}

impl<'a> Body<'a> {
    fn of(spec: &'a FaceSpec) -> Self {
        let (neck, shoulder) = if spec.sex == Sex::Male { (0.64, 2.3) } else { (0.55, 2.0) };
        // The neck gets less sun than the face.
        let skin = times3(skin_tone(spec.skin), [0.97, 0.95, 0.94]);
        let (rise, run) = sin_cos(spec.pose.shoulders_deg.clamp(-30.0, 30.0));
        let turn = sin_cos(spec.pose.body_deg.clamp(-59.0, 59.0)).0;
        Self {
            spec,
            neck,
            shoulder,
            skin,
            lean: sin_cos(spec.pose.roll_deg).0,
            slope: rise / run,
            turn,
        }
    }

    /// How far the chest moves to the side and how much of a side is seen when the body turns:
    /// the shoulder that goes back looks shorter, the one that comes forward nearly as long.
    fn turned(&self, y: f32, side: f32) -> (f32, f32) {
        let below = step(1.5, 2.2, y);
        let away = (self.turn * side).max(0.0);
        let towards = (-self.turn * side).max(0.0);
        (0.30 * self.turn * below, 1.0 - (0.55 * away + 0.10 * towards) * below)
    }

    /// The place that would be here if the body stood square to the camera and level.
    fn square(&self, at: Point) -> Point {
        let y = at.1 - self.slope * at.0;
        let (shift, _) = self.turned(y, 0.0);
        let (_, seen) = self.turned(y, if at.0 < shift { -1.0 } else { 1.0 });
        ((at.0 - shift) / seen, y)
    }

    /// The way back from [`Self::square`].
    fn unsquare(&self, at: Point) -> Point {
        let (shift, seen) = self.turned(at.1, if at.0 < 0.0 { -1.0 } else { 1.0 });
        let x = at.0 * seen + shift;
        (x, at.1 + self.slope * x)
    }

    /// The neck follows a tilted head: the place that would be here if it were held straight.
    fn upright(&self, at: Point) -> Point {
        (at.0 - (1.9 - at.1).max(0.0) * self.lean, at.1)
    }

    fn neck_width(&self, y: f32) -> f32 {
        self.neck + 0.10 * step(1.5, 0.8, y) + 0.08 * step(1.7, 2.2, y)
    }

    /// Height of the shoulders' outline at `x` from the middle.
    fn shoulder_line(&self, x: f32) -> f32 {
        let t = ((x - self.neck) / (self.shoulder - self.neck)).clamp(0.0, 1.0);
        let rest = 1.0 - t;
        let over = (x - self.shoulder + 0.35).max(0.0) / 0.8;
        1.70 + 0.80 * (1.0 - rest * rest) + 0.06 * x + 0.9 * over * over * over
    }

    fn inside(&self, at: Point) -> f32 {
        let (x, y) = (self.upright(at).0.abs(), at.1);
        let below = y - self.shoulder_line(x);
        if below > 0.4 {
            return below;
        }
        let slope = (self.shoulder_line(x + 0.01) - self.shoulder_line(x - 0.01)) / 0.02;
        let torso = below / (1.0 + slope * slope).sqrt();
        torso.max((self.neck_width(y) - x).min(y - 0.7))
    }

    /// Height of the bare body.
    fn height(&self, at: Point) -> f32 {
        let at = self.upright(at);
        let (x, y) = (at.0.abs(), at.1);
        let n = x / self.neck_width(y);
        let neck = 0.42 * (1.0 - n * n).max(0.0).sqrt() - 0.05;
        let cord = 0.05 * bell(x - 0.36 + 0.22 * (y - 1.4), 0.0, (0.07, 1.0)) * step(2.3, 1.9, y);
        let throat = 0.04 * bell(at.0, y - 1.95, (0.09, 0.16));
        let t = (y - self.shoulder_line(x)).max(0.0);
        let chest = 0.55 * (t / (t + 0.35)) * (1.0 - 0.10 * x * x).max(0.0) - 0.1;
        let bone = 0.010 * bell(y - 2.28 - 0.06 * x, 0.0, (0.05, 1.0)) * step(0.1, 0.4, x);
        let top = step(-0.15, 0.15, chest - neck);
        neck + (chest - neck) * top + cord + throat + bone
    }

    fn surface(&self, at: Point) -> f32 {
        let cover = self.cover(at, 0.01);
        // Cloth hangs from the shoulders: folds run down and inwards.
        let hang = at.0 * (2.6 - 0.35 * at.1);
        let folds = 0.045 * rough(hang + 0.8 * at.1, at.1 * 0.7 - 0.6 * at.0, 61)
            + 0.035 * noise(hang * 1.9 - 0.5 * at.1, at.1 * 0.6 + at.0 * 0.4, 63);
        self.height(at) + cover.cloth * (cover.lift + folds)
    }

    fn matter(&self, at: Point, relief: [f32; 3], blend: f32) -> Matter {
        let cover = self.cover(at, blend);
        let [height, across, down] = relief;
        let seed = (self.spec.seed & 0xFFFF) as u32;
        let albedo = if cover.cloth < 1.0 {
            let mottle = 1.0 + 0.04 * noise(at.0 * 9.0, at.1 * 9.0, seed);
            mix3(scale3(self.skin, mottle), cover.colour, cover.cloth)
        } else {
            scale3(cover.colour, 1.0 + 0.035 * grit(at.0 * 75.0, at.1 * 75.0, 67))
        };
        let bare = cover.cloth < 0.5;
        Matter {
            albedo,
            normal: facing(across, down),
            depth: height,
            gloss: 0.25 * (1.0 - cover.cloth),
            flesh: 1.0 - cover.cloth,
            region: if bare { Region::Skin } else { Region::Clothes },
        }
    }

    fn cover(&self, at: Point, blend: f32) -> Cover {
        let colour = printed(self.spec.clothes, at);
        match self.spec.clothes.garment {
            Garment::TShirt => round_neck(at, colour, blend),
            Garment::Turtleneck => turtleneck(at, colour, blend),
            Garment::Shirt => self.shirt(at, colour, blend),
            Garment::Jacket => {
                let shirt = self.shirt(at, linear3([238, 239, 240]), blend);
                jacket(at, colour, &shirt, blend)
            }
        }
    }

    /// An open collar: two wings over a band of buttons.
    fn shirt(&self, at: Point, colour: Triple, blend: f32) -> Cover {
        let (x, y) = (at.0.abs(), at.1);
        let opening = (2.52 - y) * 0.40;
        let edge = (x - opening.max(0.0)).max(y - 2.52);
        let rim = 1.78 + 0.25 * (1.0 - step(0.0, self.neck + 0.15, x));
        let cloth = step(-blend, blend, edge.min(y - rim));
        // The wing runs from the neck to a point on the chest.
        let colour = scale3(colour, 1.0 - buttons(at));
        if y > 2.95 {
            return Cover { cloth: 1.0, colour, lift: 0.03 };
        }
        let along = y - 1.74;
        let inner = opening.max(0.03 + 0.12 * (along - 0.78).max(0.0));
        let outer = self.neck + 0.34 - 0.46 * (along - 0.45).max(0.0);
        let wing = (x - inner).min((outer - x) * 0.9).min(2.86 - y - 0.5 * (x - 0.34).abs());
        let raised = step(0.0, 0.06, wing);
        let seam = bell(wing - 0.05, 0.0, (0.010, 1.0)) * 0.08;
        Cover { cloth, colour: scale3(colour, 1.0 - seam), lift: 0.03 + 0.04 * raised }
    }
}

/// How much darker a shirt is at its placket and buttons.
fn buttons(at: Point) -> f32 {
    let (x, y) = (at.0.abs(), at.1);
    if x > 0.2 || y < 2.6 {
        return 0.0;
    }
    let placket = 0.12 * bell(x - 0.13, 0.0, (0.008, 1.0)) * step(2.6, 2.7, y);
    let nearest = [2.9, 3.7, 4.5].map(|height: f32| (y - height).hypot2(x));
    let button = nearest.iter().fold(f32::MAX, |one, other| one.min(*other));
    placket + 0.22 * step(0.050, 0.040, button)
}

/// Distance from two legs, with square roots only.
trait Hypot2 {
    fn hypot2(self, other: f32) -> f32;
}

impl Hypot2 for f32 {
    fn hypot2(self, other: f32) -> f32 {
        (self * self + other * other).sqrt()
    }
}

/// A ribbed round neck.
fn round_neck(at: Point, colour: Triple, blend: f32) -> Cover {
    let (u, v) = (at.0 / 0.78, (at.1 - 1.82) / 0.50);
    let r = u.hypot2(v);
    let cloth = step(1.0 - blend * 1.6, 1.0 + blend * 1.6, r) * step(1.60, 1.66, at.1);
    let seam = bell(r - 1.19, 0.0, (0.012, 1.0));
    let rib = step(1.17, 1.15, r);
    Cover { cloth, colour: scale3(colour, 1.0 - 0.22 * seam), lift: 0.03 + 0.025 * rib }
}

/// A rolled collar up to the chin.
fn turtleneck(at: Point, colour: Triple, blend: f32) -> Cover {
    let (x, y) = (at.0.abs(), at.1);
    let rim = 1.66 + 0.10 * (1.0 - x * x);
    let cloth = step(rim - blend, rim + blend, y);
    let roll = step(2.12 + 0.06 * x, 2.06 + 0.06 * x, y);
    let rib = 0.06 * roll * noise(at.0 * 26.0, 2.0, 83) + 0.16 * bell(y - 2.10, 0.0, (0.02, 1.0));
    Cover { cloth, colour: scale3(colour, 1.0 - rib), lift: 0.03 + 0.05 * roll }
}

/// Lapels with a notch over the shirt.
fn jacket(at: Point, colour: Triple, shirt: &Cover, blend: f32) -> Cover {
    let (x, y) = (at.0.abs(), at.1);
    let front = 0.80 - 0.40 * (y - 1.85);
    let over = (x - front.max(0.0)).max(y - 3.85);
    let share = step(-blend, blend, over);
    let notch = 0.20 * bell(y - 2.72, 0.0, (0.035, 1.0));
    let wide = 0.40 * step(1.6, 2.5, y) * step(3.9, 3.0, y) + 0.10;
    let lapel = step(0.0, 0.07, wide - notch - over);
    let edge = bell(wide - notch - over, 0.0, (0.010, 1.0)) * 0.25;
    Cover {
        cloth: shirt.cloth.max(share),
        colour: mix3(shirt.colour, scale3(colour, 1.0 - edge), share),
        lift: shirt.lift + share * (0.05 + 0.05 * lapel),
    }
}
