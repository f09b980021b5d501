//! What a decoder holds at its worst is what the limit was computed with, so that the largest
//! file let in stays under one GiB. Alone in its file, and so in its process: what is measured
//! is the process.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use imaging::{DecodeError, Limits, decode};
use mozjpeg::{ColorSpace, Compress, Marker};

/// 36 megapixels.
const SIDE_PX: usize = 6000;

/// Of a progressive 4:2:0 picture that has to be turned: at the limit of 120 megapixels 687 MiB.
const BYTES_A_PIXEL: u64 = 6;

/// For the file and the decoder's own state.
const BESIDES_BYTES: u64 = 16 << 20;

/// Turned by 90°, so that two copies of the pixels are held.
const TURNED: &[u8] = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";

#[test]
fn many_scans_take_the_memory_they_were_let_in_for_and_more_is_refused() {
    let mut bomb = bomb();
    assert!(bomb.len() < 4 << 20, "{} bytes hold it", bomb.len());
    let before = peak_bytes_from_now();
    let photo = decode(&bomb, &Limits { enough_px: u32::MAX, ..Limits::default() }).unwrap();
    let used = peak_bytes() - before;
    assert_eq!(photo.source.width_px as usize, SIDE_PX);
    assert!(photo.source.is_progressive);
    let pixels = photo.image.as_raw().len() as u64 / 3;
    let most = pixels * BYTES_A_PIXEL;
    assert!(used < most + BESIDES_BYTES, "{} MiB", used >> 20);
    assert!(used > most / 2, "{} MiB cannot be the peak", used >> 20);

    // The header of a larger one, from 4:2:0 to 4:4:4, which needs 9 bytes a pixel.
    let frame = bomb.windows(2).position(|w| w == [0xFF, 0xC2]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0x2A, 0x94, 0x2A, 0x94]);
    bomb[frame + 11] = 0x11;
    let refused = decode(&bomb, &Limits::default()).unwrap_err();
    assert!(matches!(refused, DecodeError::TooManyPixels { limit: 111_848_106, .. }), "{refused}");
}

/// A progressive picture of one grey, written row by row.
fn bomb() -> Vec<u8> {
    let mut compress = Compress::new(ColorSpace::JCS_RGB);
    compress.set_fastest_defaults();
    compress.set_size(SIDE_PX, SIDE_PX);
    compress.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
    compress.set_progressive_mode();
    let mut started = compress.start_compress(Vec::new()).unwrap();
    started.write_marker(Marker::APP(1), TURNED);
    let row = vec![120; SIDE_PX * 3];
    for _ in 0..SIDE_PX {
        started.write_scanlines(&row).unwrap();
    }
    started.finish().unwrap()
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
