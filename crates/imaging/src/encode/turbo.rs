//! Writing JPEG by libjpeg-turbo's code.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use mozjpeg::{ColorSpace, Compress, PixelDensity, PixelDensityUnit};

/// One baseline JFIF file, 4:2:0, with its density and no other metadata.
pub(crate) fn jpeg(portrait: &RgbImage, quality: u8, dpi: u16) -> Option<Vec<u8>> {
    // The library reports its errors by unwinding; nothing of it outlives the closure.
    catch_unwind(AssertUnwindSafe(|| {
        let mut compress = Compress::new(ColorSpace::JCS_RGB);
        compress.set_fastest_defaults();
        compress.set_size(portrait.width() as usize, portrait.height() as usize);
        compress.set_quality(f32::from(quality));
        compress.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
        compress.set_pixel_density(PixelDensity { unit: PixelDensityUnit::Inches, x: dpi, y: dpi });
        let mut started = compress.start_compress(Vec::with_capacity(64 << 10)).ok()?;
        started.write_scanlines(portrait.as_raw()).ok()?;
        started.finish().ok()
    }))
    .ok()
    .flatten()
}
