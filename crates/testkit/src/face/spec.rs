//! 面貌: what a drawn person looks like, how the person stands, and what can be wrong with it.

mod fault;
mod parts;
mod student;

pub use fault::Fault;
pub use parts::{
    Backdrop, Clothes, Cover, CoverKind, Eyes, Finish, Garment, Glasses, Hair, HairStyle, Head,
    Headwear, HeadwearKind, Jewellery, Lens, Lenses, Light, Mouth, Pose, Print, Thing, Tone,
};

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
    /// Length of a beard, 0 none to 1 full.
    pub beard: f32,
    /// Number of moles on the face, up to 8.
    pub moles: u8,
    pub head: Head,
    pub eyes: Eyes,
    pub mouth: Mouth,
    pub hair: Hair,
    pub glasses: Glasses,
    pub lenses: Lenses,
    pub headwear: Headwear,
    pub cover: Cover,
    pub jewellery: Jewellery,
    pub clothes: Clothes,
    pub pose: Pose,
    pub light: Light,
    pub backdrop: Backdrop,
    pub lens: Lens,
    /// Light reaching the sensor, 1 for a right exposure.
    pub exposure: f32,
    /// Standard deviation of the lens blur in pixels.
    pub blur_px: f32,
    /// Standard deviation of the sensor noise in grey levels.
    pub noise: f32,
    pub tone: Tone,
    pub finish: Finish,
    /// The seed of a second person, who looks over the shoulder.
    pub second_face: Option<u64>,
    /// Nobody stands before the backdrop.
    pub empty: bool,
}

/// The light blue of 教毕指〔2017〕99号.
pub const LIGHT_BLUE: [u8; 3] = [100, 197, 255];

/// The white of 教毕指〔2017〕99号.
pub const WHITE: [u8; 3] = [255, 255, 255];

/// The light grey of 教毕指〔2017〕99号.
pub const LIGHT_GREY: [u8; 3] = [240, 240, 240];

impl FaceSpec {
    /// A student whose frame meets the notice, different for each seed.
    pub fn of(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let sex = if random.chance(0.5) { Sex::Male } else { Sex::Female };
        student::drawn(seed, sex, random)
    }

    /// The student `person`: the same face for every frame.
    pub fn of_person(person: &Person) -> Self {
        student::drawn(person.face_seed, person.sex, Random::seeded(person.face_seed))
    }

    /// The same with a size of frame; the person keeps the share of the height, and blurs and
    /// lines keep their pixels.
    #[must_use]
    pub fn in_frame(mut self, width_px: u32, height_px: u32) -> Self {
        let upright = self.frame_px;
        self.frame_px = (width_px.max(1), height_px.max(1));
        #[expect(clippy::cast_precision_loss, reason = "frames are below 2^24 pixels wide")]
        let aspect = |(width, height): (u32, u32)| width as f32 / height as f32;
        self.face_share *= aspect(upright) / aspect(self.frame_px);
        self
    }

    /// The same as a finished portrait of 480 × 640 pixels: eyes, hair and face where the notice
    /// wants them.
    #[must_use]
    pub fn as_portrait(mut self) -> Self {
        let knot = if self.hair.style == HairStyle::Bun { 0.38 } else { 0.0 };
        let top = self.head.crown + self.hair.volume + knot;
        // The hair ends 80 pixels below the upper edge or the face is 240 wide, what is smaller.
        let unit_px = (190.0 / top).min(120.0);
        self.frame_px = (480, 640);
        self.face_share = unit_px / 240.0;
        self.centre = (0.5, 270.0 / 640.0);
        self
    }

    /// The same in light from everywhere: what is left of shadow is the face's own.
    #[must_use]
    pub fn in_even_light(mut self) -> Self {
        self.light = Light { side: 0.0, height: 0.3, hardness: 0.25, flash: 0.0 };
        self
    }

    /// The same with one thing wrong.
    #[must_use]
    pub fn with(self, fault: Fault) -> Self {
        self.with_strength(fault, 1.0)
    }

    /// The same with one thing wrong by a `strength` from 0 (as it was) to 1 (as in
    /// [`Self::with`]). Faults that have no degrees appear at any strength above 0.
    #[must_use]
    pub fn with_strength(mut self, fault: Fault, strength: f32) -> Self {
        if strength > 0.0 {
            fault::put(&mut self, fault, strength.min(1.0));
        }
        self
    }
}
