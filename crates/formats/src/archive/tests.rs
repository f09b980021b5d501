//! Archives: the same bytes every time, and nothing unpacked that could do harm.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::testing::{broken, judge, said};

const LIMITS: Limits = Limits { entries: 100, unpacked_bytes: 1 << 20 };

fn sample() -> Vec<u8> {
    write(&[
        ("像片/001.jpg", &b"\xFF\xD8\xFF\xE0 not deflated"[..]),
        ("manifest.json", b"{}\n"),
        ("名册.csv", "学号,姓名\n".repeat(40).as_bytes()),
    ])
    .unwrap()
}

/// An archive as another program, or an attacker, would write it.
fn foreign(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let mut hits = 0;
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            hits += 1;
        }
    }
    assert!(hits > 0);
    bytes
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes, &LIMITS).unwrap_err().to_string()
}

#[test]
fn the_same_files_in_any_order_are_the_same_bytes() {
    let [a, b, c] = [("a.txt", "一"), ("b/c.txt", "二"), ("b.txt", "三")];
    let bytes = write(&[a, b, c]).unwrap();
    assert_eq!(bytes, write(&[c, a, b]).unwrap());
    assert_eq!(bytes, write(&[b, c, a]).unwrap());
}

#[test]
fn headers_hold_fixed_time_utf8_names_and_the_right_packing() {
    let bytes = sample();
    let mut seen = Vec::new();
    for at in 0..bytes.len() - 46 {
        if bytes[at..].starts_with(b"PK\x01\x02") {
            let two =
                |offset: usize| u16::from_le_bytes([bytes[at + offset], bytes[at + offset + 1]]);
            let name = &bytes[at + 46..at + 46 + usize::from(two(28))];
            let name = String::from_utf8(name.to_vec()).unwrap();
            let mode = u16::from_le_bytes([bytes[at + 40], bytes[at + 41]]);
            let is_utf8 = two(8) & 0x800 != 0;
            seen.push(format!(
                "{name}: utf8 {is_utf8}, method {}, at {:04x} {:04x}, system {}, mode {mode:o}",
                two(10),
                two(12),
                two(14),
                bytes[at + 5],
            ));
        }
    }
    expect_test::expect![["
        manifest.json: utf8 false, method 8, at 0000 0021, system 3, mode 100644
        像片/001.jpg: utf8 true, method 0, at 0000 0021, system 3, mode 100644
        名册.csv: utf8 true, method 8, at 0000 0021, system 3, mode 100644
    "]]
    .assert_eq(&(seen.join("\n") + "\n"));
}

#[test]
fn what_was_packed_comes_back() {
    let files = read(&sample(), &LIMITS).unwrap();
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["manifest.json", "像片/001.jpg", "名册.csv"]);
    assert_eq!(files["名册.csv"], "学号,姓名\n".repeat(40).as_bytes());
}

#[test]
fn other_programs_unpack_it() {
    let bytes = sample();
    if let Some(output) = judge("unzip", &["-tq", "p.zip"], &[("p.zip", &bytes)]) {
        assert!(said(&output).starts_with("No errors detected"));
    }
    let script = "import zipfile; z = zipfile.ZipFile('p.zip'); \
                  print(z.testzip(), len(z.namelist()), \
                  '\\u50cf\\u7247/001.jpg' in z.namelist())";
    if let Some(output) = judge("python3", &["-c", script], &[("p.zip", &bytes)]) {
        assert_eq!(said(&output).trim(), "None 3 True");
    }
}

#[test]
fn names_that_leave_the_folder_are_refused_on_both_sides() {
    for name in ["../x", "/x", "a/../../x", "C:\\x", "a\\b", "nul", "a\nb"] {
        assert!(refusal(&foreign(&[(name, b"x")])).starts_with("has a file name that"), "{name:?}");
        assert!(matches!(write(&[(name, "x")]), Err(ArchiveError::Path(_))), "{name:?}");
    }
}

#[test]
fn two_files_of_one_name_are_refused() {
    let two = foreign(&[("a.txt", b"1"), ("b.txt", b"2")]);
    assert_eq!(refusal(&replaced(&two, b"b.txt", b"a.txt")), "has two files of one name");
    assert_eq!(refusal(&replaced(&two, b"b.txt", b"A.txt")), "has two files of one name");
    assert!(matches!(write(&[("a", "1"), ("A", "2")]), Err(ArchiveError::Duplicate)));
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![0; 2 << 20];
    let bomb = foreign(&[("a", &zeros)]);
    assert!(bomb.len() < 4_000);
    assert_eq!(refusal(&bomb), "unpacks to more than 1048576 bytes");

    let half = vec![0; 600 << 10];
    assert_eq!(
        refusal(&foreign(&[("a", &half), ("b", &half)])),
        "unpacks to more than 1048576 bytes"
    );
    let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(refusal(&foreign(&many)), "has more than 100 entries");
}

#[test]
fn a_directory_that_lies_about_a_size_is_found_out() {
    let zeros = vec![0; 2 << 20];
    let honest = foreign(&[("a", &zeros)]);
    for lie in [10_u32, 3 << 18] {
        let lying = replaced(&honest, &(2_u32 << 20).to_le_bytes(), &lie.to_le_bytes());
        assert_eq!(refusal(&lying), "is damaged");
    }
}

#[test]
fn links_and_passwords_are_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("a", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(refusal(&zip.finish().unwrap().into_inner()), "has a link in place of a file");

    let mut bytes = foreign(&[("a", b"x")]);
    let directory = bytes.windows(4).position(|word| word == b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    assert_eq!(refusal(&bytes), "has a file protected by a password");
}

#[test]
fn one_wrong_byte_of_content_is_found_by_its_checksum() {
    let text = b"\xFF\xD8\xFF stored as it is";
    let bytes = write(&[("a", &text[..])]).unwrap();
    assert_eq!(refusal(&replaced(&bytes, b"stored", b"Stored")), "is damaged");
}

#[test]
fn what_is_no_archive_says_so() {
    assert_eq!(refusal(b""), "is no zip archive");
    assert_eq!(refusal(b"GIF89a"), "is no zip archive");
    assert_eq!(refusal(&sample()[..100]), "is no zip archive");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &LIMITS);
    }

    #[test]
    fn broken_archives_never_give_more_than_the_limits(bytes in broken(sample())) {
        if let Ok(files) = read(&bytes, &Limits { entries: 3, unpacked_bytes: 1_000 }) {
            prop_assert!(files.len() <= 3);
            prop_assert!(files.values().map(Vec::len).sum::<usize>() <= 1_000);
        }
    }

    #[test]
    fn files_come_back(files in proptest::collection::btree_map(
        "f[a-z学]{0,5}(/f[a-z0-9]{0,5})?",
        proptest::collection::vec(any::<u8>(), 0..200),
        0..6,
    )) {
        let pairs: Vec<_> = files.iter().collect();
        prop_assert_eq!(read(&write(&pairs).unwrap(), &LIMITS).unwrap(), files);
    }
}
