use thiserror::Error;

use crate::source::Passage;

/// A cell of a [`Grid`].
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// First row, 0-based.
    pub row: usize,
    /// First column, 0-based.
    pub column: usize,
    /// Rows covered, at least 1.
    pub rows: usize,
    /// Columns covered, at least 1.
    pub columns: usize,
    /// Text, markup removed; list entries and paragraphs on lines of their own.
    pub text: Passage,
    /// Tables that stand inside the cell; their text is not part of `text`.
    pub nested: Vec<Grid>,
}

/// How a table goes on from the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Continuation {
    /// Leading rows that only repeat the head.
    pub repeated_rows: usize,
    /// The first row after them is the rest of the last row before the break.
    pub cut_row: bool,
}

/// Why cells do not form a grid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GridError {
    /// Two cells claim one slot.
    #[error("two cells claim row {row}, column {column}")]
    Overlap {
        /// 0-based.
        row: usize,
        /// 0-based.
        column: usize,
    },
    /// A cell without extent.
    #[error("the cell at row {row}, column {column} covers nothing")]
    Empty {
        /// 0-based.
        row: usize,
        /// 0-based.
        column: usize,
    },
    /// More slots than [`Grid::MAX_SLOTS`].
    #[error("the table has more than {} slots", Grid::MAX_SLOTS)]
    TooLarge,
}

/// A table. Every slot is either the origin of a cell or covered by one; [`Grid::new`] is the only way to make one.
///
/// HTML tables, tab-separated tables and ruled tables of a page all become this.
#[derive(Debug, Clone)]
pub struct Grid {
    cells: Vec<Cell>,
    slots: Vec<usize>,
    columns: usize,
    /// How it goes on from the table before it, over a page break; `None` when it does not.
    pub continues: Option<Continuation>,
}

impl Grid {
    /// Largest number of slots (rows times columns) of one grid.
    pub const MAX_SLOTS: usize = 2_000_000;

    /// A grid of `cells`; slots that none claims get an empty cell.
    ///
    /// # Errors
    /// When two cells claim one slot, one covers nothing, or there are more than [`Grid::MAX_SLOTS`] slots.
    pub fn new(mut cells: Vec<Cell>) -> Result<Self, GridError> {
        let rows = cells
            .iter()
            .map(|cell| cell.row.saturating_add(cell.rows))
            .max()
            .unwrap_or(0);
        let columns = cells
            .iter()
            .map(|cell| cell.column.saturating_add(cell.columns))
            .max()
            .unwrap_or(0);
        if rows.saturating_mul(columns) > Self::MAX_SLOTS {
            return Err(GridError::TooLarge);
        }
        let mut slots = vec![usize::MAX; rows * columns];
        for (index, cell) in cells.iter().enumerate() {
            if cell.rows == 0 || cell.columns == 0 {
                return Err(GridError::Empty {
                    row: cell.row,
                    column: cell.column,
                });
            }
            for row in cell.row..cell.row + cell.rows {
                for column in cell.column..cell.column + cell.columns {
                    let slot = &mut slots[row * columns + column];
                    if *slot != usize::MAX {
                        return Err(GridError::Overlap { row, column });
                    }
                    *slot = index;
                }
            }
        }
        for (position, slot) in slots
            .iter_mut()
            .enumerate()
            .filter(|(_, slot)| **slot == usize::MAX)
        {
            *slot = cells.len();
            let (row, column) = (position / columns, position % columns);
            cells.push(Cell {
                row,
                column,
                rows: 1,
                columns: 1,
                ..Cell::default()
            });
        }
        Ok(Grid {
            cells,
            slots,
            columns,
            continues: None,
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.slots.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The cell at a slot, origin or covering; `None` outside the grid.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        if column >= self.columns {
            return None;
        }
        self.slots
            .get(row * self.columns + column)
            .and_then(|&index| self.cells.get(index))
    }

    /// Whether the slot is the first one of its cell.
    #[must_use]
    pub fn is_origin(&self, row: usize, column: usize) -> bool {
        self.cell(row, column)
            .is_some_and(|cell| cell.row == row && cell.column == column)
    }

    /// The cells whose first slot is in this row, left to right.
    pub fn origins(&self, row: usize) -> impl Iterator<Item = &Cell> + '_ {
        (0..self.columns)
            .filter(move |&column| self.is_origin(row, column))
            .filter_map(move |c| self.cell(row, c))
    }
}
