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
use crate::model::Report;
use crate::write::tables::{self, Doc, Headers, TABLES};
use crate::write::{self, AtomicFile};

/// What one document adds to each file of the run.
struct Share {
    tables: Vec<Vec<u8>>,
    line: Vec<u8>,
}

/// Writes the run's tables from the documents at `outputs`.
pub(super) fn gather(
    folder: &OutputFolder,
    outputs: &[&Path],
    formats: Formats,
    headers: Headers,
) -> Result<(), BatchError> {
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
    // A few documents a thread at a time: enough to keep the threads busy, few enough to be forgotten.
    for chunk in outputs.chunks(4 * rayon::current_num_threads()) {
        let shares: Vec<_> = chunk
            .par_iter()
            .map(|output| share(folder, output, formats))
            .collect();
        for share in shares {
            let share = share?;
            for ((file, path), bytes) in files.iter_mut().zip(&share.tables) {
                file.write_all(bytes).map_err(failed(path.clone()))?;
            }
            if let Some(lines) = &mut lines {
                lines.write_all(&share.line).map_err(failed(lines_path.clone()))?;
            }
        }
    }
    for (file, path) in files {
        file.commit().map_err(failed(path))?;
    }
    if let Some(lines) = lines {
        lines.commit().map_err(failed(lines_path))?;
    }
    if formats.csv {
        describe(root, headers)
    } else {
        Ok(())
    }
}

fn share(folder: &OutputFolder, output: &Path, formats: Formats) -> Result<Share, BatchError> {
    let place = folder.place(output);
    let unreadable = |reason: String| BatchError::ReadBack {
        path: place.clone(),
        reason,
    };
    let bytes = std::fs::read(&place).map_err(|error| unreadable(error.to_string()))?;
    let report: Report = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
    let key = escaped(output);
    let doc = Doc::new(key.strip_suffix(".json").unwrap_or(&key), &report);
    let mut share = Share {
        tables: Vec::new(),
        line: Vec::new(),
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
    Ok(share)
}

fn describe(root: &Path, headers: Headers) -> Result<(), BatchError> {
    let path = root.join("datapackage.json");
    let write = || -> io::Result<()> {
        let mut file = AtomicFile::create(&path)?;
        writeln!(file, "{:#}", write::package(headers))?;
        file.commit()
    };
    write().map_err(|error| BatchError::output(&path, &error))
}
