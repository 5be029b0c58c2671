//! Characters a second on the largest report that ships with the program: of segmentation alone and of the whole
//! conversion, with the ratio between them.
//!
//! `cargo bench --bench conversion`. The two are the program's yardstick: a conversion is meant to take at most three
//! times as long as cutting the same text into words.

#![allow(missing_docs)] // the macro of the benchmarks makes a public function
#![allow(clippy::expect_used)] // a benchmark has no one to hand an error to

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group};
use jigyo::japanese::municipality::Municipalities;
use jigyo::japanese::segmenter::Segmenter;
use jigyo::{Config, Converter, ReadOptions};

/// Pairs of runs that the ratio is taken from.
const ROUNDS: usize = 31;

/// The largest file of `fixtures/reports`.
fn largest_report() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports");
    std::fs::read_dir(folder)
        .expect("fixtures/reports")
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .max_by_key(String::len)
        .expect("a report")
}

fn segment(segmenter: &Segmenter, text: &str) -> usize {
    text.lines()
        .map(|line| segmenter.words(black_box(line)).len())
        .sum()
}

fn convert(converter: &Converter, text: &str) -> usize {
    let report = converter.convert("report.txt", black_box(text.as_bytes()), &ReadOptions::default());
    report.expect("a report that converts").items.len()
}

fn converter() -> Converter {
    Converter::new(&Config::default()).expect("built-in words")
}

fn largest(criterion: &mut Criterion) {
    let text = largest_report();
    let segmenter = Segmenter::embedded().expect("built-in dictionary");
    let converter = converter();
    let mut group = criterion.benchmark_group("largest report");
    group.throughput(Throughput::Elements(text.chars().count() as u64));
    group.bench_function("segmentation", |bencher| {
        bencher.iter(|| segment(&segmenter, &text))
    });
    group.bench_function("conversion", |bencher| {
        bencher.iter(|| convert(&converter, &text))
    });
    group.bench_function("municipalities", |bencher| {
        bencher.iter(|| Municipalities::embedded().find_all(black_box(&text)).len());
    });
    group.finish();
}

fn loading(criterion: &mut Criterion) {
    criterion.bench_function("load dictionary", |bencher| {
        bencher.iter(|| Segmenter::embedded().is_ok());
    });
    criterion.bench_function("load all", |bencher| bencher.iter(converter));
}

/// Both by turns, so that whatever else the machine does bears on both alike.
fn ratio() {
    let text = largest_report();
    let segmenter = Segmenter::embedded().expect("built-in dictionary");
    let converter = converter();
    let (mut alone, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(time(|| segment(&segmenter, &text)));
        whole.push(time(|| convert(&converter, &text)));
    }
    let characters = text.chars().count();
    let (alone, whole) = (median(alone), median(whole));
    let speed = |time: Duration| characters as f64 / time.as_secs_f64() / 1e6;
    println!("{characters} characters, median of {ROUNDS} pairs:");
    println!(
        "  segmentation  {:7.2} ms  {:5.2} million characters/s",
        millis(alone),
        speed(alone)
    );
    println!(
        "  conversion    {:7.2} ms  {:5.2} million characters/s",
        millis(whole),
        speed(whole)
    );
    println!(
        "  ratio         {:7.2}",
        whole.as_secs_f64() / alone.as_secs_f64()
    );
}

fn time(work: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[allow(missing_docs)] // the macro makes a public function
mod groups {
    use super::{criterion_group, largest, loading};
    criterion_group!(benches, largest, loading);
}
use groups::benches;

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    // `cargo test --benches` only asks whether it runs.
    if std::env::args().any(|argument| argument == "--bench") {
        ratio();
    }
}
