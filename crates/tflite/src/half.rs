//! Half-precision constants (IEEE 754-2019 binary16).

/// The value of a binary16 bit pattern.
pub(crate) fn to_f32(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 31;
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Subnormal: the fraction counts units of 2⁻²⁴.
        0 => {
            let magnitude = f32::from(bits & 0x3ff) / 16_777_216.0;
            f32::from_bits(magnitude.to_bits() | sign)
        }
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_have_the_values_the_standard_gives_them() {
        let table = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x0400, 6.103_515_6e-5),
            (0x0001, 5.960_464_5e-8),
            (0x8001, -5.960_464_5e-8),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, value) in table {
            assert_eq!(to_f32(bits).to_bits(), f32::to_bits(value), "{bits:#06x}");
        }
        assert!(to_f32(0x7e00).is_nan());
        assert_eq!(to_f32(0x8000).to_bits(), (-0.0_f32).to_bits());
    }
}
