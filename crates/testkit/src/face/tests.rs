//! What a drawing promises, for people who meet the notice and for each fault.

mod rules;

use image::RgbImage;

use super::maths::Point;
use super::*;

/// Small frames: the drawing is the same, and a test may make many.
fn small(seed: u64) -> FaceSpec {
    FaceSpec::of(seed).in_frame(240, 320)
}

/// Mean absolute difference of two frames in grey levels.
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    #[expect(clippy::cast_precision_loss, reason = "a frame has fewer bytes than 2^52")]
    let mean = sum as f64 / one.len() as f64;
    mean
}

fn truth_of(spec: &FaceSpec) -> Truth {
    draw(spec).truth.expect("somebody stands there")
}

#[test]
fn the_same_seed_draws_the_same_bytes() {
    assert_eq!(draw(&small(1)).image, draw(&small(1)).image);
    assert!(difference(&draw(&small(1)).image, &draw(&small(2)).image) > 3.0);
}

/// A change of one line of arithmetic shows here, and so does a machine that rounds differently.
#[test]
fn the_bytes_are_those_of_every_other_machine() {
    let sums: Vec<u64> = (0..4)
        .map(|seed| draw(&small(seed)).image.iter().map(|byte| u64::from(*byte)).sum())
        .collect();
    assert_eq!(sums, [34_033_812, 34_365_224, 29_861_180, 31_776_674]);
}

#[test]
fn the_truth_lies_inside_the_frame_and_in_order() {
    for seed in 0..24 {
        let spec = small(seed);
        let truth = truth_of(&spec);
        let inside = |(x, y): Point| (0.0..240.0).contains(&x) && (0.0..320.0).contains(&y);
        assert!(inside(truth.left_pupil) && inside(truth.right_pupil) && inside(truth.chin));
        assert!(truth.left_pupil.0 < truth.right_pupil.0, "{seed}");
        assert!(truth.face_left_x < truth.left_pupil.0 && truth.right_pupil.0 < truth.face_right_x);
        assert!(truth.hair_top_y > 4.0 && truth.hair_top_y < truth.left_pupil.1, "{seed}");
        assert!(truth.left_pupil.1 < truth.chin.1, "{seed}");
        let (dx, dy) =
            (truth.right_pupil.0 - truth.left_pupil.0, truth.right_pupil.1 - truth.left_pupil.1);
        let roll_deg = dy.atan2(dx).to_degrees();
        assert!((roll_deg - truth.roll_deg).abs() < 1.0, "{seed}: {roll_deg}");
    }
}

#[test]
fn the_mask_holds_the_face_and_leaves_the_corners() {
    for seed in 0..6 {
        let truth = truth_of(&small(seed));
        let at = |(x, y): Point| {
            let nearest = truth.mask.enumerate_pixels().min_by(|one, other| {
                let away = |(column, row): (u32, u32)| {
                    let (dx, dy) =
                        (f64::from(column) - f64::from(x), f64::from(row) - f64::from(y));
                    dx * dx + dy * dy
                };
                away((one.0, one.1)).total_cmp(&away((other.0, other.1)))
            });
            nearest.map(|(_, _, pixel)| pixel.0[0]).expect("a mask has pixels")
        };
        assert_eq!((at(truth.left_pupil), at(truth.right_pupil)), (255, 255));
        assert_eq!((at((0.0, 0.0)), at((239.0, 0.0)), at((120.0, 319.0))), (0, 0, 255));
    }
}

#[test]
fn the_backdrop_of_a_student_is_the_light_blue_of_the_notice() {
    for seed in 0..6 {
        let mut spec = small(seed);
        (spec.exposure, spec.noise, spec.backdrop.vignette) = (1.0, 0.0, 0.0);
        let corner = draw(&spec).image.get_pixel(3, 3).0;
        for (found, wanted) in corner.iter().zip(LIGHT_BLUE) {
            assert!(found.abs_diff(wanted) <= 1, "{corner:?}");
        }
    }
}

#[test]
fn every_fault_shows_in_the_frame() {
    for (fault, seed) in Fault::ALL.into_iter().zip(40..) {
        let spec = small(seed);
        let (right, wrong) = (draw(&spec), draw(&spec.clone().with(fault)));
        let seen = difference(&right.image, &wrong.image);
        assert!(seen > 0.01, "{fault:?} changes the frame by {seen}");
        assert_eq!(wrong.truth.is_none(), fault == Fault::NoFace);
    }
}

#[test]
fn faults_change_the_truth_they_speak_of() {
    for seed in 0..6 {
        let spec = small(seed);
        let right = truth_of(&spec);
        let wrong = |fault| truth_of(&spec.clone().with(fault));
        assert!(wrong(Fault::HeadTilted).roll_deg.abs() > 8.0);
        assert!(wrong(Fault::HeadTurned).yaw_deg.abs() > 12.0);
        assert_eq!(wrong(Fault::HeadCutOff).hair_top_y.to_bits(), 0);
        assert!(wrong(Fault::TooSmall).face_width_px < 0.5 * right.face_width_px);
        assert!(wrong(Fault::OffCentre).chin.0 < right.chin.0 - 30.0);
        assert!(wrong(Fault::LookingAway).mask == right.mask, "gaze moves nobody");
        assert!(wrong(Fault::TwoFaces).mask == right.mask, "an onlooker is not the person");
        assert!(wrong(Fault::MouthOpen).chin.1 > right.chin.1);
    }
}

#[test]
fn a_frame_of_any_size_can_be_asked_for() {
    for (width_px, height_px) in [(1, 1), (3, 200), (400, 30), (320, 240)] {
        let drawn = draw(&FaceSpec::of(5).in_frame(width_px, height_px));
        assert_eq!(drawn.image.dimensions(), (width_px, height_px));
    }
    let lying = truth_of(&FaceSpec::of(5).in_frame(320, 240));
    let standing = truth_of(&FaceSpec::of(5).in_frame(180, 240));
    assert!((lying.face_width_px - standing.face_width_px).abs() < 0.5);
}

#[test]
fn a_person_has_one_face() {
    let person = crate::people::People::seeded(1).next().expect("people without end");
    let spec = FaceSpec::of_person(&person);
    assert_eq!(spec.sex, person.sex);
    assert_eq!(spec, FaceSpec::of_person(&person));
}

/// The notice's picture: the face half as wide as the picture, the hair an eighth from its top.
#[test]
fn the_picture_of_the_notice_can_be_cut_from_every_student_s_frame() {
    for seed in 0..40 {
        let truth = truth_of(&small(seed));
        let width = 2.0 * truth.face_width_px;
        let height = width * 4.0 / 3.0;
        let middle = (truth.face_left_x + truth.face_right_x) * 0.5;
        let top = truth.hair_top_y - height / 8.0;
        assert!(middle - width * 0.5 >= 0.0 && middle + width * 0.5 <= 240.0, "{seed}");
        assert!(top >= 0.0 && top + height <= 320.0, "{seed}: {top} and {height}");
    }
}
