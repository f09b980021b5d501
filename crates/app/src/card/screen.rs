//! What a person at a terminal reads about the cards.

use std::fmt::Write as _;

use card::CardReading;
use card::reading::Verdict;
use card::rules::name_of;

/// The fields of the house's card, as far as a form has them.
const SHOWN: [&str; 4] = ["student_number", "name", "identity_number", "shot_number"];

/// The verdict, the file and what the card says; then a line for each reason. Identity numbers
/// are masked: who needs them whole asks for `--json`.
pub fn entry(reading: &CardReading) -> String {
    let mut text = format!("{} {}", word(reading.verdict), reading.file);
    if reading.card > 1 {
        let _ = write!(text, " 第 {} 张", reading.card);
    }
    for field in SHOWN.iter().filter(|field| !reading.text(field).is_empty()) {
        let _ = write!(text, "  {}", shown(field, reading.text(field)));
    }
    text.push('\n');
    for reason in &reading.reasons {
        let mark = match reason.reason.verdict() {
            Verdict::Accepted => ' ',
            Verdict::Review => '!',
            Verdict::Rejected => '✗',
        };
        let _ = writeln!(text, "     {mark} {}", reason.text);
    }
    text
}

/// `absent` people of the roster have no card here.
pub fn summary(readings: &[CardReading], absent: Option<usize>) -> String {
    let count = |verdict| readings.iter().filter(|one| one.verdict == verdict).count();
    let (accepted, review) = (count(Verdict::Accepted), count(Verdict::Review));
    let rejected = count(Verdict::Rejected);
    let mut text =
        format!("共 {} 张：接受 {accepted}，复核 {review}，退回 {rejected}", readings.len());
    if let Some(absent) = absent {
        let _ = write!(text, "；名册中还有 {absent} 人没有读到卡");
    }
    text
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "接受",
        Verdict::Review => "复核",
        Verdict::Rejected => "退回",
    }
}

fn shown(field: &str, text: &str) -> String {
    match field {
        "name" => name_of(text).unwrap_or_else(|| text.to_owned()),
        "identity_number" => masked(text),
        _ => text.to_owned(),
    }
}

/// First six and last four, as everywhere; a number that is not whole shows no digit but these.
fn masked(number: &str) -> String {
    let all: Vec<char> = number.chars().collect();
    let hidden = |at: usize| at >= 6 && at + 4 < all.len().max(18);
    let mask = |(at, one): (usize, &char)| if hidden(at) { '*' } else { *one };
    all.iter().enumerate().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use card::Reason;
    use card::reading::FieldReading;
    use expect_test::expect;

    use super::*;

    fn reading(file: &str, texts: &[(&str, &str)]) -> CardReading {
        let field = |text: &str| FieldReading {
            text: text.to_owned(),
            confidence: 1.0,
            columns: Vec::new(),
        };
        let fields = texts.iter().map(|(name, text)| ((*name).to_owned(), field(text)));
        CardReading {
            file: file.to_owned(),
            card: 1,
            fields: fields.collect::<BTreeMap<_, _>>(),
            verdict: Verdict::Accepted,
            reasons: Vec::new(),
            key: None,
            corners_px: None,
        }
    }

    #[test]
    fn a_card_is_told_with_what_stands_in_its_way() {
        let good = [
            ("student_number", "2023010112"),
            ("name", "210574410000"),
            ("identity_number", "99010120030901007X"),
            ("shot_number", "0012"),
        ];
        let field = || "name".to_owned();
        let confirmed = Reason::Confirmed { field: field() };
        let cards = [
            reading("一班/001.jpg", &good).because([confirmed]),
            reading("一班/002.jpg", &[("identity_number", "9901012003"), ("name", "21")])
                .because([Reason::HalfCharacter { field: field() }]),
            reading("一班/003.jpg", &[]).because([Reason::NoCard]),
        ];
        let told: String = cards.iter().map(entry).collect();
        expect![[r"
            接受 一班/001.jpg  2023010112  单晟〓  990101********007X  0012
                   姓名有不清之处，与名册一致，已采用
            复核 一班/002.jpg  21  990101****
                 ! 姓名位数不是 4 的倍数，有汉字未填完
            退回 一班/003.jpg
                 ✗ 图上没有找到这种卡片，请检查是否漏扫、放反或拿错
            共 3 张：接受 1，复核 1，退回 1；名册中还有 2 人没有读到卡
        "]]
        .assert_eq(&format!("{told}{}\n", summary(&cards, Some(2))));
    }
}
