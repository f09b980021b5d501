//! What scanners send, and the description of a mark card.

use std::io::Cursor;

use anyhow::{Context, Result};
use tiff::encoder::colortype::{Gray8, Gray16, RGB8};
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder};

/// One side of every picture here, in pixels.
const SIDE_PX: u32 = 16;

/// Pages of grey, deep grey and colour, in the four ways they are packed.
pub fn tiff() -> Result<Vec<Vec<u8>>> {
    let packed = [
        Compression::Uncompressed,
        Compression::Lzw,
        Compression::Deflate(DeflateLevel::Fast),
        Compression::Packbits,
    ];
    packed.into_iter().map(|how| pages(how).context("writing a TIFF")).collect()
}

fn pages(how: Compression) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    let mut file = TiffEncoder::new(&mut bytes)?.with_compression(how);
    let count = usize::try_from(SIDE_PX * SIDE_PX)?;
    let grey = samples(count);
    let deep: Vec<u16> = grey.iter().map(|sample| u16::from(*sample) * 257).collect();
    file.write_image::<Gray8>(SIDE_PX, SIDE_PX, &grey)?;
    file.write_image::<Gray16>(SIDE_PX, SIDE_PX, &deep)?;
    file.write_image::<RGB8>(SIDE_PX, SIDE_PX, &samples(count * 3))?;
    Ok(bytes.into_inner())
}

/// Scanner's pages as JPEG, as samples of eight bits and of one, and within a form.
pub fn pdf() -> Result<Vec<Vec<u8>>> {
    let jpeg = super::jpeg()?.swap_remove(0);
    let raw = hexadecimal(&samples(256));
    let bits = hexadecimal(&[0xF0; 32]);
    let picture = |rest: &str, data: &[u8]| {
        let head = format!("/Type/XObject/Subtype/Image/Width 16/Height 16{rest}");
        stream(&head, data)
    };
    let grey = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode";
    let black = "/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]/Filter/ASCIIHexDecode";
    let held = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>";
    let scan = stream(
        "/Type/XObject/Subtype/Image/Width 24/Height 18/ColorSpace/DeviceRGB\
         /BitsPerComponent 8/Filter/DCTDecode",
        &jpeg,
    );
    let one = |object: Vec<u8>| document(&[object]);
    let file = |rest, data: &[u8]| one(picture(rest, data));
    let within = document(&[stream(held, b""), picture(grey, &raw)]);
    Ok(vec![file(grey, &raw), file(black, &bits), one(scan), within])
}

/// The mark card that comes with the house.
#[expect(clippy::unnecessary_wraps, reason = "a corpus like the others")]
pub fn form() -> Result<Vec<Vec<u8>>> {
    Ok(vec![include_bytes!("../../../card/forms/standard.toml").to_vec()])
}

/// One page whose picture is the first of these objects, number 3 (ISO 32000-1, 7.5).
fn document(pictures: &[Vec<u8>]) -> Vec<u8> {
    let fixed: [&[u8]; 2] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]\
          /Resources<</XObject<</P 3 0 R>>>>>>]>>",
    ];
    let objects = fixed.into_iter().chain(pictures.iter().map(Vec::as_slice));
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let table_at = bytes.len();
    let count = places.len() + 1;
    bytes.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    for at in places {
        bytes.extend(format!("{at:010} 00000 n \n").bytes());
    }
    let end = format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table_at}\n%%EOF\n");
    bytes.extend(end.bytes());
    bytes
}

fn stream(head: &str, data: &[u8]) -> Vec<u8> {
    let open = format!("<<{head}/Length {}>>\nstream\n", data.len());
    [open.as_bytes(), data, b"\nendstream"].concat()
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digit = |half: u8| b"0123456789ABCDEF"[usize::from(half & 15)];
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// A slow wave, so that packing has something to do.
fn samples(count: usize) -> Vec<u8> {
    (0..count).map(|at| u8::try_from(at / 3 % 200).unwrap_or(0)).collect()
}
