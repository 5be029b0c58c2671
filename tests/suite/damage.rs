//! Seeded damage of every fixture: bytes turned, lost, doubled, cut. Whatever comes out, it is a document or a typed
//! failure, and the account of characters balances. `JIGYO_SEEDS=200` hunts longer.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jigyo::model::Report;
use jigyo::source::OcrMode;
use jigyo::worker::{Pool, WorkerCommand, WorkerSettings};
use jigyo::{Config, Failure, ReadOptions, convert_here};

use super::fixture::{CONVERTER, folder};

/// A generator of its own, so that a seed means the same in every version of every crate (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// What damage puts in.
const PIECES: [&str; 16] = [
    "<table>",
    "</td>",
    "<td colspan=99>",
    "|",
    "\t",
    "\n\n",
    "**",
    "●",
    "△1,234",
    "8O0",
    "（単位：千円）",
    "令和5年度",
    "endstream",
    "<< /Length 9 >>",
    "\u{0}",
    "\u{feff}",
];

/// `bytes` with one to eight wounds.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(out.len());
        let end = (at + 1 + dice.below(200)).min(out.len());
        match dice.below(6) {
            0 => out[at] = u8::try_from(dice.below(256)).unwrap(),
            1 => drop(out.drain(at..end)),
            2 => {
                let copy = out[at..end].to_vec();
                let to = dice.below(out.len());
                out.splice(to..to, copy);
            }
            3 => drop(out.splice(at..at, PIECES[dice.below(PIECES.len())].bytes())),
            4 => out[at..end].reverse(),
            _ if dice.below(4) == 0 => out.truncate(at.max(1)),
            _ => out[at] ^= 1 << dice.below(8),
        }
        if out.is_empty() {
            out.push(b'\n');
        }
    }
    out
}

fn seeds(usual: u64) -> std::ops::Range<u64> {
    let more = std::env::var("JIGYO_SEEDS")
        .ok()
        .and_then(|count| count.parse().ok());
    0..more.unwrap_or(usual)
}

fn fixtures(below: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder().join(below)).unwrap().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    assert!(!files.is_empty(), "{below}");
    files
}

#[track_caller]
fn assert_balanced(document: &[u8], of: &Path, seed: u64) {
    let report: Report = serde_json::from_slice(document).unwrap();
    let coverage = serde_json::to_value(report.coverage).unwrap();
    let parts = coverage
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "characters");
    let sum: u64 = parts.map(|(_, count)| count.as_u64().unwrap()).sum();
    assert_eq!(sum, report.coverage.characters, "{} seed {seed}", of.display());
}

/// A stretch of a report: whole ones take too long for many seeds.
fn stretch(bytes: &[u8], seed: u64) -> Vec<u8> {
    const LENGTH: usize = 6000;
    let from = Dice(seed ^ 0xABCD).below(bytes.len().saturating_sub(LENGTH));
    bytes[from..(from + LENGTH).min(bytes.len())].to_vec()
}

#[test]
fn damaged_texts_never_crash_and_lose_nothing() {
    for path in [fixtures("reports", "txt"), fixtures("layouts", "txt")].concat() {
        let bytes = fs::read(&path).unwrap();
        for seed in seeds(6) {
            let input = damaged(&stretch(&bytes, seed), seed);
            match convert_here(&CONVERTER, "damaged", &input, &ReadOptions::default()) {
                Ok(written) => assert_balanced(&written.document, &path, seed),
                Err(Failure::Crashed { reason }) => panic!("{} seed {seed}: {reason}", path.display()),
                Err(_) => {}
            }
        }
    }
}

/// What other OCR programs write is read whole: damage is to be met by their readers, and not by the one of texts.
#[test]
fn damaged_files_of_ocr_programs_never_crash_and_lose_nothing() {
    for extension in ["hocr", "xml", "tsv", "json"] {
        let path = &fixtures("ocr", extension)[0];
        let bytes = fs::read(path).unwrap();
        for seed in seeds(12) {
            let input = damaged(&bytes, seed);
            match convert_here(&CONVERTER, "damaged", &input, &ReadOptions::default()) {
                Ok(written) => assert_balanced(&written.document, path, seed),
                Err(Failure::Crashed { reason }) => panic!("{} seed {seed}: {reason}", path.display()),
                Err(_) => {}
            }
        }
    }
}

#[test]
fn damaged_pdfs_never_crash_hang_or_swell() {
    let settings = WorkerSettings::new(WorkerCommand {
        program: env!("CARGO_BIN_EXE_jigyo").into(),
        arguments: vec!["worker".into()],
    });
    let workers = Pool::new(settings, &Config::default());
    // Recognising damaged scans takes long and tests Tesseract.
    let options = ReadOptions {
        ocr: OcrMode::Off,
        ..ReadOptions::default()
    };
    let folders = ["pdf", "sheets", "ocr", "hostile"];
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fixtures(folder, "pdf"))
        .collect();
    // A bomb that damage hides from counting ends at a limit, and should.
    paths.retain(|path| !path.ends_with("memory-bomb.pdf"));
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        for seed in seeds(8) {
            let input = Arc::new(damaged(&bytes, seed));
            match workers.convert("damaged", &input, &options) {
                Ok(written) => assert_balanced(&written.document, &path, seed),
                Err(
                    failure @ (Failure::Crashed { .. }
                    | Failure::Timeout { .. }
                    | Failure::MemoryLimit { .. }
                    | Failure::Worker { .. }),
                ) => panic!("{} seed {seed}: {failure}", path.display()),
                Err(_) => {}
            }
        }
    }
}
