//! Reports as JSON.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::model::Report;

/// Entries of a list that one thread writes at a time.
const ENTRIES: usize = 256;

/// Writes a document: indented, Japanese unescaped, a line break at the end. Several threads share its long lists.
///
/// # Errors
/// When `out` cannot be written.
pub fn document(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Report {
        schema_version,
        program,
        outcome,
        unread_pages,
        warnings,
        source,
        document,
        sections,
        items,
        indicators,
        tallies,
        legend,
        tables,
        checks,
        residue,
        coverage,
    } = report;
    out.write_all(b"{")?;
    field(out, "", "schema_version", schema_version)?;
    field(out, ",", "program", program)?;
    field(out, ",", "outcome", outcome)?;
    field(out, ",", "unread_pages", unread_pages)?;
    list(out, "warnings", warnings)?;
    field(out, ",", "source", source)?;
    field(out, ",", "document", document)?;
    list(out, "sections", sections)?;
    list(out, "items", items)?;
    list(out, "indicators", indicators)?;
    field(out, ",", "tallies", tallies)?;
    field(out, ",", "legend", legend)?;
    list(out, "tables", tables)?;
    list(out, "checks", checks)?;
    list(out, "residue", residue)?;
    field(out, ",", "coverage", coverage)?;
    out.write_all(b"\n}\n")
}

/// A field of the document, behind what parts it from the one before.
fn field(out: &mut impl Write, before: &str, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "{before}\n  \"{name}\": ")?;
    indented(out, value, 1)
}

/// A field that may be a long list.
fn list<T: Serialize + Sync>(out: &mut impl Write, name: &str, entries: &[T]) -> io::Result<()> {
    if entries.len() <= ENTRIES {
        return field(out, ",", name, &entries);
    }
    write!(out, ",\n  \"{name}\": [")?;
    let written = |entries: &[T]| -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        for entry in entries {
            out.extend_from_slice(b"\n    ");
            indented(&mut out, entry, 2)?;
            out.push(b',');
        }
        Ok(out)
    };
    let mut left = entries.len();
    // No more than every thread's share is held beside what is written.
    for part in entries.chunks(ENTRIES * rayon::current_num_threads()) {
        let parts: Vec<io::Result<Vec<u8>>> = part.par_chunks(ENTRIES).map(written).collect();
        left -= part.len();
        let last = parts.len() - 1;
        for (index, bytes) in parts.into_iter().enumerate() {
            let bytes = bytes?;
            let bare = bytes.strip_suffix(b",").filter(|_| left == 0 && index == last);
            out.write_all(bare.unwrap_or(&bytes))?;
        }
    }
    out.write_all(b"\n  ]")
}

/// A value as it stands so deep in a document.
fn indented(out: &mut impl Write, value: &impl Serialize, depth: usize) -> io::Result<()> {
    let mut formatter = PrettyFormatter::new();
    for _ in 0..depth {
        formatter.begin_object(&mut io::sink())?;
    }
    Ok(value.serialize(&mut Serializer::with_formatter(out, formatter))?)
}

/// Writes a value as one line of a JSON Lines file.
///
/// # Errors
/// When `out` cannot be written.
pub fn line(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Converter, ReadOptions};

    #[test]
    fn a_document_is_the_report_as_indented_json_however_long_its_lists() {
        let converter = Converter::new(&Config::default()).unwrap();
        let text =
            "| 事業名 | 担当課 | 予算額（千円） |\n| --- | --- | --- |\n| 図書館の運営 | 図書課 | 1,200 |\n";
        let mut report = converter
            .convert("a.md", text.as_bytes(), &ReadOptions::default())
            .unwrap();
        let item = report.items[0].clone();
        for count in [0, 1, ENTRIES, ENTRIES + 1, 9 * ENTRIES + 7] {
            report.items = vec![item.clone(); count];
            let mut written = Vec::new();
            document(&mut written, &report).unwrap();
            let plain = serde_json::to_string_pretty(&report).unwrap() + "\n";
            assert!(written == plain.into_bytes(), "{count} items");
        }
    }
}
