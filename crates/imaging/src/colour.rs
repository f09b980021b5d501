//! sRGB and CIELAB (D65, 2°), as IEC 61966-2-1 and CIE 15 define them.

use std::sync::LazyLock;

/// Linear light, 0 to 1, of each sRGB value.
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|value| {
        let c = value as f64 / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
});

/// Steps of [`Tables::response`] over 0 to 1.
const STEPS: usize = 4096;

/// What a colour needs on its way to CIELAB, so that cube roots are read and not computed: a
/// portrait has 19 200 cells to convert.
struct Tables {
    /// X, Y and Z over those of white, in steps of `response`, that each value of each channel
    /// gives.
    light: [[[f32; 3]; 256]; 3],
    /// The eye's response to light of 0 to 1, in equal steps: a cube root, straight near black.
    response: [f32; STEPS + 2],
}

/// X, Y and Z of red, green and blue (IEC 61966-2-1) over those of D65.
const PRIMARIES: [[f64; 3]; 3] = [
    [0.412_456_4 / 0.950_47, 0.212_672_9, 0.019_333_9 / 1.088_83],
    [0.357_576_1 / 0.950_47, 0.715_152_2, 0.119_192_0 / 1.088_83],
    [0.180_437_5 / 0.950_47, 0.072_175_0, 0.950_304_1 / 1.088_83],
];

static TABLES: LazyLock<Box<Tables>> = LazyLock::new(|| {
    let light = PRIMARIES.map(|primary| {
        std::array::from_fn(|value| {
            primary.map(|share| (share * linear(value as u8) * STEPS as f64) as f32)
        })
    });
    let response = std::array::from_fn(|step| {
        let t = step as f64 / STEPS as f64;
        (if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }) as f32
    });
    Box::new(Tables { light, response })
});

impl Tables {
    fn lab(&self, [r, g, b]: [u8; 3]) -> Lab {
        let [red, green, blue] = &self.light;
        let (r, g, b) = (red[usize::from(r)], green[usize::from(g)], blue[usize::from(b)]);
        let [x, y, z] = [0, 1, 2].map(|i| self.respond(r[i] + g[i] + b[i]));
        Lab {
            l: f64::from(116.0 * y - 16.0),
            a: f64::from(500.0 * (x - y)),
            b: f64::from(200.0 * (y - z)),
        }
    }

    /// The response to light in steps, interpolated.
    fn respond(&self, place: f32) -> f32 {
        let step = (place as usize).min(STEPS);
        let (low, high) = (self.response[step], self.response[step + 1]);
        low + (high - low) * (place - step as f32)
    }
}

/// Linear light of an sRGB value, 0 to 1.
pub fn linear(value: u8) -> f64 {
    LINEAR[usize::from(value)]
}

/// A colour as eyes compare it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lab {
    /// Lightness, 0 to 100.
    pub l: f64,
    pub a: f64,
    pub b: f64,
}

impl Lab {
    /// The colour of an sRGB triple, to a hundredth.
    pub fn of(rgb: [u8; 3]) -> Self {
        TABLES.lab(rgb)
    }

    /// The colours of many.
    pub fn of_all(rgbs: &[[u8; 3]]) -> Vec<Self> {
        let tables = &**TABLES;
        rgbs.iter().map(|rgb| tables.lab(*rgb)).collect()
    }

    /// L* of linear luminance, 0 to 1.
    pub fn lightness(luminance: f64) -> f64 {
        let place = luminance.clamp(0.0, 1.0) * STEPS as f64;
        116.0 * f64::from(TABLES.respond(place as f32)) - 16.0
    }

    /// ΔE*ab (CIE 1976). Around 2 is the smallest difference an untrained eye sees.
    pub fn distance(self, other: Self) -> f64 {
        let (l, a, b) = (self.l - other.l, self.a - other.a, self.b - other.b);
        (l * l + a * a + b * b).sqrt()
    }

    /// C*ab, distance from the grey axis.
    pub fn chroma(self) -> f64 {
        self.a.hypot(self.b)
    }

    /// The hue angle `h_ab` in degrees, 0 to 360; without meaning at a chroma near 0.
    pub fn hue_degrees(self) -> f64 {
        self.b.atan2(self.a).to_degrees().rem_euclid(360.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_have_their_published_values() {
        let cases = [
            ([255, 255, 255], 100.0, 0.0, 0.0),
            ([240, 240, 240], 94.80, 0.0, 0.0),
            ([255, 0, 0], 53.24, 80.09, 67.20),
            ([100, 197, 255], 75.98, -11.8, -37.1),
            ([3, 2, 1], 0.587, 0.122, 0.471),
            ([200, 150, 130], 66.295, 16.051, 17.863),
        ];
        for (rgb, l, a, b) in cases {
            let lab = Lab::of(rgb);
            let expect = Lab { l, a, b };
            assert!(lab.distance(expect) < 0.15, "{rgb:?} is {lab:?}");
        }
        let blue = Lab::of([100, 197, 255]);
        assert!((blue.hue_degrees() - 252.0).abs() < 1.0 && (blue.chroma() - 38.9).abs() < 0.2);
    }
}
