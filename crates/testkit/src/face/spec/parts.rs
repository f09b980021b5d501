//! 部件: the parts a person and a frame are described by. Lengths without a unit are in half face
//! widths, about 70 mm; left and right are the viewer's.

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

/// Eyes and brows.
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
    /// The fold of the upper lid, 0 none (单眼皮) to 1 plain (双眼皮).
    pub crease: f32,
    /// How heavily the upper lid hangs over the eye, 0 to 1; it does not change `openness`.
    pub hood: f32,
    /// Iris, sRGB.
    pub iris: [u8; 3],
    /// How red a flash makes the pupils, 0 to 1.
    pub red: f32,
    /// Thickness of the brows, around 0.06.
    pub brow: f32,
    /// How far the brows arch, 0 to 0.1.
    pub arch: f32,
    /// How far the brows are raised, 0 to 0.12.
    pub brow_lift: f32,
    /// How far a frown draws the brows together and down, 0 to 1.
    pub frown: f32,
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
    /// Lift of the corners, −0.06 to 0.16.
    pub smile: f32,
    /// How much of the gap teeth fill, 0 to 1; an open mouth shows the upper row in any case.
    pub teeth: f32,
}

/// Hair cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HairStyle {
    /// None at all.
    Bald,
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
    /// Thickness above the skull, 0.02 to 0.6.
    pub volume: f32,
    /// Where it parts, −0.6 to 0.6.
    pub parting: f32,
    /// Height of the hairline above the eyes, around 0.95.
    pub hairline: f32,
    /// How far a fringe hangs down: 0 as the style has it, 1 over all of the brows, 2 over the
    /// eyes.
    pub fringe: f32,
    /// How far a lock falls over the left and right eye, 0 not at all to 1 across all of it.
    pub over_eye: [f32; 2],
    /// How much of the left and right ear hair covers, 0 to 1.
    pub over_ear: [f32; 2],
}

/// Spectacles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Glasses {
    None,
    /// Wire frames.
    Thin,
    /// Dark rims.
    Rimmed,
    /// Rims as thick as a finger.
    Heavy,
    /// Sunglasses: dark lenses whatever [`Lenses::tint`] says.
    Dark,
}

/// What the lenses do to what lies behind them; without spectacles, nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lenses {
    /// Share of the light they swallow, 0 clear to 1 black.
    pub tint: f32,
    /// Strength of a window's reflection on the left and right lens, 0 to 1.
    pub glint: [f32; 2],
    /// Strength of a coating's green and violet reflection, 0 to 1.
    pub coating: f32,
    /// How far the frame has slipped down the nose; −0.25 to 0.35, at 0.2 its upper rim crosses
    /// the eyes.
    pub slip: f32,
}

/// What is on the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeadwearKind {
    None,
    /// A cap with a peak.
    Cap,
    /// A band over hair and forehead.
    Band,
    /// A scarf round hair, ears and neck that leaves the face free, as belief may ask.
    Scarf,
}

/// What is on the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headwear {
    pub kind: HeadwearKind,
    /// sRGB.
    pub colour: [u8; 3],
}

/// What is before the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoverKind {
    None,
    /// A hand before the mouth.
    Hand,
    /// A surgical mask.
    Mask,
    /// A scarf round the neck and over the chin.
    Scarf,
}

/// What is before the face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cover {
    pub kind: CoverKind,
    /// How high it reaches, 0 just below the chin to 1 its whole way: hand and scarf over the
    /// mouth, the mask over the nose.
    pub reach: f32,
}

/// Metal on ears and neck.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jewellery {
    /// Radius of the earrings, 0 none to 0.12.
    pub earrings: f32,
    /// Thickness of the necklace, 0 none to 0.05.
    pub necklace: f32,
}

/// What is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Garment {
    /// A round neck.
    TShirt,
    /// A collar that hides the neck.
    Turtleneck,
    /// A shirt with a pointed collar.
    Shirt,
    /// A jacket with lapels over a white shirt.
    Jacket,
}

/// What is printed on cloth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Print {
    Plain,
    Stripes,
    Checks,
    /// Large letters and spots.
    Motif,
}

/// Clothes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clothes {
    pub garment: Garment,
    /// sRGB.
    pub colour: [u8; 3],
    pub print: Print,
}

/// How the person stands, in degrees; positive turns to the viewer's right, down and clockwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// −20 to 20; hair stays where it is.
    pub yaw_deg: f32,
    /// −12 to 12.
    pub pitch_deg: f32,
    /// −40 to 40.
    pub roll_deg: f32,
    /// Slope of the shoulders, −20 to 20; positive lowers the right one.
    pub shoulders_deg: f32,
    /// How far the body is turned under the head, −60 to 60.
    pub body_deg: f32,
}

/// The studio's lamps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// The lamp, from the viewer's left (−1) to the right (1).
    pub side: f32,
    /// From the level of the eyes (0) to straight above (2).
    pub height: f32,
    /// 0 from everywhere to 1 from the lamp alone.
    pub hardness: f32,
    /// A flash on the camera, 0 to 1: it shines back from forehead, nose and cheeks.
    pub flash: f32,
}

/// What stands behind the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thing {
    None,
    /// A picture in a frame on the wall.
    Picture,
    /// The leaves of a plant.
    Plant,
    /// The edge of a door with its frame.
    Door,
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
    /// How much darker one side is than the other, 0 to 1; negative darkens the left.
    pub gradient_across: f32,
    /// Strength of the person's shadow on it, 0 to 1.
    pub shadow: f32,
    /// How far the shadow lies from the person: right and down.
    pub shadow_offset: (f32, f32),
    /// How far the edge of the shadow is blurred.
    pub shadow_blur: f32,
    /// Strength of its pattern, a curtain's folds and tiles, 0 to 1.
    pub pattern: f32,
    /// Strength of its weave, 0 to 1.
    pub weave: f32,
    pub thing: Thing,
}

/// What lens and sensor do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lens {
    /// From the camera to the eyes; 1500 and more is a portrait, 300 an arm's length.
    pub distance_mm: f32,
    /// Length of the path of every point while the shutter is open, in pixels.
    pub motion_px: f32,
    /// How many times a smaller frame was enlarged, 1 not at all.
    pub enlarged: f32,
}

/// What becomes of the colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// Gain of red, green and blue: the white balance's error.
    pub cast: [f32; 3],
    /// Share of even grey light over everything, 0 to 1: washed out.
    pub veil: f32,
    /// 1 in colour, 0 in greys.
    pub saturation: f32,
    /// Share of a sepia tint, 0 to 1.
    pub sepia: f32,
    /// Grey levels of each channel, 256 all of them.
    pub levels: u16,
}

/// What is done to the finished picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finish {
    /// Quality of the first and second JPEG compression it went through, 0 none. The second
    /// lattice of blocks lies 3 pixels right of and 5 below the first.
    pub jpeg: [u8; 2],
    /// Width of a line round the picture in pixels.
    pub border_px: u16,
    /// A date in the lower right corner.
    pub stamped: bool,
}
