//! 眼睛: eyeball, lids and lashes.

use super::canvas::Matter;
use super::maths::{Point, Triple, bell, linear3, mix, mix3, noise, scale3, step, unit};
use super::region::Region;
use super::spec::FaceSpec;

/// Lid gap of a wide open eye, in half face widths: 12 mm.
const APERTURE: f32 = 0.172;
/// Height of the lashes of a closed eye.
const LASHES: f32 = APERTURE * 0.24;
/// Iris radius: 5.8 mm on everybody.
pub(super) const IRIS: f32 = 0.083;

/// One eye of a spec; `side` is −1 for the viewer's left and 1 for the right.
pub(super) struct Eye<'a> {
    spec: &'a FaceSpec,
    side: f32,
    open: f32,
}

/// A place in the eye's own measure.
struct Place {
    /// −1 at the inner corner to 1 at the outer.
    across: f32,
    /// Height in units, corners at 0.
    y: f32,
    /// The lids here.
    upper: f32,
    lower: f32,
}

impl<'a> Eye<'a> {
    /// Both eyes, the viewer's left first.
    pub(super) fn both(spec: &'a FaceSpec) -> [Self; 2] {
        let [left, right] = spec.eyes.openness;
        [
            Self { spec, side: -1.0, open: left.clamp(0.0, 1.2) },
            Self { spec, side: 1.0, open: right.clamp(0.0, 1.2) },
        ]
    }

    /// The middle of the pupil in feature coordinates; behind closed lids, of their lashes.
    pub(super) fn pupil(&self) -> Point {
        let eyes = &self.spec.eyes;
        let x = self.side * eyes.spacing * 0.5 + eyes.gaze.0 * IRIS;
        (x, mix(LASHES, -0.028 + eyes.gaze.1 * IRIS, step(0.0, 0.4, self.open)))
    }

    /// The corners, the inner one first, and the middles of the upper and lower lid, in feature
    /// coordinates.
    pub(super) fn outline(&self) -> [Point; 4] {
        let eyes = &self.spec.eyes;
        let at = |across: f32| self.side * (eyes.spacing + across * eyes.width) * 0.5;
        let (middle, slope) = (self.place(0.0, 0.0), eyes.slant);
        let shift = slope * 0.5;
        [
            (at(-1.0), 0.0),
            (at(1.0), -slope),
            (at(0.0), middle.upper - shift),
            (at(0.0), middle.lower - shift),
        ]
    }

    /// Paints the eye over the skin at feature coordinates `at`; `blend` is a pixel in units.
    pub(super) fn paint(&self, at: Point, skin: &mut Matter, blend: f32) {
        let half = self.spec.eyes.width * 0.5;
        let across = (at.0 - self.side * self.spec.eyes.spacing * 0.5) * self.side / half;
        if across.abs() > 1.7 || !(-0.3..0.3).contains(&at.1) {
            return;
        }
        let place = self.place(across, at.1);
        self.shade_lids(&place, skin);
        let within = (place.y - place.upper).min(place.lower - place.y);
        if across.abs() < 1.0 && self.open > 0.02 {
            let share = step(-blend, blend, within);
            if share > 0.0 {
                self.lay_eyeball(at, &place, skin, share);
            }
        }
        self.lashes(&place, skin, blend);
    }

    fn place(&self, across: f32, y: f32) -> Place {
        let arc = (1.0 - across * across).max(0.0);
        let round = 0.62 * arc + 0.38 * arc.sqrt();
        let y = y + self.spec.eyes.slant * (across + 1.0) * 0.5;
        let lower = APERTURE * mix(0.24, 0.31, self.open) * round * (1.0 + 0.14 * across);
        let upper = lower - APERTURE * self.open * round * (1.0 - 0.10 * across);
        Place { across, y, upper, lower }
    }

    /// Crease above, shadow below, and the corner where both lids meet.
    fn shade_lids(&self, place: &Place, skin: &mut Matter) {
        let span = step(1.25, 0.75, place.across.abs());
        let eyes = &self.spec.eyes;
        // A closed lid is drawn out: its fold lies high and shallow.
        let shut = 1.0 - step(0.0, 0.5, self.open);
        // A heavy lid brings its fold down to the lashes.
        let high = mix(0.060, 0.115, shut) * (1.0 - 0.62 * eyes.hood);
        let crease = place.upper - high - 0.012 * place.across;
        let line = bell(place.y - crease, 0.0, (0.011, 1.0)) * span;
        let fold = bell(place.y - crease - 0.022, 0.0, (0.026, 1.0)) * span;
        let under = bell(place.y - place.lower - 0.035, 0.0, (0.02, 1.0)) * span;
        let plain = mix(0.34, 0.13, shut) * mix(0.18, 1.0, eyes.crease.max(eyes.hood));
        let dark = 1.0 - plain * line - 0.07 * fold - 0.09 * under * (1.0 - shut);
        skin.albedo = scale3(skin.albedo, dark);
        skin.albedo[2] *= 1.0 - 0.05 * fold;
    }

    fn lay_eyeball(&self, at: Point, place: &Place, skin: &mut Matter, share: f32) {
        let pupil = self.pupil();
        let (dx, dy) = (at.0 - pupil.0, at.1 - pupil.1);
        let r = (dx * dx + dy * dy).sqrt();
        let white = mix3([0.70, 0.66, 0.62], [0.62, 0.36, 0.32], self.corner(place));
        let iris = self.iris(dx, dy, r);
        let mut albedo = mix3(iris, white, step(IRIS - 0.008, IRIS + 0.006, r));
        // The lid and its lashes throw a shadow on the ball; the ball turns away at the corners.
        let height = (place.lower - place.upper).max(0.001);
        let hood = 1.0 + 0.9 * self.spec.eyes.hood;
        let lid = step(0.75 * hood, 0.0, (place.y - place.upper) / height.max(0.09));
        albedo = scale3(albedo, 1.0 - 0.55 * lid - 0.22 * place.across * place.across);
        let bulge = 0.16;
        let normal = unit([
            (at.0 - self.side * self.spec.eyes.spacing * 0.5) / bulge * 0.5,
            place.y * 2.0,
            1.0,
        ]);
        let glint = self.glint(dx, dy);
        let ball = Matter {
            albedo: mix3(albedo, [2.2, 2.2, 2.2], glint),
            normal,
            depth: skin.depth,
            gloss: 0.10,
            flesh: 0.2,
            region: Region::Eye,
        };
        if share >= 0.5 {
            skin.region = ball.region;
        }
        skin.albedo = mix3(skin.albedo, ball.albedo, share);
        skin.normal = mix3(skin.normal, ball.normal, share);
        skin.gloss = mix(skin.gloss, ball.gloss, share);
        skin.flesh = mix(skin.flesh, ball.flesh, share);
    }

    /// Pink at the corners, most at the inner one.
    fn corner(&self, place: &Place) -> f32 {
        let inner = step(-0.72, -0.97, place.across);
        let outer = 0.4 * step(0.75, 1.0, place.across);
        inner.max(outer) * if self.open > 0.0 { 1.0 } else { 0.0 }
    }

    fn iris(&self, dx: f32, dy: f32, r: f32) -> Triple {
        let base = linear3(self.spec.eyes.iris);
        // Threads run outwards: noise over direction, stretched along the radius.
        let length = r.max(0.004);
        let threads = noise(dx / length * 7.0, dy / length * 7.0 + r * 30.0, 77);
        let lit = 1.25 + 0.30 * threads + 0.9 * (dy / IRIS).max(0.0);
        let rim = step(IRIS * 0.72, IRIS, r);
        let iris = scale3(base, lit * (1.0 - 0.72 * rim));
        let red = self.spec.eyes.red;
        // A flash finds the back of the eye through a wide pupil.
        let pupil = mix3([0.004, 0.004, 0.005], [0.72, 0.03, 0.02], red);
        mix3(pupil, iris, step(0.030 + 0.018 * red, 0.037 + 0.018 * red, r))
    }

    fn glint(&self, dx: f32, dy: f32) -> f32 {
        let lamp = -self.spec.light.side;
        let main = step(0.020, 0.010, {
            let (x, y) = (dx + lamp * 0.03, dy + 0.032);
            (x * x + y * y).sqrt()
        });
        main.max(0.12 * bell(dx - lamp * 0.03, dy - 0.04, (0.02, 0.014)))
    }

    fn lashes(&self, place: &Place, skin: &mut Matter, blend: f32) {
        let hair = scale3(linear3(self.spec.hair.colour), 0.5);
        let female = if self.spec.sex == crate::people::Sex::Female { 1.0 } else { 0.0 };
        let shut = 1.0 - step(0.05, 0.3, self.open);
        let outwards = (place.across * 0.5 + 0.5).clamp(0.0, 1.0);
        let thick = mix(0.010, 0.019, outwards) + 0.004 * female + 0.005 * shut;
        let reach = step(1.14, 1.0, place.across) * step(-1.02, -0.9, place.across);
        let upper = step(thick + blend, thick * 0.4, (place.y - place.upper + thick * 0.4).abs());
        let lower = step(0.008 + blend, 0.002, (place.y - place.lower).abs());
        let share = (0.92 * upper).max(mix(0.28, 0.6, shut) * lower) * reach;
        skin.albedo = mix3(skin.albedo, hair, share);
        skin.gloss *= 1.0 - share;
    }
}
