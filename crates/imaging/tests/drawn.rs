//! The engine's points on drawn people, whose truth is known exactly.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[expect(dead_code, reason = "photographs are for the other tests")]
mod common;

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use imaging::engine::Found;
use imaging::find::geometry;
use imaging::find::mask::Region;
use imaging::find::mesh::{IRISES, Mesh};
use imaging::{Engine, Profile, Verdict};
use testkit::face::{Drawn, FaceSpec, Fault, Glasses, Truth, draw};

/// Frames are drawn this small: a face is about as wide as the mesh's cut.
const FRAME_PX: (u32, u32) = (360, 480);

/// The smallest frames a portrait can be cut from without enlarging.
const LARGE_PX: (u32, u32) = (690, 920);

/// Indices of the mesh: corners of the mouth and, inner first, of the eyes, chin, tip of the nose,
/// the lips' inner edges, and the cheeks.
const MOUTH: [usize; 2] = [61, 291];
const CORNERS: [[usize; 2]; 2] = [[133, 33], [362, 263]];
const CHIN: usize = 152;
const NOSE: usize = 1;
const LIPS: [usize; 2] = [13, 14];
const CHEEKS: [usize; 2] = [234, 454];

/// Lids above one another, three pairs an eye.
const LIDS: [[[usize; 2]; 3]; 2] =
    [[[159, 145], [158, 153], [160, 144]], [[386, 374], [385, 380], [387, 373]]];

#[test]
fn points_lie_where_they_were_drawn() {
    let Some(mut engine) = common::engine() else { return };
    let mut errors: [Vec<f64>; 7] = Default::default();
    for seed in 0..100 {
        let (image, truth) = drawn(&small(seed));
        let found = engine.find(&image).unwrap_or_else(|| panic!("no face on {seed}"));
        let width = f64::from(truth.face_width_px);
        let mask = engine.segment(&image, Region::whole(&image));
        let top = geometry::hair_top(&mask, &found.face).unwrap();
        let mesh = &found.mesh;
        let pupils = [truth.left_pupil, truth.right_pupil];
        let corners = truth.eyes.map(|eye| [eye.inner, eye.outer]);
        let mouth = [truth.mouth.left_corner, truth.mouth.right_corner];
        let measured = [
            worst(mesh, &IRISES, &pupils) / found.face.eye_distance_px(),
            (found.face.face_width_px / width - 1.0).abs(),
            worst(mesh, &[CHIN], &[truth.chin]) / width,
            worst(mesh, &MOUTH, &mouth) / width,
            worst(mesh, CORNERS.as_flattened(), corners.as_flattened()) / width,
            worst(mesh, &[NOSE], &[truth.nose_tip]) / width,
            (top - f64::from(truth.hair_top_y)).abs() / width,
        ];
        for (errors, error) in errors.iter_mut().zip(measured) {
            errors.push(error);
        }
    }
    // What, the median and the worst that are allowed.
    let limits = [
        ("pupils / eye distance", 0.012, 0.03),
        ("face width", 0.025, 0.06),
        ("chin / face width", 0.035, 0.06),
        ("mouth corners / face width", 0.02, 0.04),
        ("eye corners / face width", 0.035, 0.06),
        ("tip of the nose / face width", 0.025, 0.06),
        ("hair top / face width", 0.015, 0.05),
    ];
    for ((what, median, most), errors) in limits.into_iter().zip(&mut errors) {
        errors.sort_by(f64::total_cmp);
        let (middle, last) = (errors[errors.len() / 2], errors[errors.len() - 1]);
        eprintln!("{what}: median {middle:.4}, worst {last:.4} of {}", errors.len());
        assert!(middle <= median, "{what}: median {middle}");
        assert!(last <= most, "{what}: worst {last}");
    }
}

#[test]
fn students_pass_and_what_the_engine_judges_already_does_not() {
    let Some(mut engine) = common::engine() else { return };
    let profile = Profile::moe_2017_99();
    let faults = [
        Fault::EyesClosed,
        Fault::OneEyeClosed,
        Fault::MouthOpen,
        Fault::HeadTilted,
        Fault::WrongBackground,
        Fault::PatternedBackground,
        Fault::TwoFaces,
        Fault::NoFace,
    ];
    for seed in 0..16 {
        let large = FaceSpec::of(seed).in_frame(LARGE_PX.0, LARGE_PX.1);
        let mut judge = |spec: &FaceSpec| {
            let mut png = Cursor::new(Vec::new());
            draw(spec).image.write_to(&mut png, ImageFormat::Png).unwrap();
            engine.assess(png.get_ref(), &profile)
        };
        let good = judge(&large);
        assert_eq!(good.verdict, Verdict::Pass, "{seed}: {:?}", good.readings);
        let fault = faults[usize::try_from(seed).unwrap() % faults.len()];
        let bad = judge(&large.clone().with(fault));
        assert!(bad.verdict > Verdict::Warn, "{seed} {fault:?}: {:?}", bad.readings);
    }
}

#[test]
fn faces_are_found_whatever_is_wrong_with_them() {
    let Some(mut engine) = common::engine() else { return };
    for (fault, seed) in Fault::ALL.into_iter().zip(300..) {
        let image = draw(&small(seed).with(fault)).image;
        assert_eq!(engine.find(&image).is_some(), fault != Fault::NoFace, "{fault:?} on {seed}");
    }
}

#[test]
fn lids_part_as_they_are_drawn() {
    let openness = |mesh: &Mesh| {
        let eye = |(corners, lids): (&[usize; 2], &[[usize; 2]; 3])| {
            let gaps: f64 = lids.iter().map(|[upper, lower]| mesh.distance(*upper, *lower)).sum();
            gaps / 3.0 / mesh.distance(corners[0], corners[1])
        };
        CORNERS.iter().zip(&LIDS).map(eye).fold(f64::MAX, f64::min)
    };
    let steps = [0.0, 0.3, 0.55, 0.8, 1.0];
    // Behind dark rims the mesh reads closed lids as half open, on photographs as well.
    let set =
        |spec: &mut FaceSpec, open| (spec.eyes.openness, spec.glasses) = ([open; 2], Glasses::None);
    let read = over(&steps, 8, set, |found| openness(&found.mesh));
    let Some(read) = read else { return };
    eprintln!("openness, least, median and most: {read:.3?}");
    let [shut, .., half, wide] = [read[0], read[1], read[3], read[4]];
    assert!(shut[2] < 0.15 && half[0] > 0.22, "closed {shut:?}, open {half:?}");
    assert!(wide[1] > half[1]);
    assert!(read.windows(2).all(|pair| pair[0][1] < pair[1][1]), "{read:?}");
}

#[test]
fn lips_part_as_they_are_drawn() {
    let gap = |found: &Found| found.mesh.distance(LIPS[0], LIPS[1]) / found.face.face_width_px;
    let steps = [0.0, 0.06, 0.10, 0.15, 0.20, 0.26];
    let Some(read) = over(&steps, 8, |spec, gap| spec.mouth.gap = gap, gap) else { return };
    eprintln!("lips apart / face width, least, median and most: {read:.3?}");
    assert!(read[0][2] < 0.01, "closed {:?}", read[0]);
    assert!(read[3][0] > 0.05, "open {:?}", read[3]);
    assert!(read.windows(2).all(|pair| pair[0][1] < pair[1][1]), "{read:?}");
}

#[test]
fn heads_turn_nod_and_tilt_as_they_are_drawn() {
    let middle = |mesh: &Mesh| mesh.at(CHEEKS[0]).middle(mesh.at(CHEEKS[1]));
    let yaw = |f: &Found| (f.mesh.at(NOSE).x - middle(&f.mesh).x) / f.face.face_width_px;
    let pitch = |f: &Found| (f.mesh.at(NOSE).y - f.face.eyes().y) / f.face.face_width_px;
    let turns = [-20.0, -12.0, -6.0, 0.0, 6.0, 12.0, 20.0];
    let nods = [-12.0, -6.0, 0.0, 6.0, 12.0];
    let yaws = over(&turns, 5, |spec, degrees| spec.pose.yaw_deg = degrees, yaw);
    let pitches = over(&nods, 5, |spec, degrees| spec.pose.pitch_deg = degrees, pitch);
    let rolls =
        over(&turns, 5, |spec, degrees| spec.pose.roll_deg = degrees, |f| f.face.roll_degrees());
    let (Some(yaws), Some(pitches), Some(rolls)) = (yaws, pitches, rolls) else { return };
    eprintln!("yaw {yaws:.3?}\npitch {pitches:.3?}\nroll {rolls:.2?}");
    for (proxy, apart) in [(&yaws, true), (&pitches, false)] {
        for pair in proxy.windows(2) {
            // Turns of different people do not even overlap; noses of different lengths do.
            let (below, above) =
                if apart { (pair[0][2], pair[1][0]) } else { (pair[0][1], pair[1][1]) };
            assert!(below < above, "{pair:?} of {proxy:?}");
        }
    }
    for (degrees, read) in turns.iter().zip(&rolls) {
        for measured in [read[0], read[2]] {
            assert!((measured - f64::from(*degrees)).abs() < 1.0, "{degrees}°: {read:?}");
        }
    }
}

fn small(seed: u64) -> FaceSpec {
    FaceSpec::of(seed).in_frame(FRAME_PX.0, FRAME_PX.1)
}

fn drawn(spec: &FaceSpec) -> (RgbImage, Truth) {
    let Drawn { image, truth } = draw(spec);
    (image, truth.unwrap())
}

/// The greatest distance of points of the mesh from where they should be, in pixels.
fn worst(mesh: &Mesh, indices: &[usize], should: &[(f32, f32)]) -> f64 {
    let away = indices.iter().zip(should).map(|(index, (x, y))| {
        let at = mesh.at(*index);
        (at.x - f64::from(*x)).hypot(at.y - f64::from(*y))
    });
    away.fold(0.0, f64::max)
}

/// What is read off `people` faces at each value of one number: least, median and most.
fn over(
    values: &[f32],
    people: u64,
    set: impl Fn(&mut FaceSpec, f32),
    read: impl Fn(&Found) -> f64,
) -> Option<Vec<[f64; 3]>> {
    let mut engine: Engine = common::engine()?;
    let mut at = |value: f32| {
        let mut measured: Vec<f64> = (0..people)
            .map(|seed| {
                let mut spec = small(seed);
                set(&mut spec, value);
                let found = engine.find(&draw(&spec).image);
                read(&found.unwrap_or_else(|| panic!("no face on {seed} at {value}")))
            })
            .collect();
        measured.sort_by(f64::total_cmp);
        [measured[0], measured[measured.len() / 2], measured[measured.len() - 1]]
    };
    Some(values.iter().map(|value| at(*value)).collect())
}
