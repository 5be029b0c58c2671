//! CSV as Excel opens it: UTF-8 with BOM, CRLF, RFC 4180 quoting, no cell that runs as a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::{Doc, Field, Table, Value};
use crate::model::Figure;

pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Language of column headings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Headers {
    /// Japanese.
    #[default]
    Japanese,
    /// English: the names that programs use.
    English,
}

impl Headers {
    /// Heading of a column.
    #[must_use]
    pub fn of(self, field: &Field) -> &'static str {
        match self {
            Headers::Japanese => field.heading,
            Headers::English => field.name,
        }
    }
}

/// Writes the byte-order mark and the headings of `table`.
///
/// # Errors
/// When `out` cannot be written.
pub fn header(out: &mut impl Write, table: &dyn Table, headers: Headers) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = writer(out);
    writer.write_record(table.fields().iter().map(|field| headers.of(field)))?;
    writer.flush()
}

/// Writes the rows of one document.
///
/// # Errors
/// When `out` cannot be written.
pub fn rows<'a>(out: &mut impl Write, table: &dyn Table, doc: &'a Doc<'a>) -> io::Result<()> {
    let mut writer = writer(out);
    table.visit(doc, &mut |record| {
        for value in record.values {
            writer.write_field(cell(value).as_bytes())?;
        }
        Ok(writer.write_record(None::<&[u8]>)?)
    })?;
    writer.flush()
}

/// A writer with the line ends and quoting of every CSV file of jigyo.
pub(super) fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

pub(super) fn cell<'v>(value: &'v Value<'_>) -> Cow<'v, str> {
    match value {
        Value::Text(text) => guarded(text),
        value => plain(value),
    }
}

/// A value as text, without the guard of CSV files.
#[must_use]
pub fn plain<'v>(value: &'v Value<'_>) -> Cow<'v, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Integer(number) => Cow::Owned(number.to_string()),
        Value::Number(number) => Cow::Owned(Figure(*number).to_string()),
        Value::Boolean(true) => Cow::Borrowed("true"),
        Value::Boolean(false) => Cow::Borrowed("false"),
    }
}

/// Text that a spreadsheet does not run as a formula.
///
/// A text that starts with `=`, `+`, `-`, `@`, tab or carriage return gets one `'` in front, and so does one that
/// starts with `'`: taking one leading `'` away gives the text back.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_would_run_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'quoted"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("名称=x"), "名称=x");
        assert_eq!(cell(&Value::Integer(-42_317_000)), "-42317000");
        assert_eq!(cell(&Value::Number(-23.3)), "-23.3");
        assert_eq!(cell(&Value::Text("-23.3".into())), "'-23.3");
    }
}
