//! What a run left in its output folder, for commands that look at it afterwards.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::name::unescaped;
use crate::model::{Report, RunLine};

/// The lines of `run.jsonl` in `out`, in the order of the run's tables.
///
/// # Errors
/// What is wrong, with the way out.
pub fn run_lines(out: &Path) -> Result<Vec<RunLine>, String> {
    let path = out.join("run.jsonl");
    let wrong = |error: &dyn std::fmt::Display| {
        format!(
            "{}: {error}: give a folder that jigyo convert --out wrote",
            path.display()
        )
    };
    let file = File::open(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => wrong(&"not found"),
        _ => wrong(&error),
    })?;
    let mut lines = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|error| wrong(&error))?;
        lines.push(serde_json::from_str::<RunLine>(&line).map_err(|error| wrong(&error))?);
    }
    lines.sort_by(|left, right| (&left.output, &left.input).cmp(&(&right.output, &right.input)));
    Ok(lines)
}

/// The document that a line of `run.jsonl` names, below `out`; `None` for an input without one.
///
/// # Errors
/// What is wrong, with the way out.
pub fn document_of(out: &Path, line: &RunLine) -> Result<Option<Report>, String> {
    let Some(output) = &line.output else {
        return Ok(None);
    };
    let path = out.join(unescaped(output));
    let wrong = |error: &dyn std::fmt::Display| {
        format!(
            "{}: {error}: give the convert command again with --force",
            path.display()
        )
    };
    let bytes = std::fs::read(&path).map_err(|error| wrong(&error))?;
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| wrong(&error))
}

/// The file that a line of `run.jsonl` names as its input, as given to the run.
#[must_use]
pub fn input_of(line: &RunLine) -> PathBuf {
    unescaped(&line.input)
}

/// Key of the document that a line of `run.jsonl` names, as in the tables.
#[must_use]
pub fn document_key(line: &RunLine) -> &str {
    let output = line.output.as_deref().unwrap_or_default();
    output.strip_suffix(".json").unwrap_or(output)
}
