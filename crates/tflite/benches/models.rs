//! Milliseconds per run of each model on each instruction set: `cargo bench -p tflite`.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use tflite::{Isa, Model};

fn models(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    for name in
        ["face_detection_short_range", "face_landmark_with_attention", "selfie_segmentation"]
    {
        let Ok(bytes) = std::fs::read(folder.join(format!("{name}.tflite"))) else {
            eprintln!("skipped: no models ({name})");
            continue;
        };
        let mut group = criterion.benchmark_group(name);
        group.bench_function("load", |bench| bench.iter(|| Model::load(&bytes).is_ok()));
        let mut model = Model::load(&bytes).expect("the model is supported");
        // Values do not change the work, as long as none is subnormal.
        for (value, step) in model.input_mut(0).iter_mut().zip((0..=255_u8).cycle()) {
            *value = f32::from(step) / 255.0;
        }
        for isa in Isa::ALL {
            if model.set_isa(isa).is_ok() {
                group.bench_function(format!("{isa:?}"), |bench| bench.iter(|| model.run()));
            }
        }
        group.finish();
    }
}

criterion_group!(benches, models);
criterion_main!(benches);
