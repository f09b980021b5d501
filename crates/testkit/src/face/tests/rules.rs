//! 合规: what the notice asks of a frame, measured on the truth of drawn ones.

use image::RgbImage;

use super::super::*;

/// Regions that nobody who meets the notice shows.
const FORBIDDEN: [Region; 5] =
    [Region::Mouth, Region::Lens, Region::Headwear, Region::Cover, Region::Jewellery];

fn portrait(seed: u64) -> FaceSpec {
    let mut spec = FaceSpec::of(seed).as_portrait();
    spec.frame_px = (240, 320);
    spec
}

fn drawn(spec: &FaceSpec) -> (RgbImage, Truth) {
    let Drawn { image, truth } = draw(spec);
    (image, truth.expect("somebody stands there"))
}

/// Mean of red, green and blue over the pixels that `of` picks.
fn mean(image: &RgbImage, of: impl Fn(u32, u32) -> bool) -> [f32; 3] {
    let (mut sum, mut count) = ([0.0_f32; 3], 0.0_f32);
    for (x, y, pixel) in image.enumerate_pixels().filter(|(x, y, _)| of(*x, *y)) {
        assert!(x < image.width() && y < image.height());
        sum = std::array::from_fn(|i| sum[i] + f32::from(pixel.0[i]));
        count += 1.0;
    }
    sum.map(|part| part / count.max(1.0))
}

fn luma(rgb: [f32; 3]) -> f32 {
    0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
}

fn place(x: u32, y: u32) -> (f32, f32) {
    (f32::from(u16::try_from(x).unwrap()), f32::from(u16::try_from(y).unwrap()))
}

/// Mean luma of the skin under the left and the right eye.
fn cheeks(image: &RgbImage, truth: &Truth) -> [f32; 2] {
    let side = (truth.right_pupil.0 - truth.left_pupil.0) * 0.15;
    [truth.left_pupil, truth.right_pupil].map(|(eye_x, eye_y)| {
        luma(mean(image, |x, y| {
            let (x, y) = place(x, y);
            (x - eye_x).abs() < side && (y - eye_y - 4.0 * side).abs() < side
        }))
    })
}

/// How much of a side's ear is seen.
fn share_of(parts: [usize; 2]) -> f32 {
    let [less, more] = if parts[0] < parts[1] { parts } else { [parts[1], parts[0]] };
    f32::from(u16::try_from(less).unwrap()) / f32::from(u16::try_from(more.max(1)).unwrap())
}

#[test]
fn students_show_all_that_the_notice_asks_for_and_nothing_it_forbids() {
    for seed in 0..48 {
        let spec = portrait(seed);
        let (image, truth) = drawn(&spec);
        let eye_distance = truth.right_pupil.0 - truth.left_pupil.0;
        let least = 0.15 * (0.35 * eye_distance) * (0.35 * eye_distance);
        for ear_px in truth.ears_px {
            assert!(f32::from(u16::try_from(ear_px).unwrap()) > least, "{seed}: ear of {ear_px}");
        }
        assert!(share_of(truth.ears_px) > 0.5, "{seed}: ears {:?}", truth.ears_px);
        for region in FORBIDDEN {
            assert_eq!(truth.regions.count(region), 0, "{seed}: {region:?}");
        }
        let hair = truth.brows.iter().flatten().filter(|(x, y)| {
            let (x, y) = (whole(*x), whole(*y));
            (0..6).any(|up| truth.regions.at(x, y - up) == Region::Hair)
        });
        assert_eq!(hair.count(), 0, "{seed}: hair at the brows");
        for eye in truth.eyes {
            assert!(eye.openness() > 0.22, "{seed}: lids {eye:?}");
        }
        let [left, right] = cheeks(&image, &truth);
        let even = left.min(right) / left.max(right);
        assert!(even > 0.88, "{seed}: cheeks {left} and {right}");
        let shirt = mean(&image, |x, y| truth.regions.at(x, y) == Region::Clothes);
        let wall = mean(&image, |x, y| truth.regions.at(x, y) == Region::Backdrop);
        let apart = shirt.iter().zip(wall).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart > 60.0, "{seed}: clothes {shirt:?} before {wall:?}");
        let bottom = |x: u32| truth.regions.at(x, 319);
        assert_eq!((bottom(30), bottom(210)), (Region::Clothes, Region::Clothes), "{seed}");
    }
}

fn whole(at: f32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in the frame")]
    let whole = at as u32;
    whole
}

#[test]
fn portraits_lie_where_the_notice_wants_them() {
    for seed in 0..16 {
        let spec = FaceSpec::of(seed).as_portrait();
        let (_, truth) = drawn(&spec);
        assert_eq!(spec.frame_px, (480, 640));
        assert!((50.0..=110.0).contains(&truth.hair_top_y), "{seed}: {}", truth.hair_top_y);
        let eyes = (truth.left_pupil.1 + truth.right_pupil.1) * 0.5;
        assert!((200.0..=300.0).contains(&eyes), "{seed}: {eyes}");
        assert!((180.0..=300.0).contains(&truth.face_width_px), "{seed}");
        assert!(truth.chin.1 < 0.8 * 640.0, "{seed}: {:?}", truth.chin);
    }
}

#[test]
fn what_covers_grows_with_the_strength_of_the_fault() {
    let pixels = |truth: &Truth, regions: &[Region]| -> usize {
        regions.iter().map(|region| truth.regions.count(*region)).sum()
    };
    let table: [(Fault, &[Region], bool); 8] = [
        (Fault::EyesClosed, &[Region::Eye], false),
        (Fault::MouthOpen, &[Region::Mouth], true),
        (Fault::HairOverBrows, &[Region::Brow], false),
        (Fault::HairOverEye, &[Region::Eye], false),
        (Fault::HairOverEars, &[Region::Ear], false),
        (Fault::FaceMask, &[Region::Skin, Region::Lips], false),
        (Fault::ScarfOverChin, &[Region::Skin, Region::Lips], false),
        (Fault::HandBeforeMouth, &[Region::Skin, Region::Lips], false),
    ];
    let mut spec = portrait(4);
    (spec.hair.style, spec.hair.volume) = (HairStyle::Fringe, 0.15);
    for (fault, regions, grows) in table {
        let at = |strength| {
            let counted = pixels(&drawn(&spec.clone().with_strength(fault, strength)).1, regions);
            if grows { counted } else { usize::MAX - counted }
        };
        let [none, half, all] = [0.0, 0.5, 1.0].map(at);
        assert!(none <= half && half < all, "{fault:?}: {none}, {half}, {all}");
    }
}

#[test]
fn light_and_lenses_darken_by_their_strength() {
    let spec = portrait(4).in_even_light();
    let contrast = |fault, strength| {
        let (image, truth) = drawn(&spec.clone().with_strength(fault, strength));
        let [left, right] = cheeks(&image, &truth);
        left.min(right) / left.max(right)
    };
    let seen = [0.0, 0.5, 1.0].map(|strength| contrast(Fault::SideLight, strength));
    assert!(seen[0] > seen[1] && seen[1] > seen[2] && seen[2] < 0.75, "{seen:?}");
    let behind = |strength| {
        let (image, truth) = drawn(&spec.clone().with_strength(Fault::TintedGlasses, strength));
        luma(mean(&image, |x, y| truth.regions.is_behind_lens(x, y)))
    };
    let seen = [0.1, 0.5, 1.0].map(behind);
    assert!(seen[0] > seen[1] && seen[1] > seen[2], "{seen:?}");
}

#[test]
fn a_head_that_turns_hides_the_ear_on_its_side_and_shoulders_follow_the_body() {
    let posed = |pose: fn(&mut Pose)| {
        let mut spec = portrait(4);
        pose(&mut spec.pose);
        drawn(&spec).1
    };
    let turned = posed(|pose| pose.yaw_deg = 15.0);
    assert!(share_of(turned.ears_px) < 0.45 && turned.ears_px[0] > turned.ears_px[1]);
    let slope = |truth: &Truth| {
        let [left, right] = truth.shoulders.each_ref().map(|line| line[3]);
        (right.1 - left.1) / (right.0 - left.0)
    };
    let level = posed(|pose| (pose.shoulders_deg, pose.body_deg) = (0.0, 0.0));
    let sloped = posed(|pose| (pose.shoulders_deg, pose.body_deg) = (8.0, 0.0));
    assert!(slope(&level).abs() < 0.005, "{}", slope(&level));
    assert!((slope(&sloped) - 0.1405).abs() < 0.02, "{}", slope(&sloped));
    for (x, y) in sloped.shoulders.iter().flatten().filter(|(x, _)| (2.0..238.0).contains(x)) {
        let (x, y) = (whole(*x), whole(*y));
        let edge = [y - 4, y + 4].map(|y| sloped.mask.get_pixel(x, y).0[0] > 127);
        assert!(edge[1], "no shoulder below {x}, {y}");
    }
}

#[test]
fn the_backdrop_is_known_where_nobody_is_seen() {
    let mut spec = portrait(4);
    (spec.noise, spec.blur_px, spec.pose.roll_deg) = (0.0, 0.0, 0.0);
    for fault in [Fault::ShadowBehind, Fault::GradientAcross, Fault::ThingBehind] {
        let spec = spec.clone().with(fault);
        let (image, truth) = drawn(&spec);
        let backdrop = draw_backdrop(&spec);
        for (x, y, pixel) in image.enumerate_pixels() {
            if truth.mask.get_pixel(x, y).0[0] == 0 {
                // A hair's edge may still lie on it, too thin for the mask.
                let parts = pixel.0.iter().zip(backdrop.get_pixel(x, y).0);
                let off = parts.map(|(a, b)| a.abs_diff(b)).max();
                assert!(off <= Some(1), "{fault:?} at {x}, {y}: {off:?}");
            }
        }
    }
}
