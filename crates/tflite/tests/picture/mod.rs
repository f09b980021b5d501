//! The picture that the golden values are of, drawn as `golden/make.py` draws it.

use tflite::Model;

use crate::common::DETECTOR;

/// The drawn picture of `golden/make.py`, as the input of `model`: from −1 to 1 for the
/// detector, from 0 to 1 for the others.
pub fn show_picture(name: &str, model: &mut Model) {
    let side = model.inputs()[0].dims[1];
    let levels = picture(side);
    for (value, level) in model.input_mut(0).iter_mut().zip(levels) {
        let level = f32::from(level);
        *value = if name == DETECTOR { level / 127.5 - 1.0 } else { level / 255.0 };
    }
}

/// A face of ellipses with some noise: centre and radii in 192nds of the side, then the colour.
const ELLIPSES: [([i64; 4], [u8; 3]); 10] = [
    ([96, 80, 62, 70], [60, 45, 40]),
    ([96, 100, 48, 62], [225, 180, 155]),
    ([76, 88, 11, 6], [250, 250, 250]),
    ([116, 88, 11, 6], [250, 250, 250]),
    ([76, 88, 5, 6], [40, 30, 30]),
    ([116, 88, 5, 6], [40, 30, 30]),
    ([76, 76, 13, 3], [60, 45, 40]),
    ([116, 76, 13, 3], [60, 45, 40]),
    ([96, 112, 6, 10], [205, 155, 130]),
    ([96, 134, 18, 6], [180, 80, 85]),
];

fn picture(side: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut pixels = Vec::with_capacity(side * side * 3);
    let side = i64::try_from(side).expect("a side is small");
    for y in 0..side {
        for x in 0..side {
            let mut colour = [200, 215, 235];
            for ([cx, cy, rx, ry], inside) in ELLIPSES {
                let (dx, dy) = ((192 * x - cx * side) * ry, (192 * y - cy * side) * rx);
                if dx * dx + dy * dy <= (rx * ry * side).pow(2) {
                    colour = inside;
                }
            }
            for level in colour {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = i16::try_from(state >> 28).expect("four bits") - 8;
                let level = (i16::from(level) + noise).clamp(0, 255);
                pixels.push(u8::try_from(level).expect("clamped to a byte"));
            }
        }
    }
    pixels
}
