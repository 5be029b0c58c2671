//! Lists over facing pages: numbers and names on one page, the same numbers with the other columns on the next.

use crate::layout::{Cell, Grid};
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use super::lexicon::{Lexicon, Role};

/// Fewest rows by which two tables are known to be halves of one list.
const FEWEST_ROWS: usize = 2;

/// The report with such tables side by side; `None` where there are none.
pub(super) fn join(reading: &Reading, lexicon: &Lexicon<'_>) -> Option<Reading> {
    let mut made: Vec<(usize, usize, Grid)> = Vec::new();
    let mut left: Option<(usize, &Grid)> = None;
    let mut turned = false;
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Page => turned = true,
            Block::Table(grid) => {
                let joined = left
                    .filter(|_| turned)
                    .and_then(|(at, left)| Some((at, side_by_side(left, grid, lexicon)?)));
                left = match joined {
                    Some((at, grid)) => {
                        made.push((at, index, grid));
                        None
                    }
                    None => Some((index, grid)),
                };
                turned = false;
            }
            Block::Line(_) | Block::Blank => {}
        }
    }
    if made.is_empty() {
        return None;
    }
    let mut told = reading.clone();
    for (at, gone, grid) in made {
        if let Some(block) = told.blocks.get_mut(at) {
            *block = Block::Table(grid);
        }
        if let Some(block) = told.blocks.get_mut(gone) {
            *block = Block::Blank;
        }
    }
    Some(told)
}

fn side_by_side(left: &Grid, right: &Grid, lexicon: &Lexicon<'_>) -> Option<Grid> {
    let (left_head, numbers) = numbered(left, lexicon)?;
    let (right_head, same) = numbered(right, lexicon)?;
    let names = |grid: &Grid, head: usize| {
        let mut heads = (0..head).flat_map(|row| grid.origins(row));
        heads.any(|cell| {
            let role = lexicon.label(cell.text.as_str());
            matches!(role, Some(Role::Level(_) | Role::Name))
        })
    };
    if numbers != same || numbers.len() < FEWEST_ROWS || !names(left, left_head) || names(right, right_head) {
        return None;
    }
    let head = left_head.max(right_head);
    let lowered = |cell: &Cell, own: usize| {
        let (row, end) = (cell.row, cell.row + cell.rows);
        let grown = if end == own { head - own } else { 0 };
        Cell {
            row: if row >= own { row + head - own } else { row },
            rows: cell.rows + grown,
            ..cell.clone()
        }
    };
    let mut cells: Vec<Cell> = Vec::new();
    for cell in (0..left.rows()).flat_map(|row| left.origins(row)) {
        cells.push(lowered(cell, left_head));
    }
    let width = left.columns() - 1;
    for cell in (0..right.rows()).flat_map(|row| right.origins(row)) {
        if cell.column == 0 && cell.columns > 1 {
            return None;
        }
        if cell.column > 0 {
            let moved = lowered(cell, right_head);
            cells.push(Cell {
                column: cell.column + width,
                ..moved
            });
        }
    }
    Grid::new(cells).ok()
}

/// The rows of heads over a first column of numbers, and the numbers.
fn numbered(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<(usize, Vec<String>)> {
    let first = grid.cell(0, 0)?;
    if grid.columns() < 2 || lexicon.label(first.text.as_str()) != Some(Role::Number) {
        return None;
    }
    let numbers: Vec<String> = (first.rows..grid.rows())
        .map(|row| {
            let cell = grid.cell(row, 0)?;
            let number = key(cell.text.as_str());
            let counts = number.chars().any(|c| c.is_ascii_digit()) && number.chars().count() <= 8;
            (cell.row == row && cell.rows == 1 && cell.columns == 1 && counts).then_some(number)
        })
        .collect::<Option<_>>()?;
    Some((first.rows, numbers))
}
