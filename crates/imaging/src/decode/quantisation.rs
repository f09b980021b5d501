//! How coarsely a JPEG file was quantised, on the scale of the Independent JPEG Group.

/// ITU-T T.81 table K.1 in zigzag order, the luminance table of IJG quality 50.
const LUMINANCE: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81,
    87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/// A quality on the IJG scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JpegQuality {
    /// 1 to 100.
    pub quality: u8,
    /// Whether the file's table is the IJG one of this quality; otherwise this is the quality
    /// of about the same coarseness.
    pub is_exact: bool,
}

/// The IJG quality, 1 to 100, whose luminance table is nearest to `zigzag` in least squares.
pub fn quality_estimate(zigzag: &[u16; 64]) -> JpegQuality {
    let distance = |quality: u8| -> u64 {
        LUMINANCE
            .iter()
            .zip(zigzag)
            .map(|(base, have)| u64::from(scaled(*base, quality).abs_diff(*have)).pow(2))
            .sum()
    };
    (1..=100)
        .rev()
        .map(|quality| (distance(quality), quality))
        .min_by_key(|(distance, _)| *distance)
        .map_or(JpegQuality { quality: 1, is_exact: false }, |(distance, quality)| JpegQuality {
            quality,
            is_exact: distance == 0,
        })
}

/// Quality of table 0 in a DQT segment, when it is there; T.81, B.2.4.1.
pub(super) fn luminance_quality(body: &[u8]) -> Option<JpegQuality> {
    let mut rest = body;
    while let Some((head, tables)) = rest.split_first() {
        let wide = head >> 4 != 0;
        let length = if wide { 128 } else { 64 };
        let table = tables.get(..length)?;
        if head % 16 == 0 {
            let mut zigzag = [0; 64];
            for (i, value) in zigzag.iter_mut().enumerate() {
                *value = if wide {
                    u16::from_be_bytes([table[2 * i], table[2 * i + 1]])
                } else {
                    u16::from(table[i])
                };
            }
            return Some(quality_estimate(&zigzag));
        }
        rest = &tables[length..];
    }
    None
}

/// `jpeg_quality_scaling` and `jpeg_add_quant_table` of the IJG library, for baseline files.
fn scaled(base: u16, quality: u8) -> u16 {
    let percent: u32 = match u32::from(quality) {
        q @ 0..50 => 5000 / q.max(1),
        q => 200 - 2 * q,
    };
    ((u32::from(base) * percent + 50) / 100).clamp(1, 255) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ijg_table_is_known_exactly_and_a_camera_s_own_only_about() {
        for quality in 1..=100 {
            let table = LUMINANCE.map(|base| scaled(base, quality));
            assert_eq!(quality_estimate(&table), JpegQuality { quality, is_exact: true });
        }
        let flat = quality_estimate(&[12; 64]);
        assert!(!flat.is_exact);
        assert!((85..95).contains(&flat.quality), "{flat:?}");
    }

    #[test]
    fn a_wide_table_is_read_like_a_narrow_one_and_a_short_one_says_nothing() {
        let table = LUMINANCE.map(|base| scaled(base, 80));
        let narrow: Vec<u8> = [0].into_iter().chain(table.map(|v| v as u8)).collect();
        let wide: Vec<u8> =
            [0x10].into_iter().chain(table.iter().flat_map(|v| v.to_be_bytes())).collect();
        let found = Some(JpegQuality { quality: 80, is_exact: true });
        assert_eq!(luminance_quality(&narrow), found);
        assert_eq!(luminance_quality(&wide), found);
        assert_eq!(luminance_quality(&narrow[..64]), None);
        let chrominance_first = [&[1_u8][..], &[50; 64], &narrow].concat();
        assert_eq!(luminance_quality(&chrominance_first), found);
    }
}
