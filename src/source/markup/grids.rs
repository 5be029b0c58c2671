//! Rows of cells as written to grids: spans clamped, slots found, limits kept.

use crate::layout::{Cell, Grid};
use crate::source::Passage;

/// Most columns of one table; the text of further cells joins the last one.
const MAX_COLUMNS: usize = 1000;
/// A grid may have this many slots a cell written, and [`FREE_SLOTS`] more; beyond that a new grid starts, so that a
/// small input cannot make a huge table.
const SLOTS_A_CELL: usize = 32;
const FREE_SLOTS: usize = 4096;

/// A cell as written, before its place is known.
#[derive(Debug, Default)]
pub(in crate::source) struct RawCell {
    /// Rows that it says to cover; 0 means all that follow.
    pub(in crate::source) rows: usize,
    /// Columns that it says to cover.
    pub(in crate::source) columns: usize,
    pub(in crate::source) text: Passage,
    pub(in crate::source) nested: Vec<Grid>,
}

/// The grid of these rows; several when it would be far larger than what was written.
pub(in crate::source) fn grids(rows: Vec<Vec<RawCell>>) -> Vec<Grid> {
    let mut grids = Vec::new();
    let mut chunk = Chunk::default();
    for row in rows {
        if chunk.is_too_large_with(&row) {
            grids.extend(std::mem::take(&mut chunk).finish());
        }
        chunk.add(row);
    }
    grids.extend(chunk.finish());
    grids
}

/// The rows of one grid.
#[derive(Debug, Default)]
struct Chunk {
    cells: Vec<Cell>,
    rows: usize,
    columns: usize,
    /// A column is taken in all rows before this one.
    taken: Vec<usize>,
}

impl Chunk {
    fn is_too_large_with(&self, row: &[RawCell]) -> bool {
        let wanted = row
            .iter()
            .map(|cell| cell.columns.clamp(1, MAX_COLUMNS))
            .sum::<usize>();
        let columns = self.columns.max(wanted.min(MAX_COLUMNS));
        let cells = self.cells.len() + row.len();
        self.rows > 0 && (self.rows + 1) * columns > SLOTS_A_CELL * cells + FREE_SLOTS
    }

    fn add(&mut self, row: Vec<RawCell>) {
        let mut column = 0;
        let first = self.cells.len();
        for raw in row {
            while self.taken.get(column).is_some_and(|&until| until > self.rows) {
                column += 1;
            }
            if column >= MAX_COLUMNS {
                match self.cells.get_mut(first..).and_then(<[Cell]>::last_mut) {
                    Some(last) => {
                        last.text.join('\n', &raw.text);
                        last.nested.extend(raw.nested);
                    }
                    None => self.overflow(raw),
                }
                continue;
            }
            column = self.place(raw, column);
        }
        self.rows += 1;
    }

    /// A row whose columns are all taken from above: its text joins the cell written last.
    fn overflow(&mut self, raw: RawCell) {
        if let Some(last) = self.cells.last_mut() {
            last.text.join('\n', &raw.text);
            last.nested.extend(raw.nested);
        }
    }

    /// Puts a cell at a free column and returns the column after it.
    fn place(&mut self, raw: RawCell, column: usize) -> usize {
        let end = column + raw.columns.clamp(1, MAX_COLUMNS - column);
        // A cell from above in the way ends the span.
        let end = (column + 1..end)
            .find(|&next| self.taken.get(next).is_some_and(|&until| until > self.rows))
            .unwrap_or(end);
        let until = match raw.rows {
            0 => usize::MAX,
            rows => self.rows.saturating_add(rows),
        };
        if self.taken.len() < end {
            self.taken.resize(end, 0);
        }
        for slot in self.taken.get_mut(column..end).into_iter().flatten() {
            *slot = until;
        }
        self.columns = self.columns.max(end);
        self.cells.push(Cell {
            row: self.rows,
            column,
            rows: until.saturating_sub(self.rows),
            columns: end - column,
            text: raw.text,
            nested: raw.nested,
            tint: None,
        });
        end
    }

    fn finish(mut self) -> Option<Grid> {
        if self.cells.is_empty() {
            return None;
        }
        for cell in &mut self.cells {
            cell.rows = cell.rows.min(self.rows - cell.row);
        }
        // Slots are given out once and the size is kept small, so that this cannot fail.
        Grid::new(self.cells).ok()
    }
}
