//! Characters a second of segmentation alone, on the largest report that ships with the program.

#![allow(clippy::expect_used)] // a benchmark has no one to hand an error to

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jigyo::japanese::municipality::Municipalities;
use jigyo::japanese::segmenter::Segmenter;

/// The largest file of `fixtures/reports`.
fn largest_report() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports");
    std::fs::read_dir(folder)
        .expect("fixtures/reports")
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .max_by_key(String::len)
        .expect("a report")
}

fn segmentation(criterion: &mut Criterion) {
    let text = largest_report();
    let segmenter = Segmenter::embedded().expect("built-in dictionary");
    let mut group = criterion.benchmark_group("largest report");
    group.throughput(Throughput::Elements(text.chars().count() as u64));
    group.bench_function("segmentation", |bencher| {
        bencher.iter(|| {
            text.lines()
                .map(|line| segmenter.words(black_box(line)).len())
                .sum::<usize>()
        });
    });
    group.bench_function("municipalities", |bencher| {
        bencher.iter(|| Municipalities::embedded().find_all(black_box(&text)).len());
    });
    group.finish();
    criterion.bench_function("load dictionary", |bencher| {
        bencher.iter(|| Segmenter::embedded().is_ok())
    });
}

criterion_group!(benches, segmentation);
criterion_main!(benches);
