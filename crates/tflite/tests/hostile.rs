//! Loading bytes that mean harm: every outcome is a refusal or a model that runs.

#![cfg(not(target_family = "wasm"))]

mod common;

use common::{ATTENTION, DETECTOR, SELFIE, model_bytes};
use proptest::prelude::*;
use tflite::{LoadError, Model};

/// Changes to a file: where, in 65 536ths of a part of it, and the bytes written there.
#[derive(Debug, Clone)]
enum Harm {
    /// In the whole file, most of which is weights.
    Anywhere(u16, Vec<u8>),
    /// In the last 64 KiB, where converters put tensors and operators.
    Tables(u16, Vec<u8>),
    /// In the first bytes, where the root stands.
    Root(u16, Vec<u8>),
    Cut(u16),
}

impl Harm {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |start: usize, end: usize, share: u16| {
            start + (end - start) * usize::from(share) / 65_536
        };
        let len = bytes.len();
        let (at, new) = match self {
            Harm::Anywhere(share, new) => (place(0, len, *share), new),
            Harm::Tables(share, new) => (place(len.saturating_sub(1 << 16), len, *share), new),
            Harm::Root(share, new) => (place(0, len.min(256), *share), new),
            Harm::Cut(share) => return bytes.truncate(place(0, len, *share)),
        };
        for (byte, &new) in bytes[at..].iter_mut().zip(new) {
            *byte = new;
        }
    }
}

fn harm() -> impl Strategy<Value = Harm> {
    let word = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        any::<u32>().prop_map(|word| word.to_le_bytes().to_vec()),
        prop_oneof![Just(0_u32), Just(1), Just(u32::MAX), Just(1 << 31), Just(i32::MAX as u32)]
            .prop_map(|word| word.to_le_bytes().to_vec()),
        (0..300_u32).prop_map(|small| small.to_le_bytes().to_vec()),
    ];
    prop_oneof![
        1 => (any::<u16>(), word.clone()).prop_map(|(at, new)| Harm::Anywhere(at, new)),
        8 => (any::<u16>(), word.clone()).prop_map(|(at, new)| Harm::Tables(at, new)),
        1 => (any::<u16>(), word).prop_map(|(at, new)| Harm::Root(at, new)),
        1 => any::<u16>().prop_map(Harm::Cut),
    ]
}

/// Loads a harmed file; one that is still a model must also run.
fn survive(mut bytes: Vec<u8>, harms: &[Harm]) {
    for harm in harms {
        harm.apply(&mut bytes);
    }
    match Model::load(&bytes) {
        Ok(mut model) => model.run(),
        Err(error) => assert!(error.to_string().starts_with("it "), "{error}"),
    }
}

/// Failing cases are printed in full; no file of seeds is kept.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn random_bytes_are_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Some(identifier) = bytes.get_mut(4..8) {
            identifier.copy_from_slice(b"TFL3");
        }
        prop_assert!(Model::load(&bytes).is_err());
    }

    #[test]
    fn a_harmed_detector_is_refused_or_runs(harms in prop::collection::vec(harm(), 1..6)) {
        if let Some(bytes) = model_bytes(DETECTOR) {
            survive(bytes, &harms);
        }
    }

    #[test]
    fn a_harmed_mask_model_is_refused_or_runs(harms in prop::collection::vec(harm(), 1..6)) {
        if let Some(bytes) = model_bytes(SELFIE) {
            survive(bytes, &harms);
        }
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_harmed_attention_mesh_is_refused_or_runs(harms in prop::collection::vec(harm(), 1..6)) {
        if let Some(bytes) = model_bytes(ATTENTION) {
            survive(bytes, &harms);
        }
    }
}

#[test]
fn what_is_no_tflite_file_is_refused_as_such() {
    for bytes in [&b""[..], b"TFL3", b"\x10\0\0\0TFL2\0\0\0\0"] {
        assert_eq!(Model::load(bytes).unwrap_err(), LoadError::NotTflite);
    }
    let cut = b"\x10\0\0\0TFL3\0\0\0\0";
    assert_eq!(Model::load(cut).unwrap_err(), LoadError::Damaged("root table"));
}
