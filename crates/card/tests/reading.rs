//! 读卡: drawn cards under faults, read back; files that are no cards, told apart.

mod support;

use card::reading::State;
use card::{CardReading, Form, Limits, Reader, Reason, Verdict, read_bytes};
use support::{CONDITIONS, Condition, Group, Specimen, specimen};

fn condition(name: &str) -> &'static Condition {
    CONDITIONS.iter().find(|condition| condition.name == name).expect("a name of the table")
}

#[track_caller]
fn assert_exact(what: &str, readings: &[CardReading], specimen: &Specimen) {
    assert_eq!(readings.len(), 1, "{what}");
    for (field, text) in &specimen.truth {
        assert_eq!(readings[0].text(field), text, "{what}: {field}");
    }
}

#[test]
fn careful_cards_are_accepted_as_they_were_marked() {
    let form = Form::standard();
    let scans = CONDITIONS.iter().filter(|condition| condition.group == Group::Scan);
    for (seed, condition) in (500..).zip(scans) {
        let specimen = specimen(&form, condition, seed);
        let readings = read_bytes(&specimen.jpeg, &form, &Limits::default());
        assert_exact(condition.name, &readings, &specimen);
        assert_eq!(readings[0].verdict, Verdict::Accepted, "{:?}", readings[0].reasons);
        assert_eq!(readings[0].key.as_deref(), Some("7QX4K2M9"), "{}", condition.name);
    }
}

#[test]
fn a_card_may_lie_any_way_be_bent_or_lie_in_shadow() {
    let form = Form::standard();
    for name in ["turned 90", "turned 180", "turned 270", "fold", "curl", "lighting gradient"] {
        let specimen = specimen(&form, condition(name), 600);
        let readings = read_bytes(&specimen.jpeg, &form, &Limits::default());
        assert_exact(name, &readings, &specimen);
    }
}

#[test]
fn a_double_mark_is_told_and_its_column_is_kept_to_look_at() {
    let form = Form::standard();
    let double = condition("scan + double");
    let specimen = specimen(&form, double, 700);
    let reader = Reader::new(&form).with_strips();
    let readings = reader.read("a.jpg", &specimen.jpeg, &Limits::default());
    assert_exact("double", &readings, &specimen);
    assert_eq!(readings[0].verdict, Verdict::Review);
    let doubles: Vec<_> = readings[0]
        .fields
        .values()
        .flat_map(|field| &field.columns)
        .filter(|column| column.state == State::Double)
        .collect();
    assert!(!doubles.is_empty());
    for column in doubles {
        let strip = column.strip.as_ref().expect("asked for");
        assert_eq!(strip.samples.len(), strip.width_px * strip.height_px);
        let (dark, light) = (strip.samples.iter().min(), strip.samples.iter().max());
        assert!(dark.is_some_and(|dark| *dark < 120) && light.is_some_and(|light| *light > 180));
    }
}

#[test]
fn what_is_no_card_is_one_reading_that_says_so() {
    let form = Form::standard();
    let white = image::RgbImage::from_pixel(400, 300, image::Rgb([255; 3]));
    let blank = support::jpeg(&white, 80.0);
    let text = |bytes: &[u8]| {
        let readings = read_bytes(bytes, &form, &Limits::default());
        assert_eq!(readings.len(), 1);
        assert_eq!(readings[0].verdict, Verdict::Rejected);
        readings[0].reasons[0].text.clone()
    };
    assert_eq!(text(b""), "文件是空的，请重新传送");
    assert_eq!(text(b"GIF89a"), "不是 JPEG、PNG、TIFF 或 PDF 文件，请转换后再读");
    assert_eq!(text(&blank), "图上没有找到这种卡片，请检查是否漏扫、放反或拿错");
    assert_eq!(text(&blank[..40]), "文件已损坏，请重新扫描或传送");
}

#[test]
fn a_reading_is_written_in_the_agreed_shape() {
    let form = Form::standard();
    let specimen = specimen(&form, condition("clean"), 800);
    let reading = &Reader::new(&form).read("a.jpg", &specimen.jpeg, &Limits::default())[0];
    let json = serde_json::to_value(reading).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5, "{keys:?}");
    let field = &json["fields"]["identity_number"];
    assert_eq!(field["text"], specimen.truth["identity_number"].as_str());
    assert_eq!(field["columns"][0]["value"], "9");
    assert_eq!(field["columns"].as_array().unwrap().len(), 18);
    assert_eq!(json["verdict"], "accepted");
    let told = CardReading { reasons: vec![], ..reading.clone() }
        .because([Reason::Gap { field: "name".into(), column: 2 }]);
    let json = serde_json::to_value(&told.reasons[0]).unwrap();
    assert_eq!(
        json.to_string(),
        r#"{"code":"gap","column":2,"field":"name","text":"姓名第 2 列空缺，应从左起连续填涂"}"#
    );
}
