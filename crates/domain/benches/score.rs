//! Scoring through the loaded framework: distinct inputs, the whole result consumed.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::Fraction;
use domain::assessments::Scorer;
use domain::frameworks::{Framework, load};

fn framework() -> Framework {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frameworks/cyber-management");
    let mut files = Vec::new();
    for folder in ["", "directives", "items"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the framework's folder") {
            let path = entry.expect("a readable entry").path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    load(&files).expect("the framework loads")
}

/// Rows of levels that differ from each other, from a fixed linear congruence.
fn rows(count: usize, items: usize) -> Vec<u8> {
    let mut state = 20_210_331_u64;
    (0..count * items)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            1 + ((state >> 33) % 5) as u8
        })
        .collect()
}

fn score(criterion: &mut Criterion) {
    let framework = framework();
    let scorer = Scorer::new(&framework);
    let (count, items) = (100_000, framework.items.len());
    let rows = rows(count, items);
    let mut group = criterion.benchmark_group("score");
    group.throughput(Throughput::Elements(count as u64)).sample_size(20);
    group.bench_function("39 items to ten means, mean and class", |bencher| {
        let mut score = scorer.blank();
        bencher.iter(|| {
            let mut digest = 0_i64;
            for row in rows.chunks_exact(items) {
                scorer.score_into(black_box(row), &mut score);
                for cell in score.directives() {
                    digest = digest.wrapping_add(cell.value().map_or(0, Fraction::numerator));
                }
                digest = digest.wrapping_add(score.overall().map_or(0, Fraction::numerator));
                digest = digest.wrapping_add(score.class().map_or(0, |class| class as i64));
            }
            black_box(digest)
        });
    });
    group.finish();
}

criterion_group!(benches, score);
criterion_main!(benches);
