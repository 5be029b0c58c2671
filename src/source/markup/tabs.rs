//! Tables of tabs.

use std::ops::Range;

use super::tag::{Kind, tags};

/// Whether a line is a rule between tab-separated rows, as `---------<TAB>---`.
pub(in crate::source) fn is_tab_rule(line: &str) -> bool {
    let mut fields = line
        .split('\t')
        .map(str::trim)
        .filter(|field| !field.is_empty())
        .peekable();
    let mut longest = 0;
    let all = fields.all(|field| {
        longest = longest.max(field.len());
        field.len() >= 2
            && field
                .bytes()
                .all(|byte| matches!(byte, b'-' | b'=' | b'_' | b':' | b'+'))
    });
    all && longest >= 3
}

/// Whether tabs separate text in a line, instead of indenting it or its tags.
pub(in crate::source) fn has_tab_cells(line: &str) -> bool {
    let fields = line.trim().split('\t').skip(1).map(str::trim_start);
    fields
        .into_iter()
        .any(|field| !field.is_empty() && !field.starts_with('<'))
}

/// Ranges of the fields of the row `canvas[range]`.
pub(in crate::source) fn tab_fields(canvas: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let line = canvas.get(range.clone()).unwrap_or_default();
    let mut start = range.start;
    line.split('\t')
        .map(|field| {
            let cell = start..start + field.len();
            start = cell.end + 1;
            cell
        })
        .collect()
}

/// A field from `start` to `close`, and the fields that follow up to `end`.
pub(in crate::source) fn tab_fields_after(
    canvas: &str,
    start: usize,
    close: usize,
    end: usize,
) -> Vec<Range<usize>> {
    let mut fields = tab_fields(canvas, close..end);
    if let Some(first) = fields.first_mut() {
        first.start = start;
    }
    fields
}

/// What is open at the end of a field that a line end cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Open {
    /// A quote.
    Quote,
    /// This many elements.
    Elements(usize),
    /// A tag without `>`.
    Tag,
}

/// What is open at the end of a field.
pub(in crate::source) fn open_at_end(canvas: &str, field: Range<usize>) -> Option<Open> {
    let text = canvas.get(field.clone()).unwrap_or_default().trim_start();
    if text.starts_with('"') {
        return (!text.matches('"').count().is_multiple_of(2)).then_some(Open::Quote);
    }
    still_open(canvas, field, Open::Elements(0))
}

/// What is open after `range`, when `open` was open before it.
pub(in crate::source) fn still_open(canvas: &str, range: Range<usize>, open: Open) -> Option<Open> {
    let mut count = match open {
        Open::Quote => {
            let text = canvas.get(range).unwrap_or_default();
            return text.matches('"').count().is_multiple_of(2).then_some(Open::Quote);
        }
        Open::Elements(count) => count,
        Open::Tag => 0,
    };
    for tag in tags(canvas, range) {
        // Engines never close their `<ul>`.
        let pairs = matches!(
            tag.kind,
            Kind::Strong | Kind::Table | Kind::Row | Kind::Cell | Kind::Entry
        ) || canvas
            .get(tag.name.clone())
            .is_some_and(|name| name.eq_ignore_ascii_case("p"));
        match () {
            () if tag.is_cut => return Some(Open::Tag),
            () if !pairs => {}
            () if tag.closes => count = count.saturating_sub(1),
            () => count += 1,
        }
    }
    (count > 0).then_some(Open::Elements(count))
}
