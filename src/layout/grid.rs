use thiserror::Error;

use super::Tint;
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
    /// The colour behind it on its page; `None` for white, and for tables of text.
    pub tint: Option<Tint>,
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
    /// Whether its rows are as high, one by one, as those of the table on the page before.
    pub level_rows: bool,
}

impl Grid {
    /// Largest number of slots (rows times columns) of one grid.
    pub const MAX_SLOTS: usize = 2_000_000;

    /// A grid of `cells`; slots that none claims get an empty cell.
    ///
    /// # Errors
    /// When two cells claim one slot, one covers nothing, or there are more than [`Grid::MAX_SLOTS`] slots.
    pub fn new(cells: Vec<Cell>) -> Result<Self, GridError> {
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
        let mut grid = Grid {
            cells,
            slots,
            columns,
            continues: None,
            level_rows: false,
        };
        grid.fill(0);
        Ok(grid)
    }

    /// What a cell says, to be changed; its place stays what it is.
    pub(crate) fn text_mut(&mut self, row: usize, column: usize) -> Option<(&mut Passage, &mut Vec<Grid>)> {
        let index = *self.slots.get(row * self.columns + column)?;
        let cell = self.cells.get_mut(index)?;
        Some((&mut cell.text, &mut cell.nested))
    }

    /// Puts the rows of `below` under this table; `reach` are columns in which the cell of its last row goes on
    /// over so many of the new rows. Costs what the new rows cost, however long the table is already.
    ///
    /// # Errors
    /// When the new rows do not fit; then nothing is changed.
    pub(crate) fn append(&mut self, below: Vec<Cell>, reach: &[(usize, usize)]) -> Result<(), GridError> {
        let known = self.rows();
        let going_on = reach.iter().filter(|(_, rows)| *rows > 0);
        let last = known.checked_sub(1).map(|row| row * self.columns);
        let owner = |column: usize| self.slots.get(last? + column).copied();
        let going_on: Vec<(usize, Cell)> = going_on
            .filter_map(|&(column, rows)| {
                let index = owner(column)?;
                let cell = self.cells.get(index)?;
                let (column, columns) = (cell.column, cell.columns);
                Some((
                    index,
                    Cell {
                        column,
                        rows,
                        columns,
                        ..Cell::default()
                    },
                ))
            })
            .collect();
        let mut cells: Vec<Cell> = going_on.iter().map(|(_, cell)| cell.clone()).collect();
        cells.extend(below);
        let part = Grid::new(cells)?;
        if part.columns > self.columns {
            return Err(GridError::Overlap {
                row: known,
                column: self.columns,
            });
        }
        if (known + part.rows()).saturating_mul(self.columns) > Self::MAX_SLOTS {
            return Err(GridError::TooLarge);
        }
        let before = self.cells.len();
        let own = |index: usize| match going_on.get(index) {
            Some((owner, _)) => *owner,
            None => before + index - going_on.len(),
        };
        for row in 0..part.rows() {
            for column in 0..self.columns {
                let slot = part
                    .slots
                    .get(row * part.columns + column)
                    .filter(|_| column < part.columns);
                self.slots.push(slot.map_or(usize::MAX, |&index| own(index)));
            }
        }
        for (index, cell) in &going_on {
            if let Some(above) = self.cells.get_mut(*index) {
                above.rows += cell.rows;
            }
        }
        let added = part.cells.into_iter().skip(going_on.len());
        self.cells.extend(added.map(|cell| Cell {
            row: cell.row + known,
            ..cell
        }));
        self.fill(known);
        Ok(())
    }

    /// Gives the slots from this row on that nobody claims empty cells.
    fn fill(&mut self, from: usize) {
        let first = from * self.columns;
        for position in first..self.slots.len() {
            if self.slots[position] == usize::MAX {
                self.slots[position] = self.cells.len();
                self.cells.push(Cell {
                    row: position / self.columns,
                    column: position % self.columns,
                    rows: 1,
                    columns: 1,
                    ..Cell::default()
                });
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: usize, column: usize, rows: usize) -> Cell {
        Cell {
            row,
            column,
            rows,
            columns: 1,
            ..Cell::default()
        }
    }

    /// Where the cell of each slot begins, row by row.
    fn origins(grid: &Grid) -> Vec<(usize, usize)> {
        let slots = (0..grid.rows()).flat_map(|row| (0..grid.columns()).map(move |column| (row, column)));
        slots
            .filter_map(|(row, column)| grid.cell(row, column))
            .map(|cell| (cell.row, cell.column))
            .collect()
    }

    #[test]
    fn rows_put_below_stand_as_if_they_had_always_been_there() {
        let mut grown = Grid::new(vec![cell(0, 0, 1), cell(0, 1, 1)]).unwrap();
        grown
            .append(vec![cell(1, 0, 1), cell(0, 1, 1)], &[(0, 1)])
            .unwrap();
        let whole = Grid::new(vec![cell(0, 0, 2), cell(0, 1, 1), cell(1, 1, 1), cell(2, 0, 1)]).unwrap();
        assert_eq!(origins(&grown), origins(&whole));
        assert_eq!(grown.cell(1, 0).map(|cell| cell.rows), Some(2));
    }

    #[test]
    fn rows_that_do_not_fit_change_nothing() {
        let mut grid = Grid::new(vec![cell(0, 0, 1), cell(0, 1, 1)]).unwrap();
        let before = origins(&grid);
        assert!(grid.append(vec![cell(0, 2, 1)], &[]).is_err());
        assert!(grid.append(vec![cell(0, 0, 1)], &[(0, 1)]).is_err());
        assert_eq!((origins(&grid), grid.rows()), (before, 1));
    }
}
