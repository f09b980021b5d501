//! JPEG by libjpeg-turbo's code, with its errors held in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use mozjpeg::{ColorSpace, CompInfoExt, Decompress};

use super::{DecodeError, Limits, channel, check_size};
use crate::picture::Picture;

type Memory<'a> = Decompress<&'a [u8]>;

/// Side of the squares that JPEG transforms.
const BLOCK_PX: usize = 8;

/// Decodes a JPEG to its red channel, or its only one.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    // The library reports its errors by unwinding; nothing of it outlives the closure.
    catch_unwind(AssertUnwindSafe(|| red(bytes, limits))).unwrap_or(Err(DecodeError::Damaged))
}

fn red(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    let file = Decompress::new_mem(bytes).map_err(|_| DecodeError::Damaged)?;
    let (width, height) = file.size();
    check_size(width as u64, height as u64, limits)?;
    let eighths = eighths(width.max(height), limits);
    match file.color_space() {
        ColorSpace::JCS_GRAYSCALE => interleaved(file, ColorSpace::JCS_GRAYSCALE, eighths, 1),
        ColorSpace::JCS_YCbCr if eighths == 8 && has_usual_planes(&file) => planes(file),
        ColorSpace::JCS_YCbCr | ColorSpace::JCS_RGB => {
            interleaved(file, ColorSpace::JCS_RGB, eighths, 3)
        }
        _ => Err(DecodeError::Unsupported { feature: "CMYK".to_owned() }),
    }
}

/// The smallest scale in eighths that is fast and leaves enough.
fn eighths(long_px: usize, limits: &Limits) -> u8 {
    [1, 2, 4]
        .into_iter()
        .find(|eighths| long_px * usize::from(*eighths) / 8 >= limits.enough_px)
        .unwrap_or(8)
}

fn interleaved(
    mut file: Memory<'_>,
    space: ColorSpace,
    eighths: u8,
    step: usize,
) -> Result<Picture, DecodeError> {
    let damaged = |_| DecodeError::Damaged;
    file.scale(eighths);
    let mut started = file.to_colorspace(space).map_err(damaged)?;
    let (width, height) = (started.width(), started.height());
    let samples: Vec<u8> = started.read_scanlines().map_err(damaged)?;
    if step == 1 {
        return Picture::new(width, height, samples).ok_or(DecodeError::Damaged);
    }
    channel(width, height, step, &samples)
}

/// Brightness whole, colour whole or halved each way: what cameras and scanners write.
fn has_usual_planes(file: &Memory<'_>) -> bool {
    let sampling: Vec<(u8, u8)> = file.components().iter().map(CompInfoExt::sampling).collect();
    matches!(sampling[..], [(1 | 2, 1 | 2), (1, 1), (1, 1)])
}

/// Red from the planes as they are stored. Only what red needs is computed: no upsampling, and
/// no green and blue (ITU-T T.871: R = Y + 1.402 (Cr − 128)).
fn planes(file: Memory<'_>) -> Result<Picture, DecodeError> {
    let (width, height) = file.size();
    let layout: Vec<(usize, (u8, u8))> =
        file.components().iter().map(|one| (one.row_stride(), one.sampling())).collect();
    let [(stride, (halve_x, halve_y)), (blue_stride, _), (red_stride, _)] = layout[..] else {
        return Err(DecodeError::Damaged);
    };
    let (halve_x, halve_y) = (usize::from(halve_x), usize::from(halve_y));
    let mut started = file.raw().map_err(|_| DecodeError::Damaged)?;
    // Rows come in whole blocks; what is asked for at once need not be moved later.
    let room =
        |stride: usize, halve: usize| Vec::with_capacity(stride * (height / halve + 2 * BLOCK_PX));
    let (mut light, mut blue, mut red) =
        (room(stride, 1), room(blue_stride, halve_y), room(red_stride, halve_y));
    started.read_raw_data(&mut [&mut light, &mut blue, &mut red]);
    drop(blue);
    let wanted = stride * height;
    if light.len() < wanted || stride < width {
        return Err(DecodeError::Damaged);
    }
    let mut tints = vec![0i16; width + 1];
    // In place, as fresh memory costs more than the sum: rows move up to where they are wanted.
    for y in 0..height {
        if y % halve_y == 0 {
            let from = y / halve_y * red_stride;
            let line = red.get(from..from + red_stride).ok_or(DecodeError::Damaged)?;
            spread(line, halve_x, &mut tints);
        }
        light.copy_within(y * stride..y * stride + width, y * width);
        for (sample, tint) in light[y * width..(y + 1) * width].iter_mut().zip(&tints) {
            *sample = i16::from(*sample).saturating_add(*tint).clamp(0, 255) as u8;
        }
    }
    light.truncate(width * height);
    Picture::new(width, height, light).ok_or(DecodeError::Damaged)
}

/// What each pixel's red gains from its Cr.
fn spread(line: &[u8], halve_x: usize, tints: &mut [i16]) {
    // 1.402 × 2⁶ = 89.7: exact to half a step.
    let tint = |sample: u8| (i16::from(sample) - 128).wrapping_mul(90).wrapping_add(32) >> 6;
    if halve_x == 2 {
        for (pair, sample) in tints.chunks_exact_mut(2).zip(line) {
            pair.fill(tint(*sample));
        }
    } else {
        for (one, sample) in tints.iter_mut().zip(line) {
            *one = tint(*sample);
        }
    }
}
