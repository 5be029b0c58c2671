//! The reports that the repository ships, what is known about them, and one converter for all tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jigyo::model::Report;
use jigyo::{Config, Converter, ReadOptions};
use serde_json::Value;

/// File names of the reports.
pub const REPORTS: [&str; 5] = [
    "000_60cc4e7f882508c7",
    "001_3dacb80f56827af3",
    "002_2ce10ac911a76b2b",
    "003_0a30f17dcfe74450",
    "004_4e77419d8d9911b7",
];

pub static CONVERTER: LazyLock<Converter> = LazyLock::new(|| Converter::new(&Config::default()).unwrap());

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

pub fn report_text(name: &str) -> String {
    fs::read_to_string(folder().join(format!("reports/{name}.txt"))).unwrap()
}

/// The text as a report.
pub fn convert(name: &str, text: &str) -> Report {
    CONVERTER
        .convert(name, text.as_bytes(), &ReadOptions::default())
        .unwrap()
}

/// The reviewed answers for a report: those of the repository, else those in the folder that `JIGYO_SHARED` names.
pub fn answers(name: &str) -> Option<Value> {
    let file = format!("{}.gold.json", &name[..3]);
    let path = folder().join("golden").join(&file);
    let path = match std::env::var_os("JIGYO_SHARED") {
        _ if path.exists() => path,
        Some(shared) => Path::new(&shared).join("gold").join(file),
        None if std::env::var_os("JIGYO_REQUIRE_TOOLS").is_some() => panic!("JIGYO_SHARED missing"),
        None => {
            println!("skipped: JIGYO_SHARED missing");
            return None;
        }
    };
    Some(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}
