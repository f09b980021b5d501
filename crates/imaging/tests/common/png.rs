//! PNG files written by hand, of any colour type and depth: ISO/IEC 15948 with stored blocks.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![expect(clippy::cast_possible_truncation, reason = "drawn samples are small")]

/// A file of a few pixels.
#[derive(Debug, Clone)]
pub struct Png {
    width_px: u32,
    height_px: u32,
    bits: u8,
    /// 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha; table 11.1.
    colour_type: u8,
    interlaced: bool,
    /// What stands between header and pixels.
    chunks: Vec<u8>,
    rows: Vec<Vec<u8>>,
}

impl Png {
    /// `width_px` pixels in each row of packed samples.
    pub fn new(colour_type: u8, bits: u8, width_px: u32, rows: &[&[u8]]) -> Self {
        Self {
            width_px,
            height_px: rows.len() as u32,
            bits,
            colour_type,
            interlaced: false,
            chunks: Vec::new(),
            rows: rows.iter().map(|row| row.to_vec()).collect(),
        }
    }

    /// Grey of eight bits.
    pub fn grey(rows: &[&[u8]]) -> Self {
        Self::new(0, 8, rows[0].len() as u32, rows)
    }

    /// The same with one chunk more before the pixels.
    pub fn with(mut self, chunk: Vec<u8>) -> Self {
        self.chunks.extend(chunk);
        self
    }

    /// The same that says it is interlaced, which is no other file when it is one pixel.
    pub fn interlaced(self) -> Self {
        Self { interlaced: true, ..self }
    }

    /// The same that claims a size of its own.
    pub fn claiming(self, width_px: u32, height_px: u32) -> Self {
        Self { width_px, height_px, ..self }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let header = [
            &self.width_px.to_be_bytes()[..],
            &self.height_px.to_be_bytes(),
            &[self.bits, self.colour_type, 0, 0, u8::from(self.interlaced)],
        ]
        .concat();
        // Filter 0 before each row: nothing is predicted.
        let raw: Vec<u8> =
            self.rows.iter().flat_map(|row| [&[0], row.as_slice()].concat()).collect();
        [
            b"\x89PNG\r\n\x1a\n".as_slice(),
            &chunk(*b"IHDR", &header),
            &self.chunks,
            &chunk(*b"IDAT", &stored(&raw)),
            &chunk(*b"IEND", b""),
        ]
        .concat()
    }
}

/// Length, name, body and checksum.
pub fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32).to_be_bytes();
    let crc = crc32(&[&name, body].concat()).to_be_bytes();
    [&length[..], &name, body, &crc].concat()
}

/// One stored block of zlib (RFC 1950, RFC 1951).
fn stored(raw: &[u8]) -> Vec<u8> {
    let length = u16::try_from(raw.len()).unwrap();
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let head = [&[0x78, 1, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    [&head, raw, &(b << 16 | a).to_be_bytes()].concat()
}

/// ISO 3309, as PNG uses it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}
