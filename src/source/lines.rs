//! Lines of a text.

use std::ops::Range;

/// A line without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    /// Offset of its first character.
    pub(super) start: usize,
    /// Offset after its last character.
    pub(super) end: usize,
    /// Whether a form feed stands before it.
    pub(super) after_form_feed: bool,
}

impl Row {
    /// Its place.
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Cuts a text at LF, CRLF, CR and form feeds.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut start = 0;
    let mut after_form_feed = false;
    for (offset, &byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'\n' | b'\r' | 0x0c) || offset < start {
            continue;
        }
        rows.push(Row {
            start,
            end: offset,
            after_form_feed,
        });
        after_form_feed = byte == 0x0c;
        let is_pair = byte == b'\r' && bytes.get(offset + 1) == Some(&b'\n');
        start = offset + 1 + usize::from(is_pair);
    }
    if start < bytes.len() || after_form_feed {
        rows.push(Row {
            start,
            end: bytes.len(),
            after_form_feed,
        });
    }
    rows
}
