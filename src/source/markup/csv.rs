//! Rows of comma-separated values.

use std::ops::Range;

/// Where the fields of a row stand, and its commas and quotes.
#[derive(Debug, Default)]
pub(in crate::source) struct CsvRow {
    pub(in crate::source) fields: Vec<Range<usize>>,
    pub(in crate::source) marks: Vec<Range<usize>>,
}

/// The row `canvas[range]`. `None` when a quote stays open or stands where none may.
pub(in crate::source) fn csv_row(canvas: &str, range: Range<usize>) -> Option<CsvRow> {
    let line = canvas.get(range.clone())?;
    let CsvRow {
        mut fields,
        mut marks,
    } = CsvRow::default();
    let mut at = 0;
    loop {
        let rest = line.get(at..)?;
        let end = if let Some(inside) = rest.strip_prefix('"') {
            let close = closing_quote(inside)?;
            let (first, last) = (at + 1, at + 1 + close);
            fields.push(range.start + first..range.start + last);
            marks.push(range.start + at..range.start + first);
            marks.push(range.start + last..range.start + last + 1);
            last + 1
        } else {
            let length = rest.find(',').unwrap_or(rest.len());
            fields.push(range.start + at..range.start + at + length);
            at + length
        };
        match line.get(end..)?.chars().next() {
            None => return Some(CsvRow { fields, marks }),
            Some(',') => {
                marks.push(range.start + end..range.start + end + 1);
                at = end + 1;
            }
            Some(_) => return None,
        }
    }
}

/// Offset of the quote that closes a field; doubled ones stand for themselves.
fn closing_quote(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            if bytes.get(at + 1) != Some(&b'"') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}
