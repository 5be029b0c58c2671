//! Where an HTML table in a text starts and ends, balanced or not.

use super::lines::Row;
use super::markup::{self, Kind};

/// How many lines without a tag of the table a cell of it may have.
const MAX_CELL_LINES: usize = 60;

/// Last row of the HTML table that starts in this row, if one does.
pub(super) fn html_table(canvas: &str, rows: &[Row], index: usize) -> Option<usize> {
    let row = *rows.get(index)?;
    let line = text(canvas, row);
    if !line.contains('<') {
        return None;
    }
    let first = markup::tags(canvas, row.range()).find(|tag| tag.kind.is_structural())?;
    if first.closes {
        return None;
    }
    let before = canvas.get(row.start..first.range.start).unwrap_or_default();
    // A tag inside a tab-separated row belongs to its cell, unless tabs only indent it.
    let has_tab = line.contains('\t');
    if has_tab && (!before.trim().is_empty() || markup::has_tab_cells(line)) {
        return None;
    }
    let last = end_of_table(canvas, rows, index);
    (!has_tab || last > index).then_some(last)
}

fn end_of_table(canvas: &str, rows: &[Row], index: usize) -> usize {
    let mut state = TableState::default();
    let mut last = index;
    let mut after_blank = false;
    for (at, row) in rows.iter().enumerate().skip(index) {
        if at > index && (row.after_form_feed || markup::has_tab_cells(text(canvas, *row))) {
            break;
        }
        let mut tags = markup::tags(canvas, row.range())
            .filter(|tag| tag.kind.is_structural())
            .peekable();
        let Some(first) = tags.peek() else {
            after_blank |= text(canvas, *row).trim().is_empty();
            if !after_blank && !state.in_cell || at - last > MAX_CELL_LINES {
                break;
            }
            continue;
        };
        // After a blank line only what goes on with the table belongs to it.
        let starts_anew = first.kind == Kind::Table && !first.closes;
        if at > index && (starts_anew && after_blank || state.depth == 0 && first.closes) {
            break;
        }
        if at > last + 1 && !state.in_cell && has_text_between(canvas, rows, last, at) {
            break;
        }
        tags.for_each(|tag| state.meet(tag.kind, tag.closes));
        last = at;
        after_blank = false;
        if state.is_complete() {
            break;
        }
    }
    last
}

fn has_text_between(canvas: &str, rows: &[Row], last: usize, at: usize) -> bool {
    let between = rows.get(last + 1..at).unwrap_or_default();
    between.iter().any(|row| !text(canvas, *row).trim().is_empty())
}

fn text(canvas: &str, row: Row) -> &str {
    canvas.get(row.range()).unwrap_or_default()
}

/// How far a table has come.
#[derive(Debug, Default)]
struct TableState {
    depth: usize,
    in_cell: bool,
    closed: bool,
}

impl TableState {
    fn meet(&mut self, kind: Kind, closes: bool) {
        match (kind, closes) {
            (Kind::Table, false) => {
                self.depth += 1;
                self.in_cell = false;
            }
            (Kind::Table, true) => {
                self.depth = self.depth.saturating_sub(1);
                self.closed = self.depth == 0;
                self.in_cell = self.depth > 0;
            }
            (Kind::Cell | Kind::Caption, _) => self.in_cell = !closes,
            _ => self.in_cell = false,
        }
    }

    fn is_complete(&self) -> bool {
        self.closed && self.depth == 0 && !self.in_cell
    }
}
