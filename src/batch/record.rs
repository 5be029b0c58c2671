//! The run's report: `run.jsonl` line by line, `run.csv` at the end.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::sync::Mutex;

use crate::model::RunLine;
use crate::write::tables::{Headers, run_rows};
use crate::write::{self, AtomicFile};

/// `run.jsonl` while the run lasts; also the lock that keeps a second run out of the folder.
#[derive(Debug)]
pub(super) struct Record {
    file: Mutex<File>,
}

impl Record {
    /// Starts an empty `run.jsonl`; `None` when another run is at work here.
    pub(super) fn start(root: &Path) -> io::Result<Option<Self>> {
        let path = root.join("run.jsonl");
        // Written in place, so a link here would lead out of the output folder.
        if path
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_symlink())
        {
            std::fs::remove_file(&path)?;
        }
        // Emptied only once the lock is ours.
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        // On Windows a lock would keep others from reading the file. A disk that knows no locks is no reason to stop.
        if cfg!(unix) && matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Ok(None);
        }
        file.set_len(0)?;
        Ok(Some(Record {
            file: Mutex::new(file),
        }))
    }

    /// Writes how one input ended; a line that the disk has no room for is taken back whole.
    pub(super) fn add(&self, line: &RunLine) -> io::Result<()> {
        let mut bytes = Vec::new();
        write::line(&mut bytes, line)?;
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = file.stream_position()?;
        file.write_all(&bytes).inspect_err(|_| {
            // The error to report is that of writing.
            let _ = file.set_len(before);
        })
    }
}

/// Writes `run.csv`.
pub(super) fn write_csv<'a>(
    root: &Path,
    lines: impl Iterator<Item = &'a RunLine>,
    headers: Headers,
) -> io::Result<()> {
    let mut file = AtomicFile::create(&root.join("run.csv"))?;
    run_rows(&mut file, lines, headers)?;
    file.commit()
}
