//! Milliseconds a page from PDF to written JSON, beside the engine alone, poppler and pdfplumber, where they are installed.
//!
//! `cargo bench --bench pdf -- FILE.pdf …`; without files, the fixtures. `fixtures/pdf/book.py` makes a book of 600 pages.

#![allow(clippy::expect_used)] // a benchmark has no one to hand an error to

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::Rect;
use hayro_interpret::util::TransformExt;
use hayro_interpret::{Context, DummyDevice, InterpreterCache, InterpreterSettings, interpret_page};
use jigyo::{Config, Converter, ReadOptions};

/// Runs of which the fastest counts.
const ROUNDS: usize = 5;

/// What pdfplumber needs to find all tables.
const PDFPLUMBER: &str =
    "import pdfplumber, sys\nfor page in pdfplumber.open(sys.argv[1]).pages: page.extract_tables()";

fn fastest(mut run: impl FnMut()) -> f64 {
    let once = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..ROUNDS).map(once).fold(f64::MAX, f64::min)
}

/// Interprets all pages and keeps nothing; returns how many there are.
fn engine(bytes: &[u8]) -> usize {
    let pdf = Pdf::new(bytes.to_vec()).expect("a PDF that opens");
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut DummyDevice);
    }
    pdf.pages().len()
}

fn convert(converter: &Converter, name: &str, bytes: &[u8]) -> usize {
    let report = converter.convert(name, black_box(bytes), &ReadOptions::default());
    let report = report.expect("a PDF that converts");
    let mut out = Vec::new();
    jigyo::write::document(&mut out, &report).expect("JSON");
    out.len()
}

/// Another program's time, one run; `None` where it is not installed.
fn other(command: &mut Command) -> Option<f64> {
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| start.elapsed().as_secs_f64() * 1000.0)
}

fn files() -> Vec<PathBuf> {
    let given: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if !given.is_empty() {
        return given;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
    let entries = std::fs::read_dir(folder).expect("fixtures/pdf");
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    found.sort();
    found
}

fn row(converter: &Converter, file: &Path) -> String {
    let bytes = std::fs::read(file).expect("a readable file");
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let pages = engine(&bytes) as f64;
    let alone = fastest(|| {
        black_box(engine(&bytes));
    });
    let whole = fastest(|| {
        black_box(convert(converter, &name, &bytes));
    });
    let poppler = other(Command::new("pdftotext").arg("-bbox-layout").arg(file).arg("-"));
    let plumber = other(Command::new("python3").args(["-c", PDFPLUMBER]).arg(file));
    let cell = |time: Option<f64>| time.map_or("–".into(), |time| format!("{:.2}", time / pages));
    let times = whole / alone;
    format!(
        "| {name} | {pages} | {:.2} | {:.2} | {times:.1} | {} | {} |",
        alone / pages,
        whole / pages,
        cell(poppler),
        cell(plumber)
    )
}

fn main() {
    let converter = Converter::new(&Config::default()).expect("built-in words");
    println!(
        "| file | pages | engine alone | jigyo, PDF to JSON | times | pdftotext -bbox-layout | pdfplumber |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for file in files() {
        println!("{}", row(&converter, &file));
    }
}
