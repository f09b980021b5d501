//! 评定: everything the engine says about one file.

use serde::{Deserialize, Serialize};

use crate::decode::{DecodeError, Source};
use crate::measure;
use crate::profile::Profile;
use crate::reading::{Edge, Reading, Verdict};

/// A point in pixels: x to the right, y down, (0, 0) the outer corner of the first pixel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// The distance to `other`.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// `[x, y]` as drawings hold it.
    pub fn pair(self) -> [f32; 2] {
        [self.x as f32, self.y as f32]
    }

    /// The point half-way to `other`.
    #[must_use]
    pub fn middle(self, other: Self) -> Self {
        Self { x: f64::midpoint(self.x, other.x), y: f64::midpoint(self.y, other.y) }
    }
}

/// What the geometry is measured from, in pixels of the **upright source**: the file's own
/// size after its EXIF orientation, whatever scale it was decoded at.
///
/// Left and right are the *picture's*: `left_pupil` is the one nearer the left edge, which is
/// the person's right eye.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Landmarks {
    pub left_pupil: Point,
    pub right_pupil: Point,
    /// Lowest point of the chin.
    pub chin: Point,
    /// Upper outline of the hair (of the head, where there is none); `None` when not visible.
    pub hair_top_y: Option<f64>,
    /// Cheek contour, left edge of the picture's left.
    pub face_left_x: f64,
    pub face_right_x: f64,
    /// Distance of the cheeks along the face's own axis; larger than the difference of the
    /// two x when the head is tilted.
    pub face_width_px: f64,
}

impl Landmarks {
    /// The distance between the pupils.
    pub fn eye_distance_px(&self) -> f64 {
        self.left_pupil.distance(self.right_pupil)
    }

    /// The middle between the pupils.
    pub fn eyes(&self) -> Point {
        self.left_pupil.middle(self.right_pupil)
    }

    /// The middle between the cheeks.
    pub fn centre_x(&self) -> f64 {
        f64::midpoint(self.face_left_x, self.face_right_x)
    }

    /// The line through the pupils against the horizontal, clockwise positive.
    pub fn roll_degrees(&self) -> f64 {
        let (dx, dy) =
            (self.right_pupil.x - self.left_pupil.x, self.right_pupil.y - self.left_pupil.y);
        dy.atan2(dx).to_degrees()
    }
}

/// Where the portrait is cut from the upright source: portrait pixel (u, v) shows the source
/// at (x + u / scale, y + v / scale). Never rotated, never mirrored, never outside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Crop {
    pub x: f64,
    pub y: f64,
    /// Portrait pixels per source pixel.
    pub scale: f64,
}

/// The finished portrait.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Baseline JFIF, 4:2:0, without any metadata but its density.
    pub jpeg: Vec<u8>,
    pub width_px: u32,
    pub height_px: u32,
    /// IJG quality it was written with.
    pub quality: u8,
    pub dpi: u16,
    /// Everything that was done to the photograph to make it, in order.
    pub edits: Vec<Edit>,
}

/// One thing done on the way from the photograph to the portrait. There is nothing else that
/// can be done: no turning but the camera's own, no mirroring, no retouching, no other
/// background (clause 一 of 教毕指〔2017〕99号).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "edit")]
pub enum Edit {
    /// Turned upright as the camera's EXIF orientation, 2 to 8, says.
    Upright { orientation: u8 },
    /// Cut out of the upright source, in its pixels.
    Crop { x: f64, y: f64, width: f64, height: f64 },
    /// Scaled by the same factor both ways (Catmull-Rom).
    Scale { width_px: u32, height_px: u32, factor: f64 },
    /// Written as JPEG; quality on the IJG scale.
    Encode { quality: u8, bytes: usize },
}

/// Why there is no portrait, or why it is not the one wished for. Completes "it …".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reason {
    /// The file could not be read.
    #[error("{0}")]
    Unreadable(#[from] DecodeError),
    /// The detector or the mesh found no frontal face.
    #[error("shows no face")]
    NoFace,
    /// No crop of the portrait's shape fits the source, whatever was added at its edges.
    #[error("is too small to hold a portrait: {width_px} × {height_px} px")]
    TooSmall { width_px: u32, height_px: u32 },
    /// A portrait inside every band would reach beyond this edge of the source, by at least
    /// this many of the source's pixels.
    #[error("ends {missing_px} px too early at its {edge:?} edge")]
    OutsideSource { edge: Edge, missing_px: u32 },
    /// The portrait could not be written.
    #[error("could not be written as JPEG")]
    NotEncoded,
}

/// One file, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The worst of the readings, or [`Verdict::Unassessable`] when there was no face to judge.
    pub verdict: Verdict,
    /// What concerns the file as a whole; empty for a good one.
    pub reasons: Vec<Reason>,
    /// One reading per rule, in the order of `Rule::ALL`; empty for an unreadable file.
    pub readings: Vec<Reading>,
    /// The file as it came; `None` for an unreadable one.
    pub source: Option<Source>,
    pub landmarks: Option<Landmarks>,
    /// Where the portrait is, or would be, cut.
    pub crop: Option<Crop>,
    /// The portrait; only when the verdict is a pass or a warning.
    pub output: Option<Output>,
}

impl Assessment {
    /// The same of a file that is handed in under its own name; `extension` without the point.
    /// A file that could not be read keeps its reason alone.
    #[must_use]
    pub fn named(mut self, extension: Option<&str>, profile: &Profile) -> Self {
        let format = self.source.as_ref().map(|source| source.format);
        let reading = format.and_then(|format| measure::of_name(extension, format, profile));
        if let Some(reading) = reading {
            self.verdict = self.verdict.max(reading.verdict);
            let after = self.readings.partition_point(|other| other.rule < reading.rule);
            self.readings.insert(after, reading);
        }
        self
    }

    /// A file that cannot be judged, and why.
    pub fn unassessable(reason: Reason, source: Option<Source>) -> Self {
        Self {
            verdict: Verdict::Unassessable,
            reasons: vec![reason],
            readings: Vec::new(),
            source,
            landmarks: None,
            crop: None,
            output: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Format;
    use crate::rule::Rule;

    #[test]
    fn a_name_adds_one_reading_in_its_place_and_can_only_make_it_worse() {
        let profile = Profile::moe_2017_99();
        let reading = |rule| profile.asks(rule).unwrap().read(1.0);
        let source = Source::unread(Format::Jpeg, 1);
        let of = |verdict, source| Assessment {
            verdict,
            reasons: Vec::new(),
            readings: vec![reading(Rule::FileFormat), reading(Rule::FileSize)],
            ..Assessment::unassessable(Reason::NoFace, source)
        };
        for (before, extension, after) in [
            (Verdict::Pass, "jpg", Verdict::Pass),
            (Verdict::Pass, "jpeg", Verdict::Warn),
            (Verdict::Warn, "png", Verdict::Fail),
            (Verdict::Fail, "jpg", Verdict::Fail),
            (Verdict::Unassessable, "png", Verdict::Unassessable),
        ] {
            let named = of(before, Some(source)).named(Some(extension), &profile);
            assert_eq!(named.verdict, after, "{extension}");
            assert!(named.readings.is_sorted_by_key(|reading| reading.rule));
            assert_eq!(named.readings.len(), 3);
        }
        let unread = of(Verdict::Unassessable, None);
        assert_eq!(unread.clone().named(Some("png"), &profile), unread);
    }

    #[test]
    fn a_head_leaning_to_the_right_of_the_picture_rolls_clockwise() {
        let at = |x, y| Point { x, y };
        let face = Landmarks {
            left_pupil: at(100.0, 200.0),
            right_pupil: at(200.0, 300.0),
            chin: at(100.0, 400.0),
            hair_top_y: None,
            face_left_x: 50.0,
            face_right_x: 250.0,
            face_width_px: 220.0,
        };
        assert!((face.roll_degrees() - 45.0).abs() < 1e-9);
        assert_eq!(face.eyes(), at(150.0, 250.0));
        assert!((face.centre_x() - 150.0).abs() < 1e-9);
    }
}
