//! The tables of the whole run, made from the documents in their order.
//!
//! Reading the documents back, and not keeping them, is what makes memory independent of the number of files and
//! lets a resumed run write the same tables as an unbroken one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::folder::OutputFolder;
use super::name::escaped;
use super::{BatchError, Formats};
use crate::Converter;
#[cfg(feature = "sqlite")]
use crate::database;
use crate::model::Report;
use crate::write::tables::{self, Doc, Headers, TABLES};
use crate::write::{self, AtomicFile, RunFile};

/// What one document adds to each file of the run.
struct Share {
    tables: Vec<Vec<u8>>,
    line: Vec<u8>,
    /// The document itself, for files that take in one after the other; dropped at once when there are none.
    report: Option<Report>,
}

/// Writes the run's tables from the documents at `outputs`; returns the files.
pub(super) fn gather(
    folder: &OutputFolder,
    outputs: &[&Path],
    formats: Formats,
    headers: Headers,
    converter: &Converter,
) -> Result<Vec<PathBuf>, BatchError> {
    let root = folder.root();
    let failed = |path: PathBuf| move |error: io::Error| BatchError::output(&path, &error);
    let mut files = Vec::new();
    if formats.csv {
        for table in TABLES {
            let path = root.join(format!("{}.csv", table.about().name));
            let mut file = AtomicFile::create(&path).map_err(failed(path.clone()))?;
            tables::header(&mut file, table, headers).map_err(failed(path.clone()))?;
            files.push((file, path));
        }
    }
    let lines_path = root.join("documents.jsonl");
    let mut lines = match formats.jsonl {
        true => Some(AtomicFile::create(&lines_path).map_err(failed(lines_path.clone()))?),
        false => None,
    };
    let mut in_turn = run_files(root, formats, headers, converter)?;
    let keep_reports = !in_turn.is_empty();
    // A few documents a thread at a time: enough to keep the threads busy, few enough to be forgotten.
    for chunk in outputs.chunks(4 * rayon::current_num_threads()) {
        let shares: Vec<_> = chunk
            .par_iter()
            .map(|output| share(folder, output, formats, keep_reports))
            .collect();
        for (share, output) in shares.into_iter().zip(chunk) {
            let share = share?;
            for ((file, path), bytes) in files.iter_mut().zip(&share.tables) {
                file.write_all(bytes).map_err(failed(path.clone()))?;
            }
            if let Some(lines) = &mut lines {
                lines.write_all(&share.line).map_err(failed(lines_path.clone()))?;
            }
            if let Some(report) = &share.report {
                let key = key(output);
                let doc = Doc::new(&key, report);
                for (file, path) in &mut in_turn {
                    file.add(&doc).map_err(failed(path.clone()))?;
                }
            }
        }
    }
    let mut written = Vec::new();
    for (file, path) in files {
        file.commit().map_err(failed(path.clone()))?;
        written.push(path);
    }
    for (file, path) in in_turn {
        file.finish().map_err(failed(path.clone()))?;
        written.push(path);
    }
    if let Some(lines) = lines {
        lines.commit().map_err(failed(lines_path.clone()))?;
        written.push(lines_path);
    }
    if formats.csv {
        written.push(describe(root, headers)?);
    }
    Ok(written)
}

/// Files whose writers take in one document after the other.
type InTurn<'a> = Vec<(Box<dyn RunFile + 'a>, PathBuf)>;

fn run_files<'a>(
    root: &Path,
    formats: Formats,
    headers: Headers,
    converter: &'a Converter,
) -> Result<InTurn<'a>, BatchError> {
    let mut files = InTurn::new();
    #[cfg(feature = "parquet")]
    if formats.parquet {
        for table in TABLES {
            let path = root.join(format!("{}.parquet", table.about().name));
            let file = write::ParquetFile::create(&path, table, headers);
            let file = file.map_err(|error| BatchError::output(&path, &error))?;
            files.push((Box::new(file), path));
        }
    }
    #[cfg(feature = "xlsx")]
    if formats.xlsx {
        let path = root.join("jigyo.xlsx");
        let file = write::WorkbookFile::create(&path, headers);
        let file = file.map_err(|error| BatchError::output(&path, &error))?;
        files.push((Box::new(file), path));
    }
    #[cfg(feature = "sqlite")]
    if formats.sqlite {
        let path = root.join(database::FILE_NAME);
        let file = database::DatabaseFile::create(&path, converter.segmenter());
        let file = file.map_err(|error| BatchError::output(&path, &error))?;
        files.push((Box::new(file), path));
    }
    // Of a build without one of the features.
    let _ = (root, formats, headers, converter, &mut files);
    Ok(files)
}

/// Key of the document at `output`.
fn key(output: &Path) -> String {
    let key = escaped(output);
    key.strip_suffix(".json").map(str::to_owned).unwrap_or(key)
}

fn share(
    folder: &OutputFolder,
    output: &Path,
    formats: Formats,
    keep_report: bool,
) -> Result<Share, BatchError> {
    let place = folder.place(output);
    let unreadable = |reason: String| BatchError::ReadBack {
        path: place.clone(),
        reason,
    };
    let bytes = std::fs::read(&place).map_err(|error| unreadable(error.to_string()))?;
    let report: Report = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
    let key = key(output);
    let doc = Doc::new(&key, &report);
    let mut share = Share {
        tables: Vec::new(),
        line: Vec::new(),
        report: None,
    };
    if formats.csv {
        for table in TABLES {
            let mut bytes = Vec::new();
            tables::rows(&mut bytes, table, &doc).map_err(|error| unreadable(error.to_string()))?;
            share.tables.push(bytes);
        }
    }
    if formats.jsonl {
        write::line(&mut share.line, &report).map_err(|error| unreadable(error.to_string()))?;
    }
    share.report = keep_report.then_some(report);
    Ok(share)
}

fn describe(root: &Path, headers: Headers) -> Result<PathBuf, BatchError> {
    let path = root.join("datapackage.json");
    let write = || -> io::Result<()> {
        let mut file = AtomicFile::create(&path)?;
        writeln!(file, "{:#}", write::package(headers))?;
        file.commit()
    };
    write().map_err(|error| BatchError::output(&path, &error))?;
    Ok(path)
}
