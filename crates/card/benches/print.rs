//! A thousand cards: milliseconds, and bytes in the names of the benches.

use std::hint::black_box;
use std::time::Duration;

use card::Form;
use card::print::{MarkCard, Stack, Typeface, to_pdf};
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(10));
    targets = thousand
}
criterion_main!(benches);

const NOTO: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const NAMES: [&str; 4] = ["单晟喆", "张三", "欧阳黎明", "䶮𬱖"];

fn thousand(criterion: &mut Criterion) {
    let Ok(bytes) = std::fs::read(NOTO) else { return };
    let Ok(face) = Typeface::new(bytes) else { return };
    let form = Form::standard();
    let person = |number: usize| {
        let card = MarkCard { planned_number: Some(number.to_string()), ..MarkCard::default() };
        let name = NAMES[number % NAMES.len()].parse().ok()?;
        let card = card.with_name(&form, &name);
        card.with_text(&form, "student_number", &format!("2023{number:07}")).ok()
    };
    let people: Vec<MarkCard> = (1..=1000).filter_map(person).collect();
    let keyed = |(number, card): (usize, &MarkCard)| MarkCard {
        key: Some(format!("1A2B3C4D-{number:05}")),
        ..card.clone()
    };
    let numbered = people.iter().enumerate().map(keyed).collect();
    let blank = vec![MarkCard::default(); 1000];
    for (what, cards) in [("blank", blank), ("named", people), ("numbered", numbered)] {
        let stack = [Stack { heading: "一班".to_owned(), with_cover: true, cards }];
        let bytes = to_pdf(&form, &face, &stack).map_or(0, |pdf| pdf.len());
        let name = format!("1000 {what} cards, {bytes} bytes");
        criterion.bench_function(&name, |b| b.iter(|| to_pdf(&form, &face, black_box(&stack))));
    }
}
