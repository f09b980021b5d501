//! The models against the runtimes they were made for: LiteRT, and MediaPipe's own graph for the
//! attention mesh. `golden/make.py` says how the files beside it came about.

mod common;
mod picture;

use common::{ATTENTION, DETECTOR, SELFIE, model_bytes};
use picture::show_picture;
use tflite::{Isa, LoadError, Model};

/// One model: its file, the reference, and how far any value may be from it.
struct Golden {
    name: &'static str,
    sha256: &'static str,
    csv: &'static str,
    /// Box numbers in input pixels and scores before the sigmoid, landmarks in pixels of the
    /// 192-pixel input, and the mask from 0 to 1.
    tolerance: f64,
}

const GOLDEN: [Golden; 3] = [
    Golden {
        name: DETECTOR,
        sha256: "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        csv: include_str!("golden/face_detection_short_range.csv"),
        tolerance: 2e-4,
    },
    Golden {
        name: ATTENTION,
        sha256: "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
        csv: include_str!("golden/face_landmark_with_attention.csv"),
        tolerance: 2e-4,
    },
    Golden {
        name: SELFIE,
        sha256: "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
        csv: include_str!("golden/selfie_segmentation.csv"),
        tolerance: 5e-5,
    },
];

fn load(golden: &Golden) -> Option<Model> {
    let bytes = model_bytes(golden.name)?;
    Some(Model::load_checked(&bytes, golden.sha256).expect("the model is supported"))
}

fn available() -> impl Iterator<Item = Isa> {
    Isa::ALL.into_iter().filter(|isa| isa.is_available())
}

/// The largest difference from the golden values, and from their mean.
fn worst(golden: &Golden, model: &Model) -> f64 {
    let mut worst = 0.0_f64;
    for line in golden.csv.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [output, index, value] = fields[..] else { panic!("{line}") };
        let values = model.output(output.parse().expect("an output"));
        let expected: f64 = value.parse().expect("a number");
        let difference = if index == "sum" {
            let sum: f64 = values.iter().map(|&x| f64::from(x)).sum();
            (sum - expected) / f64::from(u32::try_from(values.len()).expect("a small tensor"))
        } else {
            f64::from(values[index.parse::<usize>().expect("an index")]) - expected
        };
        assert!(difference.is_finite(), "{}: {line}", golden.name);
        worst = worst.max(difference.abs());
    }
    worst
}

#[test]
fn outputs_are_those_of_the_reference_runtime_on_every_instruction_set() {
    for golden in &GOLDEN {
        let Some(mut model) = load(golden) else { continue };
        for isa in available() {
            model.set_isa(isa).unwrap();
            show_picture(golden.name, &mut model);
            model.run();
            let worst = worst(golden, &model);
            eprintln!("{} {isa:?}: at most {worst:.1e} off", golden.name);
            assert!(worst <= golden.tolerance, "{} {isa:?}: {worst:e}", golden.name);
        }
    }
}

#[test]
fn instruction_sets_agree_on_every_value() {
    for golden in &GOLDEN {
        let Some(mut model) = load(golden) else { continue };
        show_picture(golden.name, &mut model);
        let mut run = |isa| {
            model.set_isa(isa).unwrap();
            model.run();
            (0..model.outputs().len()).map(|i| model.output(i).to_vec()).collect::<Vec<_>>()
        };
        let portable = run(Isa::Portable);
        for isa in available() {
            for (a, b) in portable.concat().into_iter().zip(run(isa).concat()) {
                let difference = f64::from((a - b).abs());
                assert!(difference <= golden.tolerance, "{} {isa:?}: {a} {b}", golden.name);
            }
        }
    }
}

#[test]
fn a_second_run_and_a_clone_give_the_same_bits() {
    for golden in &GOLDEN {
        let Some(mut model) = load(golden) else { continue };
        show_picture(golden.name, &mut model);
        let bits = |model: &Model| {
            let values = (0..model.outputs().len()).flat_map(|i| model.output(i));
            values.map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        model.run();
        let first = bits(&model);
        let mut clone = model.clone();
        // The input is kept, so that it need not be written before each run.
        model.run();
        assert_eq!(bits(&model), first, "{}", golden.name);
        show_picture(golden.name, &mut clone);
        clone.input_mut(0)[0] += 1.0;
        clone.run();
        assert_ne!(bits(&clone), first, "{}", golden.name);
        assert_eq!(bits(&model), first, "{}", golden.name);
    }
}

#[test]
fn the_models_describe_themselves() {
    let dims = |model: &Model| {
        let infos = model.inputs().iter().chain(model.outputs());
        infos.map(|info| (info.name.clone(), info.dims.clone())).collect::<Vec<_>>()
    };
    if let Some(model) = load(&GOLDEN[0]) {
        let expected = [
            ("input", vec![1, 128, 128, 3]),
            ("regressors", vec![1, 896, 16]),
            ("classificators", vec![1, 896, 1]),
        ];
        assert_eq!(dims(&model), expected.map(|(name, dims)| (name.to_owned(), dims)));
        assert!(model.landmark_subsets().is_empty());
    }
    if let Some(model) = load(&GOLDEN[1]) {
        let lens: Vec<usize> = model.landmark_subsets().iter().map(Vec::len).collect();
        assert_eq!(lens, [80, 71, 71]);
        assert!(model.landmark_subsets().concat().into_iter().all(|point| point < 468));
        let lens: Vec<usize> = (0..7).map(|i| model.output(i).len()).collect();
        assert_eq!(lens, [1404, 160, 142, 142, 10, 10, 1]);
    }
}

#[test]
fn a_model_with_another_hash_is_refused() {
    let refused = Model::load_checked(b"abc", GOLDEN[0].sha256).unwrap_err();
    let expected = GOLDEN[0].sha256.to_owned();
    // The sha256 of "abc" (FIPS 180-2, appendix B.1).
    let found = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
    assert_eq!(refused, LoadError::Hash { expected, found });
}
