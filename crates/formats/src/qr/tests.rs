//! Symbols: other programs read back what was written.

use image::{GrayImage, Luma};
use proptest::prelude::*;

use super::*;
use crate::testing::{judge, said};

const TEXT: &str = "ZX1.AQIDBA.-_v7-_v7-_v7-_v7-_v7-w";

fn canvas(bitmap: &Bitmap) -> GrayImage {
    let side = u32::try_from(bitmap.width_px).unwrap();
    let pixels = bitmap.dark.iter().map(|dark| if *dark { 0 } else { 255 }).collect();
    GrayImage::from_raw(side, side, pixels).unwrap()
}

fn read_back(image: GrayImage) -> String {
    let mut prepared = rqrr::PreparedImage::prepare(image);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

/// Draws the strokes of the SVG as a browser would: each is `M x y h run v1 h-run z`.
fn painted(svg: &str, module_px: u32) -> GrayImage {
    let (_, strokes) = svg.split_once(r##"fill="#000" d=""##).unwrap();
    let side: u32 =
        svg.split_once(r#" width=""#).unwrap().1.split('"').next().unwrap().parse().unwrap();
    let mut image = GrayImage::from_pixel(side, side, Luma([255]));
    for stroke in strokes.split('M').skip(1) {
        let mut numbers = stroke.split([' ', 'h', 'v']).map(str::parse::<u32>);
        let [x, y, run] = std::array::from_fn(|_| numbers.next().unwrap().unwrap() * module_px);
        for at in 0..run * module_px {
            let (right, down) = (at % run, at / run);
            image.put_pixel(x + right, y + down, Luma([0]));
        }
    }
    image
}

#[test]
fn the_picture_is_read_back_by_another_library() {
    let long = "采".repeat(200);
    for text in [TEXT, "1", "中文 采集码", long.as_str()] {
        let qr = Qr::encode(text).unwrap();
        assert_eq!(read_back(canvas(&qr.bitmap(4).unwrap())), text);
        assert_eq!(read_back(painted(&qr.svg(4, "采集码").unwrap(), 4)), text);
    }
}

#[test]
fn the_picture_is_read_back_by_zbar() {
    let mut png = std::io::Cursor::new(Vec::new());
    let image = canvas(&Qr::encode(TEXT).unwrap().bitmap(6).unwrap());
    image.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let files = [("qr.png", png.get_ref().as_slice())];
    if let Some(output) = judge("zbarimg", &["--quiet", "--raw", "qr.png"], &files) {
        assert_eq!(said(&output).trim(), TEXT);
    }
}

#[test]
fn the_svg_stands_alone() {
    let qr = Qr::encode("1").unwrap();
    let svg = qr.svg(3, r#"<"采集码" & more>"#).unwrap();
    let (head, strokes) = svg.split_once(" d=\"M0 0").unwrap();
    let expected = [
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="87" height="87" viewBox="0 0 29 29""#,
        r#"shape-rendering="crispEdges" role="img""#,
        r##"aria-label="&lt;&quot;采集码&quot; &amp; more&gt;"><path fill="#fff""##,
    ];
    assert_eq!(head, expected.join(" "));
    assert!(strokes.ends_with("z\"/></svg>"));
    assert_eq!(svg, qr.svg(3, r#"<"采集码" & more>"#).unwrap());
}

#[test]
fn four_light_cells_stand_around_the_symbol() {
    let qr = Qr::encode("1").unwrap();
    assert_eq!(qr.width_modules(), 21);
    let bitmap = qr.bitmap(2).unwrap();
    assert_eq!(bitmap.width_px, 58);
    let dark: Vec<_> = (0..58 * 58).filter(|at| bitmap.dark[*at]).collect();
    let columns = dark.iter().map(|at| at % 58);
    assert_eq!((columns.clone().min(), columns.max()), (Some(8), Some(49)));
    assert_eq!((dark[0] / 58, dark[dark.len() - 1] / 58), (8, 49));
}

#[test]
fn what_cannot_be_a_symbol_is_refused() {
    assert_eq!(Qr::encode(""), Err(QrError::Empty));
    assert!(Qr::encode(&"a".repeat(2_331)).is_ok());
    assert_eq!(Qr::encode(&"a".repeat(2_332)), Err(QrError::TooLong));
    let qr = Qr::encode("1").unwrap();
    assert_eq!(qr.bitmap(0), Err(QrError::ModuleSize));
    assert_eq!(qr.svg(25, ""), Err(QrError::ModuleSize));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn every_own_code_is_read_back(
        payload in proptest::collection::vec(any::<u8>(), 1..=256),
        tag in any::<[u8; 16]>(),
    ) {
        let text = crate::code::Own::new(payload, tag).unwrap().encode();
        let bitmap = Qr::encode(&text).unwrap().bitmap(2).unwrap();
        prop_assert_eq!(read_back(canvas(&bitmap)), text);
    }
}
