//! A profile that unpacks to a thousand times its size, in a PNG file of a few pixels. Alone in its
//! file, and so in its process: what is measured is the process.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use image::{ColorType, ImageEncoder, codecs::png::PngEncoder};
use imaging::{Limits, decode};

/// What the profile unpacks to.
const BOMB_BYTES: usize = 256 << 20;

/// What may be held of it: the limit of `decode::png`, twice while a list grows.
const MOST_BYTES: u64 = 144 << 20;

#[test]
fn a_profile_that_unpacks_without_end_is_not_unpacked() {
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(vec![0; BOMB_BYTES]).unwrap();
    encoder.write_image(&[10, 20, 30, 40], 2, 2, ColorType::L8.into()).unwrap();
    assert!(png.len() < 2 << 20, "{} bytes hold it", png.len());
    let before = peak_bytes_from_now();
    let photo = decode(&png, &Limits::default()).unwrap();
    let used = peak_bytes() - before;
    assert_eq!(photo.image.get_pixel(1, 1).0, [40; 3]);
    assert!(used < MOST_BYTES, "{} MiB", used >> 20);
}

/// Forgets the peak so far (proc(5), `clear_refs`) and answers what is held now.
fn peak_bytes_from_now() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    peak_bytes()
}

/// The most memory the process has held.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
