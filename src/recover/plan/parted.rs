//! A list and the lines of the sheet that it belongs to, ruled as one table: 施策の評価 | Ｂ below the projects of a 施策.

use crate::layout::{Cell, Grid};
use crate::recover::lexicon::{Lexicon, Role};

use super::header::rows_header;

/// Fewest rows of a list before the sheet goes on.
const FEWEST_ROWS: usize = 2;
/// Fewest columns of such a list.
const FEWEST_COLUMNS: usize = 4;

/// The list and what stands below it, where that is lines of labels whose cells are none of the list's columns.
pub(super) fn parted(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<(Grid, Grid)> {
    let last = grid.rows().checked_sub(1)?;
    if grid.columns() < FEWEST_COLUMNS || last <= FEWEST_ROWS || !is_line(grid, last, lexicon) {
        return None;
    }
    let first = (FEWEST_ROWS + 1..=last)
        .rev()
        .take_while(|&row| is_line(grid, row, lexicon))
        .last()?;
    let (list, lines) = (cut(grid, 0, first)?, cut(grid, first, grid.rows())?);
    let header = rows_header(&list, true, false, lexicon)?;
    let filled =
        |row: &usize| list.origins(*row).filter(|cell| !cell.text.is_blank()).count() >= FEWEST_COLUMNS;
    let rows = (header.rows..list.rows()).filter(filled).count();
    (rows >= FEWEST_ROWS && rows == list.rows() - header.rows).then_some((list, lines))
}

/// Whether a row is a label, set wider than a column of the list, and what it asks for.
fn is_line(grid: &Grid, row: usize, lexicon: &Lexicon<'_>) -> bool {
    let cells: Vec<&Cell> = grid.origins(row).collect();
    let asks = |cell: &Cell| {
        let role = lexicon.label(cell.text.as_str());
        matches!(role, Some(Role::Text | Role::Evaluation))
    };
    let wide = cells.iter().any(|cell| cell.columns * 3 >= grid.columns());
    cells
        .first()
        .is_some_and(|first| first.column == 0 && first.rows == 1 && asks(first))
        && wide
        && cells.len() * 2 <= grid.columns()
}

/// The rows from `from` on, before `to`, as a table; nothing where a cell goes on over either edge.
fn cut(grid: &Grid, from: usize, to: usize) -> Option<Grid> {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in (from..to).flat_map(|row| grid.origins(row)) {
        if cell.row + cell.rows > to {
            return None;
        }
        cells.push(Cell {
            row: cell.row - from,
            ..cell.clone()
        });
    }
    Grid::new(cells).ok().filter(|part| part.rows() == to - from)
}
