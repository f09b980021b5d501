//! 面貌: what a drawn person looks like, how the person stands, and what can be wrong with it.

use crate::people::{Person, Sex};
use crate::random::Random;

/// Everything a drawn frame depends on. Lengths without a unit are in half face widths: about
/// 70 mm on a person. Equal specs draw equal bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceSpec {
    /// Seeds pores, strands and sensor noise.
    pub seed: u64,
    /// Size of the frame, width and height.
    pub frame_px: (u32, u32),
    /// Face width as a share of the frame width.
    pub face_share: f32,
    /// Where the point between the eyes lies, as shares of the frame.
    pub centre: (f32, f32),
    /// Draws a woman's neck, brows, lips and clothes, or a man's.
    pub sex: Sex,
    /// Skin tone, 0 (Fitzpatrick I) to 1 (Fitzpatrick VI).
    pub skin: f32,
    pub head: Head,
    pub eyes: Eyes,
    pub mouth: Mouth,
    pub hair: Hair,
    pub glasses: Glasses,
    pub clothes: Clothes,
    pub pose: Pose,
    pub light: Light,
    pub backdrop: Backdrop,
    /// Light reaching the sensor, 1 for a right exposure.
    pub exposure: f32,
    /// Standard deviation of the lens blur in pixels.
    pub blur_px: f32,
    /// Standard deviation of the sensor noise in grey levels.
    pub noise: f32,
    /// The seed of a second person, who looks over the shoulder.
    pub second_face: Option<u64>,
    /// Nobody stands before the backdrop.
    pub empty: bool,
}

/// The bony part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// Distance from the eye line to the chin, around 1.67.
    pub chin: f32,
    /// Distance from the eye line to the top of the skull, around 1.35.
    pub crown: f32,
    /// Jaw, 0 pointed to 1 square.
    pub jaw: f32,
    /// Nose width, around 0.26.
    pub nose_width: f32,
    /// Nose length below the eye line, around 0.80.
    pub nose_length: f32,
    /// Height of the nose's back, around 0.3.
    pub nose_height: f32,
    /// Fullness of the cheeks, 0 to 1.
    pub cheeks: f32,
}

/// Eyes and brows. Left and right are the viewer's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eyes {
    /// Distance between the pupils, around 0.9.
    pub spacing: f32,
    /// Corner to corner, around 0.42.
    pub width: f32,
    /// Openness of the left and right eye, 0 closed to 1 wide open.
    pub openness: [f32; 2],
    /// Where they look, in iris radii from straight ahead: right and down.
    pub gaze: (f32, f32),
    /// How far the outer corner lies above the inner one.
    pub slant: f32,
    /// Iris, sRGB.
    pub iris: [u8; 3],
    /// Thickness of the brows, around 0.06.
    pub brow: f32,
    /// How far the brows arch, 0 to 0.1.
    pub arch: f32,
}

/// The mouth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mouth {
    /// Corner to corner, around 0.72.
    pub width: f32,
    /// Thickness of the lips, around 1.
    pub fullness: f32,
    /// Gap between the lips in the middle, 0 closed to 0.35.
    pub gap: f32,
    /// Lift of the corners, −0.03 to 0.08.
    pub smile: f32,
}

/// Hair cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HairStyle {
    /// Shaved to a shadow.
    Stubble,
    /// Short all round.
    Short,
    /// Short, parted at the side.
    SidePart,
    /// Short with a fringe that ends above the brows.
    Fringe,
    /// To the jaw, behind the ears.
    Bob,
    /// Over the shoulders, behind the ears.
    Long,
    /// Drawn back into a knot on the crown.
    Bun,
    /// Drawn back into a tail that is not seen.
    Ponytail,
}

/// Hair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hair {
    pub style: HairStyle,
    /// Base colour, sRGB.
    pub colour: [u8; 3],
    /// Thickness above the skull, 0.02 to 0.3.
    pub volume: f32,
    /// Where it parts, −0.6 to 0.6.
    pub parting: f32,
    /// Height of the hairline above the eyes, around 0.95.
    pub hairline: f32,
}

/// Spectacles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Glasses {
    None,
    /// Wire frames and clear lenses.
    Thin,
    /// Dark rims and clear lenses.
    Rimmed,
    /// Sunglasses.
    Dark,
}

/// What is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Garment {
    /// A round neck.
    TShirt,
    /// A shirt with a pointed collar.
    Shirt,
    /// A jacket with lapels over a white shirt.
    Jacket,
}

/// Clothes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clothes {
    pub garment: Garment,
    /// sRGB.
    pub colour: [u8; 3],
}

/// How the head is held, in degrees; positive turns to the viewer's right, down and clockwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// −20 to 20; ears and hair stay where they are.
    pub yaw_deg: f32,
    /// −10 to 10.
    pub pitch_deg: f32,
    /// −40 to 40.
    pub roll_deg: f32,
}

/// The studio's lamp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// From the viewer's left (−1) to the right (1).
    pub side: f32,
    /// From the level of the eyes (0) to high above (1).
    pub height: f32,
    /// 0 from everywhere to 1 from the lamp alone.
    pub hardness: f32,
}

/// Behind the person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backdrop {
    /// sRGB in the middle.
    pub colour: [u8; 3],
    /// How much darker the corners are, 0 to 1.
    pub vignette: f32,
    /// How much darker the bottom is than the top, 0 to 1.
    pub gradient: f32,
    /// Strength of the person's shadow on it, 0 to 1.
    pub shadow: f32,
    /// Strength of its pattern, 0 to 1.
    pub pattern: f32,
}

/// The light blue of 教毕指〔2017〕99号.
pub const LIGHT_BLUE: [u8; 3] = [100, 197, 255];

/// What can be wrong with a frame; each changes what it says and nothing else, but that closed
/// eyes take off dark rims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    EyesClosed,
    /// The viewer's left eye.
    OneEyeClosed,
    MouthOpen,
    HeadTilted,
    HeadTurned,
    WrongBackground,
    GradientBackground,
    PatternedBackground,
    ShadowBehind,
    HeadCutOff,
    TooSmall,
    OffCentre,
    TooDark,
    TooBright,
    SideLight,
    DarkGlasses,
    LookingAway,
    TwoFaces,
    NoFace,
    Blurred,
    Noisy,
}

impl Fault {
    /// Every fault once.
    pub const ALL: [Fault; 21] = [
        Fault::EyesClosed,
        Fault::OneEyeClosed,
        Fault::MouthOpen,
        Fault::HeadTilted,
        Fault::HeadTurned,
        Fault::WrongBackground,
        Fault::GradientBackground,
        Fault::PatternedBackground,
        Fault::ShadowBehind,
        Fault::HeadCutOff,
        Fault::TooSmall,
        Fault::OffCentre,
        Fault::TooDark,
        Fault::TooBright,
        Fault::SideLight,
        Fault::DarkGlasses,
        Fault::LookingAway,
        Fault::TwoFaces,
        Fault::NoFace,
        Fault::Blurred,
        Fault::Noisy,
    ];
}

impl FaceSpec {
    /// A student whose frame meets the notice, different for each seed.
    pub fn of(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let sex = if random.chance(0.5) { Sex::Male } else { Sex::Female };
        Self::drawn(seed, sex, random)
    }

    /// The student `person`: the same face for every frame.
    pub fn of_person(person: &Person) -> Self {
        Self::drawn(person.face_seed, person.sex, Random::seeded(person.face_seed))
    }

    /// The same with a size of frame; the person keeps the share of the height.
    #[must_use]
    pub fn in_frame(mut self, width_px: u32, height_px: u32) -> Self {
        let upright = self.frame_px;
        self.frame_px = (width_px.max(1), height_px.max(1));
        #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
        let aspect = |(width, height): (u32, u32)| width as f32 / height as f32;
        self.face_share *= aspect(upright) / aspect(self.frame_px);
        self
    }

    /// The same with one thing wrong.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        match fault {
            Fault::EyesClosed => self = self.without_rims().with_openness([0.0, 0.0]),
            Fault::OneEyeClosed => {
                let open = self.eyes.openness[1];
                self = self.without_rims().with_openness([0.0, open]);
            }
            Fault::MouthOpen => (self.mouth.gap, self.mouth.smile) = (0.26, 0.0),
            Fault::HeadTilted => {
                self.pose.roll_deg = if self.seed.is_multiple_of(2) { 13.0 } else { -13.0 };
            }
            Fault::HeadTurned => {
                self.pose.yaw_deg = if self.seed.is_multiple_of(2) { 16.0 } else { -16.0 };
            }
            Fault::WrongBackground => self.backdrop.colour = [178, 34, 40],
            Fault::GradientBackground => self.backdrop.gradient = 0.6,
            Fault::PatternedBackground => self.backdrop.pattern = 0.8,
            Fault::ShadowBehind => self.backdrop.shadow = 0.75,
            Fault::HeadCutOff => self.centre.1 = 0.11,
            Fault::TooSmall => self.face_share *= 0.4,
            Fault::OffCentre => self.centre.0 -= 0.2,
            Fault::TooDark => self.exposure = 0.2,
            Fault::TooBright => self.exposure = 2.6,
            Fault::SideLight => {
                self.light.side = if self.seed.is_multiple_of(2) { 1.0 } else { -1.0 };
                self.light.hardness = 0.9;
            }
            Fault::DarkGlasses => self.glasses = Glasses::Dark,
            Fault::LookingAway => self.eyes.gaze = (0.85, 0.0),
            Fault::TwoFaces => self.second_face = Some(self.seed ^ 0x5EC0),
            Fault::NoFace => self.empty = true,
            Fault::Blurred => self.blur_px = 7.0,
            Fault::Noisy => self.noise = 26.0,
        }
        self
    }

    fn with_openness(mut self, openness: [f32; 2]) -> Self {
        self.eyes.openness = openness;
        self
    }

    /// Behind dark rims face meshes read closed lids as half open, so closed eyes go without.
    fn without_rims(mut self) -> Self {
        if self.glasses == Glasses::Rimmed {
            self.glasses = Glasses::None;
        }
        self
    }

    fn drawn(seed: u64, sex: Sex, mut random: Random) -> Self {
        let skin = draw_skin(&mut random);
        Self {
            seed,
            frame_px: (900, 1200),
            face_share: random.between(0.36, 0.40),
            centre: (0.5 + random.between(-0.01, 0.01), 0.39 + random.between(-0.01, 0.01)),
            sex,
            skin,
            head: draw_head(&mut random, sex),
            eyes: draw_eyes(&mut random, sex),
            mouth: Mouth {
                width: random.between(0.64, 0.78),
                fullness: random.between(0.8, 1.2) + if sex == Sex::Female { 0.1 } else { 0.0 },
                gap: 0.0,
                smile: random.between(0.015, 0.06),
            },
            hair: draw_hair(&mut random, sex, skin),
            glasses: match random.below(10) {
                0 | 1 => Glasses::Thin,
                2 => Glasses::Rimmed,
                _ => Glasses::None,
            },
            clothes: draw_clothes(&mut random),
            pose: Pose {
                yaw_deg: random.between(-3.0, 3.0),
                pitch_deg: random.between(-2.5, 2.5),
                roll_deg: random.between(-2.0, 2.0),
            },
            light: Light {
                side: random.between(-0.35, 0.35),
                height: random.between(0.3, 0.6),
                hardness: random.between(0.32, 0.55),
            },
            backdrop: Backdrop {
                colour: LIGHT_BLUE,
                vignette: random.between(0.0, 0.05),
                gradient: 0.0,
                shadow: 0.0,
                pattern: 0.0,
            },
            exposure: random.between(0.95, 1.05),
            blur_px: random.between(0.5, 0.8),
            noise: random.between(1.0, 2.5),
            second_face: None,
            empty: false,
        }
    }
}

/// Mostly the tones of the province, now and then any tone there is.
fn draw_skin(random: &mut Random) -> f32 {
    if random.chance(0.75) { random.between(0.1, 0.5) } else { random.between(0.0, 1.0) }
}

fn draw_head(random: &mut Random, sex: Sex) -> Head {
    let male = if sex == Sex::Male { 1.0 } else { 0.0 };
    Head {
        chin: random.between(1.58, 1.72) + 0.05 * male,
        crown: random.between(1.30, 1.40),
        jaw: random.between(0.25, 0.7) + 0.25 * male,
        nose_width: random.between(0.23, 0.28) + 0.015 * male,
        nose_length: random.between(0.76, 0.85),
        nose_height: random.between(0.25, 0.34),
        cheeks: random.between(0.2, 1.0),
    }
}

fn draw_eyes(random: &mut Random, sex: Sex) -> Eyes {
    let open = random.between(0.75, 1.0);
    let male = sex == Sex::Male;
    Eyes {
        spacing: random.between(0.87, 0.95),
        width: random.between(0.40, 0.45),
        openness: [open, open + random.between(-0.04, 0.04)],
        gaze: (random.between(-0.08, 0.08), random.between(-0.05, 0.08)),
        slant: random.between(-0.005, 0.03),
        iris: *random.pick(&[[58, 36, 22], [44, 28, 18], [72, 46, 26], [84, 56, 30], [50, 34, 24]]),
        brow: if male { random.between(0.06, 0.085) } else { random.between(0.045, 0.06) },
        arch: random.between(0.01, 0.07),
    }
}

fn draw_hair(random: &mut Random, sex: Sex, skin: f32) -> Hair {
    use HairStyle::{Bob, Bun, Fringe, Long, Ponytail, Short, SidePart, Stubble};
    let style = if sex == Sex::Male {
        *random.pick(&[Short, Short, SidePart, SidePart, Fringe, Stubble])
    } else {
        *random.pick(&[Bob, Bob, Long, Long, Bun, Ponytail, Ponytail, SidePart])
    };
    let mut shades = vec![[22, 18, 17], [28, 22, 20], [36, 26, 22], [48, 33, 25]];
    if skin < 0.25 {
        shades.extend([[92, 62, 38], [70, 46, 30]]);
    }
    let volume = match style {
        Stubble => 0.015,
        Bun | Ponytail => random.between(0.05, 0.1),
        _ => random.between(0.12, 0.24),
    };
    Hair {
        style,
        colour: *random.pick(&shades),
        volume,
        parting: random.between(0.15, 0.5) * if random.chance(0.5) { 1.0 } else { -1.0 },
        hairline: random.between(0.82, 0.95),
    }
}

fn draw_clothes(random: &mut Random) -> Clothes {
    let garment = *random.pick(&[Garment::TShirt, Garment::Shirt, Garment::Jacket]);
    let shades: &[[u8; 3]] = match garment {
        Garment::TShirt => {
            &[[30, 32, 38], [120, 30, 36], [236, 232, 226], [52, 70, 54], [90, 92, 98]]
        }
        Garment::Shirt => &[[240, 240, 238], [225, 215, 200], [40, 44, 60], [196, 160, 160]],
        Garment::Jacket => &[[26, 28, 36], [40, 42, 48], [34, 40, 62], [66, 60, 56]],
    };
    Clothes { garment, colour: *random.pick(shades) }
}
