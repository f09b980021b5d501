//! Packages: whatever is done to a sealed package is found and named.

use proptest::prelude::*;

use super::*;
use crate::archive::{self, Archive};
use crate::testing::{broken, judge, said};

type Files = BTreeMap<String, Vec<u8>>;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn files() -> Files {
    [("portraits/001.jpg", "一"), ("portraits/002.jpg", "二"), ("index.xlsx", "表")]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into()
}

fn draft() -> Draft {
    Draft {
        title: "示范职业技术学院 2024届".into(),
        created: "2024-06-12T09:30:00+08:00".into(),
        counts: [("graduates".to_owned(), 3)].into(),
        missing: vec![Missing { key: "2020990103".into(), reason: "漏拍".into() }],
        supersedes: None,
    }
}

fn sealed() -> Files {
    seal(files(), draft(), &key(1)).unwrap()
}

/// What a person would be told.
fn report(files: &Files, trusted: Option<&VerifyingKey>) -> String {
    let found = match verify(&mut files.clone(), trusted) {
        Ok(found) => found,
        Err(error) => return format!("refused: it {error}"),
    };
    let mut words = vec![match &found.signature {
        Signature::Valid { trusted, .. } => format!("valid, trusted {trusted}"),
        Signature::Invalid => "invalid".into(),
        Signature::Absent => "absent".into(),
    }];
    for (word, paths) in [
        ("changed", &found.changed),
        ("missing", &found.missing),
        ("extra", &found.extra),
        ("litter", &found.litter),
    ] {
        words.extend(paths.iter().map(|path| format!("{word} {path}")));
    }
    for count in &found.wrong_counts {
        words.push(format!("{} stated {} found {}", count.name, count.stated, count.found));
    }
    assert_eq!(
        found.whole,
        words.iter().all(|w| w.starts_with("valid") || w.starts_with("litter"))
    );
    words.join("; ")
}

#[test]
fn the_manifest_is_written_the_same_way_every_time() {
    let [first, second] = [sealed(), sealed()];
    assert_eq!(first, second);
    let manifest = String::from_utf8(first[MANIFEST].clone()).unwrap();
    expect_test::expect![[r#"
        {
          "format": "zhengxiang-package/1",
          "title": "示范职业技术学院 2024届",
          "created": "2024-06-12T09:30:00+08:00",
          "counts": {
            "bytes": 9,
            "files": 3,
            "graduates": 3,
            "portraits/": 2
          },
          "files": [
            {
              "path": "index.xlsx",
              "bytes": 3,
              "sha256": "c35f80840b4b75f156d4bfc430076360e96f6d938ab971cdac9429e91ce15c81"
            },
            {
              "path": "portraits/001.jpg",
              "bytes": 3,
              "sha256": "51a75f4634dfa8598a0a1436da0b7764830edd1f3a97661222387da2fe2b38d1"
            },
            {
              "path": "portraits/002.jpg",
              "bytes": 3,
              "sha256": "084b42f6e95e4e6545e236975ade8e205383fefe1021c9d793f758c21f9377dc"
            }
          ],
          "missing": [
            {
              "key": "2020990103",
              "reason": "漏拍"
            }
          ],
          "supersedes": null
        }
    "#]]
    .assert_eq(&manifest);
}

#[test]
fn a_package_that_was_left_alone_is_whole() {
    assert_eq!(report(&sealed(), None), "valid, trusted false");
    assert_eq!(report(&sealed(), Some(&key(1).verifying_key())), "valid, trusted true");
}

#[test]
fn one_changed_one_lost_and_one_added_file_are_each_named() {
    let mut package = sealed();
    package.get_mut("portraits/001.jpg").unwrap()[0] ^= 1;
    assert_eq!(report(&package, None), "valid, trusted false; changed portraits/001.jpg");

    let mut package = sealed();
    package.remove("portraits/002.jpg");
    assert_eq!(
        report(&package, None),
        "valid, trusted false; missing portraits/002.jpg; bytes stated 9 found 6; \
         files stated 3 found 2; portraits/ stated 2 found 1"
    );

    let mut package = sealed();
    package.insert("portraits/003.jpg".into(), vec![0; 5]);
    package.insert("portraits/Thumbs.db".into(), vec![0; 5]);
    assert_eq!(
        report(&package, None),
        "valid, trusted false; extra portraits/003.jpg; litter portraits/Thumbs.db; \
         bytes stated 9 found 14; files stated 3 found 4; portraits/ stated 2 found 3"
    );
    package.remove("portraits/003.jpg");
    assert_eq!(report(&package, None), "valid, trusted false; litter portraits/Thumbs.db");
}

#[test]
fn two_files_that_changed_places_are_both_named() {
    let mut package = sealed();
    let first = package["portraits/001.jpg"].clone();
    let second = package.insert("portraits/002.jpg".into(), first).unwrap();
    package.insert("portraits/001.jpg".into(), second);
    assert_eq!(
        report(&package, None),
        "valid, trusted false; changed portraits/001.jpg; changed portraits/002.jpg"
    );
}

#[test]
fn a_manifest_changed_after_signing_is_not_believed() {
    let mut package = sealed();
    let manifest = String::from_utf8(package[MANIFEST].clone()).unwrap();
    let forged = manifest.replace("\"graduates\": 3", "\"graduates\": 4");
    package.insert(MANIFEST.into(), forged.into_bytes());
    assert_eq!(report(&package, None), "invalid");
}

#[test]
fn a_package_sealed_again_by_another_is_valid_but_not_trusted() {
    let other = seal(files(), draft(), &key(2)).unwrap();
    let trusted = key(1).verifying_key();
    assert_eq!(report(&other, None), "valid, trusted false");
    let found = verify(&mut other.clone(), Some(&trusted)).unwrap();
    let key_id = key_id(&key(2).verifying_key());
    assert_eq!(found.signature, Signature::Valid { key_id, trusted: false });
    assert!(!found.whole);
}

#[test]
fn without_signature_or_key_nothing_is_vouched_for() {
    let trusted = key(1).verifying_key();
    for (removed, plain, with_trusted) in
        [(SIGNATURE, "absent", "absent"), (PUBLIC_KEY, "absent", "valid, trusted true")]
    {
        let mut package = sealed();
        package.remove(removed);
        assert_eq!(report(&package, None), plain);
        assert_eq!(report(&package, Some(&trusted)), with_trusted);
    }
    let longer = [sealed()[PUBLIC_KEY].as_slice(), b"\n"].concat();
    for (replaced, by) in [
        (SIGNATURE, vec![0; 64]),
        (SIGNATURE, vec![0; 65]),
        (PUBLIC_KEY, vec![9]),
        (PUBLIC_KEY, longer),
    ] {
        let mut package = sealed();
        package.insert(replaced.into(), by);
        assert_eq!(report(&package, None), "invalid");
    }
}

#[test]
fn manifests_that_cannot_be_trusted_to_mean_one_thing_are_refused() {
    let text = String::from_utf8(sealed()[MANIFEST].clone()).unwrap();
    for (manifest, words) in [
        ("{}".to_owned(), "has a manifest that cannot be read"),
        (text.replace("package/1", "package/2"), "has a format this program does not know"),
        (text.replace("\"title\"", "\"titel\""), "has a manifest that cannot be read"),
        (text.replace("001.jpg", "002.jpg"), "has two files of one name"),
    ] {
        let mut package = sealed();
        package.insert(MANIFEST.into(), manifest.into_bytes());
        assert_eq!(report(&package, None), format!("refused: it {words}"));
    }
    assert_eq!(report(&files(), None), "refused: it has no manifest");
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    for (path, words) in [
        ("../x", "has a file whose name leaves its folder"),
        ("Manifest.json", "has a file named as the manifest, its signature or its key"),
        ("INDEX.xlsx", "has two files of one name"),
    ] {
        let mut files = files();
        files.insert(path.into(), Vec::new());
        assert_eq!(seal(files, draft(), &key(1)).unwrap_err().to_string(), words);
    }
    for name in ["files", "bytes", "portraits/", "other/"] {
        let draft = Draft { counts: [(name.to_owned(), 1)].into(), ..draft() };
        assert!(matches!(seal(files(), draft, &key(1)), Err(PackageError::CountName)), "{name}");
    }
}

#[test]
fn counts_that_were_wrong_before_signing_are_found() {
    let mut manifest = Manifest::from_bytes(&sealed()[MANIFEST]).unwrap();
    manifest.counts.insert("portraits/".into(), 3);
    manifest.counts.insert("prints/".into(), 1);
    manifest.counts.remove("files");
    let bytes = manifest.to_bytes();
    let mut package = sealed();
    package.insert(SIGNATURE.into(), sign(&bytes));
    package.insert(MANIFEST.into(), bytes);
    assert_eq!(
        report(&package, None),
        "valid, trusted false; files stated 0 found 3; portraits/ stated 3 found 2; \
         prints/ stated 1 found 0"
    );
}

fn sign(bytes: &[u8]) -> Vec<u8> {
    use ed25519_dalek::Signer as _;
    key(1).sign(bytes).to_bytes().to_vec()
}

#[test]
fn a_package_in_an_archive_is_checked_without_unpacking_it() {
    let pairs: Vec<_> = sealed().into_iter().collect();
    let bytes = archive::write(&pairs).unwrap();
    let limits = archive::Limits::PACKAGE;
    let open = |bytes| Archive::open(std::io::Cursor::new(bytes), &limits).unwrap();
    assert!(verify(&mut open(bytes.clone()), None).unwrap().whole);

    // Broken inside the archive: what cannot be read to its end is a changed file, not a failure.
    let mut zip = bytes;
    let name = b"portraits/001.jpg";
    let at = zip.windows(name.len()).position(|word| word == name).unwrap();
    zip[at + name.len()] ^= 0xFF;
    let found = verify(&mut open(zip), None).unwrap();
    assert_eq!((found.whole, found.changed), (false, vec!["portraits/001.jpg".to_owned()]));
}

#[test]
fn other_programs_check_hashes_and_signature() {
    let package = sealed();
    let files = [MANIFEST, SIGNATURE, PUBLIC_KEY].map(|name| (name, package[name].as_slice()));
    let args =
        "pkeyutl -verify -pubin -inkey manifest.pub -rawin -in manifest.json -sigfile manifest.sig";
    let args: Vec<&str> = args.split(' ').collect();
    if let Some(output) = judge("openssl", &args, &files) {
        assert!(said(&output).contains("Verified Successfully"));
    }
    let manifest = Manifest::from_bytes(&package[MANIFEST]).unwrap();
    let index = manifest.files.iter().find(|file| file.path == "index.xlsx").unwrap();
    let list = format!("{}  index.xlsx\n", index.sha256);
    let files = [("index.xlsx", package["index.xlsx"].as_slice()), ("list", list.as_bytes())];
    if let Some(output) = judge("sha256sum", &["-c", "list"], &files) {
        assert!(said(&output).contains("index.xlsx: OK"));
    }
}

/// RFC 8032, section 7.1, test 2: the key that signs here is read the way the standard means.
#[test]
fn signatures_are_those_of_the_standard() {
    use ed25519_dalek::Signer as _;
    let bytes = |text: &str| -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    };
    let secret = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let key = SigningKey::from_bytes(&secret.try_into().unwrap());
    let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                     085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    assert_eq!(key.sign(&[0x72]).to_bytes().to_vec(), bytes(signature));
    let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    assert_eq!(hex(key.verifying_key().as_bytes()), public);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_change_of_any_file_goes_unnoticed(
        pick in 0usize..6,
        seed in any::<proptest::sample::Index>(),
        flip in 1u8..=255,
    ) {
        let mut package = sealed();
        let path = package.keys().nth(pick).unwrap().clone();
        let bytes = package.get_mut(&path).unwrap();
        let at = seed.index(bytes.len());
        bytes[at] ^= flip;
        let found = verify(&mut package, None);
        prop_assert!(found.is_err() || !found.unwrap().whole, "{path} at {at}");
    }

    #[test]
    fn broken_manifests_never_panic(manifest in broken(sealed()[MANIFEST].clone())) {
        let mut package = sealed();
        package.insert(MANIFEST.into(), manifest);
        let _ = verify(&mut package, None);
    }
}
