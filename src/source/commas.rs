//! Comma-separated values in a text: where a table of them begins, what stands above it on its sheet, and its rows.

use super::lines::Row;
use super::markup::{CsvRow, csv_row};

/// Fewest fields and rows of comma-separated values: prose has commas, too.
const FEWEST_FIELDS: usize = 3;
const FEWEST_ROWS: usize = 3;
const LONGEST_FIELD_NAME: usize = 30;
/// How many lines a quoted field may be cut into.
const MAX_CUT_LINES: usize = 60;
/// How many lines of a sheet may stand above its row of names.
const MOST_TITLES: usize = 12;

/// A table: its rows, and the line after it.
pub(super) struct Table {
    pub(super) rows: Vec<CsvRow>,
    pub(super) end: usize,
}

/// Lines of a text.
#[derive(Clone, Copy)]
pub(super) struct Commas<'a> {
    pub(super) canvas: &'a str,
    pub(super) rows: &'a [Row],
}

impl Commas<'_> {
    /// The table whose row of names is at `index`: at least two more rows with as many fields follow.
    pub(super) fn table(self, index: usize) -> Option<Table> {
        let (head, mut end) = self.record(index)?;
        if !self.names(&head) {
            return None;
        }
        let mut rows = vec![head];
        while let Some((row, next)) = self
            .record(end)
            .filter(|(row, _)| row.fields.len() == rows[0].fields.len() && self.follows(end))
        {
            rows.push(row);
            end = next;
        }
        (rows.len() >= FEWEST_ROWS).then_some(Table { rows, end })
    }

    /// A line of a sheet above its row of names: as many fields, most of them blank. With the line after it.
    pub(super) fn title(self, index: usize) -> Option<(CsvRow, usize)> {
        let (row, after) = self.record(index)?;
        let fields = row.fields.len();
        if fields < FEWEST_FIELDS || self.filled(&row) * 2 > fields {
            return None;
        }
        let mut at = after;
        for _ in 0..MOST_TITLES {
            let (below, next) = self
                .record(at)
                .filter(|(below, _)| below.fields.len() == fields && self.follows(at))?;
            if self.names(&below) && self.table(at).is_some() {
                return Some((row, after));
            }
            at = next;
        }
        None
    }

    /// The row that begins at a line, and the line after it: a quoted field may hold line ends.
    fn record(self, index: usize) -> Option<(CsvRow, usize)> {
        let first = self.rows.get(index)?;
        if let Some(row) = csv_row(self.canvas, first.range()) {
            return Some((row, index + 1));
        }
        let text = self.canvas.get(first.range())?;
        if text.matches('"').count() % 2 == 0 {
            return None;
        }
        let later = self.rows.iter().enumerate().skip(index + 1).take(MAX_CUT_LINES);
        for (at, row) in later {
            if row.after_form_feed {
                return None;
            }
            if self.canvas.get(row.range())?.contains('"') {
                let row = csv_row(self.canvas, first.start..row.end);
                if let Some(row) = row {
                    return Some((row, at + 1));
                }
            }
        }
        None
    }

    fn follows(self, index: usize) -> bool {
        self.rows.get(index).is_some_and(|row| !row.after_form_feed)
    }

    fn filled(self, row: &CsvRow) -> usize {
        let texts = row
            .fields
            .iter()
            .filter_map(|field| self.canvas.get(field.clone()));
        texts.filter(|text| !text.trim().is_empty()).count()
    }

    /// Whether a row may be one of names: short, most of them there, none of them a figure.
    fn names(self, row: &CsvRow) -> bool {
        let named = row.fields.iter().all(|field| {
            let name = self.canvas.get(field.clone()).unwrap_or_default();
            // 2023年度決算額 is a name.
            let counts = name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains('年');
            let plain = !counts && !name.starts_with(char::is_whitespace) && !name.contains('。');
            plain && name.chars().count() <= LONGEST_FIELD_NAME
        });
        let filled = self.filled(row);
        named && filled >= FEWEST_FIELDS && filled * 3 >= row.fields.len() * 2
    }
}
