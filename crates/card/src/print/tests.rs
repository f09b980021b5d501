//! Printed cards, judged by other people's tools: poppler, qpdf and a reader of square codes.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of a rendered page"
)]

use std::fs;
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::*;
use crate::form::{CodeSays, Rect};

/// Where Debian's `fonts-noto-cjk` puts it.
const NOTO: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

static FACE: LazyLock<Typeface> = LazyLock::new(|| Typeface::new(fs::read(NOTO).unwrap()).unwrap());

/// A colour picture of a page, as a scanner would see perfect paper.
struct Scan {
    width: usize,
    dpi: f64,
    rgb: Vec<u8>,
}

impl Scan {
    /// Renders one page of a PDF.
    fn of(pdf: &[u8], page: usize, dpi: u32) -> Self {
        let (page, dpi_text) = (page.to_string(), dpi.to_string());
        let words = ["-r", &dpi_text, "-f", &page, "-l", &page];
        let picture = tool("pdftoppm", &words, pdf).stdout;
        // P6, width and height, 255: three lines, then the pixels.
        let lines: Vec<&[u8]> = picture.splitn(4, |byte| *byte == b'\n').collect();
        let [b"P6", size, b"255", rgb] = lines[..] else { panic!("no portable pixmap") };
        let width = std::str::from_utf8(size).unwrap().split(' ').next().unwrap();
        Self { width: width.parse().unwrap(), dpi: f64::from(dpi), rgb: rgb.to_vec() }
    }

    fn height(&self) -> usize {
        self.rgb.len() / 3 / self.width
    }

    /// The red channel, which the form's ink drops out of.
    fn red(&self, x: usize, y: usize) -> u8 {
        self.rgb[(y * self.width + x) * 3]
    }

    /// Darkest and brightest red within a box.
    fn range(&self, rect: &Rect) -> (u8, u8) {
        let px = |mm: f64| (mm / 25.4 * self.dpi).round() as usize;
        let (from, to) = (px(rect.x_mm), px(rect.right_mm()).min(self.width));
        let (top, bottom) = (px(rect.y_mm), px(rect.bottom_mm()).min(self.height()));
        let reds = (top..bottom).flat_map(|y| (from..to).map(move |x| self.red(x, y)));
        reds.fold((255, 0), |(dark, bright), red| (dark.min(red), bright.max(red)))
    }

    /// The square codes within a box. It is looked at enlarged: rqrr wants some six pixels a
    /// module, and a scan of 150 dots per inch has three.
    fn codes(&self, rect: &Rect) -> Vec<String> {
        const TIMES: f64 = 3.0;
        let px = |mm: f64| (mm / 25.4 * self.dpi * TIMES) as usize;
        let (left, top) = (px(rect.x_mm), px(rect.y_mm));
        let (width, height) = (px(rect.width_mm), px(rect.height_mm));
        let grey = |x, y| self.between((left + x) as f64 / TIMES, (top + y) as f64 / TIMES);
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        picture.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect()
    }

    /// The red between four pixels.
    fn between(&self, x: f64, y: f64) -> u8 {
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height() - 1));
        let (across, down) = (x.fract(), y.fract());
        let row = |y| {
            f64::from(self.red(left, y)) * (1.0 - across) + f64::from(self.red(right, y)) * across
        };
        (row(top) * (1.0 - down) + row(bottom) * down) as u8
    }
}

/// The code and some paper: rqrr tells black from white by the mean of an eighth of the width,
/// which in a tight box is less than the corner squares of a code.
fn around_code(form: &Form) -> Rect {
    form.code_rect().unwrap().grown(6.0)
}

/// Runs a tool on a PDF, given as its last argument.
fn tool(name: &str, words: &[&str], pdf: &[u8]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cards.pdf");
    fs::write(&path, pdf).unwrap();
    let output = Command::new(name).args(words).arg(&path).output();
    let output = output.unwrap_or_else(|error| panic!("{name} of Debian is needed: {error}"));
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn print(form: &Form, cards: Vec<MarkCard>) -> Vec<u8> {
    let stack = Stack { heading: "光伏2301班".to_owned(), with_cover: false, cards };
    to_pdf(form, &FACE, &[stack]).unwrap()
}

fn filled(form: &Form, name: &str) -> MarkCard {
    let card = MarkCard {
        class: Some("光伏2301班".to_owned()),
        planned_number: Some("12".to_owned()),
        ..MarkCard::default()
    };
    let card = card.with_name(form, &name.parse().unwrap());
    card.with_text(form, "student_number", "2023010112").unwrap()
}

#[test]
fn other_tools_find_a_sound_file_with_its_fonts() {
    let form = Form::standard();
    let cards = vec![MarkCard::default(), filled(&form, "单晟喆"), filled(&form, "䶮𬱖")];
    let stack = Stack { heading: "光伏2301班".to_owned(), with_cover: true, cards };
    let pdf = to_pdf(&form, &FACE, &[stack]).unwrap();
    tool("qpdf", &["--check"], &pdf);
    let fonts = String::from_utf8(tool("pdffonts", &[], &pdf).stdout).unwrap();
    let fonts: Vec<Vec<&str>> =
        fonts.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        // Name, type, encoding, then embedded, subset and with a map to Unicode; two of object.
        assert!(font[0].ends_with("NotoSansCJKsc-Regular-Identity-H"), "{font:?}");
        assert_eq!(font[font.len() - 5..font.len() - 2], ["yes"; 3], "{font:?}");
    }
}

#[test]
fn a_name_copied_from_the_file_is_the_name() {
    let form = Form::standard();
    for name in ["单晟喆", "䶮𬱖", "阿卜杜热合曼·买买提艾力"] {
        let pdf = print(&form, vec![filled(&form, name)]);
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.pdf"), folder.path().join("a.txt"));
        fs::write(&from, pdf).unwrap();
        let done = Command::new("pdftotext").arg(&from).arg(&to).status().unwrap();
        assert!(done.success());
        let text = fs::read_to_string(to).unwrap();
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn the_same_cards_give_the_same_bytes() {
    let form = Form::standard();
    let both = [0, 1].map(|_| print(&form, vec![filled(&form, "单晟喆"), MarkCard::default()]));
    assert!(both[0] == both[1]);
}

#[test]
fn what_cards_share_is_in_the_file_once() {
    let form = Form::standard();
    let bytes = |cards| print(&form, vec![filled(&form, "单晟喆"); cards]).len();
    let (few, more) = (bytes(10), bytes(110));
    assert!(few < 120_000, "{few} bytes for ten cards");
    let each = (more - few) / 100;
    assert!(each < 850, "{each} bytes for each further card: a thousand would be over a megabyte");
}

#[test]
fn black_is_where_the_form_says_and_the_rest_drops_out() {
    let form = Form::standard();
    let pdf = print(&form, vec![MarkCard::default()]);
    for dpi in [100, 150, 200, 300] {
        let scan = Scan::of(&pdf, 1, dpi);
        // One pixel at each edge may be half covered.
        let px_mm = 25.4 / f64::from(dpi);
        let black = form.fiducial_rects().into_iter().chain([form.orientation_rect()]);
        for rect in black.chain(form.bar_rects()) {
            assert_eq!(scan.range(&rect.grown(-px_mm)), (0, 0), "{rect:?} at {dpi}");
        }
        for rect in form.fiducial_rects() {
            let quiet = rect.grown(form.quiet_mm);
            let above = Rect { height_mm: form.quiet_mm - px_mm, ..quiet };
            let below = Rect { y_mm: rect.bottom_mm() + px_mm, ..above };
            assert_eq!([scan.range(&above), scan.range(&below)], [(255, 255); 2], "{rect:?}");
        }
        for column in form.columns() {
            for bubble in &column.bubbles {
                let (dark, _) = scan.range(&bubble.rect.grown(px_mm));
                assert!(dark >= 250, "{} {} at {dpi}: {dark}", column.field.name, bubble.value);
            }
        }
    }
}

#[test]
fn marks_stand_in_their_bubbles_and_nowhere_else() {
    let form = Form::standard();
    let card = MarkCard { marked: true, ..filled(&form, "单晟喆") };
    let card = card.with_text(&form, "identity_number", "99010120030901007X").unwrap();
    let card = card.with_choice(&form, "level", "本科").unwrap();
    let scan = Scan::of(&print(&form, vec![card.clone()]), 1, 150);
    let mut marked = 0;
    for column in form.columns() {
        let wanted = card.values.get(&column.field.name);
        let wanted = wanted.and_then(|values| values.get(usize::from(column.at)));
        for bubble in &column.bubbles {
            let (dark, bright) = scan.range(&bubble.rect.grown(-0.7));
            let is_marked = wanted.is_some_and(|value| value == bubble.value);
            marked += usize::from(is_marked);
            assert_eq!(bright < 80, is_marked, "{} {}", column.field.name, column.at);
            assert_eq!(dark < 250, is_marked, "{} {}", column.field.name, column.at);
        }
    }
    assert_eq!(marked, 10 + 12 + 18 + 1);
}

#[test]
fn nothing_stands_on_the_free_right_side() {
    let form = Form::standard();
    let card = filled(&form, "阿卜杜热合曼·买买提艾力");
    let cards = vec![MarkCard { class: Some("长".repeat(60)), ..card }];
    let scan = Scan::of(&print(&form, cards), 1, 150);
    let black: Vec<Rect> = form.fiducial_rects().into_iter().chain(form.bar_rects()).collect();
    let left_mm = form.sheet.width_mm - form.free_right_mm + 0.2;
    let mut y_mm = 0.5;
    while y_mm < form.sheet.height_mm - 1.0 {
        let width_mm = form.free_right_mm - 0.4;
        let line = Rect { x_mm: left_mm, y_mm, width_mm, height_mm: 0.4 };
        if !black.iter().any(|black| black.grown(0.4).overlaps(&line)) {
            assert_eq!(scan.range(&line), (255, 255), "at {y_mm} mm");
        }
        y_mm += 0.4;
    }
}

#[test]
fn every_square_code_is_read_back() {
    let form = Form::standard();
    let keys = [None, Some("7"), Some("1A2B3C4D-00012"), Some("1A2B3C4D-1A2B3C4D-00012")];
    let cards = keys.map(|key| MarkCard { key: key.map(str::to_owned), ..filled(&form, "张三") });
    let pdf = print(&form, cards.to_vec());
    for (at, key) in keys.into_iter().enumerate() {
        let key = key.map(str::to_owned);
        for dpi in [100, 150, 200, 300] {
            let codes = Scan::of(&pdf, at + 1, dpi).codes(&around_code(&form));
            let says: Vec<CodeSays> = codes.iter().map(|text| form.read_code(text)).collect();
            assert_eq!(says, [CodeSays::ThisForm { key: key.clone() }], "at {dpi}");
        }
    }
}

#[test]
fn the_page_before_the_cards_is_no_card() {
    let form = Form::standard();
    let cards = vec![MarkCard::default()];
    let stack = Stack { heading: "空白卡".to_owned(), with_cover: true, cards };
    let pdf = to_pdf(&form, &FACE, &[stack]).unwrap();
    let scan = Scan::of(&pdf, 1, 150);
    assert_eq!(scan.codes(&form.sheet_rect()), Vec::<String>::new());
    for rect in form.fiducial_rects() {
        assert_eq!(scan.range(&rect), (255, 255));
    }
    assert_eq!(Scan::of(&pdf, 2, 150).codes(&around_code(&form)), ["ZX/STANDARD/1"]);
}

/// One page as a picture file.
fn png(pdf: &[u8], page: usize, dpi: u32) -> Vec<u8> {
    let (page, dpi) = (page.to_string(), dpi.to_string());
    tool("pdftoppm", &["-png", "-r", &dpi, "-f", &page, "-l", &page], pdf).stdout
}

#[test]
fn the_reader_reads_back_what_was_printed_and_no_card_in_the_page_before() {
    let form = Form::standard();
    let people = [
        ("单晟喆", "2023010112", "99010120030901007X", "0001"),
        ("䶮𬱖", "20230101120034", "99010120030901015X", "0987"),
        ("欧阳黎明", "7", "99010120030901023X", "6543"),
    ];
    let card = |(name, number, identity, shot): (&str, &str, &str, &str)| {
        let blank = MarkCard { marked: true, key: Some(number.to_owned()), ..MarkCard::default() };
        let card = blank.with_name(&form, &name.parse().unwrap());
        let card = card.with_text(&form, "student_number", number).unwrap();
        let card = card.with_text(&form, "identity_number", identity).unwrap();
        let card = card.with_text(&form, "shot_number", shot).unwrap();
        let card = card.with_choice(&form, "level", "本科").unwrap();
        card.with_choice(&form, "category", "普通").unwrap()
    };
    let cards: Vec<MarkCard> = people.into_iter().map(card).collect();
    let heading = "光伏2301班".to_owned();
    let stack = Stack { heading, with_cover: true, cards: cards.clone() };
    let pdf = to_pdf(&form, &FACE, &[stack]).unwrap();
    let limits = crate::Limits::default();
    for dpi in [100, 150, 200, 300] {
        let cover = crate::read_bytes(&png(&pdf, 1, dpi), &form, &limits);
        assert_eq!(cover.len(), 1);
        assert_eq!(cover[0].reasons[0].reason, crate::Reason::NoCard, "at {dpi}");
        for (at, card) in cards.iter().enumerate() {
            let readings = crate::read_bytes(&png(&pdf, at + 2, dpi), &form, &limits);
            assert_eq!(readings.len(), 1);
            for field in &form.fields {
                let printed = card.values.get(&field.name).map(|values| values.concat());
                let read = readings[0].text(&field.name);
                assert_eq!(read, printed.unwrap_or_default(), "{} at {dpi}", field.name);
            }
            // Nothing is left for a person but the characters without a code.
            let written = |told: &crate::reading::Told| {
                matches!(told.reason, crate::Reason::WrittenCharacter { .. })
            };
            let reasons = &readings[0].reasons;
            assert!(reasons.iter().all(written), "at {dpi}: {reasons:?}");
            assert_eq!(reasons.is_empty(), at == 2, "at {dpi}: {reasons:?}");
            assert_eq!(readings[0].key, card.key, "at {dpi}");
        }
    }
}

#[test]
fn what_cannot_be_printed_is_named() {
    let form = Form::standard();
    // U+31350 is of the newest block, which the face of 2022 does not have.
    let card = filled(&form, "张\u{31350}");
    let stack = |card| Stack { heading: "一".to_owned(), with_cover: false, cards: vec![card] };
    assert_eq!(FACE.missing("张\u{31350}三\u{31350}"), ['\u{31350}']);
    let error = to_pdf(&form, &FACE, &[stack(card)]).unwrap_err();
    assert_eq!(error, PrintError::NoGlyph(vec!['\u{31350}']));
    let keyed = MarkCard { key: Some("A".repeat(41)), ..MarkCard::default() };
    assert_eq!(to_pdf(&form, &FACE, &[stack(keyed)]).unwrap_err(), PrintError::Key(41));
    for bytes in [&b"no font"[..], &fs::read(NOTO).unwrap()[..4096]] {
        assert_eq!(Typeface::new(bytes.to_vec()).unwrap_err(), TypefaceError::NoFont);
    }
}

#[test]
fn a_text_that_does_not_fit_its_field_is_refused() {
    let form = Form::standard();
    let blank = MarkCard::default;
    for (field, text, expected) in [
        ("student_number", "20230101A", Err(Unfit::NoBubble(9))),
        ("student_number", "123456789012345", Err(Unfit::Long { found: 15, columns: 14 })),
        ("identity_number", "X9010120030901007X", Err(Unfit::NoBubble(1))),
        ("identity_number", "99010120030901007X", Ok(())),
        ("weight", "60", Err(Unfit::NoField)),
    ] {
        assert_eq!(blank().with_text(&form, field, text).map(|_| ()), expected, "{text}");
    }
    assert_eq!(blank().with_choice(&form, "level", "小学"), Err(Unfit::NoBubble(1)));
}

#[test]
fn debug_shows_nobody() {
    let form = Form::standard();
    let shown = format!("{:?}", filled(&form, "单晟喆"));
    assert!(!shown.contains('单') && !shown.contains("2023010112"), "{shown}");
}
