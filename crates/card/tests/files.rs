//! 文件: the same card in every kind of file, several on one page, and files gone wrong.

mod support;

use std::io::Cursor;

use card::{CardReading, Form, Limits, Pool, Reader, Source, Verdict, read_bytes};
use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};
use proptest::prelude::*;
use support::{CONDITIONS, Group, Specimen, jpeg, specimen};
use tiff::encoder::{TiffEncoder, colortype};

fn scan(seed: u64) -> Specimen {
    let mut scans = CONDITIONS.iter().filter(|condition| condition.group == Group::Scan);
    let condition = scans.find(|condition| condition.name == "scan").expect("a row of the table");
    specimen(&Form::standard(), condition, seed)
}

fn pixels(specimen: &Specimen) -> RgbImage {
    let mut grey = Vec::new();
    let (mut width, mut height) = (0, 0);
    card::decode::pages(&specimen.jpeg, &Limits::default(), &mut |page| {
        let page = page.expect("a whole file");
        let px = |length: usize| u32::try_from(length).expect("below the limit of pixels");
        (width, height) = (px(page.width_px()), px(page.height_px()));
        grey = page.samples().to_vec();
    });
    let grey = GrayImage::from_raw(width, height, grey).expect("a sample a pixel");
    DynamicImage::ImageLuma8(grey).into_rgb8()
}

fn is_exact(reading: &CardReading, specimen: &Specimen) -> bool {
    specimen.truth.iter().all(|(field, text)| reading.text(field) == text)
}

#[track_caller]
fn assert_reads(what: &str, bytes: &[u8], specimens: &[&Specimen]) {
    let readings = read_bytes(bytes, &Form::standard(), &Limits::default());
    assert_eq!(readings.len(), specimens.len(), "{what}: {:?}", readings[0].reasons);
    for ((reading, specimen), at) in readings.iter().zip(specimens).zip(1..) {
        assert_eq!(reading.card, at, "{what}");
        assert!(is_exact(reading, specimen), "{what}, card {at}: {:?}", reading.reasons);
    }
}

#[test]
fn png_is_read_in_colour_grey_and_with_alpha() {
    let specimen = scan(900);
    let image = DynamicImage::ImageRgb8(pixels(&specimen));
    for image in [
        image.clone(),
        image.clone().into_luma8().into(),
        image.clone().into_rgba8().into(),
        image.into_luma16().into(),
    ] {
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, ImageFormat::Png).unwrap();
        assert_reads(&format!("{:?}", image.color()), file.get_ref(), &[&specimen]);
    }
}

#[test]
fn a_tiff_of_many_pages_is_many_cards() {
    let (first, second) = (scan(901), scan(902));
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).unwrap();
    for (at, specimen) in [&first, &second].into_iter().enumerate() {
        let image = pixels(specimen);
        let (width, height) = image.dimensions();
        if at == 0 {
            encoder.write_image::<colortype::RGB8>(width, height, image.as_raw()).unwrap();
        } else {
            let grey = DynamicImage::ImageRgb8(image).into_luma8();
            encoder.write_image::<colortype::Gray8>(width, height, grey.as_raw()).unwrap();
        }
    }
    assert_reads("tiff", file.get_ref(), &[&first, &second]);
}

/// A PDF as scanners write it: a JPEG a page.
fn pdf(jpegs: &[(&[u8], u32, u32)]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |file: &mut Vec<u8>, body: &[u8]| {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", places.len()).bytes());
        file.extend(body);
        file.extend(b"\nendobj\n");
    };
    let kids: Vec<String> = (0..jpegs.len()).map(|at| format!("{} 0 R", 3 + 2 * at)).collect();
    let kids = kids.join(" ");
    object(&mut file, b"<< /Type /Catalog /Pages 2 0 R >>");
    let pages = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", jpegs.len());
    object(&mut file, pages.as_bytes());
    for (at, (jpeg, width, height)) in jpegs.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 420] \
             /Resources << /XObject << /Im0 {} 0 R >> >> >>",
            4 + 2 * at
        );
        object(&mut file, page.as_bytes());
        let mut stream = format!(
            "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} \
             /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>\nstream\n",
            jpeg.len()
        )
        .into_bytes();
        stream.extend(*jpeg);
        stream.extend(b"\nendstream");
        object(&mut file, &stream);
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    file.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}

#[test]
fn a_pdf_of_scans_gives_its_pictures() {
    let (first, second) = (scan(903), scan(904));
    let sizes = [pixels(&first).dimensions(), pixels(&second).dimensions()];
    let pages = [
        (first.jpeg.as_slice(), sizes[0].0, sizes[0].1),
        (second.jpeg.as_slice(), sizes[1].0, sizes[1].1),
    ];
    assert_reads("pdf", &pdf(&pages), &[&first, &second]);
    let empty = pdf(&[]);
    let readings = read_bytes(&empty, &Form::standard(), &Limits::default());
    assert_eq!((readings.len(), readings[0].verdict), (1, Verdict::Rejected));
}

#[test]
fn two_cards_on_one_page_are_two_readings() {
    let (first, second) = (scan(905), scan(906));
    let (upper, lower) = (pixels(&first), pixels(&second));
    let width = upper.width().max(lower.width());
    let mut page =
        RgbImage::from_pixel(width, upper.height() + lower.height(), image::Rgb([250; 3]));
    image::imageops::replace(&mut page, &upper, 0, 0);
    image::imageops::replace(&mut page, &lower, 0, i64::from(upper.height()));
    assert_reads("one page", &jpeg(&page, 85.0), &[&first, &second]);
}

#[test]
fn one_bad_file_in_a_batch_is_one_reading() {
    let form = Form::standard();
    let good = scan(907);
    let white = jpeg(&RgbImage::from_pixel(800, 600, image::Rgb([255; 3])), 80.0);
    let sources = [
        Source::bytes("good.jpg", good.jpeg.clone()),
        Source::bytes("white.jpg", white),
        Source::bytes("noise", (0..5000u32).map(|at| (at * 31 % 251) as u8).collect()),
        Source::path("no/such/file.jpg".into()),
    ];
    let found = std::sync::Mutex::new(vec![Vec::new(); sources.len()]);
    let reader = Reader::new(&form);
    Pool::new(2).unwrap().read(&reader, &sources, &Limits::default(), &|at, readings| {
        found.lock().unwrap()[at] = readings;
    });
    let found = found.into_inner().unwrap();
    assert!(is_exact(&found[0][0], &good));
    for (readings, name) in found[1..].iter().zip(["white.jpg", "noise", "no/such/file.jpg"]) {
        assert_eq!((readings.len(), readings[0].verdict), (1, Verdict::Rejected), "{name}");
        assert_eq!(readings[0].file, name);
    }
}

/// A small card, so that a damaged one is read quickly.
fn small() -> Vec<u8> {
    let image = pixels(&scan(908));
    let half = image::imageops::thumbnail(&image, image.width() / 2, image.height() / 2);
    jpeg(&half, 70.0)
}

#[test]
fn damaged_files_neither_panic_nor_are_accepted_as_something_else() {
    let form = Form::standard();
    let (truth, bytes) = (scan(908), small());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let damage = (0..bytes.len(), any::<u8>(), 1usize..40, any::<bool>());
    for _ in 0..60 {
        let tree = damage.new_tree(&mut runner).unwrap();
        let (at, value, length, cut) = proptest::strategy::ValueTree::current(&tree);
        let mut damaged = bytes.clone();
        let end = (at + length).min(damaged.len());
        damaged[at..end].fill(value);
        if cut {
            damaged.truncate(end);
        }
        for reading in read_bytes(&damaged, &form, &Limits::default()) {
            let is_right = is_exact(&reading, &truth);
            assert!(
                reading.verdict != Verdict::Accepted || is_right,
                "{at} {value} {length} {cut}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn random_bytes_behind_any_head_never_panic(
        head in prop::sample::select(vec![
            b"II*\0".to_vec(),
            b"MM\0*".to_vec(),
            b"%PDF-1.7\n".to_vec(),
            b"\x89PNG\r\n\x1a\n".to_vec(),
            vec![0xFF, 0xD8, 0xFF],
            vec![],
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let bytes = [head, rest].concat();
        for reading in read_bytes(&bytes, &Form::standard(), &Limits::default()) {
            prop_assert_eq!(reading.verdict, Verdict::Rejected);
        }
    }
}
