//! One A5 card of 200 dpi: decoding, and reading with it.

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;

use card::{Form, Limits, Reader};
use criterion::{Criterion, criterion_group, criterion_main};
use support::{CONDITIONS, Group, specimen};

fn read(criterion: &mut Criterion) {
    let form = Form::standard();
    let reader = Reader::new(&form);
    let limits = Limits::default();
    let wanted = ["scan", "photo mild"];
    for condition in CONDITIONS.iter().filter(|one| wanted.contains(&one.name)) {
        let name = condition.name;
        let hard = if condition.group == Group::Hard { "hard" } else { "easy" };
        let drawn = specimen(&form, condition, 2_000_000);
        let jpeg = drawn.jpeg;
        let readings = reader.read("", &jpeg, &limits);
        assert!(drawn.truth.iter().all(|(field, text)| readings[0].text(field) == text), "{name}");
        criterion.bench_function(&format!("{name} ({hard}): decode"), |bencher| {
            bencher.iter(|| card::decode::pages(&jpeg, &limits, &mut |page| drop(black_box(page))));
        });
        criterion.bench_function(&format!("{name} ({hard}): decode and read"), |bencher| {
            bencher.iter(|| black_box(reader.read("", &jpeg, &limits)));
        });
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
