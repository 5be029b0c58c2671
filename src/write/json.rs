use std::io::{self, Write};

use crate::model::Report;

/// Writes a document: indented, Japanese unescaped, a line break at the end.
///
/// # Errors
/// When `out` cannot be written.
pub fn document(out: &mut impl Write, report: &Report) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// Writes a value as one line of a JSON Lines file.
///
/// # Errors
/// When `out` cannot be written.
pub fn line(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
